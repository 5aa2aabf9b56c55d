use std::{collections::BTreeSet, fmt, str::FromStr};

use sillon_catalogue::{Patch, Storage, TaxCategory};
use sillon_kernel::{
    Currency, Detail, EnterpriseId, Failure, FailureKind, FieldValue, Fields, HandOverMethodId,
    Money, Name, Tag, Text, Timestamp,
};

use crate::{Calculator, CalculatorRefused, MAX_TAGS, Postcodes, fees::charged::ChargedLine};

/// The most orders of a cycle that a method may be said to take.
const LARGEST_CAPACITY: u32 = 1_000_000;

/// A way in which a hub hands goods over, and what is paid for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOverMethod {
    /// Its id.
    pub id: HandOverMethodId,
    /// Whose it is, and who is paid for it.
    pub hub: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// Whether the goods are fetched or brought, and where.
    pub kind: HandOverKind,
    /// What shoppers should know of it.
    pub text: Option<Text<500>>,
    /// What is paid for it; nothing without one.
    pub calculator: Option<Calculator>,
    /// Which rate of value-added tax is in its price.
    pub tax: TaxCategory,
    /// The goods it can carry, by how they are kept; at least one class, the warmest first.
    pub carries: Vec<Storage>,
    /// The most orders of a cycle that are handed over by it.
    pub capacity: Option<u32>,
    /// What the hub's rules know it by.
    pub tags: BTreeSet<Tag>,
    /// Since when nothing new names it; what names it keeps it.
    pub retired_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
}

/// Whether goods are fetched or brought, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandOverKind {
    /// Shoppers fetch them at an address.
    PickUp {
        /// Where.
        address: Text<200>,
    },
    /// They are brought to shoppers.
    Delivery {
        /// To which post codes.
        postcodes: Postcodes,
    },
}

impl HandOverKind {
    /// Its name.
    pub fn name(&self) -> HandOverKindName {
        match self {
            Self::PickUp { .. } => HandOverKindName::PickUp,
            Self::Delivery { .. } => HandOverKindName::Delivery,
        }
    }

    /// Where goods are fetched.
    pub fn address(&self) -> Option<&Text<200>> {
        match self {
            Self::PickUp { address } => Some(address),
            Self::Delivery { .. } => None,
        }
    }

    /// Where they are brought.
    pub fn postcodes(&self) -> Option<&Postcodes> {
        match self {
            Self::PickUp { .. } => None,
            Self::Delivery { postcodes } => Some(postcodes),
        }
    }
}

/// The name of a [`HandOverKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HandOverKindName {
    /// Goods are fetched.
    PickUp,
    /// Goods are brought.
    Delivery,
}

impl HandOverKindName {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PickUp, Self::Delivery];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PickUp => "pick-up",
            Self::Delivery => "delivery",
        }
    }
}

impl fmt::Display for HandOverKindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for HandOverKindName {
    type Err = NoSuchHandOverKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| NoSuchHandOverKind(text.chars().take(20).collect()))
    }
}

/// The text names no kind of hand-over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of hand-over: pick-up or delivery")]
pub struct NoSuchHandOverKind(String);

/// How a method should be otherwise. What is not said stays as it is; a pick-up stays a pick-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandOverPatch {
    /// What people call it.
    pub name: Patch<Name>,
    /// Where goods are fetched.
    pub address: Patch<Text<200>>,
    /// Where they are brought.
    pub postcodes: Patch<Postcodes>,
    /// What shoppers should know of it.
    pub text: Patch<Option<Text<500>>>,
    /// What is paid for it.
    pub calculator: Patch<Option<Calculator>>,
    /// Which rate of value-added tax is in its price.
    pub tax: Patch<TaxCategory>,
    /// The goods it can carry.
    pub carries: Patch<Vec<Storage>>,
    /// The most orders of a cycle.
    pub capacity: Patch<Option<u32>>,
    /// What the hub's rules know it by.
    pub tags: Patch<BTreeSet<Tag>>,
}

impl HandOverMethod {
    /// Whether it can carry goods that are kept so.
    pub fn carries(&self, storage: &str) -> bool {
        self.carries.iter().any(|class| class.as_str() == storage)
    }

    /// Whether its price is of the currency.
    pub(crate) fn is_in(&self, currency: Currency) -> bool {
        self.calculator.as_ref().is_none_or(|calculator| calculator.is_in(currency))
    }

    /// What it comes to on the lines of a basket.
    pub(crate) fn charge(&self, lines: &[ChargedLine], currency: Currency) -> Money {
        let nothing = Money::zero(currency);
        self.calculator.as_ref().map_or(nothing, |calculator| calculator.on_basket(lines, currency))
    }

    /// The method that a patch makes of it.
    ///
    /// # Errors
    ///
    /// [`HandOverMethodRefused::OtherKind`] when it says where goods are brought that are fetched, or the other way round.
    pub fn patched(self, patch: HandOverPatch) -> Result<Self, HandOverMethodRefused> {
        let kind = match (self.kind, patch.address, patch.postcodes) {
            (HandOverKind::PickUp { .. }, _, Patch::Set(_)) => {
                return Err(HandOverMethodRefused::OtherKind { field: "postcodes" });
            }
            (HandOverKind::Delivery { .. }, Patch::Set(_), _) => {
                return Err(HandOverMethodRefused::OtherKind { field: "address" });
            }
            (HandOverKind::PickUp { address: old }, address, Patch::Keep) => {
                HandOverKind::PickUp { address: address.over(old) }
            }
            (HandOverKind::Delivery { postcodes: old }, Patch::Keep, postcodes) => {
                HandOverKind::Delivery { postcodes: postcodes.over(old) }
            }
        };
        Ok(Self {
            name: patch.name.over(self.name),
            kind,
            text: patch.text.over(self.text),
            calculator: patch.calculator.over(self.calculator),
            tax: patch.tax.over(self.tax),
            carries: patch.carries.over(self.carries),
            capacity: patch.capacity.over(self.capacity),
            tags: patch.tags.over(self.tags),
            ..self
        }
        .in_order())
    }

    /// The method, which nothing new names from now on; a second time changes nothing.
    #[must_use]
    pub fn retired(self, now: Timestamp) -> Self {
        Self { retired_at: self.retired_at.or(Some(now)), ..self }
    }

    /// The method with each storage class once, the warmest first.
    #[must_use]
    pub fn in_order(self) -> Self {
        let carried = |class: &Storage| self.carries.contains(class);
        Self { carries: Storage::ALL.into_iter().filter(carried).collect(), ..self }
    }

    /// Checks the method at the door, for use in the currency of its hub.
    ///
    /// # Errors
    ///
    /// [`HandOverMethodRefused`] names the field.
    pub fn check(&self, currency: Currency) -> Result<(), HandOverMethodRefused> {
        if let Some(calculator) = &self.calculator {
            calculator.check(currency)?;
        }
        if self.carries.is_empty() {
            return Err(HandOverMethodRefused::CarriesNothing);
        }
        if self.tags.len() > MAX_TAGS {
            return Err(HandOverMethodRefused::TooManyTags);
        }
        match self.capacity {
            Some(0) => Err(HandOverMethodRefused::Capacity),
            Some(capacity) if capacity > LARGEST_CAPACITY => Err(HandOverMethodRefused::Capacity),
            Some(_) | None => Ok(()),
        }
    }
}

impl Fields for HandOverMethod {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let calculator = self.calculator.as_ref().map(serde_json::to_string);
        let postcodes = self.kind.postcodes().map(|it| it.written().collect::<Vec<_>>());
        let carries = self.carries.iter().map(|class| class.as_str());
        vec![
            ("name", FieldValue::one(&self.name)),
            ("kind", FieldValue::one(&self.kind.name())),
            ("address", FieldValue::maybe(self.kind.address().map(Text::as_str))),
            ("postcodes", FieldValue::several(postcodes.unwrap_or_default())),
            ("text", FieldValue::maybe(self.text.as_ref().map(Text::as_str))),
            ("calculator", FieldValue::maybe(calculator.and_then(Result::ok))),
            ("tax_category", FieldValue::one(&self.tax)),
            ("carries", FieldValue::several(carries)),
            ("capacity", FieldValue::maybe(self.capacity)),
            ("tags", FieldValue::several(self.tags.iter().map(Tag::as_str))),
            ("retired_at", FieldValue::maybe(self.retired_at)),
        ]
    }
}

/// Why a method was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandOverMethodRefused {
    /// Its calculator is out of bounds.
    #[error(transparent)]
    Calculator(#[from] CalculatorRefused),
    /// It carries no goods at all.
    #[error("name at least one storage class it can carry: ambient, chilled or frozen")]
    CarriesNothing,
    /// So many orders are none, or more than anybody hands over.
    #[error("so many orders of a cycle are taken: from 1 to {LARGEST_CAPACITY}, or no number")]
    Capacity,
    /// There are too many tags.
    #[error("there are at most {MAX_TAGS} tags")]
    TooManyTags,
    /// Goods that are fetched are brought nowhere.
    #[error(
        "a pick-up has an address and a delivery has post codes, and neither becomes the other"
    )]
    OtherKind {
        /// What it cannot have.
        field: &'static str,
    },
}

impl HandOverMethodRefused {
    fn field(&self) -> &'static str {
        match self {
            Self::Calculator(_) => "calculator",
            Self::CarriesNothing => "carries",
            Self::Capacity => "capacity",
            Self::TooManyTags => "tags",
            Self::OtherKind { field } => field,
        }
    }
}

impl Failure for HandOverMethodRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Calculator(refused) => refused.class(),
            Self::CarriesNothing | Self::Capacity | Self::TooManyTags | Self::OtherKind { .. } => {
                (FailureKind::Invalid, "invalid-field")
            }
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new(self.field(), self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Quantity;

    use super::*;
    use crate::sample::{eur, percent, pick_up, piece};

    fn fields(refused: &HandOverMethodRefused) -> String {
        refused.details().remove(0).field
    }

    #[test]
    fn a_method_is_checked_field_by_field() {
        let check = |method: HandOverMethod| method.check(Currency::EUR);
        assert_eq!(check(pick_up(1, None)), Ok(()));
        let dear = pick_up(1, Some(Calculator::FlatRate(eur("10000.01"))));
        assert_eq!(fields(&check(dear).unwrap_err()), "calculator");
        let none = HandOverMethod { carries: Vec::new(), ..pick_up(1, None) };
        assert_eq!(fields(&check(none).unwrap_err()), "carries");
        for capacity in [0, 1_000_001] {
            let method = HandOverMethod { capacity: Some(capacity), ..pick_up(1, None) };
            assert_eq!(fields(&check(method).unwrap_err()), "capacity");
        }
    }

    #[test]
    fn a_patch_changes_what_it_says_and_never_the_kind() {
        let method = pick_up(1, None);
        assert_eq!(method.clone().patched(HandOverPatch::default()), Ok(method.clone()));
        let carries = Patch::Set(vec![Storage::Frozen, Storage::Ambient, Storage::Frozen]);
        let patched = method.clone().patched(HandOverPatch { carries, ..HandOverPatch::default() });
        assert_eq!(patched.unwrap().carries, [Storage::Ambient, Storage::Frozen]);
        let postcodes = Patch::Set("88*".parse().unwrap());
        let brought = HandOverPatch { postcodes, ..HandOverPatch::default() };
        assert_eq!(fields(&method.patched(brought).unwrap_err()), "postcodes");
    }

    #[test]
    fn what_is_paid_for_it_is_rounded_once_on_the_whole_basket() {
        let kilo = Quantity::parse("1", sillon_kernel::Unit::Kilogram).unwrap();
        let third = Quantity::parse("333", sillon_kernel::Unit::Gram).unwrap();
        let line = |(price, size, quantity): (Money, Quantity, u32)| ChargedLine {
            price,
            size,
            quantity,
            weight: None,
            goods: price.times(quantity),
        };
        let lines = [(eur("0.86"), piece(), 8), (eur("2"), kilo, 1), (eur("1"), third, 2)];
        let lines = lines.map(line);
        let charge =
            |calculator| pick_up(1, Some(calculator)).charge(&lines, Currency::EUR).amount();
        assert_eq!(charge(Calculator::PercentOfTotal(percent("20"))), "2.18");
        assert_eq!(charge(Calculator::FlatRate(eur("3"))), "3.00");
        assert_eq!(charge(Calculator::PerItem(eur("0.25"))), "2.75");
        // 1.666 kg at 0.50: 0.83, where it is 0.50 and twice 0.17 item by item.
        assert_eq!(charge(Calculator::Weight { per_kg: eur("0.50") }), "0.83");
        let sack = |below| Calculator::PriceSack { below, normal: eur("5"), discount: eur("0") };
        assert_eq!([charge(sack(eur("10.89"))), charge(sack(eur("10.88")))], ["5.00", "0.00"]);
        assert_eq!(pick_up(1, None).charge(&lines, Currency::EUR), eur("0"));
    }
}
