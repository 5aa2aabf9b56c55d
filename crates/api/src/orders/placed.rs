use std::sync::Arc;

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::DeliveryAddress;
use sillon_engine::{
    Engine, Ids, OrderWithPayments, PaymentRecord, RecordedPayment, Tx, record_payment,
};
use sillon_identity::Actor;
use sillon_kernel::{Language, Money, OrderId, Quantity, Timestamp, VatRegime};
use sillon_messages::Format as _;
use sillon_orders::{Component, Order, OrderBundle, OrderHandOver, OrderLine};
use sillon_payments::Method;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::{Caller, SignedIn},
    http::body::Body,
    http::idempotency::Once,
    http::query::Query,
    payments::bank_accounts::TransferView,
    payments::repayments::RepaymentView,
    views::measures::{Amount, Measure, WindowView},
    views::order_change::OrderChangeView,
    views::partner::PartnerView,
    views::returned::ReturnView,
    views::schemas,
};

/// An order as it stands: as it was placed, and changed since.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlacedOrderView {
    id: Uuid,
    /// What people call it.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
    shop: Uuid,
    cycle: Uuid,
    cart: Uuid,
    customer: CustomerView,
    /// How it is handed over; null where the shop has no ways to choose from.
    hand_over: Option<OrderHandOverView>,
    /// `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    payment: Method,
    /// What was ordered, size by size: what is in bundles with it.
    lines: Vec<OrderLineView>,
    /// The bundles that were ordered as one.
    bundles: Vec<OrderBundleView>,
    /// To whom the total belongs; the amounts sum to it.
    components: Vec<ComponentView>,
    /// The taxes in the total, each by its name: those that are included, which together come to the `tax` of the components, and
    /// those that were added.
    taxes: Vec<OrderTaxView>,
    /// What of the total is paid for packaging, and paid back when it returns.
    #[schema(value_type = Amount)]
    deposits: Money,
    #[schema(value_type = Amount)]
    total: Money,
    /// The most it may come to, whatever its goods weigh; null where nothing in it is sold by weight.
    #[schema(value_type = Option<Amount>)]
    at_most: Option<Money>,
    #[schema(value_type = schemas::Instant)]
    placed_at: Timestamp,
}

/// A tax in the total of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderTaxView {
    /// What it is called; null of value-added tax that has no name of its own.
    #[schema(example = "GST")]
    name: Option<String>,
    /// What it comes to.
    #[schema(value_type = Amount)]
    amount: Money,
}

impl OrderTaxView {
    fn all(order: &Order) -> Vec<Self> {
        let tax = |(name, amount): (Option<Arc<str>>, Money)| Self {
            name: name.map(|name| name.to_string()),
            amount,
        };
        order.taxes().into_iter().map(tax).collect()
    }
}

/// An order just placed, and what opens it again.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckedOutView {
    #[serde(flatten)]
    order: PlacedOrderView,
    /// What opens a guest's order, as `token` in the query of its address; null for who is signed in, whose account opens it.
    pub(crate) token: Option<String>,
}

impl From<&Order> for CheckedOutView {
    fn from(order: &Order) -> Self {
        let token = order.token.as_ref().map(|token| token.as_str().to_owned());
        Self { order: PlacedOrderView::from(order), token }
    }
}

/// Whom the goods are for.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerView {
    name: String,
    #[schema(value_type = schemas::Email)]
    email: String,
    phone: Option<String>,
    note: Option<String>,
    #[schema(value_type = schemas::Language)]
    language: &'static str,
}

/// How an order is handed over, as it was told when it was placed.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderHandOverView {
    method: Uuid,
    name: String,
    /// `pick-up` or `delivery`.
    #[schema(value_type = schemas::HandOverKind)]
    kind: &'static str,
    /// Where it is fetched.
    place: Option<String>,
    text: Option<String>,
    /// When, where that was said.
    window: Option<WindowView>,
    /// Where it is brought.
    address: Option<DeliveryAddressView>,
}

/// Where an order is delivered.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryAddressView {
    street: String,
    postcode: String,
    city: String,
}

impl From<&DeliveryAddress> for DeliveryAddressView {
    fn from(address: &DeliveryAddress) -> Self {
        Self {
            street: address.street.to_string(),
            postcode: address.postcode.to_string(),
            city: address.city.to_string(),
        }
    }
}

impl From<&OrderHandOver> for OrderHandOverView {
    fn from(hand_over: &OrderHandOver) -> Self {
        Self {
            method: hand_over.method.0,
            name: hand_over.name.to_string(),
            kind: hand_over.kind.as_str(),
            place: hand_over.place.as_ref().map(ToString::to_string),
            text: hand_over.text.as_ref().map(ToString::to_string),
            window: hand_over.window.map(WindowView::from),
            address: hand_over.address.as_ref().map(DeliveryAddressView::from),
        }
    }
}

/// A variant ordered, at the names and prices of that moment.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderLineView {
    variant: Uuid,
    producer: Uuid,
    /// Whose goods they were, and who is paid for them: the producer, or the shop, which sold what it held itself.
    owner: Uuid,
    name: String,
    label: String,
    quantity: u32,
    /// What the producer asked for one item.
    #[schema(value_type = Amount)]
    producer_price: Money,
    /// What the shop took on all items over the producer's price, as it sold them at a price of its own; below zero where it
    /// sold for less.
    #[schema(value_type = Option<Amount>)]
    margin: Option<Money>,
    /// What the line costs, fees in and its deposit aside.
    #[schema(value_type = Amount)]
    total: Money,
    /// The tax rate of the goods as their owner charges it, in percent.
    #[schema(value_type = schemas::Percent)]
    tax_rate: String,
    /// The tax included in the line without its fees: the owner's, and that in the shop's margin. None where it
    /// is added: then it is a `tax` component.
    #[schema(value_type = Amount)]
    tax: Money,
    /// What is paid for the packaging, on top of the line.
    deposit: Option<DepositView>,
    /// Which of the order's bundles it is in, from 0: then its total is its share of the price of that. Null of what was ordered by
    /// itself.
    bundle: Option<usize>,
    /// What its items weigh, where it is sold by weight; null of all else.
    weight: Option<LineWeightView>,
}

/// What the items of a line weigh: until they are weighed, it costs what is expected of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineWeightView {
    /// What all of them are expected to weigh.
    #[schema(value_type = Measure)]
    expected: Quantity,
    /// The most that is charged for.
    #[schema(value_type = Measure)]
    at_most: Quantity,
    /// What they weigh; null until they are weighed.
    #[schema(value_type = Option<Measure>)]
    weighed: Option<Quantity>,
    /// What is charged of that, or of what is expected.
    #[schema(value_type = Measure)]
    charged: Quantity,
}

impl LineWeightView {
    fn of(line: &OrderLine) -> Option<Self> {
        let (weighing, charged) = (line.weighing?, line.charged_weight()?);
        Some(Self {
            expected: weighing.estimate(line.quantity),
            at_most: weighing.at_most(line.quantity),
            weighed: line.weighed,
            charged,
        })
    }
}

/// A bundle that was ordered: what is in it are lines of the order, which come to its total.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderBundleView {
    variant: Uuid,
    /// Who put it together.
    seller: Uuid,
    name: String,
    label: String,
    quantity: u32,
    /// What one costs, before fees.
    #[schema(value_type = Amount)]
    price: Money,
    /// What all of them cost, fees in and deposits aside.
    #[schema(value_type = Amount)]
    total: Money,
}

/// What is paid for the packaging of a line, and paid back when it returns.
#[derive(Serialize, ToSchema)]
pub(crate) struct DepositView {
    /// For one item.
    #[schema(value_type = Amount)]
    each: Money,
    /// For all items.
    #[schema(value_type = Amount)]
    total: Money,
    /// The tax rate included, in percent.
    #[schema(value_type = schemas::Percent)]
    tax_rate: String,
    /// The tax included: that in one for each item, within a cent of that in their sum.
    #[schema(value_type = Amount)]
    tax: Money,
}

/// A part of the total and to whom it belongs.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComponentView {
    /// `goods` (of a producer at its price, or of the shop, which sold what it held itself), `margin` (what the shop's own
    /// prices come to over those of the producers; below zero where it bears the difference), `item-fee` (in the prices of the lines), `order-fee` (on top of them), `hand-over`, `tax` (added where prices are without), `voucher` (below zero: what the shop takes off, by the tax rates of what it is taken off) or `deposit` (for
    /// packaging, paid back when it returns).
    #[schema(value_type = schemas::ComponentKind)]
    kind: &'static str,
    payee: Uuid,
    label: String,
    #[schema(value_type = Amount)]
    amount: Money,
    /// The tax rate, in percent.
    #[schema(value_type = schemas::Percent)]
    tax_rate: String,
    /// The tax included: all of what is itself a `tax`, and none of what such a tax is added to.
    #[schema(value_type = Amount)]
    tax: Money,
    /// How the payee charged tax then, where it said so: `liable`, `franchise` or `flat-rate-farmer`.
    #[schema(value_type = Option<schemas::VatRegime>)]
    vat_regime: Option<&'static str>,
    /// What is to be said instead of a rate, where the payee charges no tax.
    #[schema(value_type = Option<String>, example = "TVA non applicable, art. 293 B du CGI")]
    vat_mention: Option<&'static str>,
}

impl From<&Order> for PlacedOrderView {
    fn from(order: &Order) -> Self {
        let contact = &order.contact;
        Self {
            id: order.id.0,
            reference: order.reference.clone(),
            shop: order.hub.0,
            cycle: order.cycle.0,
            cart: order.cart.0,
            customer: CustomerView {
                name: contact.name.to_string(),
                email: contact.email.to_string(),
                phone: contact.phone.as_ref().map(ToString::to_string),
                note: contact.note.as_ref().map(ToString::to_string),
                language: contact.language.as_str(),
            },
            hand_over: order.hand_over.as_ref().map(OrderHandOverView::from),
            payment: order.payment,
            lines: order.lines.iter().map(OrderLineView::from).collect(),
            bundles: (0..).zip(&order.bundles).map(|it| bundle_view(order, it)).collect(),
            components: order
                .components
                .iter()
                .map(|part| ComponentView::of(part, contact.language))
                .collect(),
            taxes: OrderTaxView::all(order),
            deposits: order.deposits(),
            total: order.total,
            at_most: order.at_most,
            placed_at: order.placed_at,
        }
    }
}

fn bundle_view(order: &Order, (place, bundle): (usize, &OrderBundle)) -> OrderBundleView {
    let inside = order.lines.iter().filter(|line| line.bundle == Some(place));
    OrderBundleView {
        variant: bundle.variant.0,
        seller: bundle.seller.0,
        name: bundle.product_name.to_string(),
        label: bundle.label.to_string(),
        quantity: bundle.quantity,
        price: bundle.price,
        total: Money::total(order.total.currency(), inside.map(OrderLine::total)),
    }
}

impl From<&OrderLine> for OrderLineView {
    fn from(line: &OrderLine) -> Self {
        Self {
            variant: line.variant.0,
            producer: line.producer.0,
            owner: line.owner.0,
            name: line.product_name.to_string(),
            label: line.label.to_string(),
            quantity: line.quantity,
            producer_price: line.producer_price,
            margin: Some(line.margin.amount).filter(|margin| !margin.is_zero()),
            total: line.total(),
            tax_rate: line.tax_rate.percent(),
            tax: line.tax,
            deposit: line.deposit.map(|deposit| DepositView {
                each: deposit.each,
                total: deposit.of(line.quantity),
                tax_rate: deposit.tax_rate.percent(),
                tax: line.deposit_tax,
            }),
            bundle: line.bundle,
            weight: LineWeightView::of(line),
        }
    }
}

impl ComponentView {
    fn of(component: &Component, language: Language) -> Self {
        Self {
            kind: component.kind.as_str(),
            payee: component.payee.0,
            label: component.label.to_string(),
            amount: component.amount,
            tax_rate: component.tax_rate.percent(),
            tax: component.tax,
            vat_regime: component.regime.map(VatRegime::as_str),
            vat_mention: component.regime.and_then(|regime| language.vat_mention(regime)),
        }
    }
}

/// An order, what was paid for it, and what of its packaging came back.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderView {
    #[serde(flatten)]
    order: PlacedOrderView,
    /// Through whose shop front it came, for those who read the hub's orders; null where it was the hub's own.
    partner: Option<PartnerView>,
    /// What came in, the earliest first, with what takes a payment back.
    payments: Vec<PaymentView>,
    /// What was received of each component, in their order.
    #[schema(value_type = Vec<Amount>)]
    allocated: Vec<Money>,
    /// What is still to be paid.
    #[schema(value_type = Amount)]
    outstanding: Money,
    /// What of its packaging came back, the earliest first.
    returns: Vec<ReturnView>,
    /// What was paid back, the earliest first, with what takes a repayment back.
    repayments: Vec<RepaymentView>,
    /// What is still to be paid back to the customer: for packaging, and what was paid beyond what the order comes to.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
    /// How it changed since it was placed, the earliest first.
    changes: Vec<OrderChangeView>,
    /// When the last of what was in it was cancelled; null of any other order.
    #[schema(value_type = Option<schemas::Instant>)]
    cancelled_at: Option<Timestamp>,
    /// Whether the shop's people placed it for their customer.
    by_shop: bool,
    /// What to tell one's bank, where it is paid by transfer; null when all is paid, or the hub says no account.
    transfer: Option<TransferView>,
}

impl From<OrderWithPayments> for OrderView {
    fn from(placed: OrderWithPayments) -> Self {
        let components = placed.order.components.iter();
        let outstanding = placed.outstanding();
        let to_transfer = placed.pay_to.as_ref().filter(|_| outstanding.minor() > 0);
        let reference = placed.order.reference.as_str();
        Self {
            transfer: to_transfer.map(|to| TransferView::new(to, outstanding, reference)),
            order: PlacedOrderView::from(&placed.order),
            partner: placed.order.partner.as_ref().map(PartnerView::from),
            payments: placed.payments.iter().map(PaymentView::from).collect(),
            allocated: components.map(|component| component.allocated).collect(),
            outstanding,
            returns: placed.returns.iter().map(ReturnView::from).collect(),
            repayments: placed.repayments.iter().map(RepaymentView::from).collect(),
            to_pay_back: placed.to_pay_back(),
            changes: placed.changes.iter().map(OrderChangeView::from).collect(),
            cancelled_at: placed.order.cancelled_at,
            by_shop: placed.is_by_shop,
        }
    }
}

/// A payment that came in; below zero where it never did, and takes a payment back.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentView {
    id: Uuid,
    order: Uuid,
    #[schema(value_type = Amount)]
    amount: Money,
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
    #[schema(value_type = schemas::Instant)]
    received_at: Timestamp,
    /// The payment that never came, where this takes one back.
    reverses: Option<Uuid>,
    /// Why it is taken back.
    reason: Option<String>,
}

impl From<&PaymentRecord> for PaymentView {
    fn from(payment: &PaymentRecord) -> Self {
        Self {
            id: payment.id.0,
            order: payment.order.0,
            amount: payment.amount,
            method: payment.method,
            received_at: payment.received_at,
            reverses: payment.reverses.map(|reversed| reversed.0),
            reason: payment.reason.as_ref().map(ToString::to_string),
        }
    }
}

/// What opens an order.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenQuery {
    /// What the checkout of a guest answered, and stands in their letter.
    #[serde(default)]
    pub(crate) token: Option<String>,
}

/// An order, for its customer and its hub; a guest's, for whoever shows its token.
#[utoipa::path(
    tag = "orders", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), params(("id" = Uuid, Path, description = "the order"), TokenQuery),
    responses((status = 200, description = "the order", body = OrderView)),
)]
#[get("/v1/orders/{id}")]
pub(crate) async fn get_order(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<TokenQuery>,
) -> Result<Json<OrderView>, Problem> {
    let (id, token) = (OrderId(id.into_inner()), query.into_inner().token);
    Ok(Json(engine.order(caller.actor, id, token).await?.into()))
}

/// What came in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentBody {
    #[schema(value_type = Amount)]
    amount: Money,
    /// `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
}

/// A payment and how it was shared over the order's components, in their order.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordedPaymentView {
    #[serde(flatten)]
    payment: PaymentView,
    #[schema(value_type = Vec<Amount>)]
    shares: Vec<Money>,
}

impl From<RecordedPayment> for RecordedPaymentView {
    fn from(recorded: RecordedPayment) -> Self {
        Self { payment: PaymentView::from(&recorded.payment), shares: recorded.shares }
    }
}

/// Records that a payment came in; it is allocated over the order's components at once.
#[utoipa::path(
    tag = "orders", request_body = PaymentBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is recorded once")),
    responses((status = 201, description = "the payment", body = RecordedPaymentView)),
)]
#[post("/v1/orders/{id}/payments")]
pub(crate) async fn post_payment(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<PaymentBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let PaymentBody { amount, method } = body.value;
    let id = OrderId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        record_payment(tx, actor, ids, id, amount, method).map(RecordedPaymentView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
