use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path},
};
use serde::Deserialize;
use sillon_engine::{
    CopyWeek, Engine, Ids, Tx, apply_week_list, copy_week_of, preview_week_list, put_week_rows,
    week_page, week_text,
};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Money, PageRequest, VariantId};
use sillon_week::{Edit, MAX_WEEK_ROWS, WeekRow};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    http::language::RequestLanguage,
    http::query::Query,
    views::measures::Amount,
    views::page::PageQuery,
    views::schemas,
    week::body::{WeekBody, WeekListBody},
    week::views::{WeekCopyView, WeekListView, WeekPageView, WeekRowsView},
};

/// What a farm has this week: every size with its price, what is left, and how it was listed last week.
#[utoipa::path(
    tag = "week", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the farm"), PageQuery),
    responses((status = 200, description = "a page of its sizes, by product", body = WeekPageView)),
)]
#[get("/v1/enterprises/{id}/week")]
pub(crate) async fn get_week(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<WeekPageView>, Problem> {
    let is_variant = |after: &str| after.parse::<VariantId>().is_ok();
    let PageRequest { after, limit } = query.into_inner().into_request(is_variant)?;
    let (id, after) = (EnterpriseId(id.into_inner()), after.and_then(|after| after.parse().ok()));
    let page = engine.read(move |tx| week_page(tx, &caller.actor, id, after, limit)).await?;
    Ok(Json(page.into()))
}

/// A farm's week as a list, to edit and send back: as it is, it changes nothing.
#[utoipa::path(
    tag = "week", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the farm"),
        ("Accept-Language" = Option<String>, Header, description = "`fr`, `en` or `de`")),
    responses((status = 200, description = "the list", body = String, content_type = "text/plain")),
)]
#[get("/v1/enterprises/{id}/week.txt")]
pub(crate) async fn get_week_text(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    spoken: RequestLanguage,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let text = engine.read(move |tx| week_text(tx, &caller.actor, id, spoken.0)).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text))
}

/// Reads a farmer's list as it is typed in a message, and says by line what it would change; it changes nothing.
#[utoipa::path(
    tag = "week", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the farm"),
        ("Accept-Language" = Option<String>, Header, description = "`fr`, `en` or `de`")),
    request_body(
        content((String = "text/plain"),
            (WeekListBody = "application/json", example = json!({"text": "Carrots 500 g: 1.60"}))),
        description = "the list, one product a line"),
    responses((status = 200, description = "what each line comes to, or what is wrong with it", body = WeekListView)),
)]
#[post("/v1/enterprises/{id}/week/preview")]
pub(crate) async fn preview_week(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: WeekBody,
) -> Result<Json<WeekListView>, Problem> {
    let (id, list) = (EnterpriseId(id.into_inner()), body.list);
    let language = list.language;
    let listed = engine.read(move |tx| preview_week_list(tx, &caller.actor, id, &list)).await?;
    Ok(Json(WeekListView::of(&listed, language)))
}

/// Carries a farmer's list out: all of it, or nothing and every fault by its line.
#[utoipa::path(
    tag = "week", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the farm"),
        ("If-Match" = Option<String>, Header, description = "the digest of the preview that was looked at"),
        ("Accept-Language" = Option<String>, Header, description = "`fr`, `en` or `de`"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it is carried out once")),
    request_body(
        content((String = "text/plain"),
            (WeekListBody = "application/json", example = json!({"text": "Carrots 500 g: 1.60"}))),
        description = "the list, one product a line"),
    responses((status = 200, description = "what each line came to", body = WeekListView)),
)]
#[post("/v1/enterprises/{id}/week")]
pub(crate) async fn post_week(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: WeekBody,
) -> Result<HttpResponse, Problem> {
    let (id, list) = (EnterpriseId(id.into_inner()), body.list);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        apply_week_list(tx, actor, ids, id, &list)
            .map(|listed| WeekListView::of(&listed, list.language))
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// From what was seen to what it should be; refused when it is something else meanwhile.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemsEdit {
    /// Null for what is made as it is ordered.
    from: Option<u32>,
    to: Option<u32>,
}

/// From what was seen to what it should be; refused when it is something else meanwhile.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriceEdit {
    #[schema(value_type = Amount)]
    from: Money,
    #[schema(value_type = Amount)]
    to: Money,
}

/// From what was seen to what it should be; refused when it is something else meanwhile.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlagEdit {
    from: bool,
    to: bool,
}

/// What should become of a size; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeekRowBody {
    variant: Uuid,
    /// Whole items that can still be sold: sets the pool, which other sizes may share.
    #[serde(default)]
    items: Option<ItemsEdit>,
    #[serde(default)]
    price: Option<PriceEdit>,
    #[serde(default)]
    offered: Option<FlagEdit>,
    #[serde(default)]
    on_demand: Option<FlagEdit>,
}

impl From<WeekRowBody> for WeekRow {
    fn from(body: WeekRowBody) -> Self {
        let flag = |edit: FlagEdit| Edit { from: edit.from, to: edit.to };
        Self {
            variant: VariantId(body.variant),
            items: body.items.map(|edit| Edit { from: edit.from, to: edit.to }),
            price: body.price.map(|edit| Edit { from: edit.from, to: edit.to }),
            offered: body.offered.map(flag),
            on_demand: body.on_demand.map(flag),
        }
    }
}

/// Rows of a farm's week.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeekRowsBody {
    /// 500 at most.
    rows: Vec<WeekRowBody>,
}

impl WeekRowsBody {
    fn rows(self) -> Result<Vec<WeekRow>, Problem> {
        if self.rows.len() > MAX_WEEK_ROWS {
            let rule = format!("at most {MAX_WEEK_ROWS} rows are written at once");
            return Err(Problem::field("rows", rule));
        }
        Ok(self.rows.into_iter().map(WeekRow::from).collect())
    }
}

/// Writes rows of a farm's week: all of them, or none and every fault by its row.
#[utoipa::path(
    tag = "week", request_body = WeekRowsBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the farm"),
        ("Accept-Language" = Option<String>, Header, description = "`fr`, `en` or `de`"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "each size as it stood and as it stands", body = WeekRowsView)),
)]
#[put("/v1/enterprises/{id}/week")]
pub(crate) async fn put_week(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    spoken: RequestLanguage,
    body: Body<WeekRowsBody>,
) -> Result<HttpResponse, Problem> {
    let (id, rows) = (EnterpriseId(id.into_inner()), body.value.rows()?);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        put_week_rows(tx, actor, ids, id, &rows, spoken.0).map(WeekRowsView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Which week to begin from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopyWeekBody {
    /// The week; the last in which the farm listed anything, when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Week>)]
    from: Option<String>,
    /// Only say what it would change.
    #[serde(default)]
    dry_run: bool,
    /// The digest of the dry run that was looked at: refused if it comes to something else.
    #[serde(default)]
    digest: Option<String>,
}

impl TryFrom<CopyWeekBody> for CopyWeek {
    type Error = Problem;

    fn try_from(body: CopyWeekBody) -> Result<Self, Problem> {
        let from = body.from.map(|week| week.parse()).transpose();
        let from = from.map_err(|fault| Problem::field("from", format!("{fault}")))?;
        Ok(Self { from, dry_run: body.dry_run, digest: body.digest })
    }
}

/// Begins the week from another: quantities and offers as they were first listed then.
#[utoipa::path(
    tag = "week", request_body = CopyWeekBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the farm"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "what changed, or would", body = WeekCopyView)),
)]
#[post("/v1/enterprises/{id}/week/copy")]
pub(crate) async fn copy_week(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CopyWeekBody>,
) -> Result<HttpResponse, Problem> {
    let (id, command) = (EnterpriseId(id.into_inner()), CopyWeek::try_from(body.value)?);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        copy_week_of(tx, actor, ids, id, &command).map(WeekCopyView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
