use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{StatusCode, header::ETAG},
    patch, post, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_engine::{
    Engine, GroupEdit, GroupEntry, GroupPage, Ids, NewGroup, Tx, edit_group, end_group,
    found_group, group_page, groups, groups_of, join_group, leave_group,
};
use sillon_enterprises::GroupMembership;
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Name, Slug, Text};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::{Caller, SignedIn},
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, Tagged, tag},
    http::query::Query,
    views::enterprise::EnterpriseBriefView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// A group in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupEntryView {
    #[schema(value_type = schemas::Slug)]
    slug: String,
    name: String,
    description: Option<String>,
}

impl From<GroupEntry> for GroupEntryView {
    fn from(entry: GroupEntry) -> Self {
        Self { slug: entry.slug, name: entry.name, description: entry.description }
    }
}

/// How far an enterprise is in a group.
#[derive(Serialize, ToSchema)]
pub(crate) struct BelongingView {
    /// Whether the group agreed.
    group_agrees: bool,
    /// Whether the enterprise agreed.
    enterprise_agrees: bool,
    /// Whether both did, so that it belongs to the group.
    member: bool,
}

impl From<GroupMembership> for BelongingView {
    fn from(belonging: GroupMembership) -> Self {
        Self {
            group_agrees: belonging.group_agrees,
            enterprise_agrees: belonging.enterprise_agrees,
            member: belonging.is_member(),
        }
    }
}

/// An enterprise in a group.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupMemberView {
    enterprise: EnterpriseBriefView,
    #[serde(flatten)]
    belonging: BelongingView,
}

/// A group and its members.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupView {
    #[schema(value_type = schemas::Slug)]
    slug: String,
    name: String,
    description: Option<String>,
    /// Who belongs to it; for who speaks for the group also who waits.
    members: Vec<GroupMemberView>,
    /// Counts its changes; in quotation marks it is the tag to send as `If-Match`.
    version: i64,
}

impl Tagged for GroupView {
    const VERSION_AT: &'static str = "/version";
}

impl From<GroupPage> for GroupView {
    fn from(page: GroupPage) -> Self {
        let member = |member: sillon_engine::GroupMember| GroupMemberView {
            enterprise: member.enterprise.into(),
            belonging: member.belonging.into(),
        };
        Self {
            slug: page.group.slug.to_string(),
            name: page.group.name.into_string(),
            description: page.group.description.map(Text::into_string),
            members: page.members.into_iter().map(member).collect(),
            version: page.group.version,
        }
    }
}

/// The groups of enterprises, by their short names.
#[utoipa::path(
    tag = "groups", params(PageQuery),
    responses((status = 200, description = "a page of groups", body = PageView<GroupEntryView>)),
)]
#[get("/v1/groups")]
pub(crate) async fn list_groups(
    engine: Data<Engine>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<GroupEntryView>>, Problem> {
    let request = query.into_inner().into_request(|after| Slug::parse(after).is_ok())?;
    let page = engine.read(move |tx| groups(tx, &request)).await?;
    let items = page.items.into_iter().map(GroupEntryView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// A group and the enterprises that belong to it.
#[utoipa::path(
    tag = "groups", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), params(("slug" = schemas::Slug, Path, description = "the group's short name")),
    responses((status = 200, description = "the group, with an `ETag`", body = GroupView)),
)]
#[get("/v1/groups/{slug}")]
pub(crate) async fn get_group(
    engine: Data<Engine>,
    caller: Caller,
    slug: Path<String>,
) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let page = engine.read(move |tx| group_page(tx, &caller.actor, &slug)).await?;
    let etag = (ETAG, tag(page.group.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(GroupView::from(page)))
}

/// The command to found a group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupBody {
    #[schema(value_type = schemas::Name)]
    name: Name,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Option<Text<2000>>,
    /// The enterprise that owns it; whoever asks, when none is named.
    #[serde(default)]
    owner: Option<Uuid>,
}

/// Founds a group of enterprises.
#[utoipa::path(
    tag = "groups", request_body = GroupBody, security(("session" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the group", body = GroupView)),
)]
#[post("/v1/groups")]
pub(crate) async fn post_group(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<GroupBody>,
) -> Result<HttpResponse, Problem> {
    let GroupBody { name, description, owner } = body.value;
    let new = NewGroup { name, description, owner: owner.map(EnterpriseId) };
    let rules = engine.settings().accounts;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        found_group(tx, actor, ids, rules, new.clone()).map(GroupView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// What a group should say of itself. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupEditBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Patch<Option<Text<2000>>>,
}

/// Changes what a group says of itself.
#[utoipa::path(
    tag = "groups", request_body = GroupEditBody, security(("session" = [])),
    params(("slug" = schemas::Slug, Path, description = "the group's short name"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the group, under its new version", body = GroupView)),
)]
#[patch("/v1/groups/{slug}")]
pub(crate) async fn patch_group(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    slug: Path<String>,
    read: IfMatch,
    body: Body<GroupEditBody>,
) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let edit = GroupEdit { name: body.value.name, description: body.value.description };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_group(tx, actor, &slug, read.0, edit.clone()).map(GroupView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Ends a group of enterprises: nobody is in it any more, and its short name is free.
#[utoipa::path(
    tag = "groups", security(("session" = [])),
    params(("slug" = schemas::Slug, Path, description = "the group's short name"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "there is no such group any more")),
)]
#[delete("/v1/groups/{slug}")]
pub(crate) async fn delete_group(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    slug: Path<String>,
    read: IfMatch,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| end_group(tx, actor, &slug, read.0);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// Agrees that an enterprise joins a group, for the group, the enterprise, or both: it belongs to it once both agreed.
#[utoipa::path(
    tag = "groups", security(("session" = [])),
    params(("slug" = schemas::Slug, Path, description = "the group's short name"),
        ("enterprise" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "how far it is", body = BelongingView)),
)]
#[put("/v1/groups/{slug}/members/{enterprise}")]
pub(crate) async fn put_group_member(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(String, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (slug, enterprise) = path.into_inner();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        join_group(tx, actor, &slug, EnterpriseId(enterprise)).map(BelongingView::from)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::OK, work).await
}

/// Has an enterprise leave a group, or asks it no more; harmless when it was not in it.
#[utoipa::path(
    tag = "groups", security(("session" = [])),
    params(("slug" = schemas::Slug, Path, description = "the group's short name"),
        ("enterprise" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is not in the group")),
)]
#[delete("/v1/groups/{slug}/members/{enterprise}")]
pub(crate) async fn delete_group_member(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(String, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (slug, enterprise) = path.into_inner();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        leave_group(tx, actor, &slug, EnterpriseId(enterprise))
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// A group an enterprise is in, waits for, or is asked into.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupOfView {
    slug: String,
    name: String,
    #[serde(flatten)]
    belonging: BelongingView,
}

/// The groups an enterprise is in, waits for, or is asked into.
#[utoipa::path(
    tag = "groups", security(("session" = [])), params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 200, description = "the groups", body = Vec<GroupOfView>)),
)]
#[get("/v1/enterprises/{id}/groups")]
pub(crate) async fn list_groups_of(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<GroupOfView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let groups = engine.read(move |tx| groups_of(tx, &caller.actor, id)).await?;
    let view = |(entry, belonging): (GroupEntry, GroupMembership)| GroupOfView {
        slug: entry.slug,
        name: entry.name,
        belonging: belonging.into(),
    };
    Ok(Json(groups.into_iter().map(view).collect()))
}
