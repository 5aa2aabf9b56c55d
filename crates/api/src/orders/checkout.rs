use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use serde::Deserialize;
use sillon_cycles::{DeliveryAddress, MAX_LINES};
use sillon_engine::Engine;
use sillon_kernel::{
    CartId, Email, HandOverMethodId, Language, Money, Name, PersonName, Text, VariantId,
};
use sillon_orders::{Agreed, AgreedLine, Checkout, Contact, HandOverWish};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::Caller, http::body::Body, http::idempotency::Once, http::if_match::IfTag,
    http::origin::Origin, orders::placed::CheckedOutView, views::measures::Amount, views::schemas,
};

/// What a checkout needs to know.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckoutBody {
    contact: ContactBody,
    /// The `total` the cart showed: the order is placed at that, or not at all.
    #[schema(value_type = Amount)]
    total: Money,
    /// The lines as the cart showed them. Told, they must still be the same, and a refusal says what each of them was.
    #[serde(default)]
    lines: Option<Vec<AgreedLineBody>>,
    /// The fees on the whole order as the cart showed them, likewise.
    #[serde(default)]
    order_fees: Option<Vec<AgreedFeeBody>>,
    /// How it is handed over: needed where the shop has ways to choose from, unless the cart names one.
    #[serde(default)]
    hand_over: Option<HandOverBody>,
    /// `cash`, at the hand-over, or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    payment: Method,
    /// That the shopper knows the order binds them to pay.
    consent: bool,
}

/// How an order is to be handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverBody {
    /// One of the shop's `hand_over`; the cart's, when it is left out.
    #[serde(default)]
    method: Option<Uuid>,
    /// What it came to as the cart showed it. Told, it must still be the same.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    amount: Option<Money>,
    /// Where to, of a delivery. Of what is fetched it is not kept.
    #[serde(default)]
    address: Option<DeliveryAddressBody>,
}

/// Where an order is delivered, in the country of the shop.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeliveryAddressBody {
    /// Number and street, and what helps to find the door.
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    street: Text<200>,
    #[schema(value_type = String, min_length = 1, max_length = 12)]
    postcode: Text<12>,
    #[schema(value_type = schemas::Name)]
    city: Name,
}

impl DeliveryAddressBody {
    /// The address.
    pub(crate) fn into_address(self) -> DeliveryAddress {
        let Self { street, postcode, city } = self;
        DeliveryAddress { street, postcode, city }
    }
}

impl HandOverBody {
    /// What it came to as it was shown, where that is told.
    pub(crate) fn amount(&self) -> Option<Money> {
        self.amount
    }
}

impl From<HandOverBody> for HandOverWish {
    fn from(body: HandOverBody) -> Self {
        let address = body.address.map(DeliveryAddressBody::into_address);
        Self { method: body.method.map(HandOverMethodId), address }
    }
}

/// A line as the cart showed it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreedLineBody {
    variant: Uuid,
    /// From 1 to 10 000.
    #[schema(minimum = 1, maximum = 10000)]
    quantity: u32,
    /// The line's `total`.
    #[schema(value_type = Amount)]
    total: Money,
    /// The line's `deposit`.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
}

/// A fee on the whole order as the cart showed it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreedFeeBody {
    name: String,
    #[schema(value_type = Amount)]
    amount: Money,
}

/// Whom to hand the goods to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactBody {
    #[schema(value_type = schemas::Name)]
    name: PersonName,
    #[schema(value_type = schemas::Email)]
    email: Email,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 40)]
    phone: Option<Text<40>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    note: Option<Text<500>>,
    /// `fr`, `en` or `de`: what letters about the order are written in; else what the shopper's account says, or `fr`.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Language>)]
    language: Option<Language>,
}

impl ContactBody {
    /// The language they ask to be written to in.
    pub(crate) fn language(&self) -> Option<Language> {
        self.language
    }

    /// The contact, who is written to in a language.
    pub(crate) fn into_contact(self, language: Language) -> Contact {
        let Self { name, email, phone, note, language: _ } = self;
        Contact { name: name.into_name(), email, phone, note, language }
    }
}

/// Places a cart as an order: all of it, at the sum that was agreed to, or nothing.
#[utoipa::path(
    tag = "carts", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = CheckoutBody,
    params(("id" = Uuid, Path, description = "the cart"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it places the order once"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` of the cart that was shown: all it promised must still be so")),
    responses((status = 201, description = "the order", body = CheckedOutView),
        (status = 412, description = "`cart-changed`: the sum is the same, but not all that the tag stood for", body = Problem,
            content_type = "application/problem+json")),
)]
#[post("/v1/carts/{id}/checkout")]
pub(crate) async fn checkout(
    engine: Data<Engine>,
    caller: Caller,
    once: Once,
    from: Origin,
    tag: IfTag,
    id: Path<Uuid>,
    body: Body<CheckoutBody>,
) -> Result<HttpResponse, Problem> {
    let CheckoutBody { contact, total, lines, order_fees, hand_over, payment, consent } =
        body.value;
    if !consent {
        return Err(Problem::field("consent", "an order is placed only with consent"));
    }
    check_lengths(lines.as_deref(), order_fees.as_deref())?;
    let language = engine.language_of(&caller.actor, contact.language).await?;
    let checkout = Checkout {
        order: engine.ids().next(engine.clock().now()),
        token: engine.order_token(),
        cart: CartId(id.into_inner()),
        user: caller.actor.user(),
        by_shop: None,
        contact: contact.into_contact(language),
        payment,
        agreed: Agreed {
            hand_over: hand_over.as_ref().and_then(HandOverBody::amount),
            ..agreed(total, lines, order_fees, tag)
        },
        hand_over: hand_over.map(HandOverWish::from).unwrap_or_default(),
        key: once.required()?.to_owned(),
        digest: body.digest,
    };
    let order = engine.checkout_by(caller.actor, from.network, checkout).await?;
    Ok(HttpResponse::Created().json(CheckedOutView::from(&order)))
}

/// Nobody saw more lines than a cart has, nor so many fees.
fn check_lengths(
    lines: Option<&[AgreedLineBody]>,
    order_fees: Option<&[AgreedFeeBody]>,
) -> Result<(), Problem> {
    let lengths = [("lines", lines.map(<[_]>::len)), ("order_fees", order_fees.map(<[_]>::len))];
    match lengths.into_iter().find(|(_, length)| length.is_some_and(|length| length > MAX_LINES)) {
        Some((field, _)) => Err(Problem::field(field, format!("at most {MAX_LINES} are told"))),
        None => Ok(()),
    }
}

/// What the caller saw, as far as they say.
fn agreed(
    total: Money,
    lines: Option<Vec<AgreedLineBody>>,
    order_fees: Option<Vec<AgreedFeeBody>>,
    IfTag(tag): IfTag,
) -> Agreed {
    let line = |line: AgreedLineBody| AgreedLine {
        variant: VariantId(line.variant),
        quantity: line.quantity,
        total: line.total,
        deposit: line.deposit,
    };
    let fee = |fee: AgreedFeeBody| (fee.name, fee.amount);
    Agreed {
        total,
        lines: lines.map(|lines| lines.into_iter().map(line).collect()),
        order_fees: order_fees.map(|fees| fees.into_iter().map(fee).collect()),
        hand_over: None,
        tag,
    }
}
