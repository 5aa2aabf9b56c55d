use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use sillon_catalogue::Enterprise;
use sillon_cycles::{Offer, OrderCycle, PriceList, ShopCycles};
use sillon_kernel::{CycleId, EnterpriseId, Month, SupplyId, Timestamp};
use sillon_orders::{SupplyLeft, available};
use sillon_store::{Changes, Error as StoreError, Tx};

use crate::{Engine, Error};

/// How many fronts and price lists are remembered; beyond it all are forgotten and made again as they are asked for.
const MAX_REMEMBERED: usize = 4_096;

/// What a shop shows in a cycle: its offers at their prices, and what is left.
pub struct Front {
    /// The shop.
    pub shop: Enterprise,
    /// The cycle.
    pub cycle: OrderCycle,
    /// The other cycles it takes orders in.
    pub also_open: Vec<OrderCycle>,
    /// What it offers at what price.
    pub list: Arc<PriceList>,
    /// What is left of each supply.
    pub left: HashMap<SupplyId, SupplyLeft>,
    /// When it was looked at; what may be shown is what might be then.
    pub at: Timestamp,
    /// When something else may be shown of the same goods, as a certificate begins or ends, or a month.
    changes_at: Option<Timestamp>,
    rendered: OnceLock<Rendered>,
}

/// A front as the bytes that are sent, made once.
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

impl Front {
    /// How many items of an offer are left: none of it when sold out, `None` when it is made on demand.
    pub fn items_left(&self, offer: &Offer) -> Option<u32> {
        offer.listing.items_left(|supply| available(&self.left, supply))
    }

    /// Whether an offer is in season when it was looked at, where the shop is; unknown of what is not in the table of seasons.
    pub fn is_in_season(&self, offer: &Offer) -> Option<bool> {
        offer.listing.told.is_in_season(self.at, &self.shop.zone)
    }

    /// The front as bytes, made by `render` the first time they are asked for.
    pub fn rendered(&self, render: impl FnOnce(&Self) -> Rendered) -> &Rendered {
        self.rendered.get_or_init(|| render(self))
    }

    /// How many changes this process made of what it shows.
    fn changes_in(&self, changes: &Changes) -> u64 {
        changes.of(self.left.keys().copied())
    }

    /// Whether another shows of the same supplies.
    fn shows_of_the_same(&self, other: &Self) -> bool {
        self.left.len() == other.left.len()
            && self.left.keys().all(|supply| other.left.contains_key(supply))
    }

    fn shows_the_same(&self, other: &Self) -> bool {
        self.list.version == other.list.version
            && self.cycle == other.cycle
            && self.also_open == other.also_open
            && self.changes_at == other.changes_at
            && self.left == other.left
            && self.shop == other.shop
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
        let remembered =
            self.made.lock().get(&(cycle, hub)).filter(|list| list.version == version).cloned();
        if let Some(list) = remembered {
            return Ok(list);
        }
        let list = Arc::new(PriceList::build(tx.cycles().facts(cycle, hub)?));
        let mut made = self.made.lock();
        if made.len() >= MAX_REMEMBERED {
            made.clear();
        }
        made.insert((cycle, hub), Arc::clone(&list));
        Ok(list)
    }
}

/// A front and when it was last known to be right.
struct Kept {
    front: Mutex<Option<Checked>>,
    checked_ms: AtomicU64,
    rebuilding: tokio::sync::Mutex<()>,
}

/// A front, and how many changes of what it shows this process had made before it was read.
struct Checked {
    front: Arc<Front>,
    changes: u64,
    /// How many changes there were of anything when none of them was of it: while there are no more, it need not be asked.
    of_anything: Option<u64>,
}

/// Fronts by their shop's slug.
type BySlug = HashMap<String, Arc<Kept>>;

/// The fronts this process serves, by the cycle asked for and the shop's slug.
pub(crate) struct Fronts {
    kept: RwLock<HashMap<Option<CycleId>, BySlug>>,
    started: Instant,
    max_age_ms: u64,
    /// How often the database was read for one.
    reads: AtomicU64,
}

impl Fronts {
    pub(crate) fn new(max_age_ms: u64) -> Self {
        Self {
            kept: RwLock::default(),
            started: Instant::now(),
            max_age_ms,
            reads: AtomicU64::new(0),
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The front, if nothing of what it shows was changed here since it was checked, and that is not long ago.
    fn fresh(&self, kept: &Kept, changes: &Changes, now: Timestamp) -> Option<Arc<Front>> {
        let young =
            self.now_ms().saturating_sub(kept.checked_ms.load(Ordering::Acquire)) < self.max_age_ms;
        if !young {
            return None;
        }
        let mut remembered = kept.front.lock();
        let checked = remembered.as_mut()?;
        let all = changes.all();
        if checked.of_anything != Some(all) {
            if checked.front.changes_in(changes) != checked.changes {
                return None;
            }
            checked.of_anything = Some(all);
        }
        let holds = checked.front.changes_at.is_none_or(|at| now < at);
        holds.then(|| Arc::clone(&checked.front))
    }

    fn find(&self, slug: &str, cycle: Option<CycleId>) -> Option<Arc<Kept>> {
        self.kept.read().get(&cycle)?.get(slug).cloned()
    }

    /// Forgets what turned out not to be there, so that wrong addresses take no room.
    fn forget(&self, slug: &str, cycle: Option<CycleId>) {
        if let Some(by_slug) = self.kept.write().get_mut(&cycle) {
            by_slug.remove(slug);
        }
    }

    fn find_or_add(&self, slug: &str, cycle: Option<CycleId>) -> Arc<Kept> {
        let mut kept = self.kept.write();
        if kept.values().map(HashMap::len).sum::<usize>() >= MAX_REMEMBERED {
            kept.clear();
        }
        let empty = || Kept {
            front: Mutex::default(),
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

impl Engine {
    /// What a shop shows: in the cycle asked for, or in the one it sells in now, or will next.
    ///
    /// # Errors
    ///
    /// Missing when there is no such shop, or it does not sell in such a cycle.
    pub async fn front(&self, slug: &str, cycle: Option<CycleId>) -> Result<Arc<Front>, Error> {
        let (known, now) = (self.fronts.find(slug, cycle), self.clock().now());
        if let Some(front) =
            known.as_ref().and_then(|kept| self.fronts.fresh(kept, self.store.changes(), now))
        {
            return Ok(front);
        }
        let kept = known.unwrap_or_else(|| self.fronts.find_or_add(slug, cycle));
        // One rebuilds; whoever came meanwhile finds it fresh.
        let _rebuilding = kept.rebuilding.lock().await;
        let changes = self.store.changes();
        if let Some(front) = self.fronts.fresh(&kept, changes, now) {
            return Ok(front);
        }
        // Counted before anything is read: a change that comes meanwhile is seen or read, or both.
        let old = kept.front.lock().as_ref().map(|checked| Arc::clone(&checked.front));
        let (begun, of_old) = (changes.begun(), old.as_ref().map(|old| old.changes_in(changes)));
        let (lists, wanted) = (Arc::clone(&self.lists), slug.to_owned());
        self.fronts.reads.fetch_add(1, Ordering::Relaxed);
        let read = self.read(move |tx| read_front(tx, &lists, &wanted, cycle)).await;
        let new = match read {
            Ok(new) => new,
            Err(error) => {
                self.fronts.forget(slug, cycle);
                return Err(error);
            }
        };
        let of_same =
            of_old.filter(|_| old.as_ref().is_some_and(|old| old.shows_of_the_same(&new)));
        let of_new = || {
            let of_new = new.changes_in(changes);
            // Something changed as it was read, perhaps of this: then it is read again next time.
            if changes.begun() == begun { of_new } else { of_new.wrapping_sub(1) }
        };
        let counted = of_same.unwrap_or_else(of_new);
        let front = match old {
            Some(old) if old.shows_the_same(&new) => old,
            Some(_) | None => Arc::new(new),
        };
        let checked = Checked { front: Arc::clone(&front), changes: counted, of_anything: None };
        *kept.front.lock() = Some(checked);
        kept.checked_ms.store(self.fronts.now_ms(), Ordering::Release);
        Ok(front)
    }

    /// How often the database was read for what shops show.
    pub fn front_reads(&self) -> u64 {
        self.fronts.reads.load(Ordering::Relaxed)
    }

    /// How long a front may be cached by whoever fetched it.
    pub fn front_max_age(&self) -> Duration {
        Duration::from_millis(self.settings.front_max_age_ms)
    }
}

/// Reads what a shop shows from the database.
pub(crate) fn read_front(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    slug: &str,
    cycle: Option<CycleId>,
) -> Result<Front, Error> {
    let shop = tx.enterprises().find_by_slug(slug)?.filter(Enterprise::is_open_shop);
    let shop = shop.ok_or(Error::missing("shop"))?;
    let at = tx.now();
    let cycles = ShopCycles::at(shop.id, tx.cycles().of_hub(shop.id)?, at);
    let found = match cycle {
        Some(wanted) => tx.cycles().sold_in(shop.id, wanted)?,
        None => cycles.current().cloned(),
    };
    let cycle = found.ok_or(Error::missing("order cycle"))?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version)?;
    let left = tx.cycles().availability(cycle.id, shop.id)?.into_iter().collect();
    let changes = list.offers.iter().filter_map(|offer| offer.listing.told.changes_after(at));
    // What is in season changes with the month.
    let changes = changes.chain(Month::end_after(at, &shop.zone));
    // And so does the cycle that is shown, when one of them is over.
    let changes_at = changes.chain(cycles.changes_at()).min();
    let also_open = cycles.open.into_iter().filter(|open| open.id != cycle.id).collect();
    Ok(Front { shop, cycle, also_open, list, left, at, changes_at, rendered: OnceLock::new() })
}
