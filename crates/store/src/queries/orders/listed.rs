//! Orders, as a hub lists them.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_identity::{Permit, ReadOrders};
use sillon_kernel::{
    CycleId, Email, EnterpriseId, HandOverMethodId, Money, OrderId, Page, PageRequest, ShopKeyId,
    UserId,
};
use uuid::Uuid;

use super::super::{
    super::{Conn, Db},
    catalogue::products::read_currency,
    orders::carts::read_partner,
};
use crate::{
    Error,
    error::instant,
    records::orders::{NamedMethod, OrderSummary, PartnerSales},
    sql::ids::Uid,
    sql::statement::statement,
};

/// What is told of each order, with what was received for it.
const SUMMARY: &str = "select o.id, o.reference, o.customer_name, o.currency, o.total_minor, \
     cast((select coalesce(sum(c.allocated_minor), 0) from order_component c where c.order_id = o.id) as bigint), \
     o.placed_at, o.shop_key_id, o.shop_key_name, o.cancelled_at, \
     cast((select coalesce(sum(p.amount_minor), 0) from payment p where p.order_id = o.id) \
     + (select coalesce(sum(r.amount_minor), 0) from deposit_return_line r where r.order_id = o.id) \
     - (select coalesce(sum(b.amount_minor), 0) from repayment b where b.order_id = o.id) as bigint), \
     o.cycle_id, o.email, o.phone, h.method_id, h.name, o.hub_id \
     from orders o left join order_hand_over h on h.order_id = o.id where ";

type SummaryTypes = (
    Uid,
    Text,
    Text,
    Text,
    BigInt,
    BigInt,
    BigInt,
    Nullable<Uid>,
    Nullable<Text>,
    Nullable<BigInt>,
    BigInt,
    Uid,
    Text,
    Nullable<Text>,
    Nullable<Uid>,
    Nullable<Text>,
    Uid,
);

statement!(
    /// A page of a hub's orders of a cycle.
    Listed { cycle: CycleId, hub: EnterpriseId, after: OrderId, most: i64 } -> SummaryTypes =
    (SUMMARY), "o.cycle_id = ", [cycle: Uid], " and o.hub_id = ", [hub: Uid], " and o.id > ", [after: Uid],
    " order by o.id limit ", [most: BigInt]
);

statement!(
    /// A page of a hub's orders of a cycle that came through one partner's shop front.
    ListedOfPartner {
        cycle: CycleId, hub: EnterpriseId, partner: ShopKeyId, after: OrderId, most: i64,
    } -> SummaryTypes =
    (SUMMARY), "o.cycle_id = ", [cycle: Uid], " and o.hub_id = ", [hub: Uid], " and o.shop_key_id = ", [partner: Uid],
    " and o.id > ", [after: Uid], " order by o.id limit ", [most: BigInt]
);

statement!(
    /// The latest of a hub's orders that were placed before one.
    Latest { hub: EnterpriseId, before: OrderId, most: i64 } -> SummaryTypes =
    (SUMMARY), "o.hub_id = ", [hub: Uid], " and o.id < ", [before: Uid], " order by o.id desc limit ", [most: BigInt]
);

statement!(
    /// The latest of a hub's orders of a cycle that were placed before one.
    LatestOfCycle { cycle: CycleId, hub: EnterpriseId, before: OrderId, most: i64 } -> SummaryTypes =
    (SUMMARY), "o.cycle_id = ", [cycle: Uid], " and o.hub_id = ", [hub: Uid], " and o.id < ", [before: Uid],
    " order by o.id desc limit ", [most: BigInt]
);

statement!(
    /// The latest orders of an account that were placed before one.
    OfAccount { user: UserId, before: OrderId, most: i64 } -> SummaryTypes =
    (SUMMARY), "o.user_id = ", [user: Uid], " and o.id < ", [before: Uid], " order by o.id desc limit ", [most: BigInt]
);

statement!(
    /// The latest orders at a hub of somebody, with their account and as a guest, that were placed before one.
    OfCustomer { hub: EnterpriseId, user: UserId, email: String, before: OrderId, most: i64 } -> SummaryTypes =
    (SUMMARY), "o.id in (select id from orders where user_id = ", [user: Uid],
    " union all select id from orders where user_id is null and email = ", [email: Text],
    ") and o.hub_id = ", [hub: Uid], " and o.id < ", [before: Uid], " order by o.id desc limit ", [most: BigInt]
);

statement!(
    /// What came to a hub in a cycle through each shop front.
    SoldThrough { cycle: CycleId, hub: EnterpriseId } -> (Nullable<Uid>, Nullable<Text>, Text, BigInt, BigInt) =
    "select o.shop_key_id, o.shop_key_name, o.currency, count(*), cast(sum(o.total_minor) as bigint) from orders o \
     where o.cancelled_at is null and o.cycle_id = ", [cycle: Uid], " and o.hub_id = ", [hub: Uid],
    " group by o.shop_key_id, o.shop_key_name, o.currency"
);

type SummaryRow = (
    OrderId,
    String,
    String,
    String,
    i64,
    i64,
    i64,
    Option<ShopKeyId>,
    Option<String>,
    Option<i64>,
    i64,
    CycleId,
    String,
    Option<String>,
    Option<HandOverMethodId>,
    Option<String>,
    EnterpriseId,
);

type SoldRow = (Option<ShopKeyId>, Option<String>, String, i64, i64);

fn read_summary(row: SummaryRow) -> Result<OrderSummary, Error> {
    let (id, reference, customer, currency, total, received, placed_at, ..) = row;
    let (.., key, name, cancelled_at, came_in, cycle, email, phone, method, by, shop) = row;
    let currency = read_currency(&currency)?;
    Ok(OrderSummary {
        shop,
        id,
        placed_at: instant(placed_at)?,
        cancelled_at: cancelled_at.map(instant).transpose()?,
        cycle,
        reference,
        customer,
        email,
        phone,
        hand_over: method.zip(by).map(|(method, name)| NamedMethod { method, name }),
        partner: read_partner(key, name.as_deref())?,
        total: Money::new(total, currency),
        received: Money::new(received, currency),
        to_pay_back: Money::new(came_in - received, currency),
    })
}

/// The orders of a page, of which one more was read than it has.
fn cut(rows: Vec<SummaryRow>, page: &PageRequest) -> Result<Page<OrderSummary>, Error> {
    let orders = rows.into_iter().map(read_summary).collect::<Result<_, _>>()?;
    Ok(Page::cut(orders, page, |order: &OrderSummary| order.id.to_string()))
}

/// The order that a page begins behind, and how many are read for it.
fn bounds(page: &PageRequest) -> (OrderId, i64) {
    let after = page.after.as_deref().and_then(|after| after.parse().ok());
    (after.unwrap_or(OrderId(Uuid::nil())), i64::from(page.limit) + 1)
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadOrders>,
    cycle: CycleId,
    page: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let (hub, (after, most)) = (by.enterprise(), bounds(page));
    cut(Listed { cycle, hub, after, most }.load(conn)?, page)
}

pub(crate) fn page_of_partner(
    conn: &mut Conn,
    by: &Permit<ReadOrders>,
    cycle: CycleId,
    partner: ShopKeyId,
    page: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let (hub, (after, most)) = (by.enterprise(), bounds(page));
    cut(ListedOfPartner { cycle, hub, partner, after, most }.load(conn)?, page)
}

/// The latest of a hub's orders, of one cycle or of all, that were placed before one.
pub(crate) fn latest(
    conn: &mut Conn,
    by: &Permit<ReadOrders>,
    cycle: Option<CycleId>,
    before: Option<OrderId>,
    most: u32,
) -> Result<Vec<OrderSummary>, Error> {
    let (hub, most) = (by.enterprise(), i64::from(most));
    let before = before.unwrap_or(OrderId(Uuid::max()));
    let rows: Vec<SummaryRow> = match cycle {
        Some(cycle) => LatestOfCycle { cycle, hub, before, most }.load(conn)?,
        None => Latest { hub, before, most }.load(conn)?,
    };
    rows.into_iter().map(read_summary).collect()
}

/// The orders of an account, the latest first.
pub(crate) fn of_account(
    conn: &mut Conn,
    user: UserId,
    page: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let (before, most) = back_from(page);
    cut(OfAccount { user, before, most }.load(conn)?, page)
}

/// What somebody ordered at a hub, with their account and as a guest of their address, the latest first.
pub(crate) fn of_customer(
    conn: &mut Conn,
    by: &Permit<ReadOrders>,
    (email, account): (&Email, Option<UserId>),
    page: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let (before, most) = back_from(page);
    let (hub, email) = (by.enterprise(), email.as_str().to_owned());
    // Nobody has the account of nobody.
    let user = account.unwrap_or(UserId(Uuid::nil()));
    cut(OfCustomer { hub, user, email, before, most }.load(conn)?, page)
}

/// The order that a page of the latest first goes back from, and how many are read for it.
fn back_from(page: &PageRequest) -> (OrderId, i64) {
    let before = page.after.as_deref().and_then(|after| after.parse().ok());
    (before.unwrap_or(OrderId(Uuid::max())), i64::from(page.limit) + 1)
}

pub(crate) fn sales_by_partner(
    conn: &mut Conn,
    by: &Permit<ReadOrders>,
    cycle: CycleId,
) -> Result<Vec<PartnerSales>, Error> {
    let shop = by.enterprise();
    let read = |(key, name, currency, orders, turnover): SoldRow| {
        Ok(PartnerSales {
            shop,
            partner: read_partner(key, name.as_deref())?,
            orders: u32::try_from(orders).unwrap_or(u32::MAX),
            turnover: Money::new(turnover, read_currency(&currency)?),
        })
    };
    let sold: Vec<SoldRow> = SoldThrough { cycle, hub: shop }.load(conn)?;
    sold.into_iter().map(read).collect()
}
