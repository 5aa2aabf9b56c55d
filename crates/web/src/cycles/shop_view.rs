use std::collections::HashMap;

use sillon_cycles::{Offer, OrderCycle, PriceList};
use sillon_engine::{CartContents, Front};
use sillon_enterprises::Enterprise;
use sillon_kernel::{SupplyId, Timestamp, VariantId};
use sillon_orders::{CartLine, SupplyLeft, available, short_lines};

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

impl<'a> From<&'a CartContents> for Stall<'a> {
    fn from(contents: &'a CartContents) -> Self {
        Self {
            shop: &contents.shop,
            cycle: &contents.cycle,
            list: &contents.list,
            left: &contents.left,
            at: contents.at,
        }
    }
}

impl<'a> Stall<'a> {
    /// How many items of an offer are left; `None` when it is made on demand.
    pub(crate) fn items_left(&self, offer: &Offer) -> Option<u32> {
        offer.listing.items_left(|supply| available(self.left, supply))
    }

    /// Whether an offer is known to be in season, where the shop is.
    pub(crate) fn is_in_season(&self, offer: &Offer) -> bool {
        offer.listing.food.is_in_season(self.at, &self.shop.zone) == Some(true)
    }

    /// The lines that are offered, each with its offer.
    pub(crate) fn offered(&self, lines: &[CartLine]) -> Vec<(CartLine, &'a Offer)> {
        lines.iter().filter_map(|line| Some((*line, self.list.offer(line.variant)?))).collect()
    }

    /// The lines of which there is not enough, as their checkout would say.
    pub(crate) fn shortages(&self, lines: &[CartLine]) -> HashMap<VariantId, u32> {
        let short = short_lines(self.list, lines, |supply| available(self.left, supply));
        short.into_iter().map(|line| (line.variant, line.left)).collect()
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
        let short = |wanted: &[(u32, u32)]| stall.shortages(&lines(wanted));
        assert!(short(&[(1, 7)]).is_empty() && short(&[(1, 1), (2, 3), (4, 10_000)]).is_empty());
        assert_eq!(short(&[(1, 2), (2, 3)]), HashMap::from([(id(1), 7), (id(2), 3)]));
        assert_eq!(short(&[(3, 1)]), HashMap::from([(id(3), 0)]));
        assert!(stall.offered(&lines(&[(99, 1)])).is_empty());
    }
}
