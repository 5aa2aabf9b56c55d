use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_catalogue::{Missing, Supply};
use sillon_identity::{Actor, ManageProducts, Permit};
use sillon_kernel::{
    EnterpriseId, Name, ProductId, Revised, SupplyId, Timestamp, VariantId, name_key,
};
use sillon_lists::{
    Absent, Fault, Faults, ImportRefused, ListRow, NewIds, NotCompliantList, Plan, not_compliant,
    plan_list,
};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids,
    catalogue::mandatory_information::taken_away_by_list,
    catalogue::pool_conversion::move_stock,
    catalogue::save_goods::{save_products, save_variants},
    catalogue::supply::set_pools,
    enterprises::named::Meant,
    lists::outcome::{Imported, MAX_ROWS_AT_ONCE, Preview, Progress, Unnamed},
    week::log::note_import,
};

/// Whether an import may leave goods on sale without what the law wants shoppers to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Law {
    /// It may not.
    InsistedOn,
    /// It may, as whoever asks counts what is missing.
    Counted,
}

/// Brings producers' products, variants and supplies to what the rows of a list say, all of it or nothing, and tells how far it is.
///
/// A row updates the variant of its producer, product, size and display name; an unknown one is added. The sizes of a product
/// draw on one supply per dimension, which becomes the sum of what the rows have on hand.
///
/// # Errors
///
/// [`ImportRefused`] with every row whose producer is not one the actor may list products for, or that contradicts another;
/// [`NotCompliantList`] when it takes away, of goods on sale, what shoppers must know.
pub(crate) fn import_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rows: &[ListRow],
    (unnamed, law): (Unnamed, Law),
    progress: Progress<'_>,
) -> Result<Imported, Error> {
    let (by_producer, faults) = by_producer(tx, actor, rows)?;
    refuse(faults)?;
    tx.enterprises().lock_lists(&by_producer.keys().copied().collect::<Vec<_>>())?;
    let plans = sound_plans(tx, actor, ids, &by_producer, unnamed, law)?;
    progress("rows compared", rows.len(), rows.len());
    write(tx, actor, ids, &plans, progress)?;
    Ok(told(&plans))
}

/// The products of each producer that a list does not name, and of which it leaves nothing.
pub(crate) type Emptied = Vec<(EnterpriseId, Name)>;

/// Holds a whole list to every rule of [`import_list`], and brings nothing in; tells which products it empties.
///
/// # Errors
///
/// As [`import_list`].
pub(crate) fn check_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rows: &[ListRow],
    absent: Absent,
) -> Result<Emptied, Error> {
    let (by_producer, faults) = by_producer(tx, actor, rows)?;
    refuse(faults)?;
    let unnamed = Unnamed::of_whole(absent);
    let plans = sound_plans(tx, actor, ids, &by_producer, unnamed, Law::InsistedOn)?;
    let mut emptied = BTreeSet::new();
    for (by, plan) in &plans {
        let producer = by.enterprise();
        let rows = by_producer.get(&producer).into_iter().flatten();
        let named: BTreeSet<String> = rows.map(|row| name_key(&row.name)).collect();
        let others = plan.zeroed.iter().map(|zeroed| &zeroed.product);
        let others = others.filter(|product| !named.contains(&name_key(product)));
        emptied.extend(others.map(|product| (producer, product.clone())));
    }
    Ok(Vec::from_iter(emptied))
}

/// Leaves nothing of products that a list does not name.
///
/// # Errors
///
/// A refusal unless the actor may list products for their producers.
pub(crate) fn empty_products(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    products: &[(EnterpriseId, Name)],
) -> Result<Imported, Error> {
    let mut names: BTreeMap<EnterpriseId, BTreeSet<Name>> = BTreeMap::new();
    for (producer, name) in products {
        names.entry(*producer).or_default().insert(name.clone());
    }
    let mut plans = Plans::new();
    for (producer, names) in &names {
        let by = actor.permit::<ManageProducts>(*producer)?;
        tx.enterprises().lock_lists(&[by.enterprise()])?;
        let goods = tx.goods().load_named(by.enterprise(), names)?;
        let now = tx.now();
        plans.push((by, plan_list(goods, &[], Absent::Zero, now, &mut Made { ids, now })));
    }
    write(tx, actor, ids, &plans, &|_, _, _| ())?;
    Ok(told(&plans))
}

/// Tells what [`import_list`] would do, line by line, and does nothing of it.
///
/// `faults` are those the list's reading found; what is wrong beside them joins them.
///
/// # Errors
///
/// What the database refuses: a list's faults are what the preview is for.
pub(crate) fn preview_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rows: &[ListRow],
    mut faults: Vec<Fault>,
    absent: Absent,
) -> Result<Preview, Error> {
    let (by_producer, unknown) = by_producer(tx, actor, rows)?;
    let plans = plan(tx, actor, ids, &by_producer, Unnamed::of_whole(absent))?;
    faults.extend(unknown);
    let missing = taken_away(tx, &plans)?;
    faults.extend(missing.iter().map(|(line, missing)| not_compliant(missing, *line)));
    let mut preview = Preview { faults, ..Preview::default() };
    for (_, plan) in plans {
        preview.lines.extend(plan.lines);
        preview.zeroed.extend(plan.zeroed);
        preview.faults.extend(plan.faults);
    }
    Ok(preview.in_order())
}

/// What plans would take away of what the law wants to be known of goods on sale, by line.
fn taken_away(tx: &mut Tx<'_>, plans: &Plans) -> Result<Vec<(u64, Missing)>, Error> {
    taken_away_by_list(tx, plans.iter().flat_map(|(_, plan)| &plan.edited))
}

type ByProducer<'r> = BTreeMap<EnterpriseId, Vec<&'r ListRow>>;

/// The rows of each producer that the actor may list products for, and a fault for every other row. A list names a producer one
/// way, since rows are told apart by what they say: of two ways, each would be read as if the other were not there.
fn by_producer<'r>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rows: &'r [ListRow],
) -> Result<(ByProducer<'r>, Vec<Fault>), Error> {
    let may = |producer: EnterpriseId| actor.may::<ManageProducts>(producer);
    let names = rows.iter().map(|row| &row.producer);
    let found = Meant::find(tx, names, |enterprise| enterprise.is_producer, may)?;
    let mut known = HashMap::new();
    let (mut by_producer, mut faults) = (ByProducer::new(), Faults::default());
    for row in rows {
        match known.entry(&row.producer).or_insert_with(|| found.one(&row.producer)) {
            Ok(producer) => {
                let rows: &mut Vec<&ListRow> = by_producer.entry(*producer).or_default();
                let first = rows.first().map_or(row, |first| first);
                if name_key(&first.producer) == name_key(&row.producer) {
                    rows.push(row);
                } else {
                    let (line, first) = (first.line, &first.producer);
                    let rule =
                        format!("line {line} calls the same producer “{first}”: name it one way");
                    faults.add(row.line, "producer", rule);
                }
            }
            Err(refused) => {
                faults.take(refused.fault(row.line, "producer", &row.producer, "producer"));
            }
        }
    }
    Ok((by_producer, faults.into_vec()))
}

fn refuse(faults: Vec<Fault>) -> Result<(), Error> {
    if faults.is_empty() { Ok(()) } else { Err(ImportRefused(faults).into()) }
}

/// What a list makes of each producer's goods, by their ids, and the right to make it.
type Plans = Vec<(Permit<ManageProducts>, Plan)>;

/// What rows make of their producers' goods, of which only those are read that they may change.
fn plan(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    by_producer: &ByProducer<'_>,
    unnamed: Unnamed,
) -> Result<Plans, Error> {
    let mut plans = Plans::new();
    for (producer, rows) in by_producer {
        let by = actor.permit::<ManageProducts>(*producer)?;
        let mut names: BTreeSet<Name> = rows.iter().map(|row| row.name.clone()).collect();
        if unnamed == Unnamed::Emptied {
            names.extend(tx.goods().left(*producer)?);
        }
        let goods = tx.goods().load_named(*producer, &names)?;
        let now = tx.now();
        let plan = plan_list(goods, rows, unnamed.absent(), now, &mut Made { ids, now });
        plans.push((by, plan));
    }
    Ok(plans)
}

/// The plans of rows that break no rule.
fn sound_plans(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    by_producer: &ByProducer<'_>,
    unnamed: Unnamed,
    law: Law,
) -> Result<Plans, Error> {
    let plans = plan(tx, actor, ids, by_producer, unnamed)?;
    refuse(plans.iter().flat_map(|(_, plan)| plan.faults.clone()).collect())?;
    if law == Law::InsistedOn {
        let missing = taken_away(tx, &plans)?;
        if !missing.is_empty() {
            return Err(NotCompliantList(missing).into());
        }
    }
    Ok(plans)
}

/// Ids of what a list adds.
struct Made<'a> {
    ids: &'a Ids,
    now: Timestamp,
}

impl NewIds for Made<'_> {
    fn product(&mut self) -> ProductId {
        self.ids.next(self.now)
    }

    fn variant(&mut self) -> VariantId {
        self.ids.next(self.now)
    }

    fn supply(&mut self) -> SupplyId {
        self.ids.next(self.now)
    }
}

fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    plans: &Plans,
    progress: Progress<'_>,
) -> Result<(), Error> {
    let products = each(plans, |plan| &plan.products);
    in_pieces("products written", &products, progress, |by, some| {
        save_products(tx, (actor, by), some)
    })?;
    let supplies = each(plans, |plan| &plan.supplies);
    in_pieces("supplies added", &supplies, progress, |_, some| {
        Ok(tx.goods().save_supplies(some)?)
    })?;
    let variants = each(plans, |plan| &plan.variants);
    in_pieces("variants written", &variants, progress, |by, some| {
        save_variants(tx, (actor, by), some)
    })?;
    // Cycles before supplies, supplies by id: checkouts lock in this order too, so that neither waits for the other.
    let touched: BTreeSet<VariantId> =
        plans.iter().flat_map(|(_, plan)| plan.touched.iter().copied()).collect();
    tx.cycles().touch_carrying(&Vec::from_iter(touched))?;
    set_supplies(tx, actor, ids, plans, progress)?;
    let moved = plans.iter().flat_map(|(_, plan)| &plan.moved);
    move_stock(tx, actor, ids, moved.map(|moved| (*moved).into()).collect())?;
    note_import(tx, plans)
}

/// Sets the supplies the lists speak of, and notes by how much each changed.
fn set_supplies(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    plans: &Plans,
    progress: Progress<'_>,
) -> Result<(), Error> {
    let counts: BTreeMap<_, _> = plans.iter().flat_map(|(_, plan)| &plan.counts).collect();
    let wanted: Vec<SupplyId> = counts.keys().map(|id| **id).collect();
    let locked = tx.goods().lock_supplies(&wanted)?;
    let mut changed = Vec::new();
    for before in locked {
        let Some(count) = counts.get(&before.id) else { continue };
        let after = Supply {
            available_milli: count.available_milli.unwrap_or(before.available_milli),
            on_demand: count.on_demand.unwrap_or(before.on_demand),
            ..before.clone()
        };
        if after != before {
            changed.push(Revised::from(before, after));
        }
    }
    in_pieces("supplies set", &[((), changed.as_slice())], progress, |(), some| {
        set_pools(tx, actor, ids, some)
    })
}

/// What a part of each plan says, with the right to write it.
fn each<T>(plans: &Plans, part: impl Fn(&Plan) -> &[T]) -> Vec<(&Permit<ManageProducts>, &[T])> {
    plans.iter().map(|(by, plan)| (by, part(plan))).collect()
}

/// Writes many in pieces, those of each right together, and tells of each piece.
fn in_pieces<B, T>(
    what: &'static str,
    all: &[(B, &[T])],
    progress: Progress<'_>,
    mut write: impl FnMut(&B, &[T]) -> Result<(), Error>,
) -> Result<(), Error> {
    let count = all.iter().map(|(_, of_one)| of_one.len()).sum();
    let mut done = 0;
    for (by, of_one) in all {
        for some in of_one.chunks(MAX_ROWS_AT_ONCE) {
            write(by, some)?;
            done += some.len();
            progress(what, done, count);
        }
    }
    Ok(())
}

fn told(plans: &Plans) -> Imported {
    let producers = plans.iter().map(|(by, _)| by.enterprise()).collect();
    let mut imported = Imported { producers, ..Imported::default() };
    for (_, plan) in plans {
        for line in &plan.lines {
            imported.count(&line.change);
        }
        imported.zeroed += plan.zeroed.len();
        imported.variants.extend(&plan.listed);
    }
    imported
}
