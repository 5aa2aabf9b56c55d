use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{
    EnterpriseId, Failure, Kind, Money, OrderId, Quantity, VariantId, by_size, fold,
};

/// What of one size of a product goes into one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingLine {
    /// The hub that sold it.
    pub shop: EnterpriseId,
    /// The hub's name.
    pub shop_name: String,
    /// The order it goes into.
    pub order: OrderId,
    /// The order's reference, as its customer knows it.
    pub reference: String,
    /// Whose order it is.
    pub customer: String,
    /// Where the customer can be reached.
    pub phone: Option<String>,
    /// Which size it is.
    pub variant: VariantId,
    /// Who made it.
    pub producer_name: String,
    /// The product's name.
    pub product_name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How much one item is.
    pub size: Quantity,
    /// How it is stored: `ambient`, `chilled` or `frozen`.
    pub storage: String,
    /// How many go in.
    pub items: i64,
    /// The packaging they go in, where a deposit was paid on it.
    pub lent: Option<Lent>,
}

/// Packaging of a line that a deposit was paid on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lent {
    /// What was paid for one, and is paid back for it.
    pub each: Money,
    /// How many did not come back yet.
    pub still_out: i64,
}

/// In which order the goods are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackBy {
    /// One customer's order after another; in each, what is cold comes last.
    Customer,
    /// One product after another, shared out over the customers.
    Product,
}

impl PackBy {
    /// Every order of packing.
    pub const ALL: [Self; 2] = [Self::Customer, Self::Product];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Product => "product",
        }
    }

    /// Puts the lines in this order.
    pub fn sort(self, lines: &mut [PackingLine]) {
        match self {
            Self::Customer => lines.sort_by_cached_key(|line| (of_order(line), of_product(line))),
            Self::Product => lines.sort_by_cached_key(|line| (of_product(line), of_order(line))),
        }
    }
}

/// Brings the lines of an order together, by customer; two orders of one customer stay apart.
fn of_order(line: &PackingLine) -> (String, String, OrderId) {
    (fold(&line.customer), line.reference.clone(), line.order)
}

/// Brings the lines of a product together, by storage and producer.
fn of_product(line: &PackingLine) -> impl Ord + use<> {
    let coldness = Coldness::of(&line.storage);
    let size = by_size(line.size, &line.label);
    (coldness, fold(&line.producer_name), fold(&line.product_name), size)
}

/// Storage in the order of packing: the colder, the later.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Coldness {
    Ambient,
    Chilled,
    Frozen,
    Unknown,
}

impl Coldness {
    fn of(storage: &str) -> Self {
        match storage {
            "ambient" => Self::Ambient,
            "chilled" => Self::Chilled,
            "frozen" => Self::Frozen,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for PackBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PackBy {
    type Err = NoSuchPacking;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|order| order.as_str() == text);
        found.ok_or_else(|| NoSuchPacking(text.chars().take(20).collect()))
    }
}

/// The text names no order of packing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an order to pack in: customer or product")]
pub struct NoSuchPacking(String);

impl Failure for NoSuchPacking {
    fn class(&self) -> (Kind, &'static str) {
        (Kind::Invalid, "no-such-packing")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn line(order: u128, customer: &str, product: &str, storage: &str) -> PackingLine {
        PackingLine {
            shop: EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            order: OrderId(Uuid::from_u128(order)),
            reference: format!("R{order}"),
            customer: customer.into(),
            phone: None,
            variant: VariantId(Uuid::from_u128(1)),
            producer_name: "Le Verger".into(),
            product_name: product.into(),
            label: "1 kg".into(),
            size: Quantity::pieces(1),
            storage: storage.into(),
            items: 1,
            lent: None,
        }
    }

    fn sorted(by: PackBy) -> Vec<String> {
        let mut lines = vec![
            line(3, "Zoé", "Pommes", "ambient"),
            line(1, "Awa", "Glace", "frozen"),
            line(2, "Éric", "Lait", "chilled"),
            line(1, "Awa", "Pommes", "ambient"),
            line(4, "Awa", "Lait", "chilled"),
            line(1, "Awa", "Lait", "chilled"),
        ];
        by.sort(&mut lines);
        lines.iter().map(|line| format!("{} {}", line.reference, line.product_name)).collect()
    }

    #[test]
    fn packed_by_customer_an_order_is_together_and_its_cold_goods_come_last() {
        let expected = ["R1 Pommes", "R1 Lait", "R1 Glace", "R4 Lait", "R2 Lait", "R3 Pommes"];
        assert_eq!(sorted(PackBy::Customer), expected);
    }

    #[test]
    fn packed_by_product_a_product_is_together_with_its_customers_in_order() {
        let expected = ["R1 Pommes", "R3 Pommes", "R1 Lait", "R4 Lait", "R2 Lait", "R1 Glace"];
        assert_eq!(sorted(PackBy::Product), expected);
    }

    #[test]
    fn sizes_of_a_product_are_packed_the_smallest_first() {
        let of = |label: &str, grams| PackingLine {
            label: label.into(),
            size: Quantity::parse(grams, sillon_kernel::Unit::Gram).unwrap(),
            ..line(1, "Awa", "Pommes", "ambient")
        };
        let mut lines = vec![of("10 kg", "10000"), of("2 kg", "2000"), of("500 g", "500")];
        for by in PackBy::ALL {
            by.sort(&mut lines);
            let labels: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
            assert_eq!(labels, ["500 g", "2 kg", "10 kg"]);
            lines.reverse();
        }
    }

    #[test]
    fn an_order_of_packing_is_read_from_its_name() {
        for by in PackBy::ALL {
            assert_eq!(by.as_str().parse(), Ok(by));
        }
        assert!("colour".parse::<PackBy>().is_err());
    }
}
