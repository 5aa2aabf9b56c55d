use std::collections::{BTreeMap, BTreeSet};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Nullable, Text},
};
use sillon_cycles::{OrderCycle, SupplyLeft};
use sillon_kernel::{CartId, CycleId, EnterpriseId, OrderId, SupplyId, Timestamp, UserId};
use sillon_orders::{Cart, PlacedBefore};

pub(crate) use super::super::cycles::limits::lock_taken;
use super::super::{
    super::{
        Conn, Db,
        dialect::{self, read_by_ids},
    },
    catalogue::products::write_json,
    cycles::cycle::CycleRow,
    orders::carts::StoredCart,
    orders::counts::Moved,
    orders::placed_rows::Written,
};
use crate::{
    Error,
    error::instant,
    records::orders::{GuestOrders, NewOrder},
    schema::tables::{order_by_shop, orders},
    sql::ids::{Key, Uid},
};

read_by_ids!(
    /// The carts. Two checkouts of one cart wait for each other: the later one finds the order of the earlier one.
    fn carts(CartId) -> StoredCart: (
        Uid, Uid, Uid, Nullable<Uid>, Text, BigInt, Nullable<Text>, Nullable<Uid>, Nullable<Text>,
        Nullable<Uid>, Nullable<Text>
    ) =
        select "id, hub_id, cycle_id, user_id, lines, updated_at, quote, hand_over_id, vouchers,
            shop_key_id, shop_key_name"
        from "cart" by "id", lock "for no key update"
);

type BeforeRow = (CartId, OrderId, Option<UserId>, String, Vec<u8>);

read_by_ids!(
    /// The orders that carts were placed as.
    fn orders_of(CartId) -> BeforeRow: (Uid, Uid, Nullable<Uid>, Text, Binary) =
        select "cart_id, id, user_id, checkout_key, checkout_digest" from "orders" by "cart_id"
);

read_by_ids!(
    /// The cycles. Checkouts share them; closing one waits for those under way, and those that come later wait for it.
    fn cycles(CycleId) -> CycleRow: (
        Uid, Uid, Text, BigInt, BigInt, Text, BigInt, Nullable<Uid>, Nullable<Text>, BigInt, Nullable<BigInt>,
        Nullable<BigInt>, Nullable<Text>, Bool
    ) =
        select "id, coordinator_id, name, opens_at, closes_at, stage, staged_at, series_id, series_day, version, limit_orders,
            limit_minor, limit_currency, is_full"
        from "order_cycle" by "id", lock "for share", in_turn
);

type SupplyRow = (SupplyId, i64, bool);

read_by_ids!(
    /// What is left of supplies.
    fn supplies(SupplyId) -> SupplyRow: (Uid, BigInt, Bool) =
        select "id, available_milli, on_demand" from "supply" by "id", lock "for no key update"
);

pub(crate) fn guests(
    conn: &mut Conn,
    at: &[(EnterpriseId, &str)],
    since: Timestamp,
) -> Result<Vec<GuestOrders>, Error> {
    let read = |(hub, address, are_taken, count, first): dialect::GuestRow| {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let first = first.map(instant).transpose()?;
        let placed = first.map(|first| (count, first));
        Ok(GuestOrders { hub, address, are_taken, placed })
    };
    dialect::guests(conn, at, since.micros())?.into_iter().map(read).collect()
}

type Locked = (Vec<Cart>, Vec<(CartId, PlacedBefore)>);

pub(crate) fn lock_carts(conn: &mut Conn, ids: &[CartId]) -> Result<Locked, Error> {
    let carts =
        carts(conn, ids)?.into_iter().map(StoredCart::into_cart).collect::<Result<_, _>>()?;
    // Read after the carts are locked, in a statement of its own: it sees what whoever held them has placed.
    let before = orders_of(conn, ids)?;
    let read = |(cart, order, user, key, digest): BeforeRow| {
        let corrupt = |_fault| Error::Corrupt { what: "checkout digest", value: order.to_string() };
        Ok((cart, PlacedBefore { order, user, key, digest: digest.try_into().map_err(corrupt)? }))
    };
    Ok((carts, before.into_iter().map(read).collect::<Result<_, Error>>()?))
}

pub(crate) fn share_cycles(conn: &mut Conn, ids: &[CycleId]) -> Result<Vec<OrderCycle>, Error> {
    cycles(conn, ids)?.into_iter().map(CycleRow::into_cycle).collect()
}

pub(crate) fn lock_supplies(
    conn: &mut Conn,
    ids: &[SupplyId],
) -> Result<Vec<(SupplyId, SupplyLeft)>, Error> {
    let left =
        |(supply, available_milli, on_demand)| (supply, SupplyLeft { available_milli, on_demand });
    Ok(supplies(conn, ids)?.into_iter().map(left).collect())
}

pub(crate) fn write(
    conn: &mut Conn,
    placed: &[NewOrder<'_>],
    taken: &BTreeMap<SupplyId, i64>,
    limited: &BTreeSet<CycleId>,
) -> Result<(), Error> {
    let orders = placed.iter().map(|place| place.order);
    let moved = Moved::of(orders, |cycle| limited.contains(&cycle));
    dialect::write_checkouts(conn, &Written::of(placed), taken, &moved)?;
    name_taxes(conn, placed)?;
    note_who_ordered(conn, placed)
}

/// Notes who of their shop ordered for a customer; hardly any order has somebody.
fn note_who_ordered(conn: &mut Conn, placed: &[NewOrder<'_>]) -> Result<(), Error> {
    let by_shop = placed.iter().filter_map(|placed| Some((placed.order.id, placed.by_shop?)));
    for (order, by) in by_shop {
        let noted = (
            order_by_shop::order_id.eq(Key(order)),
            order_by_shop::ordered_by.eq(by.user.map(Key)),
            order_by_shop::ordered_by_key.eq(by.key.map(Key)),
        );
        diesel::insert_into(order_by_shop::table).values(noted).execute(conn)?;
    }
    Ok(())
}

/// Says what the taxes are called that are included in orders: hardly any has some with names, and no order waits for that.
fn name_taxes(conn: &mut Conn, placed: &[NewOrder<'_>]) -> Result<(), Error> {
    for order in placed.iter().map(|placed| placed.order).filter(|it| !it.named_taxes.is_empty()) {
        let named = orders::named_taxes.eq(write_json(&order.named_taxes));
        diesel::update(orders::table.find(Key(order.id))).set(named).execute(conn)?;
    }
    Ok(())
}
