use std::collections::BTreeMap;

use sillon_catalogue::TaxRates;
use sillon_kernel::{EnterpriseId, Rate, VatRegime};

use crate::{BundlePart, Deposit, Fee, Listing, NamedTaxes, shop::added_tax::AddedTaxes};

/// The taxes that those who are paid in a shop charge: by where they are, and by how each stands to value-added tax.
#[derive(Clone, Copy)]
pub(crate) struct ChargedTax<'a> {
    pub(crate) hub: EnterpriseId,
    pub(crate) rates: &'a BTreeMap<EnterpriseId, TaxRates>,
    pub(crate) regimes: &'a BTreeMap<EnterpriseId, VatRegime>,
}

impl ChargedTax<'_> {
    /// The rates where somebody is.
    pub(crate) fn rates_of(&self, payee: EnterpriseId) -> TaxRates {
        self.rates.get(&payee).cloned().unwrap_or_default()
    }

    /// A rate as somebody charges it: nothing where they charge none.
    pub(crate) fn rate(&self, payee: EnterpriseId, rate: Rate) -> Rate {
        VatRegime::rate_of(self.regimes.get(&payee).copied(), rate)
    }

    /// The rate of a fee as who is paid it charges it; none where it is that of the goods.
    pub(crate) fn rate_of(&self, fee: &Fee) -> Option<Rate> {
        let of = |category| match self.rates.get(&fee.enterprise) {
            Some(rates) => rates.of(category),
            None => TaxRates::default().of(category),
        };
        Some(self.rate(fee.enterprise, fee.tax.rate_by(of)?))
    }

    /// A listing, and its parts, taxed as the owners of the goods charge it, and the hub its margin. A deposit is not taxed where that
    /// would be added to it: it would have to be paid back beside it.
    pub(crate) fn of(&self, listing: Listing) -> Listing {
        let of_owner = |rate| self.rate(listing.owner, rate);
        let in_deposit = |rate| if self.is_added() { Rate::ZERO } else { of_owner(rate) };
        let deposit = listing.deposit.map(|it| Deposit::new(it.each, in_deposit(it.tax_rate)));
        let (tax, hub_tax) = (of_owner(listing.tax), self.rate(self.hub, listing.hub_tax));
        let part = |part: BundlePart| BundlePart { listing: self.of(part.listing), ..part };
        let parts = listing.parts.into_iter().map(part).collect();
        let listing = Listing { tax, hub_tax, deposit, parts, ..listing };
        Listing { deposit: listing.deposit.or(listing.deposit_of_parts()), ..listing }
    }

    /// The taxes that are added to prices, where the hub's are without.
    pub(crate) fn added(&self) -> Option<AddedTaxes> {
        self.is_added().then(|| AddedTaxes::new(self.hub, self.rates))
    }

    /// What the taxes are called that are included in prices, where the hub's are with tax and some have names.
    pub(crate) fn named(&self) -> Vec<NamedTaxes> {
        if self.is_added() { Vec::new() } else { NamedTaxes::of(self.rates) }
    }

    fn is_added(&self) -> bool {
        self.rates.get(&self.hub).is_some_and(TaxRates::are_added)
    }
}
