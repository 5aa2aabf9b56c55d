use std::collections::HashMap;

use sillon_kernel::{Currency, SupplyId, VariantId};

use crate::{ItemState, ShelfItem, text::matching::Names};

/// Everything a producer sells, in every size, with the names it is found by.
#[derive(Debug)]
pub struct Shelf {
    currency: Currency,
    items: Vec<ShelfItem>,
    pools: HashMap<SupplyId, Vec<usize>>,
    names: Names,
}

impl Shelf {
    /// The shelf of a producer who reckons in a currency; its items in the order they are shown.
    pub fn new(items: Vec<ShelfItem>, currency: Currency) -> Self {
        let mut pools: HashMap<SupplyId, Vec<usize>> = HashMap::new();
        for (place, item) in items.iter().enumerate() {
            pools.entry(item.supply).or_default().push(place);
        }
        let names = Names::of(&items);
        Self { currency, items, pools, names }
    }

    /// The currency its producer reckons in.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Its items.
    pub fn items(&self) -> &[ShelfItem] {
        &self.items
    }

    /// The item of a variant.
    pub fn find(&self, variant: VariantId) -> Option<&ShelfItem> {
        self.items.iter().find(|item| item.variant == variant)
    }

    /// Brings what is left of pools up to date.
    pub fn set_left(&mut self, left: impl Fn(SupplyId) -> Option<(i64, bool)>) {
        for item in &mut self.items {
            if let Some((left_milli, on_demand)) = left(item.supply) {
                item.now = ItemState { left_milli, on_demand, ..item.now };
            }
        }
    }

    pub(crate) fn item(&self, place: usize) -> Option<&ShelfItem> {
        self.items.get(place)
    }

    /// The places of the items that draw on a pool.
    pub(crate) fn pool(&self, supply: SupplyId) -> &[usize] {
        self.pools.get(&supply).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }
}
