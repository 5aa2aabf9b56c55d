mod books;
mod payees;
mod rush;

use sillon_engine::Verified;
use sillon_kernel::{Currency, EnterpriseId, Money, Quantity};

use super::{
    rush::Rush,
    settling::{Balance, Paid, Sheet},
    table::{Align, Table},
    words::Words,
};

/// What a week came to, for whoever looks at it.
pub(crate) struct Account {
    pub(crate) words: Words,
    pub(crate) rush: Rush,
    pub(crate) paid: Paid,
    /// The farms, then whoever is paid for fees.
    pub(crate) payees: Vec<Payee>,
    /// What lies in the hub's till.
    pub(crate) till: Money,
    pub(crate) verified: Verified,
}

/// Somebody whom a part of the orders belongs to.
pub(crate) struct Payee {
    pub(crate) name: &'static str,
    pub(crate) enterprise: EnterpriseId,
    /// What a farm brings; nothing for whoever only serves.
    pub(crate) harvest: Option<Harvest>,
    pub(crate) balance: Balance,
}

/// What a farm brings.
#[derive(Default)]
pub(crate) struct Harvest {
    pub(crate) items: usize,
    pub(crate) quantities: Vec<Quantity>,
}

impl Harvest {
    /// What a farm's sheet comes to.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        Self { items: sheet.items(), quantities: sheet.quantities() }
    }
}

impl Account {
    /// The account as text.
    pub(crate) fn text(&self) -> String {
        let words = self.words;
        let [rush, payees, books] = [
            words.either("La ruée", "The rush"),
            words.either("Qui récolte, qui gagne", "Who harvests, who earns"),
            words.either("Les comptes", "The books"),
        ];
        let (of_rush, of_payees, of_books) =
            (self.rush_table(), self.payees_table(), self.books_table());
        format!("\n{rush}\n\n{of_rush}\n{payees}\n\n{of_payees}\n{books}\n\n{of_books}")
    }

    /// What does not agree: nothing, when the shares come to the orders and what was received lies in the till.
    pub(crate) fn disagreement(&self) -> Option<String> {
        let (ordered, charged, received) = (self.rush.total(), self.charged(), self.received());
        (charged != ordered || received != self.till).then(|| {
            format!(
                "the payees' parts are {charged} of orders for {ordered}, and {received} of {} in the till was allocated to them",
                self.till
            )
        })
    }

    /// Whether nothing is wrong with the books.
    pub(crate) fn is_clean(&self) -> bool {
        self.verified.is_clean() && self.disagreement().is_none()
    }

    fn charged(&self) -> Money {
        self.sum(Balance::charged)
    }

    fn received(&self) -> Money {
        self.sum(Balance::received)
    }

    fn sum(&self, part: impl Fn(&Balance) -> Money) -> Money {
        Money::total(Currency::EUR, self.payees.iter().map(|payee| part(&payee.balance)))
    }
}

/// What is told under names: a name, and what there is to say.
fn listed(rows: impl IntoIterator<Item = (&'static str, String)>) -> Table {
    let mut table = Table::new(&[Align::Left, Align::Left]);
    for (name, said) in rows {
        table.row([name.to_owned(), said]);
    }
    table
}

/// An account to try the layout on: two farms, a hub and a driver share one order of 20.00.
#[cfg(test)]
fn sample(language: sillon_kernel::Language) -> Account {
    use std::time::Duration;

    use super::shopper::Placed;

    let order = serde_json::json!({
        "id": "018f0000-0000-7000-8000-000000000009", "total": { "amount": "20.00", "currency": "EUR" },
        "payment": "cash", "components": [
            { "kind": "goods", "payee": "018f0000-0000-7000-8000-000000000001", "label": "Verger",
              "amount": { "amount": "16.50", "currency": "EUR" } },
            { "kind": "item-fee", "payee": "018f0000-0000-7000-8000-000000000003", "label": "Préparation",
              "amount": { "amount": "2.00", "currency": "EUR" } },
            { "kind": "order-fee", "payee": "018f0000-0000-7000-8000-000000000003", "label": "Tournée",
              "amount": { "amount": "1.50", "currency": "EUR" } },
        ],
    });
    let order: Placed = serde_json::from_value(order).expect("it is an order");
    let payee = |number: u32, name, harvest, balance| Payee {
        name,
        enterprise: format!("018f0000-0000-7000-8000-{number:012}").parse().expect("it is an id"),
        harvest,
        balance,
    };
    let apples = Quantity::from_milli(4_500_000, sillon_kernel::Dimension::Weight);
    let harvest = Harvest { items: 1_234, quantities: vec![apples, Quantity::pieces(12)] };
    Account {
        words: Words(language),
        rush: Rush {
            orders: vec![order],
            shoppers: 3,
            refusals: 2,
            came_back: 1,
            gave_up: 2,
            sold_out: vec![("Brioche (400 g)".to_owned(), 2), ("Coings (1 kg)".to_owned(), 0)],
            requests: 1_500,
            took: Duration::from_millis(1_250),
            checkout_micros: vec![900, 12_345, 40_000],
        },
        paid: Paid { whole: 0, part: 1, nothing: 0 },
        payees: vec![
            payee(1, "Verger", Some(harvest), Balance::of_cents(825, 825, 0)),
            payee(2, "Rucher", Some(Harvest::default()), Balance::of_cents(0, 0, 0)),
            payee(3, "Le Panier", None, Balance::of_cents(175, 175, 1_000)),
        ],
        till: Money::new(1_000, Currency::EUR),
        verified: Verified {
            damage: Vec::new(),
            differences: Vec::new(),
            trial_balance: vec![("EUR".to_owned(), 0)],
        },
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::*;

    #[test]
    fn shares_that_come_to_the_orders_agree() {
        let mut account = sample(Language::Fr);
        assert!(account.is_clean(), "{:?}", account.disagreement());
        account.till = Money::new(999, Currency::EUR);
        assert!(account.disagreement().is_some_and(|said| said.contains("10.00 EUR of 9.99 EUR")));
    }

    #[test]
    fn a_ledger_that_does_not_sum_to_zero_is_not_clean() {
        let mut account = sample(Language::En);
        account.verified.trial_balance = vec![("EUR".to_owned(), 1)];
        assert!(!account.is_clean() && account.text().contains("✗"));
    }
}
