#![expect(clippy::ref_option_ref, reason = "derived inserts take every column by reference")]

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Nullable, Text},
};
use sillon_cycles::OrderCycle;
use sillon_kernel::{
    CartId, CycleId, EnterpriseId, FeeId, MessageId, OrderId, SupplyId, UserId, VariantId,
};
use sillon_orders::{Cart, ComponentKind, PlacedBefore, SupplyLeft};

use super::{
    super::{
        Conn, Db,
        dialect::{self, read_by_ids},
    },
    carts::CartRow,
    cycles::CycleRow,
};
use crate::{
    Error,
    records::Place,
    schema::{order_component, order_line, orders, outbox},
    sql::{AnyId, Key, Uid},
};

read_by_ids!(
    /// The carts. Two checkouts of one cart wait for each other: the later one finds the order of the earlier one.
    fn carts(CartId) -> CartRow: (Uid, Uid, Uid, Nullable<Uid>, Text, BigInt) =
        select "id, hub_id, cycle_id, user_id, lines, updated_at" from "cart" by "id", lock "for no key update"
);

type BeforeRow = (CartId, OrderId, String, Vec<u8>);

read_by_ids!(
    /// The orders that carts were placed as.
    fn orders_of(CartId) -> BeforeRow: (Uid, Uid, Text, Binary) =
        select "cart_id, id, checkout_key, checkout_digest" from "orders" by "cart_id"
);

read_by_ids!(
    /// The cycles. Checkouts share them; closing one waits for all of those.
    fn cycles(CycleId) -> CycleRow: (Uid, Uid, Text, BigInt, BigInt, Text, BigInt, BigInt) =
        select "id, coordinator_id, name, opens_at, closes_at, stage, staged_at, version" from "order_cycle" by "id",
        lock "for share"
);

type SupplyRow = (SupplyId, i64, bool);

read_by_ids!(
    /// What is left of supplies.
    fn supplies(SupplyId) -> SupplyRow: (Uid, BigInt, Bool) =
        select "id, available_milli, on_demand" from "supply" by "id", lock "for no key update"
);

type Locked = (Vec<Cart>, Vec<(CartId, PlacedBefore)>);

pub(crate) fn lock_carts(conn: &mut Conn, ids: &[CartId]) -> Result<Locked, Error> {
    let carts = carts(conn, ids)?.into_iter().map(CartRow::into_cart).collect::<Result<_, _>>()?;
    // Read after the carts are locked, in a statement of its own: it sees what whoever held them has placed.
    let before = orders_of(conn, ids)?;
    let read = |(cart, order, key, digest): BeforeRow| {
        let corrupt = |_fault| Error::Corrupt { what: "checkout digest", value: order.to_string() };
        Ok((cart, PlacedBefore { order, key, digest: digest.try_into().map_err(corrupt)? }))
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

/// The rows a batch of placed orders comes to, in the shape of their tables.
pub(crate) struct Written<'a> {
    pub(crate) orders: Vec<OrderRow<'a>>,
    pub(crate) lines: Vec<LineRow<'a>>,
    pub(crate) components: Vec<ComponentRow<'a>>,
    pub(crate) messages: Vec<MessageRow<'a>>,
}

#[derive(Clone, Copy, Insertable)]
#[diesel(table_name = orders, treat_none_as_default_value = false)]
pub(crate) struct OrderRow<'a> {
    pub(crate) id: Key<OrderId>,
    pub(crate) hub_id: Key<EnterpriseId>,
    pub(crate) cycle_id: Key<CycleId>,
    pub(crate) cart_id: Key<CartId>,
    pub(crate) reference: &'a str,
    pub(crate) user_id: Option<Key<UserId>>,
    pub(crate) customer_name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) phone: Option<&'a str>,
    pub(crate) note: Option<&'a str>,
    pub(crate) language: &'a str,
    pub(crate) payment_method: &'a str,
    pub(crate) currency: &'a str,
    pub(crate) total_minor: i64,
    pub(crate) placed_at: i64,
    pub(crate) checkout_key: &'a str,
    pub(crate) checkout_digest: &'a [u8],
}

#[derive(Clone, Copy, Insertable)]
#[diesel(table_name = order_line, treat_none_as_default_value = false)]
pub(crate) struct LineRow<'a> {
    pub(crate) order_id: Key<OrderId>,
    pub(crate) position: i64,
    pub(crate) hub_id: Key<EnterpriseId>,
    pub(crate) variant_id: Key<VariantId>,
    pub(crate) producer_id: Key<EnterpriseId>,
    pub(crate) supply_id: Key<SupplyId>,
    pub(crate) product_name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) storage: &'a str,
    pub(crate) dimension: &'a str,
    pub(crate) quantity: i64,
    pub(crate) draw_milli: i64,
    pub(crate) taken_milli: i64,
    pub(crate) price_minor: i64,
    pub(crate) goods_minor: i64,
    pub(crate) fees_minor: i64,
    pub(crate) tax_millionths: i64,
    pub(crate) tax_minor: i64,
}

#[derive(Clone, Copy, Insertable)]
#[diesel(table_name = order_component, treat_none_as_default_value = false)]
pub(crate) struct ComponentRow<'a> {
    pub(crate) order_id: Key<OrderId>,
    pub(crate) position: i64,
    pub(crate) hub_id: Key<EnterpriseId>,
    pub(crate) kind: &'a str,
    pub(crate) payee_id: Key<EnterpriseId>,
    pub(crate) fee_id: Option<Key<FeeId>>,
    pub(crate) label: &'a str,
    pub(crate) amount_minor: i64,
    pub(crate) allocated_minor: i64,
    pub(crate) tax_millionths: i64,
    pub(crate) tax_minor: i64,
}

#[derive(Clone, Copy, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(crate) struct MessageRow<'a> {
    pub(crate) id: Key<MessageId>,
    pub(crate) kind: &'a str,
    pub(crate) subject_id: Key<AnyId>,
    pub(crate) recipient_id: Key<AnyId>,
    pub(crate) due_at: i64,
    pub(crate) attempts: i64,
}

pub(crate) fn write(
    conn: &mut Conn,
    placed: &[Place<'_>],
    taken: &BTreeMap<SupplyId, i64>,
) -> Result<(), Error> {
    let written = Written {
        orders: placed.iter().map(order_row).collect(),
        lines: placed.iter().flat_map(line_rows).collect(),
        components: placed.iter().flat_map(component_rows).collect(),
        messages: placed.iter().map(message_row).collect(),
    };
    Ok(dialect::write_checkouts(conn, &written, taken)?)
}

fn order_row<'a>(place: &'a Place<'_>) -> OrderRow<'a> {
    let order = place.order;
    OrderRow {
        id: Key(order.id),
        hub_id: Key(order.hub),
        cycle_id: Key(order.cycle),
        cart_id: Key(order.cart),
        reference: &order.reference,
        user_id: order.user.map(Key),
        customer_name: order.contact.name.as_str(),
        email: order.contact.email.as_str(),
        phone: order.contact.phone.as_deref(),
        note: order.contact.note.as_deref(),
        language: order.contact.language.as_str(),
        payment_method: order.payment.as_str(),
        currency: order.total.currency().code(),
        total_minor: order.total.minor(),
        placed_at: order.placed_at.micros(),
        checkout_key: place.key,
        checkout_digest: place.digest.as_slice(),
    }
}

fn line_rows<'a>(place: &'a Place<'_>) -> impl Iterator<Item = LineRow<'a>> {
    let order = place.order;
    (0_i64..).zip(&order.lines).map(move |(position, line)| LineRow {
        order_id: Key(order.id),
        position,
        hub_id: Key(order.hub),
        variant_id: Key(line.variant),
        producer_id: Key(line.producer),
        supply_id: Key(line.supply),
        product_name: &line.product_name,
        label: &line.label,
        storage: &line.storage,
        dimension: line.draw.dimension().as_str(),
        quantity: i64::from(line.quantity),
        draw_milli: line.draw.milli(),
        taken_milli: line.taken_milli,
        price_minor: line.price.minor(),
        goods_minor: line.goods.minor(),
        fees_minor: line.fees.minor(),
        tax_millionths: line.tax_rate.millionths(),
        tax_minor: line.tax.minor(),
    })
}

fn component_rows<'a>(place: &'a Place<'_>) -> impl Iterator<Item = ComponentRow<'a>> {
    let order = place.order;
    (0_i64..).zip(&order.components).map(move |(position, component)| {
        let (kind, fee_id) = match component.kind {
            ComponentKind::Goods => ("goods", None),
            ComponentKind::ItemFee(fee) => ("item-fee", Some(Key(fee))),
            ComponentKind::OrderFee(fee) => ("order-fee", Some(Key(fee))),
        };
        ComponentRow {
            order_id: Key(order.id),
            position,
            hub_id: Key(order.hub),
            kind,
            payee_id: Key(component.payee),
            fee_id,
            label: &component.label,
            amount_minor: component.amount.minor(),
            allocated_minor: component.allocated.minor(),
            tax_millionths: component.tax_rate.millionths(),
            tax_minor: component.tax.minor(),
        }
    })
}

fn message_row<'a>(place: &'a Place<'_>) -> MessageRow<'a> {
    MessageRow {
        id: Key(place.message),
        kind: "order-placed",
        subject_id: Key(AnyId(place.order.id.0)),
        recipient_id: Key(AnyId(place.order.id.0)),
        due_at: place.order.placed_at.micros(),
        attempts: 0,
    }
}
