//! What became of the lines of orders at their hand-over.

use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use sillon_identity::{Permit, TickHandOver};
use sillon_kernel::{CycleId, OrderId, VariantId};
use sillon_logistics::{Tick, Ticked, TickedLine};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::{instant, stored},
    records::logistics::NewTick,
    schema::logistics::hand_out_tick,
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

/// Bundles are stored from 1: 0 stands for none.
fn place(line: TickedLine) -> i64 {
    line.bundle.and_then(|bundle| i64::try_from(bundle + 1).ok()).unwrap_or_default()
}

/// Ticks a line of an order of the permit's hub, whatever it was ticked as before; takes its tick away, without one.
pub(crate) fn set(
    conn: &mut Conn,
    _by: &Permit<TickHandOver>,
    order: OrderId,
    new: &NewTick,
) -> Result<(), Error> {
    let NewTick { line, tick, at, by, key } = new;
    let bundle = place(*line);
    let known = hand_out_tick::table.find((Key(order), Key(line.variant), bundle));
    diesel::delete(known).execute(conn)?;
    let Some(tick) = tick else { return Ok(()) };
    let row = (
        hand_out_tick::order_id.eq(Key(order)),
        hand_out_tick::variant_id.eq(Key(line.variant)),
        hand_out_tick::bundle.eq(bundle),
        hand_out_tick::tick.eq(tick.as_str()),
        hand_out_tick::ticked_at.eq(at.micros()),
        hand_out_tick::ticked_by.eq(by.map(Key)),
        hand_out_tick::ticked_by_key.eq(key.map(Key)),
    );
    diesel::insert_into(hand_out_tick::table).values(row).execute(conn)?;
    Ok(())
}

statement!(
    /// What is ticked of the orders of a cycle.
    OfCycle { cycle: CycleId } -> (Uid, Uid, BigInt, Text, BigInt) =
    "select t.order_id, t.variant_id, t.bundle, t.tick, t.ticked_at \
     from orders o join hand_out_tick t on t.order_id = o.id where o.cycle_id = ", [cycle: Uid]
);

type TickRow = (OrderId, VariantId, i64, String, i64);

pub(crate) fn of_cycle(
    conn: &mut Conn,
    cycle: CycleId,
) -> Result<HashMap<(OrderId, TickedLine), Ticked>, Error> {
    let rows: Vec<TickRow> = OfCycle { cycle }.load(conn)?;
    let read = |(order, variant, bundle, tick, at): TickRow| {
        let line = TickedLine { variant, bundle: usize::try_from(bundle - 1).ok() };
        let tick: Tick = stored("tick", &tick)?;
        Ok(((order, line), Ticked { tick, at: instant(at)? }))
    };
    rows.into_iter().map(read).collect()
}
