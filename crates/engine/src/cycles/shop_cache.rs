use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use sillon_cycles::{OrderCycle, PriceList, ShopCycles, ShopSnapshot};
use sillon_enterprises::Enterprise;
use sillon_kernel::{CycleId, EnterpriseId, Month, Timestamp};
use sillon_store::{Changes, Error as StoreError, Repositories, Tx};

use crate::Error;

/// How many shops and price lists are remembered; beyond it all are forgotten and made again as they are asked for.
const MAX_REMEMBERED: usize = 4_096;

/// What a shop shows in a cycle, as it is kept until something of it changes.
pub struct CachedShop {
    /// What it shows.
    pub snapshot: ShopSnapshot,
    /// The other cycles it takes orders in.
    pub also_open: Vec<OrderCycle>,
    /// When something else may be shown of the same goods, as a certificate begins or ends, or a month.
    changes_at: Option<Timestamp>,
    rendered: OnceLock<Rendered>,
}

/// What a shop shows as the bytes that are sent, made once.
pub struct Rendered {
    /// The body.
    pub body: Bytes,
    /// Its entity tag, quotes and all.
    pub etag: String,
    compressed: OnceLock<Bytes>,
}

impl Rendered {
    /// A body and its entity tag.
    pub fn new(body: Bytes, etag: String) -> Self {
        Self { body, etag, compressed: OnceLock::new() }
    }

    /// The body made smaller by `compress`, the first time it is asked for so.
    pub fn compressed(&self, compress: impl FnOnce(&Bytes) -> Bytes) -> &Bytes {
        self.compressed.get_or_init(|| compress(&self.body))
    }
}

impl CachedShop {
    /// What is shown as bytes, made by `render` the first time they are asked for.
    pub fn rendered(&self, render: impl FnOnce(&ShopSnapshot) -> Rendered) -> &Rendered {
        self.rendered.get_or_init(|| render(&self.snapshot))
    }

    /// How many changes this process made of what it shows.
    pub(crate) fn changes_in(&self, changes: &Changes) -> u64 {
        changes.of(self.snapshot.left.keys().copied())
    }

    /// Whether another shows of the same supplies.
    pub(crate) fn shows_of_the_same(&self, other: &Self) -> bool {
        let (left, of_other) = (&self.snapshot.left, &other.snapshot.left);
        left.len() == of_other.len() && left.keys().all(|supply| of_other.contains_key(supply))
    }

    pub(crate) fn shows_the_same(&self, other: &Self) -> bool {
        let (shown, by_other) = (&self.snapshot, &other.snapshot);
        shown.list.version == by_other.list.version
            && shown.cycle == by_other.cycle
            && self.also_open == other.also_open
            && self.changes_at == other.changes_at
            && shown.left == by_other.left
            && shown.shop == by_other.shop
    }
}

/// Price lists by cycle and hub, each at the version it was made from.
#[derive(Default)]
pub struct PriceLists {
    made: Mutex<HashMap<(CycleId, EnterpriseId), Arc<PriceList>>>,
}

impl PriceLists {
    /// The price list at a version: the remembered one, or a new one made from the transaction's facts.
    pub(crate) fn at_version(
        &self,
        tx: &mut Tx<'_>,
        cycle: CycleId,
        hub: EnterpriseId,
        version: i64,
    ) -> Result<Arc<PriceList>, StoreError> {
        let now = tx.now();
        let holds = |list: &&Arc<PriceList>| list.version == version && list.holds_at(now);
        let remembered = self.made.lock().get(&(cycle, hub)).filter(holds).cloned();
        if let Some(list) = remembered {
            return Ok(list);
        }
        let list = Arc::new(PriceList::build(tx.cycles().facts(cycle, hub, now)?));
        let mut made = self.made.lock();
        if made.len() >= MAX_REMEMBERED {
            made.clear();
        }
        made.insert((cycle, hub), Arc::clone(&list));
        Ok(list)
    }
}

/// What a shop shows, and when it was last known to be right.
pub(crate) struct CacheEntry {
    pub(crate) shop: Mutex<Option<Checked>>,
    pub(crate) checked_ms: AtomicU64,
    pub(crate) rebuilding: tokio::sync::Mutex<()>,
}

/// What a shop shows, and how many changes of it this process had made before it was read.
pub(crate) struct Checked {
    pub(crate) shop: Arc<CachedShop>,
    pub(crate) changes: u64,
    /// How many changes there were of anything when none of them was of it: while there are no more, it need not be asked.
    pub(crate) of_anything: Option<u64>,
}

/// Shops by their slug.
type BySlug = HashMap<String, Arc<CacheEntry>>;

/// What shops show, as this process serves it, by the cycle asked for and the shop's slug.
pub(crate) struct ShopCache {
    pub(crate) kept: RwLock<HashMap<Option<CycleId>, BySlug>>,
    pub(crate) started: Instant,
    pub(crate) max_age_ms: u64,
    /// How often the database was read for one.
    pub(crate) reads: AtomicU64,
}

impl ShopCache {
    pub(crate) fn new(max_age_ms: u64) -> Self {
        Self {
            kept: RwLock::default(),
            started: Instant::now(),
            max_age_ms,
            reads: AtomicU64::new(0),
        }
    }

    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The shop, if nothing of what it shows was changed here since it was checked, and that is not long ago.
    pub(crate) fn fresh(
        &self,
        kept: &CacheEntry,
        changes: &Changes,
        now: Timestamp,
    ) -> Option<Arc<CachedShop>> {
        let young =
            self.now_ms().saturating_sub(kept.checked_ms.load(Ordering::Acquire)) < self.max_age_ms;
        if !young {
            return None;
        }
        let mut remembered = kept.shop.lock();
        let checked = remembered.as_mut()?;
        let all = changes.all();
        if checked.of_anything != Some(all) {
            if checked.shop.changes_in(changes) != checked.changes {
                return None;
            }
            checked.of_anything = Some(all);
        }
        let holds = checked.shop.changes_at.is_none_or(|at| now < at);
        holds.then(|| Arc::clone(&checked.shop))
    }

    pub(crate) fn find(&self, slug: &str, cycle: Option<CycleId>) -> Option<Arc<CacheEntry>> {
        self.kept.read().get(&cycle)?.get(slug).cloned()
    }

    /// Forgets what turned out not to be there, so that wrong addresses take no room.
    pub(crate) fn forget(&self, slug: &str, cycle: Option<CycleId>) {
        if let Some(by_slug) = self.kept.write().get_mut(&cycle) {
            by_slug.remove(slug);
        }
    }

    pub(crate) fn find_or_add(&self, slug: &str, cycle: Option<CycleId>) -> Arc<CacheEntry> {
        let mut kept = self.kept.write();
        if kept.values().map(HashMap::len).sum::<usize>() >= MAX_REMEMBERED {
            kept.clear();
        }
        let empty = || CacheEntry {
            shop: Mutex::default(),
            checked_ms: AtomicU64::new(0),
            rebuilding: tokio::sync::Mutex::default(),
        };
        Arc::clone(
            kept.entry(cycle)
                .or_default()
                .entry(slug.to_owned())
                .or_insert_with(|| Arc::new(empty())),
        )
    }
}

/// The cycles a shop takes part in, as shoppers see them now.
pub(crate) fn shop_cycles(tx: &mut Tx<'_>, shop: EnterpriseId) -> Result<ShopCycles, Error> {
    let now = tx.now();
    Ok(ShopCycles::at(shop, tx.cycles().of_hub(shop)?, now))
}

/// Reads what a shop shows from the database.
pub(crate) fn read_shop(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    slug: &str,
    cycle: Option<CycleId>,
) -> Result<CachedShop, Error> {
    let shop = tx.enterprises().find_by_slug(slug)?.filter(Enterprise::is_open_shop);
    let shop = shop.ok_or(Error::missing("shop"))?;
    let at = tx.now();
    let cycles = shop_cycles(tx, shop.id)?;
    let found = match cycle {
        Some(wanted) => tx.cycles().sold_in(shop.id, wanted)?,
        None => cycles.current().cloned(),
    };
    let cycle = found.ok_or(Error::missing("order cycle"))?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version)?;
    let left = tx.cycles().availability(cycle.id, shop.id)?.into_iter().collect();
    let changes = list.offers.iter().filter_map(|offer| offer.listing.food.changes_after(at));
    // What is in season changes with the month.
    let changes = changes.chain(Month::end_after(at, &shop.zone));
    // What is cut off leaves; and another cycle is shown, when one of them is over.
    let changes_at = changes.chain(list.changes_at).chain(cycles.changes_at()).min();
    let also_open = cycles.open.into_iter().filter(|open| open.id != cycle.id).collect();
    let snapshot = ShopSnapshot { shop, cycle, list, left, at };
    Ok(CachedShop { snapshot, also_open, changes_at, rendered: OnceLock::new() })
}
