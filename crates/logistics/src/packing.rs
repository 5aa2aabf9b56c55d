use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use sillon_kernel::{
    EnterpriseId, Failure, FailureKind, Money, OrderId, Quantity, VariantId, by_size, fold,
};

use crate::TickedLine;

/// What of one size of a product goes into one order. A cycle has many lines, and few orders and sizes beside: lines share
/// them, so that what is said of each is kept, sorted and written once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingLine {
    /// The order it goes into.
    pub parcel: Arc<Parcel>,
    /// What goes in.
    pub packed: Arc<PackedSize>,
    /// How many go in.
    pub items: i64,
    /// The packaging they go in, where a deposit was paid on it.
    pub lent: Option<Lent>,
    /// The bundle they are part of, where they were not bought by themselves.
    pub bundle: Option<Arc<PackedBundle>>,
    /// What they weigh, where they are sold by weight.
    pub weight: Option<PackedWeight>,
}

/// What the items of a line weigh that is sold by weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedWeight {
    /// What all of them are expected to weigh.
    pub expected: Quantity,
    /// What they weigh, once they were weighed.
    pub weighed: Option<Quantity>,
}

impl PackingLine {
    /// Which line of its order it is.
    pub fn place(&self) -> TickedLine {
        let bundle = self.bundle.as_ref().and_then(|it| usize::try_from(it.position).ok());
        TickedLine { variant: self.packed.variant, bundle }
    }
}

/// A bundle in an order: what is in it are lines of the packing list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedBundle {
    /// Which of the order's bundles it is, from 0.
    pub position: i64,
    /// What it is called.
    pub product_name: String,
    /// Its size.
    pub label: String,
    /// How many of it are packed.
    pub items: i64,
}

/// An order as it is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The hub that sold it.
    pub shop: EnterpriseId,
    /// The hub's name.
    pub shop_name: String,
    /// Which order.
    pub order: OrderId,
    /// The order's reference, as its customer knows it.
    pub reference: String,
    /// Whose order it is.
    pub customer: String,
    /// Where the customer can be reached.
    pub phone: Option<String>,
    /// By which method it is handed over, where one was chosen.
    pub hand_over: Option<String>,
    /// Where it is brought; nowhere, where it is fetched.
    pub address: Option<String>,
}

/// A size of a product as it is packed: by the names it was ordered under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedSize {
    /// Which size.
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
    /// One way of hand-over after another; in each as by customer.
    HandOver,
}

impl PackBy {
    /// Every order of packing.
    pub const ALL: [Self; 3] = [Self::Customer, Self::Product, Self::HandOver];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Product => "product",
            Self::HandOver => "hand-over",
        }
    }

    /// Puts the lines in this order.
    pub fn sort(self, lines: &mut [PackingLine]) {
        let orders = Ranks::of(lines.iter().map(|line| &line.parcel), of_order);
        let sizes = Ranks::of(lines.iter().map(|line| &line.packed), of_product);
        let ways = Ranks::of(lines.iter().map(|line| &line.parcel), of_hand_over);
        lines.sort_by_cached_key(|line| {
            let (order, size) = (orders.rank(&line.parcel), sizes.rank(&line.packed));
            // What is in a bundle goes in together, behind what was bought by itself.
            let bundle = line.bundle.as_ref().map(|bundle| bundle.position);
            match self {
                Self::Customer => (0, order, bundle, size),
                Self::Product => (0, size, None, order),
                Self::HandOver => (ways.rank(&line.parcel), order, bundle, size),
            }
        });
    }
}

/// The place of each of many shared things in their order, the same for those that are equal in it: what they are sorted by
/// is made once for each, and not for each line that shares it.
struct Ranks<T>(HashMap<*const T, usize>);

impl<T> Ranks<T> {
    fn of<'l, K: Ord>(all: impl Iterator<Item = &'l Arc<T>>, key: impl Fn(&T) -> K) -> Self
    where
        T: 'l,
    {
        let mut shared: HashMap<*const T, &T> = HashMap::new();
        let mut last = None;
        for one in all {
            // Those of one order mostly come together.
            if last.replace(Arc::as_ptr(one)) != Some(Arc::as_ptr(one)) {
                shared.insert(Arc::as_ptr(one), one);
            }
        }
        let mut keyed: Vec<_> = shared.into_iter().map(|(at, one)| (key(one), at)).collect();
        keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
        let equal = keyed.chunk_by(|(one, _), (next, _)| one == next).enumerate();
        Self(equal.flat_map(|(rank, same)| same.iter().map(move |(_, at)| (*at, rank))).collect())
    }

    fn rank(&self, one: &Arc<T>) -> usize {
        self.0.get(&Arc::as_ptr(one)).copied().unwrap_or_default()
    }
}

/// Brings the lines of an order together, by customer; two orders of one customer stay apart.
fn of_order(parcel: &Parcel) -> (String, String, OrderId) {
    (fold(&parcel.customer), parcel.reference.clone(), parcel.order)
}

/// Brings the orders of a way of hand-over together; those without one come first.
fn of_hand_over(parcel: &Parcel) -> Option<String> {
    parcel.hand_over.as_deref().map(fold)
}

/// Brings the lines of a product together, by storage and producer.
fn of_product(packed: &PackedSize) -> impl Ord + use<> {
    let coldness = Coldness::of(&packed.storage);
    let size = by_size(packed.size, &packed.label);
    (coldness, fold(&packed.producer_name), fold(&packed.product_name), size)
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
#[error("“{0}” is not an order to pack in: customer, product or hand-over")]
pub struct NoSuchPacking(String);

impl Failure for NoSuchPacking {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "no-such-packing")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn line(order: u128, customer: &str, product: &str, storage: &str) -> PackingLine {
        let parcel = Parcel {
            shop: EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            order: OrderId(Uuid::from_u128(order)),
            reference: format!("R{order}"),
            customer: customer.into(),
            phone: None,
            hand_over: None,
            address: None,
        };
        let packed = PackedSize {
            variant: VariantId(Uuid::from_u128(1)),
            producer_name: "Le Verger".into(),
            product_name: product.into(),
            label: "1 kg".into(),
            size: Quantity::pieces(1),
            storage: storage.into(),
        };
        let (parcel, packed) = (parcel.into(), packed.into());
        PackingLine { parcel, packed, items: 1, lent: None, bundle: None, weight: None }
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
        lines
            .iter()
            .map(|line| format!("{} {}", line.parcel.reference, line.packed.product_name))
            .collect()
    }

    #[test]
    fn packed_by_customer_an_order_is_together_and_its_cold_goods_come_last() {
        let expected = ["R1 Pommes", "R1 Lait", "R1 Glace", "R4 Lait", "R2 Lait", "R3 Pommes"];
        assert_eq!(sorted(PackBy::Customer), expected);
    }

    #[test]
    fn packed_by_hand_over_each_van_is_loaded_by_itself() {
        let by = |customer: &str, order, hand_over: Option<&str>| {
            let line = line(order, customer, "Pommes", "ambient");
            let parcel = Parcel { hand_over: hand_over.map(Into::into), ..(*line.parcel).clone() };
            PackingLine { parcel: parcel.into(), ..line }
        };
        let (van, barn) = (Some("Vélo"), Some("La Grange"));
        let mut lines =
            vec![by("Awa", 1, van), by("Zoé", 2, barn), by("Éric", 3, van), by("Bo", 4, None)];
        PackBy::HandOver.sort(&mut lines);
        let orders: Vec<_> = lines.iter().map(|line| line.parcel.reference.as_str()).collect();
        assert_eq!(orders, ["R4", "R2", "R1", "R3"]);
    }

    #[test]
    fn what_is_in_a_bundle_is_together_behind_what_was_bought_by_itself() {
        let packed = |product: &str, position: Option<i64>| {
            let bundle = |position| PackedBundle {
                position,
                product_name: "Panier".into(),
                label: "piece".into(),
                items: 1,
            };
            let bundle = position.map(|position| bundle(position).into());
            PackingLine { bundle, ..line(1, "Awa", product, "ambient") }
        };
        let mut lines = vec![
            packed("Ail", Some(1)),
            packed("Pommes", Some(0)),
            packed("Poires", None),
            packed("Choux", Some(0)),
        ];
        PackBy::Customer.sort(&mut lines);
        let names: Vec<_> = lines.iter().map(|line| line.packed.product_name.as_str()).collect();
        assert_eq!(names, ["Poires", "Choux", "Pommes", "Ail"]);
    }

    #[test]
    fn packed_by_product_a_product_is_together_with_its_customers_in_order() {
        let expected = ["R1 Pommes", "R3 Pommes", "R1 Lait", "R4 Lait", "R2 Lait", "R1 Glace"];
        assert_eq!(sorted(PackBy::Product), expected);
    }

    #[test]
    fn sizes_of_a_product_are_packed_the_smallest_first() {
        let of = |label: &str, grams| {
            let line = line(1, "Awa", "Pommes", "ambient");
            let size = Quantity::parse(grams, sillon_kernel::Unit::Gram).unwrap();
            let packed = PackedSize { label: label.into(), size, ..(*line.packed).clone() };
            PackingLine { packed: packed.into(), ..line }
        };
        let mut lines = vec![of("10 kg", "10000"), of("2 kg", "2000"), of("500 g", "500")];
        for by in PackBy::ALL {
            by.sort(&mut lines);
            let labels: Vec<&str> = lines.iter().map(|line| line.packed.label.as_str()).collect();
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
