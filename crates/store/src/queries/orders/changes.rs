//! Changes of placed orders: what they replaced is kept, and what stands is written in its place.

use std::collections::BTreeMap;

use diesel::{
    dsl,
    prelude::*,
    sql_types::{BigInt, Bool, Text as SqlText},
};
use sillon_kernel::{
    CycleId, EnterpriseId, Money, OrderChangeId, OrderId, SupplyId, Timestamp, TransactionId,
};
use sillon_orders::{Order, OrderChange};

use super::super::{
    super::{Conn, Db, dialect},
    orders::counts::count_change,
    orders::placed,
    orders::placed_rows::{bundle_rows, component_rows, line_rows},
    payments::books::add_transaction,
};
use crate::{
    Error,
    error::{instant, stored},
    records::orders::{NewOrderChange, PaidSoFar},
    schema::{
        order_changes::{change_share, order_change},
        tables::{order_bundle, order_component, order_line, orders},
    },
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

statement!(
    /// Keeps what is in an order, before it changes.
    KeepLines { change: OrderChangeId, order: OrderId } =
    "insert into order_line_before (change_id, order_id, position, hub_id, variant_id, producer_id, supply_id, product_name, label, storage, dimension, quantity, draw_milli, \
     taken_milli, price_minor, goods_minor, fees_minor, tax_millionths, tax_minor, quota_id, deposit_minor, \
     deposit_tax_millionths, deposit_tax_minor, withdrawal, owner_id, producer_price_minor, margin_minor, \
     margin_tax_millionths, margin_tax_minor, deposits_tax_minor, bundle_position) \
     select ", [change: Uid], ", order_id, position, hub_id, variant_id, producer_id, supply_id, product_name, label, storage, dimension, quantity, draw_milli, \
     taken_milli, price_minor, goods_minor, fees_minor, tax_millionths, tax_minor, quota_id, deposit_minor, \
     deposit_tax_millionths, deposit_tax_minor, withdrawal, owner_id, producer_price_minor, margin_minor, \
     margin_tax_millionths, margin_tax_minor, deposits_tax_minor, bundle_position from order_line where order_id = ", [order: Uid]
);

statement!(
    /// Keeps the bundles in an order.
    KeepBundles { change: OrderChangeId, order: OrderId } =
    "insert into order_bundle_before (change_id, order_id, position, hub_id, variant_id, seller_id, supply_id, product_name, label, quantity, taken_milli, quota_id, price_minor) \
     select ", [change: Uid], ", order_id, position, hub_id, variant_id, seller_id, supply_id, product_name, label, quantity, taken_milli, quota_id, price_minor from order_bundle where order_id = ", [order: Uid]
);

statement!(
    /// Keeps what an order is made of, and what of it had come in.
    KeepComponents { change: OrderChangeId, order: OrderId } =
    "insert into order_component_before (change_id, order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths, tax_minor, vat_regime, \
     voucher_id) \
     select ", [change: Uid], ", order_id, position, hub_id, kind, payee_id, fee_id, label, amount_minor, allocated_minor, tax_millionths, tax_minor, vat_regime, \
     voucher_id from order_component where order_id = ", [order: Uid]
);

statement!(
    /// Gives back to a supply; the schema refuses to go below zero.
    GiveBack { supply: SupplyId, milli: i64 } =
    "update supply set available_milli = available_milli + ", [milli: BigInt], " where id = ", [supply: Uid]
);

pub(crate) fn write(conn: &mut Conn, change: &NewOrderChange<'_>) -> Result<(), Error> {
    let (id, order) = (change.id, change.order);
    if let Some(posted) = &change.posted {
        add_transaction(conn, posted)?;
    }
    let transaction: Option<TransactionId> = change.posted.as_ref().map(|it| it.transaction.id);
    diesel::insert_into(order_change::table)
        .values((
            order_change::id.eq(Key(id)),
            order_change::order_id.eq(Key(order.id)),
            order_change::hub_id.eq(Key(order.hub)),
            order_change::cause.eq(change.cause.as_str()),
            order_change::was_due.eq(change.was_due),
            order_change::before_minor.eq(change.replaced.total.minor()),
            order_change::after_minor.eq(order.total.minor()),
            order_change::transaction_id.eq(transaction.map(Key)),
            order_change::at.eq(change.at.micros()),
        ))
        .execute(conn)?;
    count_change(conn, change.replaced, order)?;
    KeepLines { change: id, order: order.id }.execute(conn)?;
    KeepBundles { change: id, order: order.id }.execute(conn)?;
    KeepComponents { change: id, order: order.id }.execute(conn)?;
    write_contents(conn, order)?;
    write_components(conn, change)?;
    diesel::update(orders::table.find(Key(order.id)))
        .set((
            orders::total_minor.eq(order.total.minor()),
            orders::cancelled_at.eq(order.cancelled_at.map(Timestamp::micros)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn give_back(conn: &mut Conn, given: &BTreeMap<SupplyId, i64>) -> Result<(), Error> {
    for (supply, milli) in given {
        GiveBack { supply: *supply, milli: *milli }.execute(conn)?;
    }
    Ok(())
}

fn write_contents(conn: &mut Conn, order: &Order) -> Result<(), Error> {
    diesel::delete(order_line::table.filter(order_line::order_id.eq(Key(order.id))))
        .execute(conn)?;
    diesel::delete(order_bundle::table.filter(order_bundle::order_id.eq(Key(order.id))))
        .execute(conn)?;
    let lines: Vec<_> = line_rows(order).collect();
    let bundles: Vec<_> = bundle_rows(order).collect();
    Ok(dialect::write_contents(conn, &lines, &bundles)?)
}

/// Writes what an order is made of now, each component at its place, and what of what came in each has more or less of.
fn write_components(conn: &mut Conn, change: &NewOrderChange<'_>) -> Result<(), Error> {
    let order = change.order;
    let known: i64 = order_component::table
        .filter(order_component::order_id.eq(Key(order.id)))
        .count()
        .get_result(conn)?;
    for (row, share) in component_rows(order).zip(change.shares) {
        let allocated = row.allocated_minor + share.minor();
        if row.position < known {
            diesel::update(order_component::table.find((row.order_id, row.position)))
                .set((
                    order_component::amount_minor.eq(row.amount_minor),
                    order_component::tax_minor.eq(row.tax_minor),
                    order_component::allocated_minor.eq(allocated),
                ))
                .execute(conn)?;
        } else {
            diesel::insert_into(order_component::table)
                .values((
                    order_component::order_id.eq(row.order_id),
                    order_component::position.eq(row.position),
                    order_component::hub_id.eq(row.hub_id),
                    order_component::kind.eq(row.kind),
                    order_component::payee_id.eq(row.payee_id),
                    order_component::fee_id.eq(row.fee_id),
                    order_component::label.eq(row.label),
                    order_component::amount_minor.eq(row.amount_minor),
                    order_component::allocated_minor.eq(allocated),
                    order_component::tax_millionths.eq(row.tax_millionths),
                    order_component::tax_minor.eq(row.tax_minor),
                    order_component::vat_regime.eq(row.vat_regime),
                    order_component::voucher_id.eq(row.voucher_id),
                ))
                .execute(conn)?;
        }
        if !share.is_zero() {
            diesel::insert_into(change_share::table)
                .values((
                    change_share::change_id.eq(Key(change.id)),
                    change_share::position.eq(row.position),
                    change_share::hub_id.eq(row.hub_id),
                    change_share::order_id.eq(row.order_id),
                    change_share::amount_minor.eq(share.minor()),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}

statement!(
    /// What was paid for an order, and whether it became due.
    Paid { of: OrderId, due: OrderId } -> (BigInt, Bool) =
    "select cast(coalesce(sum(p.amount_minor), 0) as bigint), exists (select 1 from ledger_transaction d where d.id = ",
    [due: Uid], ") from payment p where p.order_id = ", [of: Uid]
);

pub(crate) fn paid(conn: &mut Conn, order: &Order) -> Result<PaidSoFar, Error> {
    let (received, is_due): (i64, bool) = Paid { of: order.id, due: order.id }.get_result(conn)?;
    Ok(PaidSoFar { received: Money::new(received, order.total.currency()), is_due })
}

type ChangeRow = (OrderChangeId, String, i64, i64, i64);

pub(crate) fn of_order(conn: &mut Conn, order: &Order) -> Result<Vec<OrderChange>, Error> {
    let rows: Vec<ChangeRow> = order_change::table
        .filter(order_change::order_id.eq(Key(order.id)))
        .order((order_change::at, order_change::id))
        .select((
            order_change::id,
            order_change::cause,
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
    for (id, cause, before, after, at) in rows.into_iter().rev() {
        let former = placed::before(conn, order, id, Money::new(before, currency))?;
        changes.push(OrderChange {
            id,
            order: order.id,
            cause: stored("cause of a change", &cause)?,
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

pub(crate) fn with_goods_of(
    conn: &mut Conn,
    cycle: CycleId,
    producer: EnterpriseId,
) -> Result<Vec<OrderId>, Error> {
    Ok(With { cycle, producer }.load(conn)?)
}

pub(crate) fn most_before(conn: &mut Conn, order: OrderId) -> Result<Option<i64>, Error> {
    let before = order_change::table.filter(order_change::order_id.eq(Key(order)));
    Ok(before.select(dsl::max(order_change::before_minor)).first(conn)?)
}
