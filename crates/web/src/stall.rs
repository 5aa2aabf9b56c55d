use std::collections::{BTreeMap, HashMap};

use sillon_catalogue::Enterprise;
use sillon_cycles::{Offer, OrderCycle, PriceList};
use sillon_engine::Front;
use sillon_kernel::{SupplyId, Timestamp, VariantId};
use sillon_orders::{CartLine, SupplyLeft};

/// What a shop shows in a cycle, looked at for one page.
#[derive(Clone, Copy)]
pub(crate) struct Stall<'a> {
    /// The shop.
    pub(crate) shop: &'a Enterprise,
    /// The cycle.
    pub(crate) cycle: &'a OrderCycle,
    /// What it offers at what price.
    pub(crate) list: &'a PriceList,
    /// What is left of each supply.
    pub(crate) left: &'a HashMap<SupplyId, SupplyLeft>,
    /// When it is looked at.
    pub(crate) at: Timestamp,
}

impl<'a> From<&'a Front> for Stall<'a> {
    fn from(front: &'a Front) -> Self {
        Self {
            shop: &front.shop,
            cycle: &front.cycle,
            list: &front.list,
            left: &front.left,
            at: front.at,
        }
    }
}

impl<'a> Stall<'a> {
    /// How many items of an offer are left; `None` when it is made on demand.
    pub(crate) fn items_left(&self, offer: &Offer) -> Option<u32> {
        offer.listing.items_left(|supply| self.available_milli(supply))
    }

    /// Whether an offer is known to be in season, where the shop is.
    pub(crate) fn is_in_season(&self, offer: &Offer) -> bool {
        offer.listing.told.is_in_season(self.at, &self.shop.zone) == Some(true)
    }

    /// The lines that are offered, each with its offer.
    pub(crate) fn offered(&self, lines: &[CartLine]) -> Vec<(CartLine, &'a Offer)> {
        lines.iter().filter_map(|line| Some((*line, self.list.offer(line.variant)?))).collect()
    }

    /// The variants of which there is not enough for these lines, and how many items there are. Sizes of one product
    /// draw on one supply, so each may be short because of the other.
    pub(crate) fn shortages(&self, lines: &[(CartLine, &Offer)]) -> HashMap<VariantId, u32> {
        let mut wanted: BTreeMap<SupplyId, i64> = BTreeMap::new();
        for (line, offer) in lines {
            for (supply, milli) in offer.listing.takes(line.quantity) {
                *wanted.entry(supply).or_default() += milli;
            }
        }
        let is_short = |offer: &Offer| {
            offer.listing.takes(1).any(|(supply, _)| {
                let wanted = wanted.get(&supply).copied().unwrap_or_default();
                self.available_milli(supply).is_some_and(|available| wanted > available)
            })
        };
        let short = lines.iter().filter(|(_, offer)| is_short(offer));
        short.filter_map(|(line, offer)| Some((line.variant, self.items_left(offer)?))).collect()
    }

    /// What is left of a supply, in thousandths; `None` when it is made on demand.
    fn available_milli(&self, supply: SupplyId) -> Option<i64> {
        let left = self.left.get(&supply)?;
        (!left.on_demand).then_some(left.available_milli.max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, id};

    fn lines(wanted: &[(u32, u32)]) -> Vec<CartLine> {
        wanted
            .iter()
            .map(|(variant, quantity)| CartLine { variant: id(*variant), quantity: *quantity })
            .collect()
    }

    #[test]
    fn items_left_are_counted_in_whole_sizes() {
        // 3.5 kg of carrots are left, eggs are sold out, bread is made on demand.
        let sample = Sample::new();
        let stall = sample.stall();
        let left = |variant| stall.items_left(stall.list.offer(id(variant)).unwrap());
        assert_eq!([left(1), left(2), left(3), left(4)], [Some(7), Some(3), Some(0), None]);
    }

    #[test]
    fn sizes_of_one_supply_are_short_together() {
        let sample = Sample::new();
        let stall = sample.stall();
        let short = |wanted: &[(u32, u32)]| stall.shortages(&stall.offered(&lines(wanted)));
        assert!(short(&[(1, 7)]).is_empty() && short(&[(1, 1), (2, 3), (4, 10_000)]).is_empty());
        assert_eq!(short(&[(1, 2), (2, 3)]), HashMap::from([(id(1), 7), (id(2), 3)]));
        assert_eq!(short(&[(3, 1)]), HashMap::from([(id(3), 0)]));
        assert!(stall.offered(&lines(&[(99, 1)])).is_empty());
    }
}
