use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, NewInvitation, Tx, ask_member, members, remove_member};
use sillon_identity::{Actor, Member, Role};
use sillon_kernel::{Email, EnterpriseId, Name, UserId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::query::Query,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// A person who acts for an enterprise.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberView {
    user: Uuid,
    #[schema(value_type = schemas::Name)]
    name: Name,
    #[schema(value_type = schemas::Email)]
    email: Email,
    #[schema(value_type = schemas::Role)]
    role: &'static str,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        let Member { user, name, email, role } = member;
        Self { user: user.0, name, email, role: role.as_str() }
    }
}

/// Those who act for the enterprise.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), PageQuery),
    responses((status = 200, description = "a page of its members", body = PageView<MemberView>)),
)]
#[get("/v1/enterprises/{id}/members")]
pub(crate) async fn list_members(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<MemberView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let request = query.into_inner().into_request(|after| Uuid::parse_str(after).is_ok())?;
    let page = engine.read(move |tx| members(tx, &caller.actor, id, &request)).await?;
    let items = page.items.into_iter().map(MemberView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// Who should act for an enterprise, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberBody {
    #[schema(value_type = schemas::Email)]
    email: Email,
    /// `owner` or `manager`.
    #[schema(value_type = schemas::Role)]
    role: String,
}

/// Reads a role at the door.
pub(crate) fn read_role(role: &str) -> Result<Role, Problem> {
    role.parse().map_err(|fault| Problem::field("role", format!("{fault}")))
}

/// Asks whoever reads at an address to act for the enterprise: they do once they accept. Of who acts for it already, it
/// changes the role; owners are asked first. The answer is the same whether the address has an account or not.
#[utoipa::path(
    tag = "enterprises", request_body = MemberBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 202, description = "they are asked, or the role of a member was changed")),
)]
#[put("/v1/enterprises/{id}/members")]
pub(crate) async fn put_member(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<MemberBody>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let limits = engine.settings().ask_limits();
    let MemberBody { email, role } = body.value;
    let new = NewInvitation { email, role: read_role(&role)?, language: None };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        ask_member(tx, actor, ids, limits, id, &new)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::ACCEPTED, work).await
}

/// Lets a person no longer act for the enterprise. Everybody may leave, but the last owner.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("user" = Uuid, Path, description = "the person"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "they act for it no more")),
)]
#[delete("/v1/enterprises/{id}/members/{user}")]
pub(crate) async fn delete_member(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (id, user) = path.into_inner();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        remove_member(tx, actor, EnterpriseId(id), UserId(user))
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
