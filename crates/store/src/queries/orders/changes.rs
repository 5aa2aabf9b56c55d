//! Changes of placed orders: what they replaced is kept, and what stands is written in its place.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text as SqlText},
};
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{
    CycleId, EnterpriseId, Money, OrderChangeId, OrderId, SupplyId, Text, VariantId,
};
use sillon_orders::{ChangeCause, Order, OrderChange};

use super::super::{
    super::{Conn, Db, dialect},
    catalogue::products::{read_currency, write_json},
    orders::change_rows::{change_row, share_rows},
    orders::columns::{bundle_columns, component_columns, line_columns},
    orders::counts::count_changes,
    orders::placed,
    orders::placed_rows::{bundle_rows, component_rows, line_rows},
    orders::weights::{self, weight_rows},
    payments::books::add_transactions,
};
use crate::{
    Error,
    error::{instant, stored},
    records::orders::{NewOrderChange, OrderTotal},
    records::payments::Posted,
    schema::{
        order_changes::{
            order_bundle_before, order_change, order_component_before, order_line_before,
        },
        tables::{order_bundle, order_component, order_line, orders},
    },
    sql::ids::{Key, Uid, keys},
    sql::rows::Rows,
    sql::statement::statement,
};

/// How many orders change in one go.
const ORDERS_AT_ONCE: usize = 500;

statement!(
    /// Gives back to a supply; the schema refuses to go below zero.
    GiveBack { supply: SupplyId, milli: i64 } =
    "update supply set available_milli = available_milli + ", [milli: BigInt], " where id = ", [supply: Uid]
);

pub(crate) fn write(conn: &mut Conn, changes: &[NewOrderChange<'_>]) -> Result<(), Error> {
    for changes in changes.chunks(ORDERS_AT_ONCE) {
        write_some(conn, changes)?;
    }
    Ok(())
}

fn write_some(conn: &mut Conn, changes: &[NewOrderChange<'_>]) -> Result<(), Error> {
    let posted: Vec<&Posted> = changes.iter().filter_map(|change| change.posted.as_ref()).collect();
    add_transactions(conn, &posted)?;
    Rows::add(conn, &changes.iter().map(change_row).collect::<Vec<_>>())?;
    Rows::add(conn, &changes.iter().flat_map(share_rows).collect::<Vec<_>>())?;
    count_changes(conn, changes.iter().map(|change| (change.replaced, &change.order)))?;
    keep(conn, &changes.iter().map(|change| change.id).collect::<Vec<_>>())?;
    write_contents(conn, &changes.iter().map(|change| &change.order).collect::<Vec<_>>())?;
    changes.iter().try_for_each(|change| write_terms(conn, change))
}

/// Writes what an order is priced on from now on, where a change brought goods that it did not hold.
fn write_terms(conn: &mut Conn, change: &NewOrderChange<'_>) -> Result<(), Error> {
    let (was, is) = (change.replaced, &change.order);
    if was.terms == is.terms && was.named_taxes == is.named_taxes {
        return Ok(());
    }
    let named = (!is.named_taxes.is_empty()).then(|| write_json(&is.named_taxes));
    let set = (orders::terms.eq(is.terms.as_ref().map(write_json)), orders::named_taxes.eq(named));
    diesel::update(orders::table.find(Key(is.id))).set(set).execute(conn)?;
    Ok(())
}

/// Keeps what is in the orders of changes, and what they are made of, before it changes.
fn keep(conn: &mut Conn, changes: &[OrderChangeId]) -> Result<(), Error> {
    let is_one = || order_change::id.eq_any(keys(changes));
    let lines = order_change::table
        .inner_join(order_line::table.on(order_line::order_id.eq(order_change::order_id)))
        .filter(is_one())
        .select((
            order_change::id,
            order_line::order_id,
            order_line::hub_id,
            line_columns!(order_line),
        ));
    diesel::insert_into(order_line_before::table)
        .values(lines)
        .into_columns((
            order_line_before::change_id,
            order_line_before::order_id,
            order_line_before::hub_id,
            line_columns!(order_line_before),
        ))
        .execute(conn)?;
    let bundles = order_change::table
        .inner_join(order_bundle::table.on(order_bundle::order_id.eq(order_change::order_id)))
        .filter(is_one())
        .select((
            order_change::id,
            order_bundle::order_id,
            order_bundle::hub_id,
            order_bundle::position,
            bundle_columns!(order_bundle),
        ));
    diesel::insert_into(order_bundle_before::table)
        .values(bundles)
        .into_columns((
            order_bundle_before::change_id,
            order_bundle_before::order_id,
            order_bundle_before::hub_id,
            order_bundle_before::position,
            bundle_columns!(order_bundle_before),
        ))
        .execute(conn)?;
    weights::keep(conn, changes)?;
    let components = order_change::table
        .inner_join(order_component::table.on(order_component::order_id.eq(order_change::order_id)))
        .filter(is_one())
        .select((
            order_change::id,
            order_component::order_id,
            order_component::hub_id,
            order_component::position,
            component_columns!(order_component),
        ));
    diesel::insert_into(order_component_before::table)
        .values(components)
        .into_columns((
            order_component_before::change_id,
            order_component_before::order_id,
            order_component_before::hub_id,
            order_component_before::position,
            component_columns!(order_component_before),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes what is in orders in place of what was, and what they come to.
fn write_contents(conn: &mut Conn, orders: &[&Order]) -> Result<(), Error> {
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let (lines, bundles) = (order_line::order_id, order_bundle::order_id);
    diesel::delete(order_line::table.filter(lines.eq_any(keys(&ids)))).execute(conn)?;
    diesel::delete(order_bundle::table.filter(bundles.eq_any(keys(&ids)))).execute(conn)?;
    let components = order_component::order_id.eq_any(keys(&ids));
    diesel::delete(order_component::table.filter(components)).execute(conn)?;
    weights::forget(conn, &ids)?;
    let each = || orders.iter().copied();
    Rows::add(conn, &each().flat_map(line_rows).collect::<Vec<_>>())?;
    Rows::add(conn, &each().flat_map(bundle_rows).collect::<Vec<_>>())?;
    Rows::add(conn, &each().flat_map(weight_rows).collect::<Vec<_>>())?;
    Rows::add(conn, &each().flat_map(component_rows).collect::<Vec<_>>())?;
    Ok(dialect::set_totals(conn, &each().map(OrderTotal::of).collect::<Vec<_>>())?)
}

pub(crate) fn give_back(conn: &mut Conn, given: &BTreeMap<SupplyId, i64>) -> Result<(), Error> {
    for (supply, milli) in given {
        GiveBack { supply: *supply, milli: *milli }.execute(conn)?;
    }
    Ok(())
}

type ChangeRow = (OrderChangeId, String, Option<String>, i64, i64, i64);

pub(crate) fn of_order(conn: &mut Conn, order: &Order) -> Result<Vec<OrderChange>, Error> {
    let rows: Vec<ChangeRow> = order_change::table
        .filter(order_change::order_id.eq(Key(order.id)))
        .order((order_change::at, order_change::id))
        .select((
            order_change::id,
            order_change::cause,
            order_change::reason,
            order_change::before_minor,
            order_change::after_minor,
            order_change::at,
        ))
        .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let currency = order.total.currency();
    let mut changes = Vec::with_capacity(rows.len());
    let mut later = order.clone();
    for (id, cause, reason, before, after, at) in rows.into_iter().rev() {
        let former = placed::before(conn, order, id, Money::new(before, currency))?;
        changes.push(OrderChange {
            id,
            order: order.id,
            cause: stored("cause of a change", &cause)?,
            reason: read_reason(reason.as_deref())?,
            at: instant(at)?,
            before: former.total,
            after: Money::new(after, currency),
            lines: OrderChange::between(&former, &later),
        });
        later = former;
    }
    changes.reverse();
    Ok(changes)
}

pub(crate) fn before(
    conn: &mut Conn,
    order: &Order,
    change: OrderChangeId,
) -> Result<Order, Error> {
    let total = order_change::table.find(Key(change)).select(order_change::before_minor);
    let total: Option<i64> = total.first(conn).optional()?;
    let total = total.ok_or(Error::Missing("change of an order"))?;
    placed::before(conn, order, change, Money::new(total, order.total.currency()))
}

fn read_reason(reason: Option<&str>) -> Result<Option<Text<200>>, Error> {
    reason.map(|text| stored("reason of a change", text)).transpose()
}

pub(crate) fn why(
    conn: &mut Conn,
    change: OrderChangeId,
) -> Result<(ChangeCause, Option<Text<200>>), Error> {
    let row = order_change::table.find(Key(change));
    let row: Option<(String, Option<String>)> =
        row.select((order_change::cause, order_change::reason)).first(conn).optional()?;
    let (cause, reason) = row.ok_or(Error::Missing("change of an order"))?;
    Ok((stored("cause of a change", &cause)?, read_reason(reason.as_deref())?))
}

pub(crate) fn formers(conn: &mut Conn, order: &Order) -> Result<Vec<Order>, Error> {
    let changes: Vec<(OrderChangeId, i64)> = order_change::table
        .filter(order_change::order_id.eq(Key(order.id)))
        .order((order_change::at.desc(), order_change::id.desc()))
        .select((order_change::id, order_change::before_minor))
        .load(conn)?;
    let currency = order.total.currency();
    let before = |(change, total)| placed::before(conn, order, change, Money::new(total, currency));
    changes.into_iter().map(before).collect()
}

pub(crate) fn as_placed(conn: &mut Conn, order: Order) -> Result<Order, Error> {
    let first: Option<OrderChangeId> = order_change::table
        .filter(order_change::order_id.eq(Key(order.id)))
        .order((order_change::at, order_change::id))
        .select(order_change::id)
        .first(conn)
        .optional()?;
    match first {
        Some(first) => before(conn, &order, first),
        None => Ok(order),
    }
}

statement!(
    /// What the goods of a producer that were ordered in a cycle come to, in a currency, at what it asks for them.
    OrderedOf { cycle: CycleId, currency: String, producer: EnterpriseId } -> (BigInt,) =
    "select cast(coalesce(sum(coalesce(l.producer_price_minor, l.price_minor) * l.quantity), 0) as bigint) from orders o \
     join order_line l on l.order_id = o.id where o.cycle_id = ", [cycle: Uid], " and o.currency = ", [currency: SqlText],
    " and l.owner_id is null and l.producer_id = ", [producer: Uid]
);

pub(crate) fn ordered_of(
    conn: &mut Conn,
    cycle: CycleId,
    producer: EnterpriseId,
    minimum: Money,
) -> Result<Money, Error> {
    let currency = minimum.currency();
    let asked = OrderedOf { cycle, currency: currency.code().to_owned(), producer };
    let (minor,): (i64,) = asked.get_result(conn)?;
    Ok(Money::new(minor, currency))
}

statement!(
    /// The orders of a cycle that hold goods of a producer, which the producer sells, and are not due yet.
    With { cycle: CycleId, producer: EnterpriseId } -> Uid =
    "select o.id from orders o where o.cycle_id = ", [cycle: Uid], " and exists (select 1 from order_line l \
     where l.order_id = o.id and l.owner_id is null and l.producer_id = ", [producer: Uid],
    ") and not exists (select 1 from ledger_transaction d where d.id = o.id) order by o.id"
);

statement!(
    /// The orders of a cycle of whoever runs it that hold a size, the first placed first.
    WithSize { cycle: CycleId, coordinator: EnterpriseId, variant: VariantId } -> Uid =
    "select o.id from orders o join order_cycle c on c.id = o.cycle_id where o.cycle_id = ", [cycle: Uid],
    " and c.coordinator_id = ", [coordinator: Uid], " and exists (select 1 from order_line l \
     where l.order_id = o.id and l.variant_id = ", [variant: Uid], ") order by o.placed_at, o.id"
);

pub(crate) fn with_size(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    cycle: CycleId,
    variant: VariantId,
) -> Result<Vec<OrderId>, Error> {
    Ok(WithSize { cycle, coordinator: by.enterprise(), variant }.load(conn)?)
}

pub(crate) fn with_goods_of(
    conn: &mut Conn,
    cycle: CycleId,
    producer: EnterpriseId,
) -> Result<Vec<OrderId>, Error> {
    Ok(With { cycle, producer }.load(conn)?)
}

statement!(
    /// The most that an order came to before one of its changes, less what came in; in which currency.
    OnceOwed { order: OrderId } -> (SqlText, BigInt) =
    "select o.currency, cast(coalesce((select max(c.before_minor) from order_change c where c.order_id = o.id), 0) \
     - coalesce((select sum(p.amount_minor) from payment p where p.order_id = o.id), 0) as bigint) \
     from orders o where o.id = ", [order: Uid]
);

pub(crate) fn once_owed(conn: &mut Conn, order: OrderId) -> Result<Money, Error> {
    let owed: Option<(String, i64)> = OnceOwed { order }.get_result(conn).optional()?;
    let (currency, minor) = owed.ok_or(Error::Missing("order"))?;
    Ok(Money::new(minor, read_currency(&currency)?))
}
