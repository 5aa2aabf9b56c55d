//! What is weighed of orders: how it is, and what it weighs.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};
use sillon_cycles::Weighing;
use sillon_kernel::{
    CycleId, Dimension, EnterpriseId, Money, OrderChangeId, OrderId, Page, PageRequest, Quantity,
    Rate, VariantId,
};
use sillon_orders::Order;

use super::super::{
    super::{Conn, Db, dialect::insertable},
    catalogue::products::read_currency,
    orders::columns::weight_columns,
};
use crate::{
    Error,
    records::orders::{LineToWeigh, WeighedAfter},
    schema::{
        order_changes::{order_change, order_weight_before},
        tables::{order_line, order_weight, orders},
    },
    sql::ids::{Key, Uid, keys},
};

insertable!(WeightRow, InsertWeights into "order_weight" {
    order_id: Uid as &'a OrderId,
    position: BigInt as i64,
    hub_id: Uid as Key<EnterpriseId>,
    expected_milli: BigInt as i64,
    heaviest_milli: BigInt as i64,
    tolerance_millionths: BigInt as i64,
    weighed_milli: Nullable<BigInt> as Option<i64>,
});

pub(crate) fn weight_rows(order: &Order) -> impl Iterator<Item = WeightRow<'_>> {
    order.lines.iter().filter_map(move |line| {
        let weighing = line.weighing?;
        Some(WeightRow {
            order_id: &order.id,
            position: i64::from(line.position),
            hub_id: Key(order.hub),
            expected_milli: weighing.expected.milli(),
            heaviest_milli: weighing.heaviest.milli(),
            tolerance_millionths: weighing.tolerance.millionths(),
            weighed_milli: line.weighed.map(Quantity::milli),
        })
    })
}

/// The place of a line, how its items are weighed, and what they weigh.
type Weights = (i64, i64, i64, i64, Option<i64>);

fn weight(milli: i64) -> Quantity {
    Quantity::from_milli(milli, Dimension::Weight)
}

/// Reads what of an order is weighed.
pub(crate) fn read(conn: &mut Conn, order: &mut Order) -> Result<(), Error> {
    let rows: Vec<Weights> = order_weight::table
        .filter(order_weight::order_id.eq(Key(order.id)))
        .select(weight_columns!(order_weight))
        .load(conn)?;
    weigh(order, rows);
    Ok(())
}

/// Reads what of an order was weighed before a change.
pub(crate) fn read_before(
    conn: &mut Conn,
    change: OrderChangeId,
    order: &mut Order,
) -> Result<(), Error> {
    let rows: Vec<Weights> = order_weight_before::table
        .filter(order_weight_before::change_id.eq(Key(change)))
        .select(weight_columns!(order_weight_before))
        .load(conn)?;
    weigh(order, rows);
    Ok(())
}

fn weigh(order: &mut Order, rows: Vec<Weights>) {
    for (position, expected, heaviest, tolerance, weighed) in rows {
        let line = order.lines.iter_mut().find(|line| i64::from(line.position) == position);
        let Some(line) = line else { continue };
        let (expected, heaviest) = (weight(expected), weight(heaviest));
        let tolerance = Rate::from_millionths(tolerance);
        line.weighing = Some(Weighing { expected, heaviest, tolerance });
        line.weighed = weighed.map(weight);
    }
}

/// Keeps what is weighed of the orders of changes before it changes.
pub(crate) fn keep(conn: &mut Conn, changes: &[OrderChangeId]) -> Result<(), Error> {
    let weights = order_change::table
        .inner_join(order_weight::table.on(order_weight::order_id.eq(order_change::order_id)))
        .filter(order_change::id.eq_any(keys(changes)))
        .select((
            order_change::id,
            order_weight::order_id,
            order_weight::hub_id,
            weight_columns!(order_weight),
        ));
    diesel::insert_into(order_weight_before::table)
        .values(weights)
        .into_columns((
            order_weight_before::change_id,
            order_weight_before::order_id,
            order_weight_before::hub_id,
            weight_columns!(order_weight_before),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes away what is weighed of orders, to be written anew.
pub(crate) fn forget(conn: &mut Conn, ids: &[OrderId]) -> Result<(), Error> {
    let of = order_weight::order_id.eq_any(keys(ids));
    diesel::delete(order_weight::table.filter(of)).execute(conn)?;
    Ok(())
}

#[derive(Queryable)]
struct WeighedRow {
    order: OrderId,
    reference: String,
    currency: String,
    hub: EnterpriseId,
    position: i64,
    variant: VariantId,
    producer: EnterpriseId,
    product_name: String,
    label: String,
    items: i64,
    price: i64,
    goods: i64,
    expected: i64,
    heaviest: i64,
    tolerance: i64,
    weighed: Option<i64>,
}

impl WeighedRow {
    fn into_line(self) -> Result<LineToWeigh, Error> {
        let corrupt = || Error::Corrupt { what: "line to weigh", value: self.order.to_string() };
        let currency = read_currency(&self.currency)?;
        Ok(LineToWeigh {
            position: u32::try_from(self.position).map_err(|_fault| corrupt())?,
            items: u32::try_from(self.items).map_err(|_fault| corrupt())?,
            weighing: Weighing {
                expected: weight(self.expected),
                heaviest: weight(self.heaviest),
                tolerance: Rate::from_millionths(self.tolerance),
            },
            order: self.order,
            reference: self.reference,
            hub: self.hub,
            variant: self.variant,
            producer: self.producer,
            product_name: self.product_name,
            label: self.label,
            price: Money::new(self.price, currency),
            goods: Money::new(self.goods, currency),
            weighed: self.weighed.map(weight),
        })
    }
}

pub(crate) fn page(
    conn: &mut Conn,
    cycle: CycleId,
    of: &[EnterpriseId],
    after: Option<WeighedAfter>,
    request: &PageRequest,
) -> Result<Page<LineToWeigh>, Error> {
    let sold_by = order_line::hub_id.eq_any(keys(of));
    // What a hub holds itself it weighs itself.
    let made_by = order_line::owner_id.is_null().and(order_line::producer_id.eq_any(keys(of)));
    let of_line = order_weight::order_id
        .eq(order_line::order_id)
        .and(order_weight::position.eq(order_line::position));
    let mut wanted = order_line::table
        .inner_join(orders::table)
        .inner_join(order_weight::table.on(of_line))
        .filter(orders::cycle_id.eq(Key(cycle)))
        .filter(sold_by.or(made_by))
        .order((order_line::order_id, order_line::position))
        .limit(i64::from(request.limit) + 1)
        .into_boxed();
    if let Some(WeighedAfter { order, position }) = after {
        let of_it = order_line::order_id.eq(Key(order));
        let behind = of_it.and(order_line::position.gt(i64::from(position)));
        wanted = wanted.filter(order_line::order_id.gt(Key(order)).or(behind));
    }
    let rows: Vec<WeighedRow> = wanted
        .select((
            order_line::order_id,
            orders::reference,
            orders::currency,
            order_line::hub_id,
            order_line::position,
            order_line::variant_id,
            order_line::producer_id,
            order_line::product_name,
            order_line::label,
            order_line::quantity,
            order_line::price_minor,
            order_line::goods_minor,
            order_weight::expected_milli,
            order_weight::heaviest_milli,
            order_weight::tolerance_millionths,
            order_weight::weighed_milli,
        ))
        .load(conn)?;
    let lines = rows.into_iter().map(WeighedRow::into_line).collect::<Result<_, Error>>()?;
    Ok(Page::cut(lines, request, |line: &LineToWeigh| line.place().to_string()))
}
