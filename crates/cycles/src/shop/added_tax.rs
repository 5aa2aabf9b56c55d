use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
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

/// The taxes that a shop adds to its prices: of each who sells, by the rate that those of a category come to together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub(crate) struct AddedTaxes {
    hub: EnterpriseId,
    taxes: BTreeMap<(EnterpriseId, Rate), Vec<NamedRate>>,
}

type NamedRate = (Arc<str>, Rate);

impl AddedTaxes {
    /// The taxes at a hub of those who sell there.
    pub(crate) fn new(hub: EnterpriseId, rates: &BTreeMap<EnterpriseId, TaxRates>) -> Self {
        let named =
            |tax: &Tax| (tax.name.as_ref().map_or(UNNAMED, |name| name.as_str()).into(), tax.rate);
        let mut taxes = BTreeMap::new();
        for (payee, of_category) in
            rates.iter().flat_map(|(payee, rates)| rates.taxes().map(|it| (*payee, it)))
        {
            let together: Rate = of_category.iter().map(|tax| tax.rate).sum();
            let named = || of_category.iter().map(named).collect::<Vec<NamedRate>>();
            taxes.entry((payee, together)).or_insert_with(named);
        }
        Self { hub, taxes }
    }

    /// Leaves out what is known of others than these, and than the hub.
    pub(crate) fn keep(&mut self, payees: &BTreeSet<EnterpriseId>) {
        let hub = self.hub;
        self.taxes.retain(|(payee, _), _| *payee == hub || payees.contains(payee));
    }

    /// Takes over what others are known to charge, as far as nothing is known of it here.
    pub(crate) fn take_over(&mut self, other: &Self) {
        for (of, named) in &other.taxes {
            self.taxes.entry(*of).or_insert_with(|| named.clone());
        }
    }

    /// The taxes on what somebody sells at a rate, each rounded by itself; as the hub has them where the rate is none of theirs.
    ///
    /// Source: Open Food Network, where each rate of a category is computed on the whole amount.
    pub(crate) fn on(
        &self,
        payee: EnterpriseId,
        amount: Money,
        rate: Rate,
    ) -> Vec<(Arc<str>, Rate, Money)> {
        let tax = |(name, rate): &NamedRate| (Arc::clone(name), *rate, amount.share(*rate));
        let theirs = self.taxes.get(&(payee, rate));
        match theirs.or_else(|| self.taxes.get(&(self.hub, rate))) {
            Some(taxes) => taxes.iter().map(tax).collect(),
            None => vec![tax(&(UNNAMED.into(), rate))],
        }
    }
}

/// As it is stored: a list, as a pair is no key of JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    hub: EnterpriseId,
    taxes: Vec<(EnterpriseId, Rate, Vec<NamedRate>)>,
}

impl From<Written> for AddedTaxes {
    fn from(Written { hub, taxes }: Written) -> Self {
        let taxes = taxes.into_iter().map(|(payee, rate, named)| ((payee, rate), named));
        Self { hub, taxes: taxes.collect() }
    }
}

impl From<AddedTaxes> for Written {
    fn from(AddedTaxes { hub, taxes }: AddedTaxes) -> Self {
        let taxes = taxes.into_iter().map(|((payee, rate), named)| (payee, rate, named));
        Self { hub, taxes: taxes.collect() }
    }
}

#[cfg(test)]
mod tests {
    use sillon_catalogue::{RateSince, TaxCategory, TaxName, TaxZone};
    use sillon_kernel::Timestamp;

    use super::*;
    use crate::sample::{eur, id, percent};

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
        let farm = adding(&[("GST", "5"), ("RST", "9.975")]);
        let taxes = AddedTaxes::new(id(900), &BTreeMap::from([(id(900), rates), (id(100), farm)]));
        let told_by = |payee, amount, rate| -> Vec<(String, i64)> {
            let on = taxes.on(id(payee), eur(amount), percent(rate)).into_iter();
            on.map(|(name, _, amount)| (name.to_string(), amount.minor())).collect()
        };
        let told = |amount, rate| told_by(900, amount, rate);
        assert_eq!(told_by(100, "10", "14.975")[1].0, "RST", "by who charges it");
        assert_eq!(told_by(101, "10", "14.975")[1].0, "QST");
        assert_eq!(told("10", "14.975"), [("GST".to_owned(), 50), ("QST".to_owned(), 100)]);
        assert_eq!(told("50", "25"), [("VAT".to_owned(), 1_250)]);
        assert_eq!(told("15", "1.5"), [("VAT".to_owned(), 23)]);
    }
}
