use std::collections::{BTreeMap, BTreeSet};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};
use sillon_cycles::{Direction, Exchange, HandOverChoice};
use sillon_kernel::{
    CycleId, EnterpriseId, ExchangeId, FeeId, HandOverMethodId, Money, Text, Timestamp, VariantId,
};
use sillon_payments::Method;

use super::super::{
    super::{Conn, Db},
    catalogue::products::{read_currency, read_json, write_json},
    cycles::cycle::window,
    cycles::shop_rules::tags_text,
};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::{exchange, exchange_fee, exchange_hand_over, exchange_variant},
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

/// How many rows are written at once: SQLite takes some thirty thousand values.
const ROWS_AT_ONCE: usize = 10_000;
const EXCHANGES_AT_ONCE: usize = 1_000;
const CHOICES_AT_ONCE: usize = 5_000;

/// What may change of an exchange's row.
macro_rules! changing {
    ($of:expr) => {
        (
            exchange::carries_all.eq($of.carries_all),
            exchange::pick_up_from.eq($of.pick_up.map(|window| window.from().micros())),
            exchange::pick_up_until.eq($of.pick_up.map(|window| window.until().micros())),
            exchange::pick_up_text
                .eq($of.pick_up_text.as_ref().map(|text| text.as_str().to_owned())),
            exchange::cutoff_at.eq($of.cutoff.map(Timestamp::micros)),
            exchange::minimum_minor.eq($of.minimum.map(Money::minor)),
            exchange::minimum_currency.eq($of.minimum.map(|minimum| minimum.currency().code())),
            exchange::tags.eq(tags_text(&$of.tags)),
            exchange::payments.eq(write_json(&$of.payments)),
        )
    };
}

pub(crate) fn put_exchange(conn: &mut Conn, cycle: CycleId, put: &Exchange) -> Result<(), Error> {
    let existing: Option<ExchangeId> = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::enterprise_id.eq(Key(put.enterprise)))
        .filter(exchange::direction.eq(put.direction.as_str()))
        .select(exchange::id)
        .first(conn)
        .optional()?;
    let Some(id) = existing else {
        return add_exchanges(conn, cycle, std::slice::from_ref(put));
    };
    diesel::update(exchange::table.find(Key(id))).set(changing!(put)).execute(conn)?;
    diesel::delete(exchange_variant::table.filter(exchange_variant::exchange_id.eq(Key(id))))
        .execute(conn)?;
    diesel::delete(exchange_fee::table.filter(exchange_fee::exchange_id.eq(Key(id))))
        .execute(conn)?;
    let named = exchange_hand_over::exchange_id.eq(Key(id));
    diesel::delete(exchange_hand_over::table.filter(named)).execute(conn)?;
    load_up(conn, &[(id, put)])
}

pub(crate) fn add_exchanges(
    conn: &mut Conn,
    cycle: CycleId,
    new: &[Exchange],
) -> Result<(), Error> {
    let row = |new: &Exchange| {
        (
            exchange::id.eq(Key(new.id)),
            exchange::order_cycle_id.eq(Key(cycle)),
            exchange::enterprise_id.eq(Key(new.enterprise)),
            exchange::direction.eq(new.direction.as_str()),
            changing!(new),
        )
    };
    for some in new.chunks(EXCHANGES_AT_ONCE) {
        let rows: Vec<_> = some.iter().map(row).collect();
        diesel::insert_into(exchange::table).values(rows).execute(conn)?;
    }
    let loads: Vec<(ExchangeId, &Exchange)> = new.iter().map(|new| (new.id, new)).collect();
    load_up(conn, &loads)
}

/// Writes what exchanges carry, the fees on it, and how it is handed over, where there is nothing yet.
fn load_up(conn: &mut Conn, loads: &[(ExchangeId, &Exchange)]) -> Result<(), Error> {
    let carried = loads.iter().flat_map(|(id, of)| of.variants.iter().map(move |it| (*id, *it)));
    let carried = carried.map(|(id, variant)| {
        (exchange_variant::exchange_id.eq(Key(id)), exchange_variant::variant_id.eq(Key(variant)))
    });
    for some in carried.collect::<Vec<_>>().chunks(ROWS_AT_ONCE) {
        diesel::insert_into(exchange_variant::table).values(some).execute(conn)?;
    }
    let fees = loads.iter().flat_map(|(id, of)| (0_i64..).zip(&of.fees).map(move |it| (*id, it)));
    let fees = fees.map(|(id, (position, fee))| {
        (
            exchange_fee::exchange_id.eq(Key(id)),
            exchange_fee::fee_id.eq(Key(*fee)),
            exchange_fee::position.eq(position),
        )
    });
    for some in fees.collect::<Vec<_>>().chunks(ROWS_AT_ONCE) {
        diesel::insert_into(exchange_fee::table).values(some).execute(conn)?;
    }
    let by =
        loads.iter().flat_map(|(id, of)| (0_i64..).zip(&of.hand_over).map(move |it| (*id, it)));
    let by = by.map(|(id, (position, choice))| {
        (
            exchange_hand_over::exchange_id.eq(Key(id)),
            exchange_hand_over::method_id.eq(Key(choice.method)),
            exchange_hand_over::position.eq(position),
            exchange_hand_over::from_at.eq(choice.window.map(|at| at.from().micros())),
            exchange_hand_over::until_at.eq(choice.window.map(|at| at.until().micros())),
        )
    });
    for some in by.collect::<Vec<_>>().chunks(CHOICES_AT_ONCE) {
        diesel::insert_into(exchange_hand_over::table).values(some).execute(conn)?;
    }
    Ok(())
}

/// A method that an exchange names, and its window.
type ChoiceRow = (ExchangeId, HandOverMethodId, Option<i64>, Option<i64>);

/// How exchanges hand over, as far as they name it.
fn choices(
    conn: &mut Conn,
    of: &[ExchangeId],
) -> Result<BTreeMap<ExchangeId, Vec<HandOverChoice>>, Error> {
    let rows: Vec<ChoiceRow> = exchange_hand_over::table
        .filter(exchange_hand_over::exchange_id.eq_any(keys(of)))
        .order((exchange_hand_over::exchange_id, exchange_hand_over::position))
        .select((
            exchange_hand_over::exchange_id,
            exchange_hand_over::method_id,
            exchange_hand_over::from_at,
            exchange_hand_over::until_at,
        ))
        .load(conn)?;
    let mut choices: BTreeMap<ExchangeId, Vec<HandOverChoice>> = BTreeMap::new();
    for (exchange, method, from, until) in rows {
        let window = from.zip(until).map(|(from, until)| window(from, until)).transpose()?;
        choices.entry(exchange).or_default().push(HandOverChoice { method, window });
    }
    Ok(choices)
}

type ExchangeRow = (
    ExchangeId,
    EnterpriseId,
    String,
    bool,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    String,
    String,
    (Option<i64>, Option<String>),
);

pub(crate) fn exchanges(conn: &mut Conn, cycle: CycleId) -> Result<Vec<Exchange>, Error> {
    let rows: Vec<ExchangeRow> = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .order((exchange::direction, exchange::id))
        .select((
            exchange::id,
            exchange::enterprise_id,
            exchange::direction,
            exchange::carries_all,
            exchange::pick_up_from,
            exchange::pick_up_until,
            exchange::pick_up_text,
            exchange::cutoff_at,
            exchange::tags,
            exchange::payments,
            (exchange::minimum_minor, exchange::minimum_currency),
        ))
        .load(conn)?;
    let ids: Vec<ExchangeId> = rows.iter().map(|row| row.0).collect();
    let mut variants: BTreeMap<ExchangeId, BTreeSet<VariantId>> = BTreeMap::new();
    let carried: Vec<(ExchangeId, VariantId)> = exchange_variant::table
        .filter(exchange_variant::exchange_id.eq_any(keys(&ids)))
        .select((exchange_variant::exchange_id, exchange_variant::variant_id))
        .load(conn)?;
    for (exchange, variant) in carried {
        variants.entry(exchange).or_default().insert(variant);
    }
    let mut fees: BTreeMap<ExchangeId, Vec<FeeId>> = BTreeMap::new();
    let charged: Vec<(ExchangeId, FeeId)> = exchange_fee::table
        .filter(exchange_fee::exchange_id.eq_any(keys(&ids)))
        .order((exchange_fee::exchange_id, exchange_fee::position))
        .select((exchange_fee::exchange_id, exchange_fee::fee_id))
        .load(conn)?;
    for (exchange, fee) in charged {
        fees.entry(exchange).or_default().push(fee);
    }
    let mut hand_over = choices(conn, &ids)?;
    let read = |row: ExchangeRow| {
        let (id, enterprise, direction, carries_all, from, until, ..) = row;
        let (.., text, cutoff, tags, paid, minimum) = row;
        let pick_up = match (from, until) {
            (Some(from), Some(until)) => Some(window(from, until)?),
            _ => None,
        };
        Ok(Exchange {
            id,
            enterprise,
            direction: stored("direction", &direction)?,
            variants: variants.remove(&id).unwrap_or_default(),
            carries_all,
            fees: fees.remove(&id).unwrap_or_default(),
            pick_up,
            pick_up_text: text
                .as_deref()
                .map(|text| stored::<Text<500>>("pick-up text", text))
                .transpose()?,
            cutoff: cutoff.map(instant).transpose()?,
            minimum: read_minimum(minimum)?,
            tags: read_json("tags", &tags)?,
            hand_over: hand_over.remove(&id).unwrap_or_default(),
            payments: read_json("payments", &paid)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// A minimum, in its currency.
fn read_minimum((minor, currency): (Option<i64>, Option<String>)) -> Result<Option<Money>, Error> {
    let currency = currency.as_deref().map(read_currency).transpose()?;
    Ok(minor.zip(currency).map(|(minor, currency)| Money::new(minor, currency)))
}

/// How orders may be paid at a hub in a cycle, as far as it names that.
pub(crate) fn payments_named(
    conn: &mut Conn,
    cycle: CycleId,
    hub: EnterpriseId,
) -> Result<BTreeSet<Method>, Error> {
    let named: Option<String> = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::enterprise_id.eq(Key(hub)))
        .filter(exchange::direction.eq(Direction::Outgoing.as_str()))
        .select(exchange::payments)
        .first(conn)
        .optional()?;
    named.map_or_else(|| Ok(BTreeSet::new()), |named| read_json("payments", &named))
}

pub(crate) fn remove_exchange(
    conn: &mut Conn,
    cycle: CycleId,
    of: EnterpriseId,
    direction: Direction,
) -> Result<(), Error> {
    let ids: Vec<ExchangeId> = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::enterprise_id.eq(Key(of)))
        .filter(exchange::direction.eq(direction.as_str()))
        .select(exchange::id)
        .load(conn)?;
    remove(conn, &ids)
}

/// Removes every exchange of a cycle.
pub(crate) fn remove_exchanges(conn: &mut Conn, cycle: CycleId) -> Result<(), Error> {
    let ids: Vec<ExchangeId> = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .select(exchange::id)
        .load(conn)?;
    remove(conn, &ids)
}

fn remove(conn: &mut Conn, ids: &[ExchangeId]) -> Result<(), Error> {
    let carried = exchange_variant::exchange_id.eq_any(keys(ids));
    diesel::delete(exchange_variant::table.filter(carried)).execute(conn)?;
    let charged = exchange_fee::exchange_id.eq_any(keys(ids));
    diesel::delete(exchange_fee::table.filter(charged)).execute(conn)?;
    let named = exchange_hand_over::exchange_id.eq_any(keys(ids));
    diesel::delete(exchange_hand_over::table.filter(named)).execute(conn)?;
    diesel::delete(exchange::table.filter(exchange::id.eq_any(keys(ids)))).execute(conn)?;
    Ok(())
}

statement!(
    /// The exchanges whose cut-off has come, and was not carried out.
    CutoffsDue { now: i64 } -> Uid =
    "select id from exchange where cutoff_at is not null and cutoff_at <= ", [now: BigInt],
    " and (cut_off_at is null or cut_off_at <> cutoff_at) order by cutoff_at, id limit 1000"
);

pub(crate) fn cutoffs_due(conn: &mut Conn, now: Timestamp) -> Result<Vec<ExchangeId>, Error> {
    Ok(CutoffsDue { now: now.micros() }.load(conn)?)
}

pub(crate) fn find_exchange(
    conn: &mut Conn,
    id: ExchangeId,
) -> Result<Option<(CycleId, EnterpriseId)>, Error> {
    let of = (exchange::order_cycle_id, exchange::enterprise_id);
    Ok(exchange::table.find(Key(id)).select(of).first(conn).optional()?)
}

statement!(
    /// Notes that a cut-off is carried out, by one of any number of nodes.
    CutOff { id: ExchangeId, now: i64 } =
    "update exchange set cut_off_at = cutoff_at where id = ", [id: Uid], " and cutoff_at <= ", [now: BigInt],
    " and (cut_off_at is null or cut_off_at <> cutoff_at)"
);

pub(crate) fn cut_off(conn: &mut Conn, id: ExchangeId, now: Timestamp) -> Result<bool, Error> {
    Ok(CutOff { id, now: now.micros() }.execute(conn)? == 1)
}

pub(crate) fn told_at_cutoff(conn: &mut Conn, cycle: CycleId) -> Result<Vec<EnterpriseId>, Error> {
    Ok(exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::cut_off_at.eq(exchange::cutoff_at))
        .select(exchange::enterprise_id)
        .load(conn)?)
}

statement!(
    /// Notes what was ordered of the producer of an exchange that delivers from more, and how many orders that left.
    NoteMissed { id: ExchangeId, ordered: i64, orders: i64 } =
    "update exchange set missed_minor = ", [ordered: BigInt], ", missed_orders = ", [orders: BigInt],
    " where id = ", [id: Uid]
);

pub(crate) fn note_missed(
    conn: &mut Conn,
    id: ExchangeId,
    ordered: Money,
    orders: u32,
) -> Result<(), Error> {
    NoteMissed { id, ordered: ordered.minor(), orders: i64::from(orders) }.execute(conn)?;
    Ok(())
}

statement!(
    /// What was ordered of the producer of an exchange when that was less than it delivers from, and in how many orders.
    Missed { id: ExchangeId } -> (Nullable<BigInt>, Nullable<BigInt>) =
    "select missed_minor, missed_orders from exchange where id = ", [id: Uid]
);

pub(crate) fn missed(conn: &mut Conn, id: ExchangeId) -> Result<Option<(i64, u32)>, Error> {
    let noted: Option<(Option<i64>, Option<i64>)> = Missed { id }.get_result(conn).optional()?;
    let Some((Some(ordered), Some(orders))) = noted else { return Ok(None) };
    Ok(Some((ordered, orders.try_into().unwrap_or(u32::MAX))))
}
