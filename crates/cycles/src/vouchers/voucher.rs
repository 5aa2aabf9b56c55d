use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_kernel::{
    Currency, Detail, EnterpriseId, Failure, FailureKind, FieldValue, Fields, Money, Rate,
    Timestamp, VoucherId,
};

use crate::VoucherCode;

/// The largest value of a voucher, in minor units: ten thousand euros.
const LARGEST_MINOR: i64 = 1_000_000;

/// The most orders that a voucher may be said to be for.
const LARGEST_USES: u32 = 1_000_000;

/// What a hub takes off the order of whoever names its code; the hub bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// Its id.
    pub id: VoucherId,
    /// Whose it is, and who bears it.
    pub hub: EnterpriseId,
    /// Under which word it is had; it stays what it is.
    pub code: VoucherCode,
    /// What it takes off; it stays what it is.
    pub value: VoucherValue,
    /// From when on it is valid.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// For how many orders it is; any number, without one.
    pub max_uses: Option<u32>,
    /// For how many orders of one customer.
    pub max_uses_each: Option<u32>,
    /// Whether others may be used with it on one order.
    pub combines: bool,
    /// Since when nobody can use it any more.
    pub retired_at: Option<Timestamp>,
    /// Counts its changes.
    pub version: i64,
}

/// What a voucher takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoucherValue {
    /// So much, or all that is left where that is less.
    Flat(Money),
    /// A share, rounded once.
    Percent(Rate),
}

impl VoucherValue {
    /// What it takes off an amount: never more than it, and nothing of less than nothing.
    ///
    /// Source: Open Food Network, where a flat voucher never exceeds the order and a percentage is of its total.
    pub fn of(self, amount: Money) -> Money {
        if amount.minor() <= 0 {
            return Money::zero(amount.currency());
        }
        match self {
            Self::Flat(value) if value.minor() < amount.minor() => value,
            Self::Flat(_) => amount,
            Self::Percent(rate) => amount.share(rate),
        }
    }
}

/// How a voucher should be otherwise. What is not said stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VoucherPatch {
    /// From when on it is valid.
    pub from: Patch<Option<Timestamp>>,
    /// Until when.
    pub until: Patch<Option<Timestamp>>,
    /// For how many orders it is.
    pub max_uses: Patch<Option<u32>>,
    /// For how many orders of one customer.
    pub max_uses_each: Patch<Option<u32>>,
    /// Whether others may be used with it.
    pub combines: Patch<bool>,
}

impl Voucher {
    /// The voucher that a patch makes of it.
    #[must_use]
    pub fn patched(self, patch: VoucherPatch) -> Self {
        Self {
            from: patch.from.over(self.from),
            until: patch.until.over(self.until),
            max_uses: patch.max_uses.over(self.max_uses),
            max_uses_each: patch.max_uses_each.over(self.max_uses_each),
            combines: patch.combines.over(self.combines),
            ..self
        }
    }

    /// The voucher, which nobody can use from now on; a second time changes nothing.
    #[must_use]
    pub fn retired(self, now: Timestamp) -> Self {
        Self { retired_at: self.retired_at.or(Some(now)), ..self }
    }

    /// Whether it can be used at an instant in a currency, as far as it says itself.
    pub fn is_valid_at(&self, now: Timestamp, currency: Currency) -> bool {
        let is_in = match self.value {
            VoucherValue::Flat(value) => value.currency() == currency,
            VoucherValue::Percent(_) => true,
        };
        is_in
            && self.retired_at.is_none()
            && self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now < until)
    }

    /// When it begins or ends to be valid after an instant, whichever comes first.
    pub(crate) fn changes_after(&self, now: Timestamp) -> Option<Timestamp> {
        let times = [self.from, self.until].into_iter().flatten();
        times.filter(|at| now < *at && self.retired_at.is_none()).min()
    }

    /// Whether the number of orders it is for is counted.
    pub fn is_counted(&self) -> bool {
        self.max_uses.is_some() || self.max_uses_each.is_some()
    }

    /// Checks the voucher at the door, for use in the currency of its hub.
    ///
    /// # Errors
    ///
    /// [`VoucherMalformed`] names the field.
    pub fn check(&self, currency: Currency) -> Result<(), VoucherMalformed> {
        let fits = |money: Money| (1..=LARGEST_MINOR).contains(&money.minor());
        match self.value {
            VoucherValue::Flat(value) if value.currency() != currency => {
                return Err(VoucherMalformed::OtherCurrency(currency));
            }
            VoucherValue::Flat(value) if !fits(value) => return Err(VoucherMalformed::Amount),
            VoucherValue::Percent(rate) if rate <= Rate::ZERO || rate > Rate::from_bps(10_000) => {
                return Err(VoucherMalformed::Percent);
            }
            VoucherValue::Flat(_) | VoucherValue::Percent(_) => {}
        }
        if self.from.zip(self.until).is_some_and(|(from, until)| until <= from) {
            return Err(VoucherMalformed::Times);
        }
        for (field, uses) in [("max_uses", self.max_uses), ("max_uses_each", self.max_uses_each)] {
            if uses.is_some_and(|uses| !(1..=LARGEST_USES).contains(&uses)) {
                return Err(VoucherMalformed::Uses { field });
            }
        }
        Ok(())
    }
}

impl Fields for Voucher {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let (amount, percent) = match self.value {
            VoucherValue::Flat(amount) => (Some(amount), None),
            VoucherValue::Percent(rate) => (None, Some(rate.percent())),
        };
        vec![
            ("code", FieldValue::one(&self.code)),
            ("amount", FieldValue::maybe(amount)),
            ("percent", FieldValue::maybe(percent)),
            ("from", FieldValue::maybe(self.from)),
            ("until", FieldValue::maybe(self.until)),
            ("max_uses", FieldValue::maybe(self.max_uses)),
            ("max_uses_each", FieldValue::maybe(self.max_uses_each)),
            ("combines", FieldValue::one(&self.combines)),
            ("retired_at", FieldValue::maybe(self.retired_at)),
        ]
    }
}

/// Why a voucher cannot be made as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VoucherMalformed {
    /// It takes off nothing, or more than anybody gives away.
    #[error("a voucher takes off more than nothing and at most ten thousand")]
    Amount,
    /// It is of another currency than the hub sells in.
    #[error("the hub sells in {0}: a voucher takes off an amount of it, or a share")]
    OtherCurrency(Currency),
    /// A share of nothing, or of more than all.
    #[error("a voucher takes off more than 0 % and at most 100 %")]
    Percent,
    /// It ends before it begins.
    #[error("a voucher ends after it begins")]
    Times,
    /// It is for no order, or for more than anybody counts.
    #[error("a voucher is for 1 to {LARGEST_USES} orders, or for any number")]
    Uses {
        /// Which number.
        field: &'static str,
    },
}

impl Failure for VoucherMalformed {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        let field = match self {
            Self::Amount | Self::OtherCurrency(_) => "amount",
            Self::Percent => "percent",
            Self::Times => "until",
            Self::Uses { field } => field,
        };
        vec![Detail::new(field, self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, eur, percent, voucher};

    #[test]
    fn a_voucher_takes_off_more_than_nothing_and_never_more_than_all() {
        let check = |value| Voucher { value, ..voucher(1, value) }.check(Currency::EUR);
        let flat = |text| VoucherValue::Flat(eur(text));
        let share = |text| VoucherValue::Percent(percent(text));
        // Source: Open Food Network's bounds.
        assert_eq!(check(flat("0")), Err(VoucherMalformed::Amount));
        assert_eq!(check(flat("0.01")), Ok(()));
        assert_eq!(check(share("100")), Ok(()));
        assert_eq!(check(share("101")), Err(VoucherMalformed::Percent));
        assert_eq!(check(share("0")), Err(VoucherMalformed::Percent));
        assert_eq!(check(flat("10000.01")), Err(VoucherMalformed::Amount));
        assert_eq!(flat("20").of(eur("15")), eur("15"));
        assert_eq!(flat("5").of(eur("15")), eur("5"));
        assert_eq!(share("10").of(eur("160")), eur("16"));
        assert_eq!(share("10").of(eur("0")), eur("0"));
        assert_eq!(flat("5").of(eur("-1")), eur("0"));
    }

    #[test]
    fn a_voucher_is_valid_from_when_it_begins_until_it_ends_or_is_retired() {
        let plain = voucher(1, VoucherValue::Flat(eur("5")));
        let timed = Voucher { from: Some(at(10)), until: Some(at(20)), ..plain.clone() };
        let valid = |voucher: &Voucher, now| voucher.is_valid_at(at(now), Currency::EUR);
        let when = |voucher: &Voucher| [9, 10, 19, 20].map(|now| valid(voucher, now));
        assert_eq!(when(&timed), [false, true, true, false]);
        assert_eq!(when(&plain), [true; 4]);
        assert_eq!(when(&plain.clone().retired(at(1))), [false; 4]);
        assert!(!plain.is_valid_at(at(1), Currency::CHF));
        let changes = [9, 10, 20].map(|now| timed.changes_after(at(now)));
        assert_eq!(changes, [Some(at(10)), Some(at(20)), None]);
        let backwards = Voucher { from: Some(at(20)), until: Some(at(20)), ..plain };
        assert_eq!(backwards.check(Currency::EUR), Err(VoucherMalformed::Times));
    }
}
