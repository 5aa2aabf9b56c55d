use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_engine::{
    Engine, MyInvitation, accept_my_invitation, my_invitations, refuse_my_invitation,
};
use sillon_kernel::{InvitationId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedInPerson,
    http::query::Query,
    people::invitations::AcceptedView,
    views::enterprise::EnterpriseBriefView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// That whoever asks is invited to act for an enterprise.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyInvitationView {
    id: Uuid,
    /// Who asks.
    enterprise: EnterpriseBriefView,
    #[schema(value_type = schemas::Role)]
    role: &'static str,
    #[schema(value_type = schemas::Instant)]
    invited_at: Timestamp,
    /// Until when it can be accepted.
    #[schema(value_type = schemas::Instant)]
    until: Timestamp,
}

impl From<MyInvitation> for MyInvitationView {
    fn from(MyInvitation { invitation, enterprise }: MyInvitation) -> Self {
        Self {
            id: invitation.id.0,
            enterprise: enterprise.into(),
            role: invitation.role.as_str(),
            invited_at: invitation.created_at,
            until: invitation.expires_at,
        }
    }
}

/// What whoever asks is invited to, and has neither accepted nor refused. Nothing until they proved that their address is
/// theirs.
#[utoipa::path(
    tag = "people", security(("session" = [])), params(PageQuery),
    responses((status = 200, description = "a page of invitations", body = PageView<MyInvitationView>)),
)]
#[get("/v1/me/invitations")]
pub(crate) async fn list_my_invitations(
    engine: Data<Engine>,
    caller: SignedInPerson,
    query: Query<PageQuery>,
) -> Result<Json<PageView<MyInvitationView>>, Problem> {
    let rules = engine.settings().accounts;
    let request = query.into_inner().into_request(|after| Uuid::parse_str(after).is_ok())?;
    let page = engine.read(move |tx| my_invitations(tx, &caller.actor, rules, &request)).await?;
    let items = page.items.into_iter().map(MyInvitationView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// Accepts an invitation: from now on whoever asks acts for the enterprise.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    params(("invitation" = Uuid, Path, description = "the invitation")),
    responses((status = 200, description = "whom they act for now", body = AcceptedView)),
)]
#[post("/v1/me/invitations/{invitation}/acceptance")]
pub(crate) async fn accept_mine(
    engine: Data<Engine>,
    caller: SignedInPerson,
    invitation: Path<Uuid>,
) -> Result<Json<AcceptedView>, Problem> {
    let (rules, id) = (engine.settings().accounts, InvitationId(invitation.into_inner()));
    let accept = engine.write(move |tx| accept_my_invitation(tx, &caller.actor, rules, id));
    Ok(Json(accept.await?.into()))
}

/// Refuses an invitation: its letter leads nowhere any more.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    params(("invitation" = Uuid, Path, description = "the invitation")),
    responses((status = 204, description = "it can be accepted no more")),
)]
#[delete("/v1/me/invitations/{invitation}")]
pub(crate) async fn refuse_mine(
    engine: Data<Engine>,
    caller: SignedInPerson,
    invitation: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (rules, id) = (engine.settings().accounts, InvitationId(invitation.into_inner()));
    engine.write(move |tx| refuse_my_invitation(tx, &caller.actor, rules, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
