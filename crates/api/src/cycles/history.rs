use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use serde::Serialize;
use sillon_engine::{
    ChangedBy, Engine, HistoryPage, LoggedChange, cycle_history, fee_history, series_history,
};
use sillon_kernel::{CycleId, FeeId, SeriesId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    views::enterprise::EnterpriseBriefView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// A field that was changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// When.
    #[schema(value_type = schemas::Instant)]
    at: Timestamp,
    /// What it is of, such as `cycle`, `exchange` or `fee`.
    #[schema(value_type = schemas::LogSubject)]
    of: &'static str,
    /// Whose part of the cycle it is of; null where it is of the whole.
    enterprise: Option<EnterpriseBriefView>,
    /// `incoming` or `outgoing`.
    #[schema(value_type = Option<schemas::Direction>)]
    direction: Option<&'static str>,
    /// Which field.
    field: String,
    /// What it said; of several things, those that went.
    before: Option<String>,
    /// What it says; of several things, those that came.
    after: Option<String>,
    /// Who changed it: `person`, `machine` or `time`.
    #[schema(value_type = schemas::ChangedBy)]
    by: &'static str,
    /// The person's name.
    person: Option<String>,
}

pub(crate) fn view(history: HistoryPage) -> PageView<ChangeView> {
    let HistoryPage { page, names } = history;
    let change = |change: LoggedChange| {
        let part = change.subject.part();
        let of = part.and_then(|(of, _)| names.get(&of).cloned());
        ChangeView {
            at: change.at,
            of: change.subject.kind(),
            enterprise: of.map(EnterpriseBriefView::from),
            direction: part.map(|(_, direction)| direction.as_str()),
            field: change.field,
            before: change.before,
            after: change.after,
            by: change.by.as_str(),
            person: match change.by {
                ChangedBy::Person(name) => Some(name),
                ChangedBy::Machine | ChangedBy::Time => None,
            },
        }
    };
    PageView { items: page.items.into_iter().map(change).collect(), next: page.next }
}

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
    Ok(Json(view(found.await?)))
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
    Ok(Json(view(found.await?)))
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
    Ok(Json(view(found.await?)))
}
