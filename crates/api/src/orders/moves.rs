use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, MoveWish, MovedLines, Tx, look_at_move, move_lines};
use sillon_identity::Actor;
use sillon_kernel::{Money, OrderId, Text, VariantId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    orders::carts::{LineBody, checked},
    orders::changes::OrderDeltaView,
    views::measures::Amount,
};

/// What would go from an order to another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookAtMoveBody {
    /// The order that it comes to: of the same shop and cycle.
    to: Uuid,
    /// What goes, and how many of it; all that is in the order, when it is left out.
    #[serde(default)]
    lines: Option<Vec<LineBody>>,
}

/// What goes from an order to another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveBody {
    /// The order that it comes to: of the same shop and cycle.
    to: Uuid,
    /// What goes, and how many of it; all that is in the order, when it is left out: then that is cancelled.
    #[serde(default)]
    lines: Option<Vec<LineBody>>,
    /// What the order that it goes from comes to then, as it was looked at.
    #[schema(value_type = Amount)]
    total: Money,
    /// What the order that it comes to comes to then, as it was looked at.
    #[schema(value_type = Amount)]
    to_total: Money,
    /// Why: both customers are told.
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    reason: Text<200>,
}

/// What a move makes of both orders.
#[derive(Serialize, ToSchema)]
pub(crate) struct MovedLinesView {
    /// The order that something goes from.
    from: OrderDeltaView,
    /// The order that it comes to.
    to: OrderDeltaView,
}

impl From<MovedLines> for MovedLinesView {
    fn from(moved: MovedLines) -> Self {
        Self { from: moved.from.into(), to: moved.to.into() }
    }
}

fn goes(bodies: Option<Vec<LineBody>>) -> Result<Option<Vec<(VariantId, u32)>>, Problem> {
    let lines = bodies.map(checked).transpose()?;
    if lines.as_ref().is_some_and(Vec::is_empty) {
        return Err(Problem::field("lines", "name what goes, or leave it out for all of it"));
    }
    Ok(lines)
}

/// Says what both orders would come to; nothing is changed.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), request_body = LookAtMoveBody,
    params(("id" = Uuid, Path, description = "the order that it goes from")),
    responses((status = 200, description = "what they would come to", body = MovedLinesView)),
)]
#[post("/v1/orders/{id}/moves/preview")]
pub(crate) async fn preview_move(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: Body<LookAtMoveBody>,
) -> Result<Json<MovedLinesView>, Problem> {
    let (id, lists) = (OrderId(id.into_inner()), engine.lists());
    let LookAtMoveBody { to, lines } = body.value;
    let wish = MoveWish { to: OrderId(to), lines: goes(lines)?, agreed: None, reason: None };
    let looked = engine.read(move |tx| look_at_move(tx, &caller.actor, &lists, id, &wish));
    Ok(Json(looked.await?.into()))
}

/// Moves goods to another order of the same shop and cycle, also after it closed: part of a line, lines, or all, so that two orders
/// become one. They cost what they were ordered at, no supply moves, and both customers are told.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), request_body = MoveBody,
    params(("id" = Uuid, Path, description = "the order that it goes from"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "what became of both", body = MovedLinesView)),
)]
#[post("/v1/orders/{id}/moves")]
pub(crate) async fn post_move(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<MoveBody>,
) -> Result<HttpResponse, Problem> {
    // Done twice, it moves twice as much.
    once.required()?;
    let (id, lists) = (OrderId(id.into_inner()), engine.lists());
    let MoveBody { to, lines, total, to_total, reason } = body.value;
    let (lines, agreed) = (goes(lines)?, Some((total, to_total)));
    let wish = MoveWish { to: OrderId(to), lines, agreed, reason: Some(reason) };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        move_lines(tx, actor, ids, &lists, id, &wish).map(MovedLinesView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
