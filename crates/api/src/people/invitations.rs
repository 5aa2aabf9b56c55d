use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Acceptance, Accepted, Engine, Ids, NewAccount, NewInvitation, Tx, invitations, invite,
    withdraw_invitation,
};
use sillon_identity::{Actor, Invitation, Token};
use sillon_kernel::{Email, EnterpriseId, InvitationId, Language, PersonName, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    enterprises::members::read_role,
    http::auth::{Caller, SignedIn},
    http::body::Body,
    http::idempotency::Once,
    http::origin::Origin,
    http::query::Query,
    people::accounts::UserView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// That somebody is asked to act for an enterprise.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitationView {
    id: Uuid,
    #[schema(value_type = schemas::Email)]
    email: Email,
    #[schema(value_type = schemas::Role)]
    role: &'static str,
    #[schema(value_type = schemas::Instant)]
    invited_at: Timestamp,
    /// Until when it can be accepted.
    #[schema(value_type = schemas::Instant)]
    until: Timestamp,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id.0,
            email: invitation.email,
            role: invitation.role.as_str(),
            invited_at: invitation.created_at,
            until: invitation.expires_at,
        }
    }
}

/// Whom to ask, to do what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationBody {
    #[schema(value_type = schemas::Email)]
    email: Email,
    /// `owner` or `manager`.
    #[schema(value_type = schemas::Role)]
    role: String,
    /// What the letter is written in, `fr`, `en` or `de`; what whoever asks reads, when none is named.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Language>)]
    language: Option<Language>,
}

/// Asks somebody by a letter to act for the enterprise, whether they have an account or not. It replaces any invitation
/// that is open for the address.
#[utoipa::path(
    tag = "enterprises", request_body = InvitationBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the invitation", body = InvitationView)),
)]
#[post("/v1/enterprises/{id}/invitations")]
pub(crate) async fn post_invitation(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<InvitationBody>,
) -> Result<HttpResponse, Problem> {
    let (id, limits) = (EnterpriseId(id.into_inner()), engine.settings().ask_limits());
    let InvitationBody { email, role, language } = body.value;
    let command = NewInvitation { email, role: read_role(&role)?, language };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        invite(tx, actor, ids, limits, id, &command).map(InvitationView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// The enterprise's invitations that nobody has accepted yet.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), PageQuery),
    responses((status = 200, description = "a page of invitations", body = PageView<InvitationView>)),
)]
#[get("/v1/enterprises/{id}/invitations")]
pub(crate) async fn list_invitations(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<InvitationView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let request = query.into_inner().into_request(|after| Uuid::parse_str(after).is_ok())?;
    let page = engine.read(move |tx| invitations(tx, &caller.actor, id, &request)).await?;
    let items = page.items.into_iter().map(InvitationView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// Takes an invitation back.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("invitation" = Uuid, Path, description = "the invitation")),
    responses((status = 204, description = "it can be accepted no more")),
)]
#[delete("/v1/enterprises/{id}/invitations/{invitation}")]
pub(crate) async fn delete_invitation(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (id, invitation) = path.into_inner();
    let (id, invitation) = (EnterpriseId(id), InvitationId(invitation));
    engine.write(move |tx| withdraw_invitation(tx, &caller.actor, id, invitation)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The command to accept an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptanceBody {
    /// What stands behind `token=` in the letter's link.
    #[schema(value_type = schemas::Secret)]
    token: String,
    /// The account to make, when the address has none. Whoever has one signs in and leaves this out.
    #[serde(default)]
    account: Option<AccountBody>,
}

/// The account of somebody who was invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountBody {
    #[schema(value_type = schemas::Name)]
    name: PersonName,
    /// 10 to 200 characters.
    #[schema(min_length = 10, max_length = 200)]
    password: String,
    /// What letters are written in, `fr`, `en` or `de`; what the invitation was, when none is named.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Language>)]
    language: Option<Language>,
}

impl From<AccountBody> for NewAccount {
    fn from(AccountBody { name, password, language }: AccountBody) -> Self {
        Self { name: name.into_name(), password, language }
    }
}

/// What was accepted.
#[derive(Serialize, ToSchema)]
pub(crate) struct AcceptedView {
    user: UserView,
    enterprise: Uuid,
    #[schema(value_type = schemas::Role)]
    role: &'static str,
}

impl From<Accepted> for AcceptedView {
    fn from(Accepted { user, enterprise, role }: Accepted) -> Self {
        Self { user: user.into(), enterprise: enterprise.0, role: role.as_str() }
    }
}

/// Accepts an invitation: as whoever is signed in, where the address has an account; with a new one, where it has none.
#[utoipa::path(
    tag = "people", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = AcceptanceBody,
    responses((status = 200, description = "whom they act for now", body = AcceptedView)),
)]
#[post("/v1/invitations/acceptances")]
pub(crate) async fn accept_invitation(
    engine: Data<Engine>,
    caller: Caller,
    from: Origin,
    body: Body<AcceptanceBody>,
) -> Result<Json<AcceptedView>, Problem> {
    let AcceptanceBody { token, account } = body.value;
    let command = Acceptance { account: account.map(NewAccount::from), from: from.network };
    Ok(Json(engine.accept_invitation(caller.actor, &Token::shown(&token), command).await?.into()))
}
