use std::sync::Arc;

use sillon_kernel::EnterpriseId;

use crate::{PriceList, PricedLine, SoldPart};

impl PriceList {
    /// What a priced line sells, size by size: itself, or the parts of a bundle, which come to it in every amount.
    pub fn sold<'a>(&'a self, line: &PricedLine) -> Vec<SoldPart<'a>> {
        let Some(offer) = self.offers.get(line.offer) else { return Vec::new() };
        let listing = &offer.listing;
        if listing.is_bundle() {
            return self.parts_of(listing, line.quantity, (line.goods, line.fees));
        }
        vec![SoldPart {
            listing,
            quantity: line.quantity,
            goods: line.goods,
            margin: line.margin,
            margin_tax_rate: offer.margin_tax,
            fees: line.fees,
            tax: line.tax,
            margin_tax: line.margin_tax,
            deposit: line.deposit,
            deposit_tax: line.deposit_tax,
        }]
    }

    /// What is known of who makes a size that is sold, by itself or in a bundle: its name.
    pub fn producer_name(&self, of: EnterpriseId) -> Option<&Arc<str>> {
        let listings = self.offers.iter().map(|offer| &offer.listing);
        let parts = self.offers.iter().flat_map(|offer| &offer.listing.parts);
        let mut all = listings.chain(parts.map(|part| &part.listing));
        all.find(|listing| listing.producer == of).map(|listing| &listing.producer_name)
    }
}

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod tests;
