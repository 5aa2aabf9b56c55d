use std::{
    fmt,
    ops::{Add, AddAssign, Neg, Sub},
};

use iso_currency::Currency;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize, ser::SerializeStruct};

use crate::{Rate, money::currency::currency_of, money::rate::parse_plain, split::split_whole};

/// The largest amount taken at the door, in minor units: a hundred million euros. Sums of a thousand lines of it fit an `i64`.
const LARGEST_MINOR: i64 = 10_000_000_000;

/// An amount of money: an integer of minor units (cents) with its ISO 4217 currency.
///
/// On the wire it is `{"amount":"12.50","currency":"EUR"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// An amount of so many minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// No money, in a currency.
    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The amount, and nothing where it is below.
    #[must_use]
    pub fn above_zero(self) -> Self {
        Self { minor: self.minor.max(0), ..self }
    }

    /// Reads a plain decimal amount such as `12.50`, `-3` or `0.5`.
    ///
    /// # Errors
    ///
    /// [`MoneyError::NotAnAmount`] when it is no plain decimal number or has more decimals than the currency;
    /// [`MoneyError::TooLarge`] beyond a hundred million.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let refuse = || MoneyError::NotAnAmount {
            text: text.chars().take(40).collect(),
            decimals: decimals(currency),
        };
        let mut value = parse_plain(text).ok_or_else(refuse)?.normalize();
        if value.scale() > decimals(currency) {
            return Err(refuse());
        }
        value.rescale(decimals(currency));
        let minor =
            i64::try_from(value.mantissa()).ok().filter(|minor| minor.abs() <= LARGEST_MINOR);
        minor.map(|minor| Self::new(minor, currency)).ok_or(MoneyError::TooLarge)
    }

    /// Rounds an exact decimal amount of major units half away from zero, to the minor unit.
    ///
    /// # Panics
    ///
    /// Beyond what an `i64` of minor units holds, which amounts bounded at the door never come to.
    pub fn round(major: Decimal, currency: Currency) -> Self {
        let scale = decimals(currency);
        let mut rounded =
            major.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero);
        rounded.rescale(scale);
        let minor = i64::try_from(rounded.mantissa()).expect("amounts are bounded at the door");
        Self::new(minor, currency)
    }

    /// The amount in minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// Its currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in major units, exact.
    pub fn major(self) -> Decimal {
        Decimal::new(self.minor, decimals(self.currency))
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The amount so many times over.
    ///
    /// # Panics
    ///
    /// Beyond what an `i64` of minor units holds, which amounts bounded at the door never come to.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        let minor =
            self.minor.checked_mul(i64::from(count)).expect("amounts are bounded at the door");
        Self::new(minor, self.currency)
    }

    /// What one costs when `count` of them cost the amount: computed exactly, rounded once, half away from zero.
    ///
    /// What comes by nothing is a price of its own, so a `count` of zero gives the amount itself.
    #[must_use]
    pub fn per(self, count: Decimal) -> Self {
        let one = self.major().checked_div(count);
        one.map_or(self, |one| Self::round(one, self.currency))
    }

    /// What a part of something costs when all of it costs the amount: exact, rounded once, half away from zero. `None` of a part of
    /// nothing, and beyond what an `i64` of minor units holds.
    pub fn of_part(self, part: i64, whole: i64) -> Option<Self> {
        let (twice, whole) = (2 * i128::from(self.minor) * i128::from(part), i128::from(whole));
        let half_up = twice.abs().checked_add(whole)?.checked_div(2 * whole)?;
        let minor = i64::try_from(half_up * twice.signum()).ok()?;
        (whole > 0).then(|| Self::new(minor, self.currency))
    }

    /// The share of the amount, rounded half away from zero.
    #[must_use]
    pub fn share(self, rate: Rate) -> Self {
        Self::round(self.major() * rate.fraction(), self.currency)
    }

    /// The tax contained in the amount at a rate `r`: `A − A/(1+r)`, rounded half away from zero.
    #[must_use]
    pub fn tax_included(self, rate: Rate) -> Self {
        let net = self.major() / (Decimal::ONE + rate.fraction());
        Self::round(self.major() - net, self.currency)
    }

    /// The sum of amounts that are all of one currency.
    pub fn total(currency: Currency, parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::zero(currency), Add::add)
    }

    /// The sum of at least one amount; `None` of none.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts.into_iter().reduce(Add::add)
    }

    /// Splits the amount into one share per weight, in the order given; the shares sum to `self`.
    ///
    /// `weights` are relative: grams, prices or bps. Shares are rounded towards zero, then the leftover minor units go
    /// one each to the largest remainders, ties first in order (Hamilton's method).
    ///
    /// # Errors
    ///
    /// [`MoneyError::NoWeights`] when there is no weight above zero.
    ///
    /// # Panics
    ///
    /// Never: no share is more than the whole.
    pub fn split(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let shares =
            split_whole(self.minor.unsigned_abs(), weights).ok_or(MoneyError::NoWeights)?;
        let sign = self.minor.signum();
        let signed = |share| sign * i64::try_from(share).expect("a share is at most the whole");
        Ok(shares.into_iter().map(|share| Self::new(signed(share), self.currency)).collect())
    }

    /// The amount as a plain decimal: `12.50`.
    pub fn amount(self) -> String {
        self.major().to_string()
    }
}

/// How many decimals amounts of the currency are written with; currencies without minor units have none.
fn decimals(currency: Currency) -> u32 {
    currency.exponent().map_or(0, u32::from)
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.major(), self.currency.code())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        assert_eq!(self.currency, other.currency, "amounts of two currencies are never added");
        let minor = self.minor.checked_add(other.minor).expect("amounts are bounded at the door");
        Self::new(minor, self.currency)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self::new(-self.minor, self.currency)
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

/// The wire form of an amount.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    amount: String,
    currency: String,
}

/// As `Wire`, written without a copy of either: a shop's answer has thousands of amounts.
impl Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut wire = serializer.serialize_struct("Wire", 2)?;
        wire.serialize_field("amount", &format_args!("{}", self.major()))?;
        wire.serialize_field("currency", self.currency.code())?;
        wire.end()
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let currency = currency_of(&wire.currency)
            .ok_or_else(|| serde::de::Error::custom(MoneyError::NoSuchCurrency))?;
        Self::parse(&wire.amount, currency).map_err(serde::de::Error::custom)
    }
}

/// Why an amount was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a plain decimal number, or too many decimals.
    #[error(
        "“{text}” is not an amount: write digits with at most {decimals} decimals, such as 2.20"
    )]
    NotAnAmount {
        /// What was written, its first 40 characters.
        text: String,
        /// How many decimals the currency has.
        decimals: u32,
    },
    /// Beyond a hundred million.
    #[error("the amount is beyond a hundred million")]
    TooLarge,
    /// The currency is not in ISO 4217.
    #[error("the currency is not a code of ISO 4217, such as EUR")]
    NoSuchCurrency,
    /// A split over nothing.
    #[error("an amount cannot be split over no weight")]
    NoWeights,
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn eur(text: &str) -> Money {
        Money::parse(text, Currency::EUR).unwrap()
    }

    #[test]
    fn amounts_read_as_a_person_writes_them() {
        assert_eq!(eur("12.50").minor(), 1250);
        assert_eq!(eur("-3").minor(), -300);
        assert_eq!(eur("0.5").amount(), "0.50");
        assert_eq!(eur("2.200").minor(), 220, "trailing zeros say nothing");
        assert_eq!(Money::parse("100", Currency::JPY).unwrap().amount(), "100");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "", "-", "1e3", "NaN", "inf", "1,5", " 1", "1.234", ".5", "5.", "0x10", "1 000", "٣",
            "--1",
        ] {
            assert!(Money::parse(text, Currency::EUR).is_err(), "{text}");
        }
        assert_eq!(Money::parse("100000000.01", Currency::EUR), Err(MoneyError::TooLarge));
        assert_eq!(
            Money::parse("99999999999999999999999", Currency::EUR),
            Err(MoneyError::TooLarge)
        );
    }

    #[test]
    fn what_one_costs_is_rounded_once() {
        assert_eq!(eur("4.50").per(Decimal::new(5, 1)), eur("9.00"));
        assert_eq!(eur("2").per(Decimal::from(3)), eur("0.67"));
        assert_eq!(eur("2").per(Decimal::ZERO), eur("2"));
    }

    #[test]
    fn included_tax_is_rounded_half_up_once() {
        assert_eq!(eur("10").tax_included(Rate::from_bps(1000)), eur("0.91"));
        assert_eq!(eur("50").tax_included(Rate::from_bps(2000)), eur("8.33"));
        assert_eq!(eur("50").tax_included(Rate::from_bps(2500)), eur("10.00"));
    }

    #[test]
    fn leftover_cents_go_to_the_largest_remainders_and_ties_to_the_first() {
        assert_eq!(eur("0.10").split(&[1, 1, 1]).unwrap(), [eur("0.04"), eur("0.03"), eur("0.03")]);
        assert_eq!(
            eur("-0.10").split(&[1, 1, 1]).unwrap(),
            [eur("-0.04"), eur("-0.03"), eur("-0.03")]
        );
        assert_eq!(eur("1").split(&[0, 0]), Err(MoneyError::NoWeights));
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(minor in -LARGEST_MINOR..LARGEST_MINOR, weights in vec(0_u64..1_000, 1..20)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let whole = Money::new(minor, Currency::EUR);
            let shares = whole.split(&weights).unwrap();
            prop_assert_eq!(Money::sum(shares.clone()), Some(whole));
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = i128::from(minor) * i128::from(*weight);
                let all = i128::from(weights.iter().sum::<u64>());
                prop_assert!((i128::from(share.minor()) * all - exact).abs() < all, "within one minor unit of exact");
            }
        }

        #[test]
        fn an_amount_survives_being_written_and_read(minor in -LARGEST_MINOR..=LARGEST_MINOR) {
            let money = Money::new(minor, Currency::EUR);
            prop_assert_eq!(Money::parse(&money.amount(), Currency::EUR), Ok(money));
        }
    }
}
