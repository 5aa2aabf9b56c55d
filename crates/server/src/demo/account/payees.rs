use sillon_kernel::Money;
use sillon_messages::Format as _;

use super::{Account, Payee};
use crate::demo::{
    figures::count,
    settling::Balance,
    table::{Align, Table},
};

const COLUMNS: [Align; 6] =
    [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right];

impl Account {
    /// Who brings what, what it earns them, and what of it came in.
    pub(super) fn payees_table(&self) -> Table {
        let heads = [
            ("", ""),
            ("articles", "items"),
            ("récolte", "harvest"),
            ("gagne", "earns"),
            ("reçu", "received"),
            ("à recevoir", "to come"),
        ];
        let mut table = Table::new(&COLUMNS);
        table.row(heads.map(|(french, english)| self.words.either(french, english).to_owned()));
        table.rule();
        for payee in &self.payees {
            table.row(self.payee_row(payee));
        }
        table.rule();
        let harvests = self.payees.iter().filter_map(|payee| payee.harvest.as_ref());
        let items = count(self.words.0, harvests.map(|harvest| harvest.items).sum());
        let [earns, received, to_come] =
            self.amounts(self.sum(Balance::earns), self.sum(|balance| balance.payable));
        table.row(["Total".to_owned(), items, String::new(), earns, received, to_come]);
        table
    }

    fn payee_row(&self, payee: &Payee) -> [String; 6] {
        let language = self.words.0;
        let (items, harvest) = match &payee.harvest {
            None => (String::new(), String::new()),
            Some(harvest) => {
                let quantities = harvest.quantities.iter().map(|sum| language.quantity(*sum));
                let quantities: Vec<String> = quantities.collect();
                (count(language, harvest.items), quantities.join(" + "))
            }
        };
        let Balance { payable, .. } = payee.balance;
        let [earns, received, to_come] = self.amounts(payee.balance.earns(), payable);
        [payee.name.to_owned(), items, harvest, earns, received, to_come]
    }

    /// What is earned, what of it was received, and the rest.
    fn amounts(&self, earned: Money, received: Money) -> [String; 3] {
        [earned, received, earned - received].map(|amount| self.words.0.money(amount))
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::super::sample;

    #[test]
    fn every_payee_has_a_row_and_the_total_is_theirs() {
        let told = [
            "             articles             récolte    gagne     reçu  à recevoir",
            "  ─────────────────────────────────────────────────────────────────────",
            "  Verger        1 234  4,5 kg + 12 pièces  16,50 €   8,25 €      8,25 €",
            "  Rucher            0                       0,00 €   0,00 €      0,00 €",
            "  Le Panier                                 3,50 €   1,75 €      1,75 €",
            "  ─────────────────────────────────────────────────────────────────────",
            "  Total         1 234                      20,00 €  10,00 €     10,00 €",
            "",
        ];
        // People read spaces; that they do not break is the language's business.
        let table = sample(Language::Fr).payees_table().to_string().replace('\u{a0}', " ");
        assert_eq!(table, told.join("\n"));
    }
}
