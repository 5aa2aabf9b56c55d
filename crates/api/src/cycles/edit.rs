use actix_web::{
    HttpRequest, HttpResponse, delete,
    http::StatusCode,
    patch, post,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_cycles::CyclePatch;
use sillon_engine::{
    CopyCycle, CycleEdit, Engine, Ids, Tx, copy_cycle, delete_cycle, edit_cycle, edit_cycles,
    reopen_cycle,
};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, Name, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    cycles::plan::{CycleView, window},
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::IfMatch,
    views::measures::WindowView,
    views::order_limit::OrderLimitView,
    views::schemas,
};

/// How a cycle should be otherwise. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CycleEditBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// When orders are taken. Once they have begun, only their end moves, and not into the past.
    #[serde(default)]
    #[schema(value_type = WindowView)]
    orders: Patch<WindowView>,
    /// What closes it before its time; `null`: it closes as its orders end. It is lifted when a closed cycle is opened again.
    #[serde(default)]
    #[schema(value_type = Option<OrderLimitView>)]
    order_limit: Patch<Option<OrderLimitView>>,
    /// Whether hand-overs and cut-offs move with its orders: as many days as their end does, at the same times by the clock on the wall
    /// of who runs it. Refused once somebody ordered for the times that were said.
    #[serde(default)]
    move_hand_over: bool,
}

/// Names a cycle otherwise, moves its orders to another time (freely until they have begun), or limits them.
#[utoipa::path(
    tag = "cycles", request_body = CycleEditBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the cycle, under its new version", body = CycleView)),
)]
#[patch("/v1/cycles/{id}")]
pub(crate) async fn patch_cycle(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<CycleEditBody>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let orders = body.value.orders.try_map(|orders| window("orders", orders))?;
    let limit = OrderLimitView::read_patch(body.value.order_limit)?;
    let moves_hand_over = body.value.move_hand_over;
    let edit = CyclePatch { name: body.value.name, orders, limit, moves_hand_over };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_cycle(tx, actor, id, read.0, edit.clone()).map(CycleView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// How one of several cycles should be otherwise. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneOfCyclesBody {
    /// Which.
    id: Uuid,
    /// The version it was read at: refused when it was changed since.
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// When orders are taken.
    #[serde(default)]
    #[schema(value_type = WindowView)]
    orders: Patch<WindowView>,
    /// What closes it before its time.
    #[serde(default)]
    #[schema(value_type = Option<OrderLimitView>)]
    order_limit: Patch<Option<OrderLimitView>>,
    /// Whether hand-overs and cut-offs move with its orders: as many days as their end does, at the same times by the clock on the wall
    /// of who runs it. Refused once somebody ordered for the times that were said.
    #[serde(default)]
    move_hand_over: bool,
}

/// How several cycles should be otherwise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CyclesEditBody {
    /// Each once.
    #[schema(min_items = 1, max_items = 100)]
    cycles: Vec<OneOfCyclesBody>,
}

/// Several cycles, as they are now.
#[derive(Serialize, ToSchema)]
pub(crate) struct CyclesView {
    /// In the order they were named in.
    cycles: Vec<CycleView>,
}

/// Names several cycles otherwise, or moves their orders, as one by one: all of them, or none.
#[utoipa::path(
    tag = "cycles", request_body = CyclesEditBody, security(("session" = []), ("api-key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the cycles, under their new versions", body = CyclesView)),
)]
#[patch("/v1/cycles")]
pub(crate) async fn patch_cycles(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<CyclesEditBody>,
) -> Result<HttpResponse, Problem> {
    let edit = |one: OneOfCyclesBody| {
        let orders = one.orders.try_map(|orders| window("orders", orders))?;
        let limit = OrderLimitView::read_patch(one.order_limit)?;
        let moves_hand_over = one.move_hand_over;
        let patch = CyclePatch { name: one.name, orders, limit, moves_hand_over };
        Ok::<_, Problem>(CycleEdit { cycle: CycleId(one.id), read: one.version, patch })
    };
    let named =
        |(place, one)| edit(one).map_err(|problem| problem.within(&format!("cycles[{place}]")));
    let edits: Vec<CycleEdit> =
        body.value.cycles.into_iter().enumerate().map(named).collect::<Result<_, _>>()?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        let cycles = edit_cycles(tx, actor, edits.clone())?;
        Ok(CyclesView { cycles: cycles.into_iter().map(CycleView::from).collect() })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Until when a closed cycle takes orders again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CycleReopenBody {
    /// From now until then.
    #[schema(value_type = schemas::Instant)]
    until: Timestamp,
}

/// Opens a closed cycle again. What was ordered stays ordered, and due; producers are told the whole once it closes again.
#[utoipa::path(
    tag = "cycles", request_body = CycleReopenBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the cycle, open", body = CycleView)),
)]
#[post("/v1/cycles/{id}/reopen")]
pub(crate) async fn reopen(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<CycleReopenBody>,
) -> Result<HttpResponse, Problem> {
    let (id, until) = (CycleId(id.into_inner()), body.value.until);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        reopen_cycle(tx, actor, id, read.0, until).map(CycleView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Deletes a cycle in which nobody ordered, with its exchanges, what others answered about it, and the carts filled in it.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "there is no such cycle any more")),
)]
#[delete("/v1/cycles/{id}")]
pub(crate) async fn delete_one(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| delete_cycle(tx, actor, id);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// How a copy of a cycle is other than the original.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CycleCopyBody {
    /// What people call it; as the original, when nothing is named.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Option<Name>,
    /// How many days later it is, at the same times by the clock on the wall of who runs it.
    #[schema(minimum = 1, maximum = 3660)]
    days: u16,
}

/// Copies a cycle, on other days: a draft of the same fees, exchanges and texts. Whoever takes part in it is asked to take part
/// in the copy, unless they let its coordinator put them into any cycle.
#[utoipa::path(
    tag = "cycles", request_body = CycleCopyBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle that is copied"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the draft", body = CycleView)),
)]
#[post("/v1/cycles/{id}/copies")]
pub(crate) async fn post_copy(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CycleCopyBody>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let command = CopyCycle { name: body.value.name, days: body.value.days };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        copy_cycle(tx, actor, ids, id, command.clone()).map(CycleView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
