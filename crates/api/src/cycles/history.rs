use actix_web::{
    get,
    web::{Data, Json, Path},
};
use sillon_engine::{Engine, cycle_history, fee_history, series_history};
use sillon_kernel::{CycleId, FeeId, SeriesId};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::query::Query,
    views::history::ChangeView,
    views::page::{PageQuery, PageView},
};

/// Who changed what of a cycle, when, from what to what, the latest first: all of it for those who run it, and for a farm or
/// a hub in it what is of the whole cycle and of its own part.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), PageQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/cycles/{id}/history")]
pub(crate) async fn get_cycle_history(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (before, request) = query.into_inner().into_keyed::<i64>()?;
    let id = CycleId(id.into_inner());
    let found = engine.read(move |tx| cycle_history(tx, &caller.actor, id, before, &request));
    Ok(Json(found.await?.into()))
}

/// Who changed what of a fee, when, from what to what, the latest first.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the fee"), PageQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/fees/{id}/history")]
pub(crate) async fn get_fee_history(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (before, request) = query.into_inner().into_keyed::<i64>()?;
    let id = FeeId(id.into_inner());
    let found = engine.read(move |tx| fee_history(tx, &caller.actor, id, before, &request));
    Ok(Json(found.await?.into()))
}

/// Who changed what of a series, when, from what to what, the latest first; for those who run it.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the series"), PageQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/series/{id}/history")]
pub(crate) async fn get_series_history(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (before, request) = query.into_inner().into_keyed::<i64>()?;
    let id = SeriesId(id.into_inner());
    let found = engine.read(move |tx| series_history(tx, &caller.actor, id, before, &request));
    Ok(Json(found.await?.into()))
}
