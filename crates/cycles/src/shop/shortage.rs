use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    hash::BuildHasher,
};

use sillon_kernel::{SupplyId, VariantId};

use crate::PriceList;

/// What is left of a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyLeft {
    /// Thousandths of the base unit.
    pub available_milli: i64,
    /// Made when ordered: nothing is taken, nothing runs out.
    pub on_demand: bool,
}

/// How many thousandths of a supply there are: none where nothing is known of it, `None` when it is made on demand.
pub fn available<S: BuildHasher>(
    supplies: &HashMap<SupplyId, SupplyLeft, S>,
    supply: SupplyId,
) -> Option<i64> {
    let nothing = SupplyLeft { available_milli: 0, on_demand: false };
    let left = supplies.get(&supply).copied().unwrap_or(nothing);
    (!left.on_demand).then_some(left.available_milli)
}

/// A line of a basket of which too little is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortLine {
    /// Which line of the basket, from 0.
    pub line: usize,
    /// Which variant.
    pub variant: VariantId,
    /// What people call it.
    pub name: String,
    /// How many were wanted.
    pub wanted: u32,
    /// How many there are, if nothing else is taken from the same pool.
    pub left: u32,
}

impl fmt::Display for ShortLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} wanted, {} left", self.name, self.wanted, self.left)
    }
}

impl PriceList {
    /// The lines whose supply does not reach for all that is wanted of it: several sizes may share one pool, and are then short
    /// together. Carts are shown by it and checkouts decided by it, so that a cart that shows nothing short is not refused for
    /// it. Lines that are not offered are passed over.
    pub fn short_lines(
        &self,
        basket: &[(VariantId, u32)],
        left: impl Fn(SupplyId) -> Option<i64>,
    ) -> Vec<ShortLine> {
        let wanted = self.draws(basket);
        let is_short = |supply: SupplyId| {
            let wanted = wanted.get(&supply).copied().unwrap_or_default();
            left(supply).is_some_and(|available| wanted > available)
        };
        let short = |(place, (variant, quantity)): (usize, &(VariantId, u32))| {
            let offer = self.offer(*variant)?;
            let listing = &offer.listing;
            let is_short = listing.has_retired_part()
                || listing.takes(*quantity).any(|(supply, _)| is_short(supply));
            is_short.then(|| ShortLine {
                line: place,
                variant: *variant,
                name: offer.name(),
                wanted: *quantity,
                left: offer.listing.items_left(&left).unwrap_or(u32::MAX),
            })
        };
        basket.iter().enumerate().filter_map(short).collect()
    }

    /// What a basket draws from each supply, in thousandths.
    pub fn draws(&self, basket: &[(VariantId, u32)]) -> BTreeMap<SupplyId, i64> {
        let mut wanted = BTreeMap::new();
        for (variant, quantity) in basket {
            let takes = self.offer(*variant).map(|offer| offer.listing.takes(*quantity));
            for (supply, milli) in takes.into_iter().flatten() {
                *wanted.entry(supply).or_default() += milli;
            }
        }
        wanted
    }
}
