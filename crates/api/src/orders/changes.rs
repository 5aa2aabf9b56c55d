use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, OrderDelta, OrderWish, Tx, change_order, look_at_change};
use sillon_identity::Actor;
use sillon_kernel::{Money, OrderId, Text, VariantId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::Caller,
    http::body::Body,
    http::idempotency::Once,
    http::query::Query,
    orders::carts::{LineBody, checked},
    orders::placed::TokenQuery,
    views::measures::Amount,
    views::order_change::ChangedLineView,
    views::schemas,
};

/// What an order would be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookBody {
    /// All that is in it then, at least one line: what is not named leaves it.
    lines: Vec<LineBody>,
    /// Why, as the shop's people say it: it is looked at as they may change it, also where the order is their own.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    reason: Option<Text<200>>,
}

/// What an order is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeBody {
    /// All that is in it then, at least one line: what is not named leaves it.
    lines: Vec<LineBody>,
    /// What it comes to then, as it was looked at: the change is refused when it would come to anything else.
    #[schema(value_type = Amount)]
    total: Money,
    /// Why, which the shop's people must say, and its customer is told.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    reason: Option<Text<200>>,
}

/// That an order is cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelBody {
    /// Why, which the shop's people must say, and its customer is told.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    reason: Option<Text<200>>,
    /// Whether what was in it can be sold again, which it can unless the shop's people say otherwise: it is spoiled, or went to
    /// somebody else.
    #[serde(default = "yes")]
    #[schema(default = true)]
    restock: bool,
}

fn yes() -> bool {
    true
}

/// What a change makes of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderDeltaView {
    /// What it came to before.
    #[schema(value_type = Amount)]
    before: Money,
    /// What it comes to then.
    #[schema(value_type = Amount)]
    after: Money,
    /// What there is more or less of; empty, where nothing changes.
    lines: Vec<ChangedLineView>,
    /// Each part of its total that changes.
    parts: Vec<PartDeltaView>,
    /// What is still to be paid then.
    #[schema(value_type = Amount)]
    outstanding: Money,
    /// What was paid beyond what it comes to then.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
    /// Whether nothing is left of it.
    is_cancelled: bool,
}

/// A part of an order's total that changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartDeltaView {
    #[schema(value_type = schemas::ComponentKind)]
    kind: &'static str,
    /// To whom it belongs.
    payee: Uuid,
    label: String,
    #[schema(value_type = Amount)]
    before: Money,
    #[schema(value_type = Amount)]
    after: Money,
}

impl From<OrderDelta> for OrderDeltaView {
    fn from(delta: OrderDelta) -> Self {
        let part = |(before, after)| PartDeltaView::new(before, after);
        Self {
            before: delta.before.total,
            after: delta.after.total,
            lines: delta.lines.iter().map(ChangedLineView::from).collect(),
            parts: delta.parts().into_iter().map(part).collect(),
            outstanding: delta.outstanding(),
            to_pay_back: delta.to_pay_back(),
            is_cancelled: delta.after.cancelled_at.is_some(),
        }
    }
}

impl PartDeltaView {
    fn new(before: Money, after: &sillon_orders::Component) -> Self {
        Self {
            kind: after.kind.as_str(),
            payee: after.payee.0,
            label: after.label.to_string(),
            before,
            after: after.amount,
        }
    }
}

/// The lines an order is to have: bounded, each size once, and not none.
fn basket(bodies: Vec<LineBody>) -> Result<Vec<(VariantId, u32)>, Problem> {
    let lines = checked(bodies)?;
    if lines.is_empty() {
        return Err(Problem::field("lines", "name what stays in it, or cancel the order"));
    }
    Ok(lines)
}

/// Says what a change of an order would come to, line by line and part by part; nothing is changed.
#[utoipa::path(
    tag = "orders", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = LookBody,
    params(("id" = Uuid, Path, description = "the order"), TokenQuery),
    responses((status = 200, description = "what it would come to", body = OrderDeltaView)),
)]
#[post("/v1/orders/{id}/changes/preview")]
pub(crate) async fn preview_change(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
    query: Query<TokenQuery>,
    body: Body<LookBody>,
) -> Result<Json<OrderDeltaView>, Problem> {
    let (id, lists) = (OrderId(id.into_inner()), engine.lists());
    let LookBody { lines, reason } = body.value;
    let (basket, token) = (basket(lines)?, query.into_inner().token);
    let wish = OrderWish { basket, agreed: None, reason, token, is_lost: false };
    let looked = engine.read(move |tx| look_at_change(tx, &caller.actor, &lists, id, &wish));
    Ok(Json(looked.await?.into()))
}

/// Changes an order, at the sum that was agreed to: its customer may, where the shop lets them, as long as it takes orders; the shop's
/// people may whenever they say why. What was in it costs what it was ordered at, what is new costs what it costs now.
#[utoipa::path(
    tag = "orders", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = ChangeBody,
    params(("id" = Uuid, Path, description = "the order"), TokenQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: who is signed in has it changed once")),
    responses((status = 200, description = "what became of it", body = OrderDeltaView)),
)]
#[post("/v1/orders/{id}/changes")]
pub(crate) async fn post_change(
    engine: Data<Engine>,
    caller: Caller,
    once: Once,
    id: Path<Uuid>,
    query: Query<TokenQuery>,
    body: Body<ChangeBody>,
) -> Result<HttpResponse, Problem> {
    let ChangeBody { lines, total, reason } = body.value;
    let (basket, token) = (basket(lines)?, query.into_inner().token);
    let wish = OrderWish { basket, agreed: Some(total), reason, token, is_lost: false };
    change(&engine, caller.actor, once, (OrderId(id.into_inner()), wish, body.digest)).await
}

/// Cancels an order: all of it leaves, and what was paid is to be paid back. Who may change it may cancel it.
#[utoipa::path(
    tag = "orders", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = CancelBody,
    params(("id" = Uuid, Path, description = "the order"), TokenQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: who is signed in has it cancelled once")),
    responses((status = 200, description = "what became of it", body = OrderDeltaView)),
)]
#[post("/v1/orders/{id}/cancellation")]
pub(crate) async fn post_cancellation(
    engine: Data<Engine>,
    caller: Caller,
    once: Once,
    id: Path<Uuid>,
    query: Query<TokenQuery>,
    body: Body<CancelBody>,
) -> Result<HttpResponse, Problem> {
    let (reason, token) = (body.value.reason, query.into_inner().token);
    let is_lost = !body.value.restock;
    let wish = OrderWish { is_lost, ..OrderWish::cancelled(reason, token) };
    change(&engine, caller.actor, once, (OrderId(id.into_inner()), wish, body.digest)).await
}

async fn change(
    engine: &Data<Engine>,
    actor: Actor,
    once: Once,
    (id, wish, digest): (OrderId, OrderWish, [u8; 32]),
) -> Result<HttpResponse, Problem> {
    let lists = engine.lists();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        change_order(tx, actor, ids, &lists, id, &wish).map(OrderDeltaView::from)
    };
    once.run(engine, actor, digest, StatusCode::OK, work).await
}
