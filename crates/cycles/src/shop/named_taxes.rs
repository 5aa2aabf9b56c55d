use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sillon_catalogue::{Tax, TaxName, TaxRates};
use sillon_kernel::{EnterpriseId, Money, Rate};

/// The taxes that one payee charges together as one rate, where they have names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTaxes {
    /// Who charges them.
    pub payee: EnterpriseId,
    /// What they come to together.
    pub rate: Rate,
    /// Each by its name, at its own rate.
    pub taxes: Vec<(TaxName, Rate)>,
}

/// What taxes come to by their names; without one, those that have none.
pub type TaxesByName = Vec<(Option<TaxName>, Money)>;

impl NamedTaxes {
    /// Those of some who sell, where they are. Of two categories that come to one rate the first tells its names.
    pub(crate) fn of(rates: &BTreeMap<EnterpriseId, TaxRates>) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for (payee, of_category) in
            rates.iter().flat_map(|(payee, rates)| rates.taxes().map(|it| (*payee, it)))
        {
            let named = |tax: &Tax| Some((tax.name.clone()?, tax.rate));
            let Some(taxes) = of_category.iter().map(named).collect::<Option<Vec<_>>>() else {
                continue;
            };
            let rate = taxes.iter().map(|(_, rate)| *rate).sum();
            if !found.iter().any(|known| (known.payee, known.rate) == (payee, rate)) {
                found.push(Self { payee, rate, taxes });
            }
        }
        found
    }

    /// What each of them comes to, of what they come to together: by their rates, in whole cents that sum to it.
    fn split(&self, together: Money) -> TaxesByName {
        let weight = |rate: &Rate| u64::try_from(rate.millionths()).unwrap_or_default();
        let weights: Vec<u64> = self.taxes.iter().map(|(_, rate)| weight(rate)).collect();
        let names = self.taxes.iter().map(|(name, _)| Some(name.clone()));
        match together.split(&weights) {
            Ok(parts) => names.zip(parts).collect(),
            // Taxes at nothing are none.
            Err(_no_weights) => vec![(None, together)],
        }
    }
}

/// What is included of each payee at each rate, told by the names of the taxes in it. It sums to what is included, to the cent.
pub fn taxes_by_name(
    named: &[NamedTaxes],
    included: impl IntoIterator<Item = (EnterpriseId, Rate, Money)>,
) -> TaxesByName {
    let mut together: BTreeMap<(EnterpriseId, Rate), Money> = BTreeMap::new();
    for (payee, rate, tax) in included {
        let none = Money::zero(tax.currency());
        *together.entry((payee, rate)).or_insert(none) += tax;
    }
    let mut told = TaxesByName::new();
    for ((payee, rate), tax) in together {
        let known = named.iter().find(|it| (it.payee, it.rate) == (payee, rate));
        for (name, amount) in known.map_or_else(|| vec![(None, tax)], |it| it.split(tax)) {
            match told.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += amount,
                None => told.push((name, amount)),
            }
        }
    }
    told.retain(|(_, amount)| !amount.is_zero());
    // Those with names first, in their order.
    told.sort_by(|(one, _), (other, _)| {
        (one.is_none(), one.as_deref()).cmp(&(other.is_none(), other.as_deref()))
    });
    told
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use sillon_kernel::Currency;

    use super::*;
    use crate::sample::{eur, id, percent};

    fn named(payee: u32, taxes: &[(&str, &str)]) -> NamedTaxes {
        let tax = |(name, rate): &(&str, &str)| (TaxName::parse(name).unwrap(), percent(rate));
        let taxes: Vec<_> = taxes.iter().map(tax).collect();
        NamedTaxes { payee: id(payee), rate: taxes.iter().map(|(_, rate)| *rate).sum(), taxes }
    }

    fn told(named: &[NamedTaxes], included: &[(u32, &str, &str)]) -> Vec<(String, i64)> {
        let included = included.iter();
        let included = included.map(|(payee, rate, tax)| (id(*payee), percent(rate), eur(tax)));
        let told = taxes_by_name(named, included).into_iter();
        let name = |name: Option<TaxName>| name.map_or_else(|| "-".to_owned(), |it| it.to_string());
        told.map(|(it, amount)| (name(it), amount.minor())).collect()
    }

    #[test]
    fn taxes_that_are_included_together_are_told_by_their_names() {
        let taxes = [named(900, &[("GST", "5"), ("PST", "7")]), named(100, &[("GST", "5")])];
        let one = |name: &str, minor: i64| (name.to_owned(), minor);
        // 5/12 and 7/12 of 1.21, of which a cent is left over; and those of the farm with them.
        assert_eq!(
            told(&taxes, &[(900, "12", "1.20"), (900, "12", "0.01"), (100, "5", "0.30")]),
            [one("GST", 80), one("PST", 71)]
        );
        // What has no name is told without, also where another charges that rate by names.
        assert_eq!(
            told(&taxes, &[(101, "12", "0.24"), (900, "12", "0.12")]),
            [one("GST", 5), one("PST", 7), one("-", 24)]
        );
        assert_eq!(told(&taxes, &[(900, "12", "0.12"), (900, "12", "-0.12")]), []);
    }

    proptest! {
        #[test]
        fn by_name_they_sum_to_what_is_included(
            included in vec((0_u32..3, 0_usize..3, -5_000_i64..5_000), 0..20),
        ) {
            let taxes = [named(0, &[("A", "5"), ("B", "9.975")]), named(1, &[("B", "7"), ("C", "0.5")])];
            let rates = ["14.975", "7.5", "20"];
            let parts = included.iter().map(|(payee, rate, minor)| {
                (id(*payee), percent(rates[*rate]), Money::new(*minor, Currency::EUR))
            });
            let whole: i64 = included.iter().map(|(.., minor)| minor).sum();
            let told = taxes_by_name(&taxes, parts);
            prop_assert_eq!(told.iter().map(|(_, amount)| amount.minor()).sum::<i64>(), whole);
        }
    }
}
