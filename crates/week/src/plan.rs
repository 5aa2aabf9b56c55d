use std::collections::{BTreeMap, HashMap};

use sillon_kernel::{Money, SupplyId, VariantId};

use crate::{
    ItemState, LineRead, PoolSet, Shelf, ShelfItem, WeekEffect, WeekEntry, fault::Rule,
    fault::WeekFault, text::intent::Intent, text::intent::PoolIntent,
};
use sillon_catalogue::MAX_SUPPLY_MILLI;

/// What lines set, each with the line that says so.
pub(crate) struct WeekPlan<'s> {
    shelf: &'s Shelf,
    pools: BTreeMap<SupplyId, (u32, PoolSet)>,
    prices: HashMap<VariantId, (u32, Money)>,
    offers: HashMap<VariantId, (u32, bool)>,
    named: BTreeMap<VariantId, usize>,
    /// Sizes that are offered no more, by their pools.
    stopped: Vec<SupplyId>,
}

impl<'s> WeekPlan<'s> {
    pub(crate) fn new(shelf: &'s Shelf) -> Self {
        Self {
            shelf,
            pools: BTreeMap::new(),
            prices: HashMap::new(),
            offers: HashMap::new(),
            named: BTreeMap::new(),
            stopped: Vec::new(),
        }
    }

    fn targets(&self, intent: &Intent) -> Vec<(usize, &'s ShelfItem)> {
        let stock = self.shelf;
        intent
            .targets
            .iter()
            .filter_map(|place| stock.item(*place).map(|item| (*place, item)))
            .collect()
    }

    /// Takes what a line wants, unless another wants otherwise.
    pub(crate) fn take(&mut self, line: u32, intent: &Intent) -> Result<(), WeekFault> {
        let targets = self.targets(intent);
        let mut pools: Vec<(SupplyId, PoolSet)> = Vec::new();
        let mut offers: Vec<(&ShelfItem, bool)> = Vec::new();
        let mut stopped = Vec::new();
        for (_, item) in &targets {
            let now = item.now;
            let kept =
                PoolSet { left_milli: now.left_milli, on_demand: now.on_demand, added_milli: None };
            match intent.pool {
                None => {}
                Some(PoolIntent::Set(left_milli)) => {
                    pools.push((
                        item.supply,
                        PoolSet { left_milli, on_demand: false, added_milli: None },
                    ));
                    offers.push((item, true));
                }
                Some(PoolIntent::Add(more)) => {
                    pools.push((item.supply, added(item, more)?));
                    if more > 0 {
                        offers.push((item, true));
                    }
                }
                Some(PoolIntent::OnDemand) => {
                    pools.push((item.supply, PoolSet { on_demand: true, ..kept }));
                    offers.push((item, true));
                }
                Some(PoolIntent::Same) => {
                    let last = item.last.ok_or(Rule::NotListedBefore)?;
                    let (left_milli, on_demand) = (last.left_milli, last.on_demand);
                    pools.push((item.supply, PoolSet { left_milli, on_demand, added_milli: None }));
                    offers.push((item, last.offered));
                }
                Some(PoolIntent::Stop) => {
                    if now.offered {
                        stopped.push(item.supply);
                    }
                    offers.push((item, false));
                }
            }
        }
        pools.sort_by_key(|(supply, _)| *supply);
        pools.dedup();
        for (supply, set) in &pools {
            let other = self
                .pools
                .get(supply)
                .filter(|(_, other)| other != set || set.added_milli.is_some());
            if let Some((other, _)) = other {
                return Err(Rule::PoolSetTwice(*other).into());
            }
        }
        for (item, offered) in &offers {
            if let Some((other, _)) =
                self.offers.get(&item.variant).filter(|(_, other)| other != offered)
            {
                return Err(Rule::SaidTwice(*other).into());
            }
        }
        for (_, item) in &targets {
            let other = self.prices.get(&item.variant);
            if let (Some((other, said)), Some(price)) = (other, intent.price)
                && *said != price
            {
                return Err(Rule::SaidTwice(*other).into());
            }
        }
        self.pools.extend(pools.into_iter().map(|(supply, set)| (supply, (line, set))));
        self.offers
            .extend(offers.into_iter().map(|(item, offered)| (item.variant, (line, offered))));
        self.stopped.extend(stopped);
        for (place, item) in targets {
            self.named.insert(item.variant, place);
            if let Some(price) = intent.price {
                self.prices.insert(item.variant, (line, price));
            }
        }
        Ok(())
    }

    fn is_offered(&self, item: &ShelfItem) -> bool {
        self.offers.get(&item.variant).map_or(item.now.offered, |(_, offered)| *offered)
    }

    /// Leaves nothing in a pool of which no size is offered any more.
    pub(crate) fn empty_stopped(&mut self) {
        for supply in std::mem::take(&mut self.stopped) {
            let places = self.shelf.pool(supply);
            let mut items = places.iter().filter_map(|place| self.shelf.item(*place));
            if !self.pools.contains_key(&supply) && !items.any(|item| self.is_offered(item)) {
                let nothing = PoolSet { left_milli: 0, on_demand: false, added_milli: None };
                self.pools.insert(supply, (0, nothing));
            }
        }
    }

    fn after(&self, item: &ShelfItem) -> ItemState {
        let pool = self.pools.get(&item.supply).map(|(_, set)| *set);
        ItemState {
            left_milli: pool.map_or(item.now.left_milli, |pool| pool.left_milli),
            on_demand: pool.map_or(item.now.on_demand, |pool| pool.on_demand),
            price: self.prices.get(&item.variant).map_or(item.now.price, |(_, price)| *price),
            offered: self.is_offered(item),
        }
    }

    /// What a line comes to, with all the others.
    pub(crate) fn read(&self, intent: &Intent, guessed: bool) -> LineRead {
        let targets = self.targets(intent);
        let entry = |(_, item): &(usize, &ShelfItem)| WeekEntry {
            variant: item.variant,
            before: item.now,
            after: self.after(item),
        };
        let sets_pool = intent.pool.is_some_and(|pool| pool != PoolIntent::Stop);
        let pools = targets.iter().filter(|_| sets_pool).map(|(_, item)| item.supply);
        let mut shares: Vec<usize> =
            pools.flat_map(|supply| self.shelf.pool(supply)).copied().collect();
        shares.sort_unstable();
        shares.dedup();
        shares.retain(|place| !intent.targets.contains(place));
        let shares = shares.iter().filter_map(|place| self.shelf.item(*place));
        let shares_with =
            shares.filter(|item| self.is_offered(item)).map(|item| item.variant).collect();
        LineRead { guessed, entries: targets.iter().map(entry).collect(), shares_with }
    }

    pub(crate) fn effect(self) -> WeekEffect {
        let set = |(variant, place): (&VariantId, &usize)| {
            let item = self.shelf.item(*place)?;
            let after = self.after(item);
            Some((*variant, (after.price, after.offered)))
        };
        let variants = self.named.iter().filter_map(set).collect();
        let pools = self.pools.into_iter().map(|(supply, (_, set))| (supply, set)).collect();
        WeekEffect { pools, variants }
    }
}

/// What is left of an item's pool after a change.
fn added(item: &ShelfItem, more: i64) -> Result<PoolSet, WeekFault> {
    if item.now.on_demand {
        return Err(Rule::NotCounted.into());
    }
    let left = item.now.left_milli.saturating_add(more);
    if left < 0 {
        return Err(Rule::BelowZero(item.items(item.now.left_milli).to_string()).into());
    }
    if left > MAX_SUPPLY_MILLI {
        return Err(Rule::TooMuch("+".to_owned()).into());
    }
    Ok(PoolSet { left_milli: left, on_demand: false, added_milli: Some(more) })
}
