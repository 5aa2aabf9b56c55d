use std::{collections::BTreeMap, sync::Arc};

use sillon_catalogue::{Tax, TaxRates};
use sillon_kernel::{EnterpriseId, Money, Rate};

/// What a tax without a name of its own is called where it is added to prices.
const UNNAMED: &str = "VAT";

/// A tax that comes on top of what one payee is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedTax {
    /// Who charges it, and is paid it.
    pub payee: EnterpriseId,
    /// What it is called.
    pub name: Arc<str>,
    /// Its rate.
    pub rate: Rate,
    /// What it comes to.
    pub amount: Money,
}

/// The taxes that a shop adds to its prices, by the rate that those of a category come to together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AddedTaxes(BTreeMap<Rate, Vec<(Arc<str>, Rate)>>);

impl AddedTaxes {
    /// The taxes of those who sell: of the hub first, whose names hold where two come to the same.
    pub(crate) fn new<'r>(rates: impl Iterator<Item = &'r TaxRates>) -> Self {
        let named =
            |tax: &Tax| (tax.name.as_ref().map_or(UNNAMED, |name| name.as_str()).into(), tax.rate);
        let mut taxes = BTreeMap::new();
        for of_category in rates.flat_map(TaxRates::taxes) {
            let together = of_category.iter().map(|tax| tax.rate).sum();
            taxes.entry(together).or_insert_with(|| of_category.iter().map(named).collect());
        }
        Self(taxes)
    }

    /// The taxes on an amount at a rate, each rounded by itself.
    ///
    /// Source: Open Food Network, where each rate of a category is computed on the whole amount.
    pub(crate) fn on(&self, amount: Money, rate: Rate) -> Vec<(Arc<str>, Rate, Money)> {
        let tax = |(name, rate): &(Arc<str>, Rate)| (Arc::clone(name), *rate, amount.share(*rate));
        match self.0.get(&rate) {
            Some(taxes) => taxes.iter().map(tax).collect(),
            None => vec![tax(&(UNNAMED.into(), rate))],
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_catalogue::{RateSince, TaxCategory, TaxName, TaxZone};
    use sillon_kernel::Timestamp;

    use super::*;
    use crate::sample::{eur, percent};

    /// The rates of a place that adds these taxes of the standard category to prices.
    fn adding(taxes: &[(&str, &str)]) -> TaxRates {
        let since = Timestamp::from_micros(0).unwrap();
        let rate = |(name, rate): &(&str, &str)| RateSince {
            category: TaxCategory::Standard,
            tax: TaxName::parse(name).ok(),
            since,
            rate: percent(rate),
        };
        let zone = TaxZone {
            code: "CA-QC".to_owned(),
            country: "CA".parse().unwrap(),
            postcodes: Vec::new(),
            adds_tax: true,
            history: taxes.iter().map(rate).collect(),
        };
        zone.rates_at(since)
    }

    #[test]
    fn each_tax_of_a_rate_is_of_the_whole_amount_and_rounded_by_itself() {
        let rates = adding(&[("GST", "5"), ("QST", "9.975")]);
        let taxes = AddedTaxes::new([&rates].into_iter());
        let told = |amount, rate| -> Vec<(String, i64)> {
            let on = taxes.on(eur(amount), percent(rate)).into_iter();
            on.map(|(name, _, amount)| (name.to_string(), amount.minor())).collect()
        };
        assert_eq!(told("10", "14.975"), [("GST".to_owned(), 50), ("QST".to_owned(), 100)]);
        assert_eq!(told("50", "25"), [("VAT".to_owned(), 1_250)]);
        assert_eq!(told("15", "1.5"), [("VAT".to_owned(), 23)]);
    }
}
