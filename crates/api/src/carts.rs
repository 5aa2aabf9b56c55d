use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::PriceList;
use sillon_engine::{CartContents, Engine, Front, Ids, Tx, fill_cart, open_cart};
use sillon_identity::Actor;
use sillon_kernel::{CartId, CycleId, Email, Language, Money, Name, Text, VariantId};
use sillon_orders::{CartLine, Checkout, Contact};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, body::Body, caller::Caller, once::Once, orders::PlacedOrderView, views::Amount,
};

/// How many of one variant are wanted.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineBody {
    variant: Uuid,
    /// From 1 to 10 000.
    #[schema(minimum = 1, maximum = 10000)]
    quantity: u32,
}

pub(crate) fn lines(bodies: Vec<LineBody>) -> Vec<CartLine> {
    let line =
        |body: LineBody| CartLine { variant: VariantId(body.variant), quantity: body.quantity };
    bodies.into_iter().map(line).collect()
}

/// The wish to fill a cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenCartBody {
    /// The shop's short name.
    shop: String,
    /// In which cycle; the open one when none is named.
    #[serde(default)]
    cycle: Option<Uuid>,
    /// What is wanted.
    #[serde(default)]
    lines: Vec<LineBody>,
}

/// A cart and what it comes to now. It holds nothing: what is left may change until it is ordered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartView {
    id: Uuid,
    shop: String,
    cycle: Uuid,
    lines: Vec<CartLineView>,
    /// The fees on the whole order, on top of the lines.
    order_fees: Vec<ChargeView>,
    /// What is paid for the packaging of all lines, and paid back for it; null when a line cannot be priced.
    #[schema(value_type = Option<Amount>)]
    deposits: Option<Money>,
    /// What it comes to, deposits in; null when a line cannot be priced.
    #[schema(value_type = Option<Amount>)]
    total: Option<Money>,
    /// The order it was placed as.
    order: Option<Uuid>,
}

/// A line of a cart.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartLineView {
    variant: Uuid,
    quantity: u32,
    name: Option<String>,
    label: Option<String>,
    /// What one item costs, fees in.
    #[schema(value_type = Option<Amount>)]
    price: Option<Money>,
    /// What the line costs, fees in and its deposit aside.
    #[schema(value_type = Option<Amount>)]
    total: Option<Money>,
    /// What is paid for the packaging of all its items, and paid back for it.
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
    /// How many are left, when that is fewer than wanted; 0 for what is not offered any more.
    left: Option<u32>,
}

/// A fee.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeView {
    name: String,
    payee: Uuid,
    #[schema(value_type = Amount)]
    amount: Money,
}

/// Opens a cart at a shop.
#[utoipa::path(
    tag = "carts", request_body = OpenCartBody, params(("Idempotency-Key" = Option<String>, Header, description = "repeats are harmless")),
    responses((status = 201, description = "the cart", body = CartIdView),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/carts")]
pub(crate) async fn open(
    engine: Data<Engine>,
    caller: Caller,
    once: Once,
    body: Body<OpenCartBody>,
) -> Result<HttpResponse, Problem> {
    let OpenCartBody { shop, cycle, lines: wanted } = body.value;
    let front = engine.front(&shop, cycle.map(CycleId)).await?;
    let (hub, cycle, wanted) = (front.shop.id, front.cycle.id, lines(wanted));
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        open_cart(tx, actor, ids, hub, cycle, wanted.clone())
            .map(|cart| CartIdView { id: cart.id.0 })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// A cart just opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartIdView {
    id: Uuid,
}

/// A cart, priced, with what is short.
#[utoipa::path(
    tag = "carts", params(("id" = Uuid, Path, description = "the cart")),
    responses((status = 200, description = "the cart", body = CartView),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[get("/v1/carts/{id}")]
pub(crate) async fn get_cart(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<Json<CartView>, Problem> {
    let contents = engine.cart(caller.actor, CartId(id.into_inner())).await?;
    let front = engine.front(contents.shop.slug.as_str(), Some(contents.cart.cycle)).await?;
    Ok(Json(cart_view(&contents, &front)))
}

/// The lines of a cart, as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinesBody {
    lines: Vec<LineBody>,
}

/// Sets the lines of a cart as a whole; the answer prices it and names what is short.
#[utoipa::path(
    tag = "carts", request_body = LinesBody, params(("id" = Uuid, Path, description = "the cart")),
    responses((status = 200, description = "the cart", body = CartView),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[put("/v1/carts/{id}/lines")]
pub(crate) async fn put_lines(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body<LinesBody>,
) -> Result<Json<CartView>, Problem> {
    let (id, wanted, actor) =
        (CartId(id.into_inner()), lines(body.value.lines), caller.actor.clone());
    engine.write(move |tx| fill_cart(tx, &actor, id, wanted.clone())).await?;
    let contents = engine.cart(caller.actor, id).await?;
    let front = engine.front(contents.shop.slug.as_str(), Some(contents.cart.cycle)).await?;
    Ok(Json(cart_view(&contents, &front)))
}

fn cart_view(contents: &CartContents, front: &Front) -> CartView {
    let (cart, list) = (&contents.cart, &front.list);
    let basket: Vec<_> = cart.lines.iter().map(|line| (line.variant, line.quantity)).collect();
    let priced = list.price(&basket).ok();
    CartView {
        id: cart.id.0,
        shop: contents.shop.slug.as_str().to_owned(),
        cycle: cart.cycle.0,
        lines: cart.lines.iter().map(|line| line_view(line, front)).collect(),
        order_fees: priced.as_ref().map(|priced| order_charges(list, priced)).unwrap_or_default(),
        deposits: priced.as_ref().map(|priced| priced.deposits),
        total: priced.map(|priced| priced.total),
        order: contents.ordered.map(|order| order.0),
    }
}

fn line_view(line: &CartLine, front: &Front) -> CartLineView {
    let offer = front.list.offer(line.variant);
    let priced = front.list.price(&[(line.variant, line.quantity)]).ok();
    let left = offer.map_or(Some(0), |offer| front.items_left(offer));
    CartLineView {
        variant: line.variant.0,
        quantity: line.quantity,
        name: offer.map(|offer| offer.listing.product_name.to_string()),
        label: offer.map(|offer| offer.listing.label.to_string()),
        price: offer.map(|offer| offer.price),
        total: priced.and_then(|priced| priced.lines.first().map(|line| line.total)),
        deposit: offer.and_then(|offer| Some(offer.listing.deposit?.of(line.quantity))),
        left: left.filter(|left| *left < line.quantity),
    }
}

/// The charges that come on top of the lines: those of per-order fees.
fn order_charges(list: &PriceList, priced: &sillon_cycles::Priced) -> Vec<ChargeView> {
    let charges =
        priced.charges.iter().filter_map(|charge| Some((charge, list.fees.get(charge.fee)?)));
    charges
        .filter(|(_, fee)| !fee.is_per_item())
        .map(|(charge, fee)| ChargeView {
            name: fee.name.to_string(),
            payee: fee.enterprise.0,
            amount: charge.amount,
        })
        .collect()
}

/// What a checkout needs to know.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckoutBody {
    contact: ContactBody,
    /// `cash`, at the hand-over, or `bank-transfer`.
    #[schema(value_type = String, example = "cash")]
    payment: Method,
    /// That the shopper knows the order binds them to pay.
    consent: bool,
}

/// Whom to hand the goods to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactBody {
    #[schema(value_type = String, max_length = 120)]
    name: Name,
    #[schema(value_type = String)]
    email: Email,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40)]
    phone: Option<Text<40>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    note: Option<Text<500>>,
    /// `fr` or `en`: what letters about the order are written in; else what the shopper's account says, or `fr`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
}

/// Places a cart as an order: all of it, or nothing.
#[utoipa::path(
    tag = "carts", request_body = CheckoutBody,
    params(("id" = Uuid, Path, description = "the cart"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it places the order once")),
    responses((status = 201, description = "the order", body = PlacedOrderView),
        (status = 409, description = "too little is left: each short line, and how many there are", body = Problem,
            content_type = "application/problem+json"),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/carts/{id}/checkout")]
pub(crate) async fn checkout(
    engine: Data<Engine>,
    caller: Caller,
    once: Once,
    id: Path<Uuid>,
    body: Body<CheckoutBody>,
) -> Result<HttpResponse, Problem> {
    let CheckoutBody { contact, payment, consent } = body.value;
    if !consent {
        return Err(Problem::field("consent", "an order is placed only with consent"));
    }
    let ContactBody { name, email, phone, note, language } = contact;
    let language = engine.language_of(&caller.actor, language).await?;
    let checkout = Checkout {
        order: engine.ids().next(engine.clock().now()),
        cart: CartId(id.into_inner()),
        user: caller.actor.user(),
        contact: Contact { name, email, phone, note, language },
        payment,
        key: once.required()?.to_owned(),
        digest: body.digest,
    };
    let order = engine.checkout_by(caller.actor, checkout).await?;
    Ok(HttpResponse::Created().json(PlacedOrderView::from(&order)))
}
