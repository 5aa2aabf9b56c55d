use std::collections::{BTreeSet, HashMap};

use sillon_catalogue::{Supply, Variant, still_announced_since};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, ManageProducts, Permit, ReadProducts};
use sillon_kernel::{
    Dimension, EnterpriseId, IsoWeek, Language, Page, ProductId, Revised, SupplyId, VariantId,
};
use sillon_store::{ListedSize, Repositories, Tx};
use sillon_week::{ItemState, Shelf, ShelfItem, WeekEffect, WeekEntry, write_week};

use crate::{
    Error, Ids, catalogue::mandatory_information::offer_what_is_said,
    catalogue::save_goods::save_variants, catalogue::supply::set_pool,
};

/// A part of a farm's week: its sizes, how they stand, and how they were listed last week.
#[derive(Debug)]
pub struct WeekPage {
    /// This week, where the farm is.
    pub week: IsoWeek,
    /// The week that is meant by "last": the latest before this one in which the farm listed anything.
    pub last: Option<IsoWeek>,
    /// The sizes, by product.
    pub items: Page<ShelfItem>,
}

/// A page of a farm's week.
///
/// # Errors
///
/// A refusal unless the actor reads the farm's products; missing when there is no such page.
pub fn week_page(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producer: EnterpriseId,
    after: Option<VariantId>,
    limit: u32,
) -> Result<WeekPage, Error> {
    let permit = actor.permit::<ReadProducts>(producer)?;
    let enterprise = tx.enterprises().get(permit.enterprise())?;
    let week = IsoWeek::of(tx.now(), &enterprise.zone);
    let last = tx.week().last_before(producer, week)?;
    let mut items = tx.week().shelf_page(producer, after, limit)?;
    if let Some(last) = last {
        let variants: Vec<VariantId> = items.items.iter().map(|item| item.variant).collect();
        let listed = tx.week().listed_of(producer, last, &variants)?;
        remember(&mut items.items, &listed);
    }
    Ok(WeekPage { week, last, items })
}

/// A farm's week as a list to edit and send back.
///
/// # Errors
///
/// A refusal unless the actor reads the farm's products.
pub fn week_text(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producer: EnterpriseId,
    language: Language,
) -> Result<String, Error> {
    let desk = WeekSession::open(tx, actor, producer)?;
    Ok(write_week(&desk.shelf, language))
}

fn remember(items: &mut [ShelfItem], listed: &[ListedSize]) {
    let listed: HashMap<VariantId, ItemState> =
        listed.iter().map(|listed| (listed.variant, listed.standing)).collect();
    for item in items {
        item.last = listed.get(&item.variant).copied();
    }
}

/// A farm's shelf, while its week is worked on.
#[derive(Debug)]
pub struct WeekSession {
    /// This week, where the farm is.
    pub week: IsoWeek,
    /// The week that is meant by "last".
    pub last: Option<IsoWeek>,
    /// What the farm sells, and how it was listed last week.
    pub shelf: Shelf,
    pub(crate) producer: EnterpriseId,
}

impl WeekSession {
    /// Reads a farm's shelf.
    pub(crate) fn open(
        tx: &mut Tx<'_>,
        actor: &Actor,
        producer: EnterpriseId,
    ) -> Result<Self, Error> {
        let permit = actor.permit::<ReadProducts>(producer)?;
        Self::now(tx, permit.enterprise())
    }

    /// Reads a farm's shelf, on which nobody else lists anything until the transaction ends; with the right to list on it.
    pub(crate) fn lock_open(
        tx: &mut Tx<'_>,
        actor: &Actor,
        producer: EnterpriseId,
    ) -> Result<(Self, Permit<ManageProducts>), Error> {
        let permit = actor.permit::<ManageProducts>(producer)?;
        tx.enterprises().lock_lists(&[permit.enterprise()])?;
        Ok((Self::now(tx, permit.enterprise())?, permit))
    }

    /// Reads a farm's shelf as it was listed last week.
    fn now(tx: &mut Tx<'_>, producer: EnterpriseId) -> Result<Self, Error> {
        let enterprise = tx.enterprises().get(producer)?;
        let week = IsoWeek::of(tx.now(), &enterprise.zone);
        let last = tx.week().last_before(producer, week)?;
        Self::of(tx, &enterprise, week, last)
    }

    /// Reads a farm's shelf as it was listed in a week.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        enterprise: &Enterprise,
        week: IsoWeek,
        last: Option<IsoWeek>,
    ) -> Result<Self, Error> {
        let mut items = tx.week().shelf(enterprise.id)?;
        if let Some(last) = last {
            let listed = tx.week().listed(enterprise.id, last)?;
            remember(&mut items, &listed);
        }
        let shelf = Shelf::new(items, enterprise.currency);
        Ok(Self { week, last, shelf, producer: enterprise.id })
    }

    /// Locks what an effect touches, cycles before supplies as checkouts do, and takes up what was ordered meanwhile;
    /// whether anything was.
    pub(crate) fn lock(&mut self, tx: &mut Tx<'_>, effect: &WeekEffect) -> Result<bool, Error> {
        let changed: Vec<VariantId> = self.changed(effect).map(|item| item.variant).collect();
        tx.cycles().touch_carrying(&changed)?;
        let supplies: Vec<SupplyId> = effect.pools.keys().copied().collect();
        let left: HashMap<SupplyId, (i64, bool)> = tx
            .checkout()
            .lock_supplies(&supplies)?
            .into_iter()
            .map(|(supply, left)| (supply, (left.available_milli, left.on_demand)))
            .collect();
        let moved = self.shelf.items().iter().any(|item| {
            let left = left.get(&item.supply);
            left.is_some_and(|left| *left != (item.now.left_milli, item.now.on_demand))
        });
        self.shelf.set_left(|supply| left.get(&supply).copied());
        Ok(moved)
    }

    /// The items whose price or offer an effect changes.
    fn changed<'d>(&'d self, effect: &'d WeekEffect) -> impl Iterator<Item = &'d ShelfItem> {
        self.shelf.items().iter().filter(|item| {
            let set = effect.variants.get(&item.variant);
            set.is_some_and(|set| *set != (item.now.price, item.now.offered))
        })
    }

    /// Carries an effect out, and notes it in the week's list. What it touches is locked.
    ///
    /// # Errors
    ///
    /// [`sillon_catalogue::NotCompliant`] when it offers again what does not say all that shoppers must know.
    pub(crate) fn carry_out(
        &self,
        tx: &mut Tx<'_>,
        (actor, by): (&Actor, &Permit<ManageProducts>),
        ids: &Ids,
        effect: &WeekEffect,
    ) -> Result<(), Error> {
        by.must_be_for(self.producer);
        let is_back = |item: &&ShelfItem| {
            !item.now.offered && effect.variants.get(&item.variant).is_some_and(|(_, is)| *is)
        };
        offer_what_is_said(tx, &self.changed(effect).filter(is_back).collect::<Vec<_>>())?;
        tx.week().begin(by, self.week)?;
        self.offer(tx, (actor, by), effect)?;
        for (variant, (price, offered)) in &effect.variants {
            tx.week().list_size(by, self.week, *variant, price.minor(), *offered)?;
        }
        let mut pools: HashMap<SupplyId, &ShelfItem> = HashMap::new();
        for item in self.shelf.items() {
            pools.entry(item.supply).or_insert(item);
        }
        for (supply, set) in &effect.pools {
            let Some(item) = pools.get(supply) else { continue };
            let stands = item.now;
            if (stands.left_milli, stands.on_demand) != (set.left_milli, set.on_demand) {
                let locked = self.supply(item);
                set_pool(tx, actor, ids, &locked, (set.left_milli, set.on_demand))?;
            }
            match set.added_milli {
                Some(more) => tx.week().list_more(self.week, *supply, more)?,
                None => tx.week().list_pool(self.week, *supply, set.left_milli, set.on_demand)?,
            }
        }
        Ok(())
    }

    /// Sets what sizes cost, and whether they are offered.
    fn offer(
        &self,
        tx: &mut Tx<'_>,
        who: (&Actor, &Permit<ManageProducts>),
        effect: &WeekEffect,
    ) -> Result<(), Error> {
        let changed: BTreeSet<VariantId> = self.changed(effect).map(|item| item.variant).collect();
        let products: BTreeSet<ProductId> = self.changed(effect).map(|item| item.product).collect();
        let mut revised = Vec::with_capacity(changed.len());
        for before in tx.catalogue().variants(&Vec::from_iter(products))? {
            let Some(&(price, offered)) = effect.variants.get(&before.id) else { continue };
            if changed.contains(&before.id) {
                let was = (Some(before.price), before.reduced_since);
                let reduced_since = still_announced_since(was, price);
                let now = Variant { price, reduced_since, withdrawn: !offered, ..before.clone() };
                revised.push(Revised::from(before, now));
            }
        }
        save_variants(tx, who, &revised)
    }

    fn supply(&self, item: &ShelfItem) -> Supply {
        let dimension: Dimension = item.draw.dimension();
        Supply {
            id: item.supply,
            producer: self.producer,
            product: item.product,
            dimension,
            available_milli: item.now.left_milli,
            on_demand: item.now.on_demand,
        }
    }
}

/// What changed, or would, with the shelf it is about.
#[derive(Debug)]
pub struct WeekDone {
    /// The farm's shelf before.
    pub desk: WeekSession,
    /// Each size that is touched.
    pub entries: Vec<WeekEntry>,
    /// How many items of each size are ordered in cycles that are open.
    pub ordered: HashMap<VariantId, i64>,
}
