use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_catalogue::{HubStock, HubTerms, KeptTerms, StockKind, Supply, still_announced_since};
use sillon_enterprises::Sells;
use sillon_identity::{Actor, Coordinate, OwnedEnterprise, Permit, Trust};
use sillon_kernel::{
    EnterpriseId, Name, ProductId, Quantity, Revised, SupplyId, Timestamp, VariantId, fold,
};
use sillon_lists::NotMeant;
use sillon_lists::{
    Absent, Fault, Faults, HubAssortment, HubPlan, HubRow, HubSupplier, ImportRefused, MAX_FAULTS,
    plan_hub_list,
};
use sillon_store::{Movement, Repositories, Tx};

use crate::{
    Error, Ids,
    catalogue::hub_terms::{Counters, terms_as_kept},
    enterprises::named::Meant,
    lists::outcome::{Imported, Preview, Unnamed},
    log::{note_revised, terms_of},
};

/// Brings the terms hubs sell on to what the rows of a list say, all of it or nothing.
///
/// A row sets the terms of its hub on the variant of its producer, product, size and display name.
///
/// # Errors
///
/// [`ImportRefused`] with every row whose hub the actor does not coordinate, whose producer does not let it set terms, or that
/// names what is not there.
pub(crate) fn import_hub_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rows: &[HubRow],
    unnamed: Unnamed,
) -> Result<Imported, Error> {
    let (by_hub, faults) = by_hub(tx, actor, rows)?;
    tx.enterprises().lock_lists(&by_hub.keys().copied().collect::<Vec<_>>())?;
    let planned = sound_plans(tx, actor, &by_hub, unnamed, faults)?;
    write_all(tx, actor, ids, &planned)?;
    Ok(told(&planned))
}

/// Holds a whole list to every rule of [`import_hub_list`], and brings nothing in; tells on what it leaves hubs nothing.
///
/// # Errors
///
/// As [`import_hub_list`].
pub(crate) fn check_hub_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rows: &[HubRow],
    absent: Absent,
) -> Result<Vec<(EnterpriseId, VariantId)>, Error> {
    let (by_hub, faults) = by_hub(tx, actor, rows)?;
    let planned = sound_plans(tx, actor, &by_hub, Unnamed::of_whole(absent), faults)?;
    let zeroed = planned.iter().flat_map(|(_, plan)| &plan.zeroed);
    Ok(zeroed.map(|zeroed| (zeroed.hub, zeroed.variant)).collect())
}

/// Leaves hubs nothing of what their list does not name.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hubs.
pub(crate) fn empty_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    terms: &[(EnterpriseId, VariantId)],
) -> Result<Imported, Error> {
    let mut by_hub: BTreeMap<EnterpriseId, Vec<VariantId>> = BTreeMap::new();
    for (hub, variant) in terms {
        by_hub.entry(*hub).or_default().push(*variant);
    }
    let mut planned = Vec::with_capacity(by_hub.len());
    for (hub, variants) in &by_hub {
        let by = actor.permit::<Coordinate>(*hub)?;
        tx.enterprises().lock_lists(&[by.enterprise()])?;
        planned.push(plan(tx, by, &[], Others::On(variants))?);
    }
    write_all(tx, actor, ids, &planned)?;
    Ok(told(&planned))
}

/// Tells what [`import_hub_list`] would do, line by line, and does nothing of it.
///
/// `faults` are those the list's reading found; what is wrong beside them joins them.
///
/// # Errors
///
/// What the database refuses: a list's faults are what the preview is for.
pub(crate) fn preview_hub_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rows: &[HubRow],
    faults: Vec<Fault>,
    absent: Absent,
) -> Result<Preview, Error> {
    let (by_hub, unknown) = by_hub(tx, actor, rows)?;
    let mut preview = Preview { faults, ..Preview::default() };
    preview.faults.extend(unknown);
    for (hub, rows) in &by_hub {
        let by = actor.permit::<Coordinate>(*hub)?;
        let (_, plan) = plan(tx, by, rows, Others::of(Unnamed::of_whole(absent)))?;
        preview.lines.extend(plan.lines);
        preview.zeroed_terms.extend(plan.zeroed);
        preview.faults.extend(plan.faults);
    }
    let mut preview = preview.in_order();
    preview.faults.truncate(MAX_FAULTS);
    Ok(preview)
}

type ByHub<'r> = BTreeMap<EnterpriseId, Vec<&'r HubRow>>;

/// The rows of each hub that the actor coordinates for, and a fault for every other row.
fn by_hub<'r>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rows: &'r [HubRow],
) -> Result<(ByHub<'r>, Vec<Fault>), Error> {
    let may = |hub: EnterpriseId| actor.may::<Coordinate>(hub);
    let found =
        Meant::find(tx, rows.iter().map(|row| &row.hub), |it| it.sells != Sells::None, may)?;
    let mut known = HashMap::new();
    let (mut by_hub, mut faults) = (ByHub::new(), Faults::default());
    for row in rows {
        match known.entry(&row.hub).or_insert_with(|| found.one(&row.hub)) {
            Ok(hub) => by_hub.entry(*hub).or_default().push(row),
            Err(refused) => faults.take(refused.fault(row.line, "distributor", &row.hub, "hub")),
        }
    }
    Ok((by_hub, faults.into_vec()))
}

/// What a hub's list is written to, beside what its plan says, and the right to write it.
struct HubListTarget {
    by: Permit<Coordinate>,
    kept: BTreeMap<VariantId, KeptTerms>,
    /// What an item takes of its supply, and of which product it is.
    draws: HashMap<VariantId, (Quantity, ProductId)>,
}

/// What of a hub's terms is looked at beside those that rows name.
#[derive(Debug, Clone, Copy)]
enum Others<'v> {
    /// None of them.
    None,
    /// All of them, to leave nothing of them.
    All,
    /// Those on these variants, to leave nothing of them.
    On(&'v [VariantId]),
}

impl Others<'_> {
    /// Of a hub's terms each stands alone: what a part does not name is for another.
    fn of(unnamed: Unnamed) -> Self {
        match unnamed {
            Unnamed::Kept | Unnamed::SizesEmptied => Self::None,
            Unnamed::Emptied => Self::All,
        }
    }
}

/// The plans of rows that break no rule.
fn sound_plans(
    tx: &mut Tx<'_>,
    actor: &Actor,
    by_hub: &ByHub<'_>,
    unnamed: Unnamed,
    mut faults: Vec<Fault>,
) -> Result<Vec<(HubListTarget, HubPlan)>, Error> {
    let mut planned = Vec::with_capacity(by_hub.len());
    for (hub, rows) in by_hub {
        let by = actor.permit::<Coordinate>(*hub)?;
        planned.push(plan(tx, by, rows, Others::of(unnamed))?);
    }
    faults.extend(planned.iter().flat_map(|(_, plan)| plan.faults.iter().cloned()));
    faults.sort_by_key(|fault| fault.line);
    faults.truncate(MAX_FAULTS);
    if faults.is_empty() { Ok(planned) } else { Err(ImportRefused(faults).into()) }
}

/// Reads what a hub may sell of what rows name, and the terms it set on it, and plans the rows against them.
fn plan(
    tx: &mut Tx<'_>,
    by: Permit<Coordinate>,
    rows: &[&HubRow],
    others: Others<'_>,
) -> Result<(HubListTarget, HubPlan), Error> {
    let hub = by.enterprise();
    let mut also = match others {
        Others::None => Vec::new(),
        Others::All | Others::On(_) => tx.hub_terms().products(hub)?,
    };
    if let Others::On(variants) = others {
        let variants: BTreeSet<&VariantId> = variants.iter().collect();
        also.retain(|(variant, ..)| variants.contains(variant));
    }
    let Suppliers { producers, called, faults } = suppliers(tx, hub, rows, also)?;
    let refused: BTreeSet<u64> = faults.iter().map(|fault| fault.line).collect();
    let rows: Vec<&HubRow> =
        rows.iter().copied().filter(|row| !refused.contains(&row.line)).collect();
    let variants = producers.iter().flat_map(|supplier| {
        let of_supplier = supplier.goods.variants.iter();
        of_supplier.map(|variant| (variant, supplier.lets))
    });
    let variants: HashMap<VariantId, _> = variants.map(|it| (it.0.id, it)).collect();
    let on = match others {
        Others::None | Others::All => variants.keys().copied().collect(),
        Others::On(variants) => variants.to_vec(),
    };
    let terms = tx.hub_terms().on(hub, &on)?;
    let counted = terms.iter().flat_map(|(_, kept)| [kept.own, kept.quota]).flatten();
    let counters = tx.goods().supplies(&counted.collect::<Vec<_>>())?;
    let counters: HashMap<SupplyId, Supply> = counters.into_iter().map(|it| (it.id, it)).collect();
    let find = |id: Option<SupplyId>| id.and_then(|id| counters.get(&id)).cloned();
    let told = |(id, kept): &(VariantId, KeptTerms)| {
        let (variant, lets) = variants.get(id)?;
        let counters = Counters { own: find(kept.own), quota: find(kept.quota) };
        Some((*id, terms_as_kept(kept, &counters, variant.draw, *lets)))
    };
    let told = terms.iter().filter_map(told).collect();
    let draws = variants.iter().map(|(id, (it, _))| (*id, (it.draw, it.product))).collect();
    let currency = tx.enterprises().get(hub)?.currency;
    let shelf = HubAssortment { hub, currency, producers, called, terms: told };
    let absent = match others {
        Others::None => Absent::Keep,
        Others::All | Others::On(_) => Absent::Zero,
    };
    let mut plan = plan_hub_list(&shelf, &rows, absent);
    plan.faults.extend(faults);
    Ok((HubListTarget { by, kept: terms.into_iter().collect(), draws }, plan))
}

/// Whose goods a hub's list is about.
struct Suppliers {
    producers: Vec<HubSupplier>,
    /// Which of them each name in the list means.
    called: HashMap<Name, EnterpriseId>,
    /// The rows whose producer's name more than one has.
    faults: Vec<Fault>,
}

/// The producers that rows name, and those of `also`, as far as a hub may sell for them, with the products that are named.
fn suppliers(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    rows: &[&HubRow],
    also: Vec<(VariantId, EnterpriseId, Name)>,
) -> Result<Suppliers, Error> {
    let names = || rows.iter().map(|row| &row.producer);
    let folded: BTreeSet<String> = names().map(|name| fold(name)).collect();
    let by_id: Vec<EnterpriseId> = names().filter_map(|name| name.parse().ok()).collect();
    let meant = tx.enterprises().called(&Vec::from_iter(folded), &by_id)?;
    let meant = meant.into_iter().map(|enterprise| enterprise.id);
    let mut ids: Vec<EnterpriseId> =
        also.iter().map(|(_, producer, _)| *producer).chain(meant).collect();
    ids.push(hub);
    ids.sort_unstable();
    ids.dedup();
    let trust = tx.grants().among(&ids)?;
    let may = |producer: EnterpriseId| producer == hub || may_sell(&trust, producer, hub);
    let found = Meant::find(tx, names(), |enterprise| enterprise.is_producer, may)?;
    let (mut called, mut faults) = (HashMap::new(), Vec::new());
    let mut products: BTreeMap<EnterpriseId, BTreeSet<Name>> = BTreeMap::new();
    for row in rows {
        match found.one(&row.producer) {
            Ok(producer) => {
                called.insert(row.producer.clone(), producer);
                products.entry(producer).or_default().insert(row.name.clone());
            }
            // Of one that is not known the plan tells.
            Err(NotMeant::Unknown(_)) => {}
            Err(refused @ NotMeant::Several(_)) => {
                faults.push(refused.fault(row.line, "producer", &row.producer, "producer"));
            }
        }
    }
    for (_, producer, product) in also {
        products.entry(producer).or_default().insert(product);
    }
    let mut producers = Vec::new();
    for (producer, names) in products.iter().filter(|(producer, _)| may(**producer)) {
        let goods = tx.goods().load_named(*producer, names)?;
        producers.push(HubSupplier { goods, lets: lets(&trust, *producer, hub) });
    }
    Ok(Suppliers { producers, called, faults })
}

fn lets(trust: &Trust, producer: EnterpriseId, hub: EnterpriseId) -> bool {
    trust.lets_set_prices(&OwnedEnterprise { id: producer, is_producer: true, is_hub: false }, hub)
}

fn may_sell(trust: &Trust, producer: EnterpriseId, hub: EnterpriseId) -> bool {
    lets(trust, producer, hub) || trust.product_rights(producer, hub).is_some()
}

/// Writes what plans change. Cycles before supplies, as checkouts do; those of all hubs at once, by their ids.
fn write_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    planned: &[(HubListTarget, HubPlan)],
) -> Result<(), Error> {
    let touched = planned.iter().flat_map(|(_, plan)| plan.terms.keys().copied());
    let touched: BTreeSet<VariantId> = touched.collect();
    tx.cycles().touch_carrying(&Vec::from_iter(touched))?;
    for (ground, plan) in planned {
        write(tx, actor, ids, ground, plan)?;
    }
    Ok(())
}

/// Writes what a plan changes of a hub's terms. The cycles it touches are locked.
fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    ground: &HubListTarget,
    plan: &HubPlan,
) -> Result<(), Error> {
    let hub = ground.by.enterprise();
    let known = plan.terms.keys().filter_map(|variant| ground.kept.get(variant));
    let known: BTreeSet<SupplyId> =
        known.flat_map(|kept| [kept.own, kept.quota]).flatten().collect();
    let locked = tx.goods().lock_supplies(&Vec::from_iter(known))?;
    let now = tx.now();
    let mut counters = Counting {
        hub,
        ids,
        now,
        locked: locked.into_iter().map(|supply| (supply.id, supply)).collect(),
        changed: Vec::new(),
        movements: Vec::new(),
    };
    let mut saved: Vec<(VariantId, KeptTerms)> = Vec::with_capacity(plan.terms.len());
    let mut revised = Vec::with_capacity(plan.terms.len());
    for (variant, (before, after)) in &plan.terms {
        let old = ground.kept.get(variant).cloned().unwrap_or_default();
        let HubTerms { price, sku, default_stock, hidden, .. } = after.clone();
        let was = (old.price, old.reduced_since);
        let reduced_since = price.and_then(|price| still_announced_since(was, price));
        let becomes = HubTerms { reduced_since, ..after.clone() };
        let [was, is] = [before.clone(), becomes].map(|terms| terms_of(hub, *variant, terms));
        revised.push(Revised::from(was, is));
        let mut kept = KeptTerms { price, reduced_since, sku, default_stock, hidden, ..old };
        let taken = ground.draws.get(variant).copied();
        if let Some((draw, product)) = taken.filter(|_| before.stock != after.stock) {
            let mut count = |known, item: Quantity, items: i64, on_demand| {
                let left =
                    Quantity::from_milli(item.milli().saturating_mul(items), item.dimension());
                counters.set(known, product, left, on_demand)
            };
            kept.stock = match after.stock {
                HubStock::Pool => StockKind::Pool,
                HubStock::Quota { count: items } => {
                    kept.quota = Some(count(kept.quota, Quantity::pieces(1), items, false));
                    StockKind::Quota
                }
                HubStock::Own { count: items } => {
                    kept.own = Some(count(kept.own, draw, items, false));
                    StockKind::Own
                }
                HubStock::OnDemand { count: items } => {
                    kept.own = Some(count(kept.own, draw, items, true));
                    StockKind::Own
                }
            };
        }
        saved.push((*variant, kept));
    }
    tx.goods().save_supplies(&counters.changed)?;
    tx.goods().add_movements(&counters.movements)?;
    tx.hub_terms().save_many(&ground.by, &saved, now)?;
    note_revised(tx, actor, &revised)
}

/// A hub's counters while a list sets them.
struct Counting<'i> {
    hub: EnterpriseId,
    ids: &'i Ids,
    now: Timestamp,
    locked: HashMap<SupplyId, Supply>,
    changed: Vec<Supply>,
    movements: Vec<Movement>,
}

impl Counting<'_> {
    /// Sets a counter to what there is, and says which: the one that is known, where it measures the same, or a new one.
    fn set(
        &mut self,
        known: Option<SupplyId>,
        product: ProductId,
        left: Quantity,
        on_demand: bool,
    ) -> SupplyId {
        let known = known.and_then(|known| self.locked.get(&known));
        let known = known.filter(|known| known.dimension == left.dimension()).cloned();
        let supply = known.unwrap_or_else(|| Supply {
            id: self.ids.next(self.now),
            producer: self.hub,
            product,
            dimension: left.dimension(),
            available_milli: 0,
            on_demand: false,
        });
        let delta_milli = left.milli() - supply.available_milli;
        if delta_milli != 0 {
            let (id, at) = (self.ids.next(self.now), self.now);
            let supply = supply.id;
            self.movements.push(Movement { id, supply, delta_milli, reason: "import", at });
        }
        let counter = supply.id;
        self.changed.push(Supply { available_milli: left.milli(), on_demand, ..supply });
        counter
    }
}

fn told(planned: &[(HubListTarget, HubPlan)]) -> Imported {
    let hubs = planned.iter().map(|(ground, _)| ground.by.enterprise()).collect();
    let mut imported = Imported { hubs, ..Imported::default() };
    for (_, plan) in planned {
        for line in &plan.lines {
            imported.count(&line.change);
        }
        imported.zeroed += plan.zeroed.len();
        imported.producers.extend(&plan.producers);
        imported.variants.extend(&plan.listed);
    }
    imported
}
