use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use sillon_engine::{Engine, Ids, OpenCart, Tx, customer_to_order_for, open_cart_for};
use sillon_identity::Actor;
use sillon_kernel::{CartId, CustomerId, CycleId, Language, Money};
use sillon_orders::{Agreed, Checkout, Contact, Customer, HandOverWish};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    orders::carts::{CartView, ChooseHandOverBody, LineBody, lines},
    orders::checkout::{ContactBody, HandOverBody},
    orders::placed::CheckedOutView,
    views::measures::Amount,
    views::schemas,
};

/// What a customer asked the shop for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerCartBody {
    /// In which cycle; the open one when none is named.
    #[serde(default)]
    cycle: Option<Uuid>,
    /// What is wanted.
    lines: Vec<LineBody>,
    /// How it is to be handed over, where that is known at once.
    #[serde(default)]
    hand_over: Option<ChooseHandOverBody>,
}

/// Opens a cart for a customer of a shop whose people take the order, at the prices that it shows them. What the customer has in a
/// basket of their own is not touched.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])), request_body = CustomerCartBody,
    params(("id" = Uuid, Path, description = "the customer"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the cart, with its `ETag`", body = CartView)),
)]
#[post("/v1/customers/{id}/carts")]
pub(crate) async fn post_customer_cart(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CustomerCartBody>,
) -> Result<HttpResponse, Problem> {
    let id = CustomerId(id.into_inner());
    let CustomerCartBody { cycle, lines: wanted, hand_over } = body.value;
    let (hand_over, postcode) = hand_over.map(ChooseHandOverBody::into_choice).unwrap_or_default();
    let (cycle, lines, shop) = (cycle.map(CycleId), lines(wanted), String::new());
    let command = OpenCart { shop, cycle, lines, hand_over, postcode };
    let lists = engine.lists();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        open_cart_for(tx, &lists, actor, ids, id, command.clone()).map(|it| CartView::from(&it))
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// A cart to order for a customer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerOrderBody {
    /// The cart that was opened for them.
    cart: Uuid,
    /// The `total` the cart showed, as it was told to the customer: the order is placed at that, or not at all.
    #[schema(value_type = Amount)]
    total: Money,
    /// Whom to hand the goods to; the customer as the shop knows them, when it is left out.
    #[serde(default)]
    contact: Option<ContactBody>,
    /// How it is handed over: needed where the shop has ways to choose from, unless the cart names one. It is delivered to the customer
    /// as the shop knows them, where no address is said.
    #[serde(default)]
    hand_over: Option<HandOverBody>,
    /// `cash`, at the hand-over, or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    payment: Method,
    /// That the customer asked for it and knows that it binds them to pay.
    consent: bool,
}

/// Orders what is in a cart for a customer: it is their order, they get the letters, and change it where the shop lets them. The shop
/// takes it whether it takes orders of guests or not.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])), request_body = CustomerOrderBody,
    params(("id" = Uuid, Path, description = "the customer"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it places the order once")),
    responses((status = 201, description = "the order", body = CheckedOutView)),
)]
#[post("/v1/customers/{id}/orders")]
pub(crate) async fn post_customer_order(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CustomerOrderBody>,
) -> Result<HttpResponse, Problem> {
    let CustomerOrderBody { cart, total, contact, hand_over, payment, consent } = body.value;
    if !consent {
        return Err(Problem::field(
            "consent",
            "an order is placed only with the customer's consent",
        ));
    }
    let id = CustomerId(id.into_inner());
    let hand_over_amount = hand_over.as_ref().and_then(HandOverBody::amount);
    let (asking, wish) = (caller.actor.clone(), hand_over.map(HandOverWish::from));
    let known = engine.read(move |tx| customer_to_order_for(tx, &asking, id)).await?;
    let contact = contact.map(|contact| {
        let language = contact.language().unwrap_or_default();
        contact.into_contact(language)
    });
    let Some(contact) = contact.or_else(|| known_contact(&known)) else {
        let rule = "the shop does not know this customer's name: say who fetches the goods";
        return Err(Problem::field("contact", rule));
    };
    let wish = wish.unwrap_or_default();
    let hand_over = HandOverWish { address: wish.address.or(known.address), ..wish };
    let checkout = Checkout {
        order: engine.ids().next(engine.clock().now()),
        token: engine.order_token(),
        cart: CartId(cart),
        user: None,
        by_shop: None,
        contact,
        payment,
        agreed: Agreed { hand_over: hand_over_amount, ..Agreed::to(total) },
        hand_over,
        key: once.required()?.to_owned(),
        digest: body.digest,
    };
    let order = engine.checkout_for(caller.actor, id, checkout).await?;
    Ok(HttpResponse::Created().json(CheckedOutView::from(&order)))
}

/// Whom to hand the goods to, as the shop knows its customer; nobody, where it does not know their name.
fn known_contact(of: &Customer) -> Option<Contact> {
    let (name, email, phone) = (of.name.clone()?, of.email.clone(), of.phone.clone());
    Some(Contact { name, email, phone, note: None, language: Language::default() })
}
