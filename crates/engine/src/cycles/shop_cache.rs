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
use serde_json::value::RawValue;
use sillon_cycles::{Audience, Offer, OrderCycle, PriceList, ShopCycles, ShopSnapshot};
use sillon_enterprises::Enterprise;
use sillon_kernel::{CycleId, EnterpriseId, Month, Timestamp};
use sillon_orders::CustomersOnly;
use sillon_store::{Changes, Error as StoreError, Repositories, Tx};

use crate::{
    Error,
    cycles::{audience::shown_cycles, written_offers::WrittenOffers},
};

/// How many shops and price lists are remembered; beyond it all are forgotten and made again as they are asked for.
const MAX_REMEMBERED: usize = 4_096;

/// For how many audiences a shop's price lists of a cycle are remembered beside everybody's; beyond it those of that shop are
/// forgotten, and nobody else's.
const MAX_AUDIENCES: usize = 32;

/// What a shop shows in a cycle, as it is kept until something of it changes.
pub struct CachedShop {
    /// What it shows.
    pub snapshot: ShopSnapshot,
    /// The other cycles it takes orders in.
    pub also_open: Vec<OrderCycle>,
    /// The next cycle it sells in, beside the one it shows.
    pub next: Option<OrderCycle>,
    /// The last one it sold in, beside the one it shows.
    pub last: Option<OrderCycle>,
    /// When something else may be shown of the same goods, as a certificate begins or ends, or a month.
    changes_at: Option<Timestamp>,
    written: WrittenOffers,
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
    /// Checks that the shop sells to whom it was read for.
    ///
    /// # Errors
    ///
    /// [`CustomersOnly`] where it is for customers it knows, and they are none.
    pub fn check_admits(&self) -> Result<(), Error> {
        if self.snapshot.list.admits { Ok(()) } else { Err(CustomersOnly.into()) }
    }

    /// What is shown as bytes, made by `render` the first time they are asked for.
    pub fn rendered(&self, render: impl FnOnce(&ShopSnapshot) -> Rendered) -> &Rendered {
        self.rendered.get_or_init(|| render(&self.snapshot))
    }

    /// The offer of a place in the price list as JSON, made by `write` the first time it is asked for; none where there is no
    /// such place.
    pub fn written(
        &self,
        place: usize,
        write: impl FnOnce(&ShopSnapshot, &Offer) -> Box<RawValue>,
    ) -> Option<&RawValue> {
        let offer = self.snapshot.list.offers.get(place)?;
        self.written.of(place, || write(&self.snapshot, offer))
    }

    /// The same, with what was written for an older view of it that still reads the same.
    pub(crate) fn after(mut self, old: &Self) -> Self {
        let (new, before) = (&self.snapshot, &old.snapshot);
        let is_of_same_moment = self.changes_at == old.changes_at && new.shop == before.shop;
        if is_of_same_moment && Arc::ptr_eq(&new.list, &before.list) {
            self.written = old.written.kept(before, new);
        }
        self
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
            && (&self.also_open, &self.next, &self.last)
                == (&other.also_open, &other.next, &other.last)
            && self.changes_at == other.changes_at
            && shown.left == by_other.left
            && shown.shop == by_other.shop
    }
}

/// Price lists by cycle, hub and audience, each at the version it was made from.
#[derive(Default)]
pub struct PriceLists {
    made: Mutex<HashMap<(CycleId, EnterpriseId, Audience), Arc<PriceList>>>,
}

impl PriceLists {
    /// The price list at a version: the remembered one, or a new one made from the transaction's facts.
    pub(crate) fn at_version(
        &self,
        tx: &mut Tx<'_>,
        cycle: CycleId,
        hub: EnterpriseId,
        version: i64,
        audience: &Audience,
    ) -> Result<Arc<PriceList>, StoreError> {
        match self.known(&(cycle, hub, audience.clone()), version, tx.now()) {
            Some(list) => Ok(list),
            None => self.make(tx, cycle, hub, audience),
        }
    }

    /// The price list of a cycle as it stands, and whether it had to be made.
    pub(crate) fn known_or_made(
        &self,
        tx: &mut Tx<'_>,
        (cycle, hub): (&OrderCycle, EnterpriseId),
        audience: &Audience,
    ) -> Result<(Arc<PriceList>, bool), StoreError> {
        match self.known(&(cycle.id, hub, audience.clone()), cycle.version, tx.now()) {
            Some(list) => Ok((list, false)),
            None => Ok((self.make(tx, cycle.id, hub, audience)?, true)),
        }
    }

    fn known(
        &self,
        key: &(CycleId, EnterpriseId, Audience),
        version: i64,
        now: Timestamp,
    ) -> Option<Arc<PriceList>> {
        let holds = |list: &&Arc<PriceList>| list.version == version && list.holds_at(now);
        self.made.lock().get(key).filter(holds).cloned()
    }

    /// Makes a price list from the transaction's facts, and remembers it.
    fn make(
        &self,
        tx: &mut Tx<'_>,
        cycle: CycleId,
        hub: EnterpriseId,
        audience: &Audience,
    ) -> Result<Arc<PriceList>, StoreError> {
        let (now, key) = (tx.now(), (cycle, hub, audience.clone()));
        let list = Arc::new(PriceList::build(tx.cycles().facts(cycle, hub, audience, now)?));
        let mut made = self.made.lock();
        let is_of_shop = |known: &&(CycleId, EnterpriseId, Audience)| {
            (known.0, known.1) == (cycle, hub) && known.2 != Audience::PUBLIC
        };
        if key.2 != Audience::PUBLIC
            && !made.contains_key(&key)
            && made.keys().filter(is_of_shop).count() >= MAX_AUDIENCES
        {
            made.retain(|known, _| !is_of_shop(&known));
        }
        if made.len() >= MAX_REMEMBERED {
            made.clear();
        }
        made.insert(key, Arc::clone(&list));
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

/// Which view of a shop is remembered: in the cycle asked for, for an audience.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ShopView {
    pub(crate) cycle: Option<CycleId>,
    pub(crate) audience: Audience,
}

/// What shops show, as this process serves it, by the view asked for and the shop's slug.
pub(crate) struct ShopCache {
    pub(crate) kept: RwLock<HashMap<ShopView, BySlug>>,
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

    pub(crate) fn find(&self, slug: &str, view: &ShopView) -> Option<Arc<CacheEntry>> {
        self.kept.read().get(view)?.get(slug).cloned()
    }

    /// Forgets what turned out not to be there, so that wrong addresses take no room.
    pub(crate) fn forget(&self, slug: &str, view: &ShopView) {
        let mut kept = self.kept.write();
        if let Some(by_slug) = kept.get_mut(view) {
            by_slug.remove(slug);
            if by_slug.is_empty() {
                kept.remove(view);
            }
        }
    }

    pub(crate) fn find_or_add(&self, slug: &str, view: &ShopView) -> Arc<CacheEntry> {
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
            kept.entry(view.clone())
                .or_default()
                .entry(slug.to_owned())
                .or_insert_with(|| Arc::new(empty())),
        )
    }
}

/// The cycles a shop takes part in, as an audience sees them now.
pub(crate) fn shop_cycles(
    tx: &mut Tx<'_>,
    shop: EnterpriseId,
    audience: &Audience,
) -> Result<ShopCycles, Error> {
    let (all, now) = (tx.cycles().of_hub(shop)?, tx.now());
    Ok(ShopCycles::at(shop, shown_cycles(tx, shop, audience, all)?, now))
}

/// Reads what a shop shows from the database.
pub(crate) fn read_shop(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    slug: &str,
    ShopView { cycle, audience }: &ShopView,
) -> Result<CachedShop, Error> {
    let shop = tx.enterprises().find_by_slug(slug)?.filter(Enterprise::is_open_shop);
    let shop = shop.ok_or(Error::missing("shop"))?;
    let at = tx.now();
    let cycles = shop_cycles(tx, shop.id, audience)?;
    let found = match cycle {
        Some(wanted) => tx.cycles().sold_in(shop.id, *wanted)?,
        None => cycles.current().cloned(),
    };
    let cycle = found.ok_or(Error::missing("order cycle"))?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version, audience)?;
    if !list.is_shown {
        return Err(Error::missing("order cycle"));
    }
    let left = tx.cycles().supplies_left(&list.supplies())?.into_iter().collect();
    let changes = list.offers.iter().filter_map(|offer| offer.listing.food.changes_after(at));
    // What is in season changes with the month.
    let changes = changes.chain(Month::end_after(at, &shop.zone));
    // What is cut off leaves; and another cycle is shown, when one of them is over.
    let changes_at = changes.chain(list.changes_at).chain(cycles.changes_at()).min();
    let shown = cycle.id;
    let others = |of: Vec<OrderCycle>| of.into_iter().filter(move |it| it.id != shown);
    let also_open = others(cycles.open).collect();
    let next = others(cycles.upcoming).min_by_key(|cycle| cycle.orders.from());
    let sold_in = others(cycles.over).max_by_key(OrderCycle::orders_over_at);
    let snapshot = ShopSnapshot { shop, cycle, list, left, at };
    let written = WrittenOffers::none(snapshot.list.offers.len());
    let rendered = OnceLock::new();
    Ok(CachedShop { snapshot, also_open, next, last: sold_in, changes_at, written, rendered })
}
