use sillon_kernel::{Currency, EnterpriseId, Language, Money};
use sillon_messages::Format as _;

use super::{Account, listed};
use crate::demo::{figures::count, settling::Paid, shopper::Component, table::Table};

impl Account {
    /// What came in, what is still to come, and whether everything agrees.
    pub(super) fn books_table(&self) -> Table {
        let (words, language) = (self.words, self.words.0);
        let names = std::iter::once(words.either("Frais", "Fees")).chain(std::iter::repeat(""));
        let mut rows: Vec<(&'static str, String)> = names.zip(self.fees()).collect();
        let ledger: i64 = self.verified.trial_balance.iter().map(|(_, sum)| sum).sum();
        let ledger = language.money(Money::new(ledger, Currency::EUR));
        rows.extend([
            (words.either("Paiements", "Payments"), self.payments()),
            (words.either("En caisse", "In the till"), language.money(self.till)),
            (
                words.either("À encaisser", "Outstanding"),
                language.money(self.rush.total() - self.till),
            ),
            (
                words.either("Grand livre", "Ledger"),
                format!("{} {ledger}", words.either("total", "sums to")),
            ),
            (words.either("Vérification", "Verified"), self.verdict()),
        ]);
        listed(rows)
    }

    /// What each fee came to on all orders, and for whom.
    fn fees(&self) -> Vec<String> {
        let mut fees: Vec<(&str, EnterpriseId, Money)> = Vec::new();
        let components = self.rush.orders.iter().flat_map(|order| &order.components);
        for Component { payee, label, amount, .. } in components.filter(|part| part.kind != "goods")
        {
            match fees.iter_mut().find(|(known, whose, _)| known == label && whose == payee) {
                Some((_, _, sum)) => *sum += *amount,
                None => fees.push((label, *payee, *amount)),
            }
        }
        let told = |(label, payee, sum): (&str, EnterpriseId, Money)| {
            let whose = self.payees.iter().find(|known| known.enterprise == payee);
            let whose = whose.map_or("?", |known| known.name);
            format!("{}  {label} ({whose})", self.words.0.money(sum))
        };
        fees.into_iter().map(told).collect()
    }

    fn payments(&self) -> String {
        let language = self.words.0;
        let Paid { whole, part, nothing } = self.paid;
        let [whole, part, nothing] = [whole, part, nothing].map(|number| count(language, number));
        match language {
            Language::Fr => {
                format!("{whole} commandes payées, {part} en partie, {nothing} pas encore")
            }
            Language::En | Language::De => {
                format!("{whole} orders paid, {part} in part, {nothing} not yet")
            }
        }
    }

    fn verdict(&self) -> String {
        if let Some(disagreement) = self.disagreement() {
            return format!("✗ {disagreement}");
        }
        let differences = self.verified.faults().len();
        match (self.verified.is_clean(), self.words.0) {
            (true, Language::Fr) => {
                "✓ totaux, stocks, répartition et soldes recalculés : aucun écart".to_owned()
            }
            (true, Language::En | Language::De) => {
                "✓ totals, supplies, allocations and balances recomputed: no difference".to_owned()
            }
            (false, Language::Fr) => format!("✗ {differences} écarts"),
            (false, Language::En | Language::De) => format!("✗ {differences} differences"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::super::sample;

    #[test]
    fn the_books_are_told_in_french() {
        let told = [
            "  Frais         2,00 €  Préparation (Le Panier)",
            "                1,50 €  Tournée (Le Panier)",
            "  Paiements     0 commandes payées, 1 en partie, 0 pas encore",
            "  En caisse     10,00 €",
            "  À encaisser   10,00 €",
            "  Grand livre   total 0,00 €",
            "  Vérification  ✓ totaux, stocks, répartition et soldes recalculés : aucun écart",
            "",
        ];
        let table = sample(Language::Fr).books_table().to_string().replace('\u{a0}', " ");
        assert_eq!(table, told.join("\n"));
    }
}
