use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_engine::{
    Engine, EnterpriseBrief, Error, GivenGrant, GrantsPage, Ids, Tx, give_grant, grant_offers,
    grants, take_back_grant,
};
use sillon_identity::{Actor, Grant, GrantKind};
use sillon_kernel::{EnterpriseId, PageRequest, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::digest,
    http::idempotency::Once,
    http::query::Query,
    views::enterprise::EnterpriseBriefView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// That one enterprise allows another something.
#[derive(Serialize, ToSchema)]
pub(crate) struct GrantView {
    /// `supply-to-cycles`, `manage-products`, `edit-profile`, `set-hub-prices` or `sell-through`.
    #[schema(value_type = schemas::GrantKind)]
    kind: &'static str,
    /// Who allows it.
    from: EnterpriseBriefView,
    /// Whom.
    to: EnterpriseBriefView,
    #[schema(value_type = schemas::Instant)]
    since: Timestamp,
}

impl GrantView {
    fn of(given: &GivenGrant, names: &BTreeMap<EnterpriseId, EnterpriseBrief>) -> Self {
        Self {
            kind: given.grant.kind.as_str(),
            from: EnterpriseBriefView::among(names, given.grant.grantor),
            to: EnterpriseBriefView::among(names, given.grant.grantee),
            since: given.since,
        }
    }
}

/// What an enterprise allows others, and what others allow it: both sides see the same.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), PageQuery),
    responses((status = 200, description = "a page of grants", body = PageView<GrantView>)),
)]
#[get("/v1/enterprises/{id}/grants")]
pub(crate) async fn list_grants(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<GrantView>>, Problem> {
    page_of(&engine, caller, *id, query, grants).await
}

/// What an enterprise would allow others, and what others would allow it, that nobody took yet: it changes nothing until
/// then. Both sides see the same.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), PageQuery),
    responses((status = 200, description = "a page of offered grants", body = PageView<GrantView>)),
)]
#[get("/v1/enterprises/{id}/grant-offers")]
pub(crate) async fn list_grant_offers(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<GrantView>>, Problem> {
    page_of(&engine, caller, *id, query, grant_offers).await
}

/// What reads a page of grants of an enterprise: those in force, or those offered.
type ReadPage = fn(
    &mut Tx<'_>,
    &Actor,
    EnterpriseId,
    Option<&Grant>,
    &PageRequest,
) -> Result<GrantsPage, Error>;

async fn page_of(
    engine: &Engine,
    caller: SignedIn,
    id: Uuid,
    query: Query<PageQuery>,
    read: ReadPage,
) -> Result<Json<PageView<GrantView>>, Problem> {
    let (after, request) = query.into_inner().into_keyed::<Grant>()?;
    let id = EnterpriseId(id);
    let listed = engine.read(move |tx| read(tx, &caller.actor, id, after.as_ref(), &request));
    let GrantsPage { page, names } = listed.await?;
    let items = page.items.iter().map(|given| GrantView::of(given, &names)).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// The grant an address names.
fn named((from, kind, to): (Uuid, String, Uuid)) -> Result<Grant, Problem> {
    let kind: GrantKind =
        kind.parse().map_err(|fault| Problem::field("kind", format!("{fault}")))?;
    Ok(Grant { grantor: EnterpriseId(from), grantee: EnterpriseId(to), kind })
}

/// Allows another enterprise something, or takes what another offers: who manages the one offers, who manages the other takes,
/// who manages both does both at once. Until it is taken it changes nothing. Harmless when it was allowed before.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise that allows it"),
        ("kind" = schemas::GrantKind, Path, description = "what"),
        ("to" = Uuid, Path, description = "the enterprise that may"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is offered; or allowed, when it was taken")),
)]
#[put("/v1/enterprises/{id}/grants/{kind}/{to}")]
pub(crate) async fn put_grant(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, String, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let grant = named(path.into_inner())?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| give_grant(tx, actor, grant);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// Allows another enterprise something no more, or gives back or refuses what another allows; harmless when it was not
/// allowed.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise that allowed it"),
        ("kind" = schemas::GrantKind, Path, description = "what"),
        ("to" = Uuid, Path, description = "the enterprise that might"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is allowed no more")),
)]
#[delete("/v1/enterprises/{id}/grants/{kind}/{to}")]
pub(crate) async fn delete_grant(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, String, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let grant = named(path.into_inner())?;
    let work =
        move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| take_back_grant(tx, actor, ids, grant);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
