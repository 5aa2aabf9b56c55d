use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_kernel::{CycleId, Dimension, EnterpriseId, Money, OrderId, Quantity};
use sillon_logistics::{HarvestLine, PackingLine};

use super::{
    super::{Conn, Db},
    catalogue::read_currency,
};
use crate::{Error, error::stored, records::HandOver, sql::Uid, statement::statement};

statement!(
    /// What each producer harvests of each variant for a cycle.
    Harvest { cycle: CycleId } -> (Uid, Text, Text, Text, Nullable<Text>, Text, Text, BigInt, BigInt, BigInt) =
    "select t.producer_id, e.name, t.product_name, t.label, v.sku, t.dimension, t.currency, t.items, t.milli, t.goods \
     from (select l.producer_id, l.variant_id, l.product_name, l.label, l.dimension, o.currency, \
     cast(sum(l.quantity) as bigint) items, cast(sum(l.quantity * l.draw_milli) as bigint) milli, \
     cast(sum(l.goods_minor) as bigint) goods \
     from order_line l join orders o on o.id = l.order_id where o.cycle_id = ", [cycle: Uid],
    " group by l.producer_id, l.variant_id, l.product_name, l.label, l.dimension, o.currency) t \
     join enterprise e on e.id = t.producer_id join variant v on v.id = t.variant_id \
     order by t.producer_id, t.product_name, t.label"
);

type HarvestRow =
    (EnterpriseId, String, String, String, Option<String>, String, String, i64, i64, i64);

pub(crate) fn harvest(conn: &mut Conn, cycle: CycleId) -> Result<Vec<HarvestLine>, Error> {
    let rows: Vec<HarvestRow> = Harvest { cycle }.load(conn)?;
    let read = |(
        producer,
        producer_name,
        product_name,
        label,
        sku,
        dimension,
        currency,
        items,
        milli,
        goods,
    ): HarvestRow| {
        let dimension: Dimension = stored("dimension", &dimension)?;
        Ok(HarvestLine {
            producer,
            producer_name,
            product_name,
            label,
            sku,
            items,
            quantity: Quantity::from_milli(milli, dimension),
            goods: Money::new(goods, read_currency(&currency)?),
        })
    };
    rows.into_iter().map(read).collect()
}

statement!(
    /// What goes into each order of a cycle.
    Packing { cycle: CycleId } -> (Uid, Text, Text, Nullable<Text>, Text, Text, Text, Text, BigInt) =
    "select o.id, o.reference, o.customer_name, o.phone, e.name, l.product_name, l.label, l.storage, l.quantity \
     from orders o join order_line l on l.order_id = o.id join enterprise e on e.id = l.producer_id \
     where o.cycle_id = ", [cycle: Uid]
);

type PackingRow = (OrderId, String, String, Option<String>, String, String, String, String, i64);

pub(crate) fn packing(conn: &mut Conn, cycle: CycleId) -> Result<Vec<PackingLine>, Error> {
    let rows: Vec<PackingRow> = Packing { cycle }.load(conn)?;
    let read = |(
        order,
        reference,
        customer,
        phone,
        producer_name,
        product_name,
        label,
        storage,
        items,
    )| PackingLine {
        order,
        reference,
        customer,
        phone,
        producer_name,
        product_name,
        label,
        storage,
        items,
    };
    Ok(rows.into_iter().map(read).collect())
}

statement!(
    /// Who fetches the orders of a cycle, what they come to, and what was received of each.
    HandOvers { cycle: CycleId } -> (Uid, Text, Text, Nullable<Text>, Nullable<Text>, Text, Text, BigInt, BigInt) =
    "select o.id, o.reference, o.customer_name, o.phone, o.note, o.payment_method, o.currency, o.total_minor, \
     (select coalesce(cast(sum(p.amount_minor) as bigint), 0) from payment p where p.order_id = o.id) \
     from orders o where o.cycle_id = ", [cycle: Uid], " order by o.id"
);

type HandOverRow =
    (OrderId, String, String, Option<String>, Option<String>, String, String, i64, i64);

pub(crate) fn hand_over(conn: &mut Conn, cycle: CycleId) -> Result<Vec<HandOver>, Error> {
    let rows: Vec<HandOverRow> = HandOvers { cycle }.load(conn)?;
    let read = |row: HandOverRow| {
        let (order, reference, customer, phone, note, method, currency, total, received) = row;
        let outstanding = Money::new(total - received, read_currency(&currency)?);
        let method = stored("payment method", &method)?;
        Ok(HandOver { order, reference, customer, phone, note, method, outstanding })
    };
    rows.into_iter().map(read).collect()
}
