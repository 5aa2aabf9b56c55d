use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use sillon_cycles::{Direction, Exchange};
use sillon_kernel::{CycleId, EnterpriseId, ExchangeId, FeeId, Text, VariantId};

use super::super::{super::Conn, cycles::cycle::window};
use crate::{
    Error,
    error::stored,
    schema::tables::{exchange, exchange_fee, exchange_variant},
    sql::ids::{Key, keys},
};

/// How many rows are written at once: SQLite takes some thirty thousand values.
const ROWS_AT_ONCE: usize = 10_000;

pub(crate) fn put_exchange(conn: &mut Conn, cycle: CycleId, put: &Exchange) -> Result<(), Error> {
    let changing = (
        exchange::carries_all.eq(put.carries_all),
        exchange::pick_up_from.eq(put.pick_up.map(|window| window.from().micros())),
        exchange::pick_up_until.eq(put.pick_up.map(|window| window.until().micros())),
        exchange::pick_up_text.eq(put.pick_up_text.as_ref().map(Text::as_str)),
    );
    let existing: Option<ExchangeId> = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::enterprise_id.eq(Key(put.enterprise)))
        .filter(exchange::direction.eq(put.direction.as_str()))
        .select(exchange::id)
        .first(conn)
        .optional()?;
    let id = existing.unwrap_or(put.id);
    if existing.is_some() {
        diesel::update(exchange::table.find(Key(id))).set(changing).execute(conn)?;
        diesel::delete(exchange_variant::table.filter(exchange_variant::exchange_id.eq(Key(id))))
            .execute(conn)?;
        diesel::delete(exchange_fee::table.filter(exchange_fee::exchange_id.eq(Key(id))))
            .execute(conn)?;
    } else {
        diesel::insert_into(exchange::table)
            .values((
                exchange::id.eq(Key(id)),
                exchange::order_cycle_id.eq(Key(cycle)),
                exchange::enterprise_id.eq(Key(put.enterprise)),
                exchange::direction.eq(put.direction.as_str()),
                changing,
            ))
            .execute(conn)?;
    }
    let carried = |variant: &VariantId| {
        (exchange_variant::exchange_id.eq(Key(id)), exchange_variant::variant_id.eq(Key(*variant)))
    };
    let carried: Vec<_> = put.variants.iter().map(carried).collect();
    for some in carried.chunks(ROWS_AT_ONCE) {
        diesel::insert_into(exchange_variant::table).values(some).execute(conn)?;
    }
    for (position, fee) in (0_i64..).zip(&put.fees) {
        diesel::insert_into(exchange_fee::table)
            .values((
                exchange_fee::exchange_id.eq(Key(id)),
                exchange_fee::fee_id.eq(Key(*fee)),
                exchange_fee::position.eq(position),
            ))
            .execute(conn)?;
    }
    Ok(())
}

type ExchangeRow =
    (ExchangeId, EnterpriseId, String, bool, Option<i64>, Option<i64>, Option<String>);

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
    let read = |(id, enterprise, direction, carries_all, from, until, text): ExchangeRow| {
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
        })
    };
    rows.into_iter().map(read).collect()
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
    diesel::delete(exchange::table.filter(exchange::id.eq_any(keys(ids)))).execute(conn)?;
    Ok(())
}
