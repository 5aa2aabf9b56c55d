use std::collections::BTreeSet;

use sillon_kernel::{Currency, Detail, EnterpriseId, Failure, FailureKind, FeeId};

use crate::{Fee, FeeRefused};

/// The most fees that an exchange, or the coordinator on everything, may name.
pub const MAX_FEES: usize = 50;

/// Checks fees as they are named, before any of them is looked for.
///
/// # Errors
///
/// [`FeesRefused::Named`] when one is named twice, or there are too many.
pub fn check_named(wanted: &[FeeId]) -> Result<(), FeesRefused> {
    let distinct: BTreeSet<FeeId> = wanted.iter().copied().collect();
    if distinct.len() < wanted.len() || wanted.len() > MAX_FEES {
        return Err(FeesRefused::Named);
    }
    Ok(())
}

/// Checks those that were `found` of the fees that are `wanted`: each is there, and in the cycle's currency; one that was not
/// `kept` from before is for one of the payees, and not retired.
///
/// # Errors
///
/// [`FeesRefused`]; a fee for a stranger is told as one that is not there.
pub fn check_payees(
    wanted: &[FeeId],
    found: &[Fee],
    currency: Currency,
    payees: &BTreeSet<EnterpriseId>,
    kept: &[FeeId],
) -> Result<(), FeesRefused> {
    for fee in found {
        fee.check(currency)?;
    }
    let may = |fee: &Fee| kept.contains(&fee.id) || payees.contains(&fee.enterprise);
    if found.len() < wanted.len() || !found.iter().all(may) {
        return Err(FeesRefused::Unknown);
    }
    let is_new = |fee: &&Fee| !kept.contains(&fee.id);
    match found.iter().filter(is_new).find(|fee| fee.retired_at.is_some()) {
        Some(retired) => Err(FeesRefused::Retired(retired.name.to_string())),
        None => Ok(()),
    }
}

/// Why fees cannot be charged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeesRefused {
    /// One is named twice, or there are too many.
    #[error("fees: each fee is named once, at most {MAX_FEES} of them")]
    Named,
    /// One does not exist, or is for somebody who has no part in it.
    #[error("fees: one of these fees does not exist")]
    Unknown,
    /// One was retired, and is not named anew.
    #[error("fees: “{0}” is retired: nothing new names it")]
    Retired(String),
    /// One is out of bounds.
    #[error(transparent)]
    Fee(#[from] FeeRefused),
}

impl Failure for FeesRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Named | Self::Unknown | Self::Retired(_) => {
                (FailureKind::Invalid, "invalid-field")
            }
            Self::Fee(refused) => refused.class(),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let text = self.to_string();
        match self {
            Self::Named | Self::Unknown | Self::Retired(_) => {
                vec![Detail::new("fees", text.trim_start_matches("fees: "))]
            }
            // What is named is the fee, whatever is wrong with it.
            Self::Fee(_) => vec![Detail::new("fees", text)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Calculator, FeeTax,
        sample::{eur, fee, id, percent},
    };

    fn named(numbers: impl IntoIterator<Item = u32>) -> Vec<FeeId> {
        numbers.into_iter().map(id).collect()
    }

    #[test]
    fn each_fee_is_named_once_and_not_too_many() {
        assert_eq!(check_named(&named(1..=50)), Ok(()));
        assert_eq!(check_named(&named(1..=51)), Err(FeesRefused::Named));
        assert_eq!(check_named(&named([1, 2, 1])), Err(FeesRefused::Named));
        let detail = FeesRefused::Named.details().remove(0);
        assert_eq!(
            (detail.field.as_str(), detail.rule.as_str()),
            ("fees", "each fee is named once, at most 50 of them")
        );
    }

    #[test]
    fn nobody_is_paid_by_strangers_but_who_was_paid_before() {
        // Fees of the samples are for the hub 900.
        let found = [fee(1, Calculator::FlatRate(eur("2")))];
        let check = |payees: &[u32], kept: &[u32]| {
            let payees = payees.iter().map(|number| id(*number)).collect();
            check_payees(&named([1]), &found, Currency::EUR, &payees, &named(kept.iter().copied()))
        };
        assert_eq!(check(&[900], &[]), Ok(()));
        assert_eq!(check(&[], &[1]), Ok(()));
        assert_eq!(check(&[100], &[2]), Err(FeesRefused::Unknown));
    }

    #[test]
    fn a_retired_fee_is_kept_where_it_is_and_named_nowhere_else() {
        let at = sillon_kernel::Timestamp::from_micros(1).unwrap();
        let retired = [fee(1, Calculator::FlatRate(eur("2"))).retired(at)];
        let check = |kept: &[u32]| {
            let (payees, kept) = (BTreeSet::from([id(900)]), named(kept.iter().copied()));
            check_payees(&named([1]), &retired, Currency::EUR, &payees, &kept)
        };
        assert_eq!(check(&[1]), Ok(()));
        assert!(matches!(check(&[]), Err(FeesRefused::Retired(_))));
    }

    #[test]
    fn a_fee_that_is_not_there_or_out_of_bounds_is_refused() {
        let payees = BTreeSet::from([id(900)]);
        let check =
            |found: &[Fee]| check_payees(&named([1, 2]), found, Currency::EUR, &payees, &[]);
        let flat = |number| fee(number, Calculator::FlatRate(eur("2")));
        assert_eq!(check(&[flat(1), flat(2)]), Ok(()));
        assert_eq!(check(&[flat(1)]), Err(FeesRefused::Unknown));
        let taxed = Fee { tax: FeeTax::Rate(percent("101")), ..flat(2) };
        assert!(matches!(check(&[flat(1), taxed]), Err(FeesRefused::Fee(_))));
    }
}
