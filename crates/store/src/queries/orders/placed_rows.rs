//! The rows that placed orders come to, in the shape of their tables.

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use sillon_kernel::{
    CartId, CycleId, EnterpriseId, FeeId, HandOverMethodId, MessageId, Money, OrderId, ShopKeyId,
    SupplyId, UserId, VariantId, VatRegime, VoucherId, Withdrawal,
};
use sillon_orders::{ComponentKind, Order, OrderToken};

use super::super::{
    super::{Db, dialect::insertable},
    events::event_rows::{EventRow, first_row},
    orders::weights::{WeightRow, weight_rows},
};
use crate::{
    records::orders::NewOrder,
    sql::ids::{AnyId, Key, Uid},
};

/// The rows of a batch.
pub(crate) struct Written<'a> {
    pub(crate) orders: Vec<OrderRow<'a>>,
    pub(crate) lines: Vec<LineRow<'a>>,
    pub(crate) bundles: Vec<BundleRow<'a>>,
    pub(crate) weights: Vec<WeightRow<'a>>,
    pub(crate) components: Vec<ComponentRow<'a>>,
    pub(crate) hand_overs: Vec<HandOverRow<'a>>,
    pub(crate) messages: Vec<MessageRow<'a>>,
    pub(crate) events: Vec<EventRow<'a>>,
}

impl<'a> Written<'a> {
    pub(crate) fn of(placed: &'a [NewOrder<'_>]) -> Self {
        Self {
            orders: placed.iter().map(order_row).collect(),
            lines: placed.iter().flat_map(|place| line_rows(place.order)).collect(),
            bundles: placed.iter().flat_map(|place| bundle_rows(place.order)).collect(),
            weights: placed.iter().flat_map(|place| weight_rows(place.order)).collect(),
            components: placed.iter().flat_map(|place| component_rows(place.order)).collect(),
            hand_overs: placed.iter().filter_map(hand_over_row).collect(),
            messages: placed.iter().map(message_row).collect(),
            events: placed.iter().map(|place| first_row(&place.happened)).collect(),
        }
    }
}

insertable!(OrderRow, InsertOrders into "orders" {
    id: Uid as Key<OrderId>,
    hub_id: Uid as Key<EnterpriseId>,
    cycle_id: Uid as Key<CycleId>,
    cart_id: Uid as Key<CartId>,
    reference: Text as &'a str,
    user_id: Nullable<Uid> as Option<Key<UserId>>,
    customer_name: Text as &'a str,
    email: Text as &'a str,
    phone: Nullable<Text> as Option<&'a str>,
    note: Nullable<Text> as Option<&'a str>,
    language: Text as &'a str,
    payment_method: Text as &'a str,
    currency: Text as &'a str,
    total_minor: BigInt as i64,
    placed_at: BigInt as i64,
    checkout_key: Text as &'a str,
    checkout_digest: Binary as &'a [u8],
    access_token: Nullable<Text> as Option<&'a str>,
    shop_key_id: Nullable<Uid> as Option<Key<ShopKeyId>>,
    shop_key_name: Nullable<Text> as Option<&'a str>,
    terms: Nullable<Text> as Option<&'a str>,
    at_most_minor: Nullable<BigInt> as Option<i64>,
});

insertable!(LineRow, InsertLines into "order_line" {
    order_id: Uid as Key<OrderId>,
    position: BigInt as i64,
    hub_id: Uid as Key<EnterpriseId>,
    variant_id: Uid as Key<VariantId>,
    producer_id: Uid as Key<EnterpriseId>,
    supply_id: Uid as Key<SupplyId>,
    product_name: Text as &'a str,
    label: Text as &'a str,
    storage: Text as &'a str,
    dimension: Text as &'a str,
    quantity: BigInt as i64,
    draw_milli: BigInt as i64,
    taken_milli: BigInt as i64,
    price_minor: BigInt as i64,
    goods_minor: BigInt as i64,
    fees_minor: BigInt as i64,
    tax_millionths: BigInt as i64,
    tax_minor: BigInt as i64,
    quota_id: Nullable<Uid> as Option<Key<SupplyId>>,
    deposit_minor: Nullable<BigInt> as Option<i64>,
    deposit_tax_millionths: Nullable<BigInt> as Option<i64>,
    deposit_tax_minor: Nullable<BigInt> as Option<i64>,
    withdrawal: Nullable<Text> as Option<&'a str>,
    owner_id: Nullable<Uid> as Option<Key<EnterpriseId>>,
    producer_price_minor: Nullable<BigInt> as Option<i64>,
    margin_minor: BigInt as i64,
    margin_tax_millionths: BigInt as i64,
    margin_tax_minor: BigInt as i64,
    deposits_tax_minor: Nullable<BigInt> as Option<i64>,
    bundle_position: Nullable<BigInt> as Option<i64>,
});

insertable!(BundleRow, InsertBundles into "order_bundle" {
    order_id: Uid as Key<OrderId>,
    position: BigInt as i64,
    hub_id: Uid as Key<EnterpriseId>,
    variant_id: Uid as Key<VariantId>,
    seller_id: Uid as Key<EnterpriseId>,
    supply_id: Uid as Key<SupplyId>,
    product_name: Text as &'a str,
    label: Text as &'a str,
    quantity: BigInt as i64,
    taken_milli: BigInt as i64,
    quota_id: Nullable<Uid> as Option<Key<SupplyId>>,
    price_minor: BigInt as i64,
});

insertable!(ComponentRow, InsertComponents into "order_component" {
    order_id: Uid as Key<OrderId>,
    position: BigInt as i64,
    hub_id: Uid as Key<EnterpriseId>,
    kind: Text as &'a str,
    payee_id: Uid as Key<EnterpriseId>,
    fee_id: Nullable<Uid> as Option<Key<FeeId>>,
    label: Text as &'a str,
    amount_minor: BigInt as i64,
    allocated_minor: BigInt as i64,
    tax_millionths: BigInt as i64,
    tax_minor: BigInt as i64,
    vat_regime: Nullable<Text> as Option<&'a str>,
    voucher_id: Nullable<Uid> as Option<Key<VoucherId>>,
});

insertable!(HandOverRow, InsertHandOvers into "order_hand_over" {
    order_id: Uid as Key<OrderId>,
    hub_id: Uid as Key<EnterpriseId>,
    cycle_id: Uid as Key<CycleId>,
    method_id: Uid as Key<HandOverMethodId>,
    name: Text as &'a str,
    kind: Text as &'a str,
    place: Nullable<Text> as Option<&'a str>,
    told: Nullable<Text> as Option<&'a str>,
    from_at: Nullable<BigInt> as Option<i64>,
    until_at: Nullable<BigInt> as Option<i64>,
    street: Nullable<Text> as Option<&'a str>,
    postcode: Nullable<Text> as Option<&'a str>,
    city: Nullable<Text> as Option<&'a str>,
});

insertable!(MessageRow, InsertMessages into "outbox" {
    id: Uid as Key<MessageId>,
    kind: Text as &'a str,
    subject_id: Uid as Key<AnyId>,
    recipient_id: Uid as Key<AnyId>,
    due_at: BigInt as i64,
    attempts: BigInt as i64,
});

fn order_row<'a>(place: &'a NewOrder<'_>) -> OrderRow<'a> {
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
        access_token: order.token.as_ref().map(OrderToken::as_str),
        shop_key_id: order.partner.as_ref().map(|partner| Key(partner.key)),
        shop_key_name: order.partner.as_ref().map(|partner| partner.name.as_str()),
        terms: place.terms,
        at_most_minor: order.at_most.map(Money::minor),
    }
}

pub(crate) fn line_rows(order: &Order) -> impl Iterator<Item = LineRow<'_>> {
    order.lines.iter().map(move |line| LineRow {
        order_id: Key(order.id),
        position: i64::from(line.position),
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
        quota_id: line.quota.map(Key),
        deposit_minor: line.deposit.map(|deposit| deposit.each.minor()),
        deposit_tax_millionths: line.deposit.map(|deposit| deposit.tax_rate.millionths()),
        deposit_tax_minor: line.deposit.map(|deposit| deposit.tax_each.minor()),
        withdrawal: line.withdrawal.map(Withdrawal::as_str),
        owner_id: (line.owner != line.producer).then_some(Key(line.owner)),
        producer_price_minor: Some(line.producer_price.minor()),
        margin_minor: line.margin.amount.minor(),
        margin_tax_millionths: line.margin.tax_rate.millionths(),
        margin_tax_minor: line.margin.tax.minor(),
        deposits_tax_minor: line.deposit.map(|_| line.deposit_tax.minor()),
        bundle_position: line.bundle.and_then(|place| i64::try_from(place).ok()),
    })
}

pub(crate) fn bundle_rows(order: &Order) -> impl Iterator<Item = BundleRow<'_>> {
    (0_i64..).zip(&order.bundles).map(move |(position, bundle)| BundleRow {
        order_id: Key(order.id),
        position,
        hub_id: Key(order.hub),
        variant_id: Key(bundle.variant),
        seller_id: Key(bundle.seller),
        supply_id: Key(bundle.supply),
        product_name: &bundle.product_name,
        label: &bundle.label,
        quantity: i64::from(bundle.quantity),
        taken_milli: bundle.taken_milli,
        quota_id: bundle.quota.map(Key),
        price_minor: bundle.price.minor(),
    })
}

pub(crate) fn component_rows(order: &Order) -> impl Iterator<Item = ComponentRow<'_>> {
    (0_i64..).zip(&order.components).map(move |(position, component)| {
        let (fee_id, voucher_id) = match component.kind {
            ComponentKind::ItemFee(fee) | ComponentKind::OrderFee(fee) => (Some(Key(fee)), None),
            ComponentKind::Voucher(voucher) => (None, Some(Key(voucher))),
            ComponentKind::Goods
            | ComponentKind::Margin
            | ComponentKind::HandOver
            | ComponentKind::Tax
            | ComponentKind::Deposit => (None, None),
        };
        ComponentRow {
            order_id: Key(order.id),
            position,
            hub_id: Key(order.hub),
            kind: component.kind.as_str(),
            payee_id: Key(component.payee),
            fee_id,
            label: &component.label,
            amount_minor: component.amount.minor(),
            allocated_minor: component.allocated.minor(),
            tax_millionths: component.tax_rate.millionths(),
            tax_minor: component.tax.minor(),
            vat_regime: component.regime.map(VatRegime::as_str),
            voucher_id,
        }
    })
}

fn hand_over_row<'a>(place: &'a NewOrder<'_>) -> Option<HandOverRow<'a>> {
    let order = place.order;
    let hand_over = order.hand_over.as_ref()?;
    let address = hand_over.address.as_ref();
    Some(HandOverRow {
        order_id: Key(order.id),
        hub_id: Key(order.hub),
        cycle_id: Key(order.cycle),
        method_id: Key(hand_over.method),
        name: hand_over.name.as_str(),
        kind: hand_over.kind.as_str(),
        place: hand_over.place.as_deref(),
        told: hand_over.text.as_deref(),
        from_at: hand_over.window.map(|at| at.from().micros()),
        until_at: hand_over.window.map(|at| at.until().micros()),
        street: address.map(|address| address.street.as_str()),
        postcode: address.map(|address| address.postcode.as_str()),
        city: address.map(|address| address.city.as_str()),
    })
}

fn message_row<'a>(place: &'a NewOrder<'_>) -> MessageRow<'a> {
    MessageRow {
        id: Key(place.message),
        kind: "order-placed",
        subject_id: Key(AnyId(place.order.id.0)),
        recipient_id: Key(AnyId(place.order.id.0)),
        due_at: place.order.placed_at.micros(),
        attempts: 0,
    }
}
