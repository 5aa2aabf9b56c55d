use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasher,
};

use sillon_cycles::PriceList;
use sillon_kernel::{SupplyId, VariantId};

use crate::{CartLine, cart::quote};

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

/// A line of which too little is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortLine {
    /// Which line of the cart, from 0.
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

impl ShortLine {
    pub(crate) fn text(&self) -> String {
        format!("{}: {} wanted, {} left", self.name, self.wanted, self.left)
    }
}

/// The lines whose supply does not reach for all that is wanted of it: several sizes may share one pool, and are then short
/// together. Carts are shown by it and checkouts decided by it, so that a cart that shows nothing short is not refused for
/// it. Lines that are not offered are passed over.
pub fn short_lines(
    list: &PriceList,
    lines: &[CartLine],
    left: impl Fn(SupplyId) -> Option<i64>,
) -> Vec<ShortLine> {
    let wanted = draws(list, lines);
    let is_short = |supply: SupplyId| {
        let wanted = wanted.get(&supply).copied().unwrap_or_default();
        left(supply).is_some_and(|available| wanted > available)
    };
    let short = |(place, line): (usize, &CartLine)| {
        let offer = list.offer(line.variant)?;
        let is_short = offer.listing.takes(line.quantity).any(|(supply, _)| is_short(supply));
        is_short.then(|| ShortLine {
            line: place,
            variant: line.variant,
            name: quote::name(offer),
            wanted: line.quantity,
            left: offer.listing.items_left(&left).unwrap_or(u32::MAX),
        })
    };
    lines.iter().enumerate().filter_map(short).collect()
}

/// What the lines draw from each supply, in thousandths.
pub(crate) fn draws(list: &PriceList, lines: &[CartLine]) -> BTreeMap<SupplyId, i64> {
    let mut wanted = BTreeMap::new();
    for line in lines {
        for (supply, milli) in list
            .offer(line.variant)
            .into_iter()
            .flat_map(|offer| offer.listing.takes(line.quantity))
        {
            *wanted.entry(supply).or_default() += milli;
        }
    }
    wanted
}

/// The supplies that lines are taken from.
pub fn supplies_of<'a>(
    list: &'a PriceList,
    lines: &'a [CartLine],
) -> impl Iterator<Item = SupplyId> + 'a {
    let offers = lines.iter().filter_map(|line| list.offer(line.variant));
    offers.flat_map(|offer| offer.listing.takes(1).map(|(supply, _)| supply))
}
