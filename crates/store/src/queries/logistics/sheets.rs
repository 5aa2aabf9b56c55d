use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_kernel::{CycleId, Dimension, EnterpriseId, Money, OrderId, Quantity};
use sillon_logistics::{DeliveryLine, HarvestLine};

use super::super::{
    super::{Conn, Db},
    catalogue::products::read_currency,
    cycles::cycle::window,
    logistics::packing::address_line,
};
use crate::{
    Error,
    error::stored,
    records::logistics::HandOver,
    schema::tables::{order_line, orders},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

pub(crate) use super::packing::packing;

/// The largest part of a sum that is added up apart, so that no sum of rows is larger than the database can add.
const WIDE: i128 = 1_000_000;

/// A sum whose millions and remainder were added up apart; what no integer of the trade holds is told as the most it does.
fn wide(millions: i64, rest: i64) -> i64 {
    let sum = i128::from(millions) * WIDE + i128::from(rest);
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

pub(crate) fn producers(conn: &mut Conn, cycle: CycleId) -> Result<Vec<EnterpriseId>, Error> {
    Ok(order_line::table
        .inner_join(orders::table)
        .filter(orders::cycle_id.eq(Key(cycle)))
        .filter(order_line::owner_id.is_null())
        .order(order_line::producer_id)
        .select(order_line::producer_id)
        .distinct()
        .load(conn)?)
}

statement!(
    /// What each producer harvests of each variant for a cycle, at its own price; sums as millions and what remains. What a
    /// hub sold of what it holds itself is not harvested.
    Harvest { cycle: CycleId } -> (
        Uid, Text, Text, Text, Nullable<Text>, Text, Text, BigInt, BigInt, BigInt, BigInt, BigInt, Text, BigInt
    ) =
    "select t.producer_id, e.name, t.product_name, t.label, v.sku, t.dimension, t.currency, t.items, \
     t.milli_millions, t.milli_rest, t.goods_millions, t.goods_rest, v.dimension, v.size_milli \
     from (select l.producer_id, l.variant_id, l.product_name, l.label, l.dimension, o.currency, \
     cast(sum(l.quantity) as bigint) items, \
     cast(sum(l.quantity * l.draw_milli / 1000000) as bigint) milli_millions, \
     cast(sum(l.quantity * l.draw_milli % 1000000) as bigint) milli_rest, \
     cast(sum((l.goods_minor - l.margin_minor) / 1000000) as bigint) goods_millions, \
     cast(sum((l.goods_minor - l.margin_minor) % 1000000) as bigint) goods_rest \
     from order_line l join orders o on o.id = l.order_id where l.owner_id is null and o.cycle_id = ", [cycle: Uid],
    " group by l.producer_id, l.variant_id, l.product_name, l.label, l.dimension, o.currency) t \
     join enterprise e on e.id = t.producer_id join variant v on v.id = t.variant_id \
     order by t.producer_id, t.product_name, v.dimension, v.size_milli, t.label"
);

type HarvestRow = (
    EnterpriseId,
    String,
    String,
    String,
    Option<String>,
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    i64,
    String,
    i64,
);

pub(crate) fn harvest(conn: &mut Conn, cycle: CycleId) -> Result<Vec<HarvestLine>, Error> {
    let rows: Vec<HarvestRow> = Harvest { cycle }.load(conn)?;
    let read = |row: HarvestRow| {
        let (producer, producer_name, product_name, label, sku, dimension, currency, ..) = row;
        let (.., items, milli_millions, milli_rest, goods_millions, goods_rest, measure, size) =
            row;
        let dimension: Dimension = stored("dimension", &dimension)?;
        Ok(HarvestLine {
            producer,
            producer_name,
            product_name,
            label,
            size: Quantity::from_milli(size, stored("dimension", &measure)?),
            sku,
            items,
            quantity: Quantity::from_milli(wide(milli_millions, milli_rest), dimension),
            goods: Money::new(wide(goods_millions, goods_rest), read_currency(&currency)?),
        })
    };
    rows.into_iter().map(read).collect()
}

statement!(
    /// Who fetches the orders of a cycle, what they come to, what was received of each and not paid back, what of each is deposits,
    /// and what of those is still to be paid back.
    HandOvers { cycle: CycleId } ->
        (
            Uid, Uid, Text, Text, Nullable<Text>, Nullable<Text>, Text, Text, Nullable<Text>, Nullable<Text>,
            Nullable<Text>, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>, BigInt, BigInt, BigInt, BigInt
        ) =
    "select o.hub_id, o.id, o.reference, o.customer_name, o.phone, o.note, o.payment_method, o.currency, \
     t.name, t.street, t.postcode, t.city, t.from_at, t.until_at, o.total_minor, \
     cast((select coalesce(sum(p.amount_minor), 0) from payment p where p.order_id = o.id) \
     - (select coalesce(sum(b.overpaid_minor), 0) from repayment b where b.order_id = o.id) as bigint), \
     (select coalesce(cast(sum(c.amount_minor) as bigint), 0) from order_component c \
     where c.order_id = o.id and c.kind = 'deposit'), \
     cast((select coalesce(sum(r.amount_minor), 0) from deposit_return_line r where r.order_id = o.id) \
     - (select coalesce(sum(b.amount_minor - b.overpaid_minor), 0) from repayment b where b.order_id = o.id) as bigint) \
     from orders o left join order_hand_over t on t.order_id = o.id where o.cycle_id = ", [cycle: Uid],
    " and (o.cancelled_at is null or exists (select 1 from payment p where p.order_id = o.id)) order by o.id"
);

type HandOverRow = (
    EnterpriseId,
    OrderId,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    i64,
    i64,
    i64,
    i64,
);

pub(crate) fn hand_over(conn: &mut Conn, cycle: CycleId) -> Result<Vec<HandOver>, Error> {
    let rows: Vec<HandOverRow> = HandOvers { cycle }.load(conn)?;
    let read = |row: HandOverRow| {
        let (shop, order, reference, customer, phone, note, method, currency, ..) = row;
        let (.., by, street, postcode, city, from, until, total, received, deposits, returned) =
            row;
        let currency = read_currency(&currency)?;
        let at = from.zip(until).map(|(from, until)| window(from, until));
        Ok(HandOver {
            hand_over: by,
            address: address_line(street.as_deref(), postcode.as_deref(), city.as_deref())?,
            window: at.transpose()?,
            shop,
            order,
            reference,
            customer,
            phone,
            note,
            method: stored("payment method", &method)?,
            outstanding: Money::new((total - received).max(0), currency),
            deposits: Money::new(deposits, currency),
            to_pay_back: Money::new(returned + (received - total).max(0), currency),
        })
    };
    rows.into_iter().map(read).collect()
}

statement!(
    /// How much of each variant is brought to each hub of a cycle, what it holds itself aside; sums as millions and what remains.
    Deliveries { cycle: CycleId } -> (Uid, Text, Uid, Text, Text, Text, Text, Text, BigInt, BigInt, BigInt) =
    "select t.hub_id, h.name, t.producer_id, e.name, t.product_name, t.label, t.storage, t.dimension, t.items, \
     t.milli_millions, t.milli_rest \
     from (select o.hub_id, l.producer_id, l.variant_id, l.product_name, l.label, l.storage, l.dimension, \
     cast(sum(l.quantity) as bigint) items, \
     cast(sum(l.quantity * l.draw_milli / 1000000) as bigint) milli_millions, \
     cast(sum(l.quantity * l.draw_milli % 1000000) as bigint) milli_rest \
     from order_line l join orders o on o.id = l.order_id where l.owner_id is null and o.cycle_id = ", [cycle: Uid],
    " group by o.hub_id, l.producer_id, l.variant_id, l.product_name, l.label, l.storage, l.dimension) t \
     join enterprise h on h.id = t.hub_id join enterprise e on e.id = t.producer_id"
);

type DeliveryRow =
    (EnterpriseId, String, EnterpriseId, String, String, String, String, String, i64, i64, i64);

pub(crate) fn deliveries(conn: &mut Conn, cycle: CycleId) -> Result<Vec<DeliveryLine>, Error> {
    let rows: Vec<DeliveryRow> = Deliveries { cycle }.load(conn)?;
    let read = |row: DeliveryRow| {
        let (shop, shop_name, producer, producer_name, product_name, label, storage, ..) = row;
        let (.., dimension, items, millions, rest) = row;
        let dimension: Dimension = stored("dimension", &dimension)?;
        Ok(DeliveryLine {
            shop,
            shop_name,
            producer,
            producer_name,
            product_name,
            label,
            storage,
            items,
            quantity: Quantity::from_milli(wide(millions, rest), dimension),
        })
    };
    rows.into_iter().map(read).collect()
}
