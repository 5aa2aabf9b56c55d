use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    patch, post, put,
    web::{Data, Json},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, OwnAccountPatch, PasswordChange, SignIn, SignUp, change_profile, own_account,
};
use sillon_identity::{Actor, User};
use sillon_kernel::{Email, Language, Name, PersonName, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedInPerson, http::body::Body, http::origin::Origin, views::schemas,
};

/// A person with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    id: Uuid,
    #[schema(value_type = schemas::Email)]
    email: Email,
    #[schema(value_type = schemas::Name)]
    name: Name,
    /// What letters to them are written in: `fr`, `en` or `de`.
    #[schema(value_type = schemas::Language)]
    language: Language,
    /// Whether they proved that the address is theirs.
    is_confirmed: bool,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id.0,
            email: user.email,
            name: user.name,
            language: user.language,
            is_confirmed: user.confirmed_at.is_some(),
        }
    }
}

/// The command to have an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpBody {
    #[schema(value_type = schemas::Email)]
    email: Email,
    #[schema(value_type = schemas::Name)]
    name: PersonName,
    /// 10 to 200 characters.
    #[schema(min_length = 10, max_length = 200)]
    password: String,
    /// What letters are written in: `fr`, `en` or `de`.
    #[serde(default)]
    #[schema(value_type = schemas::Language, default = "fr")]
    language: Language,
}

/// Makes an account. Where addresses are confirmed, one that has an account is answered as a new one is, and its owner gets
/// a letter.
#[utoipa::path(
    tag = "people", request_body = SignUpBody,
    responses((status = 201, description = "the account", body = UserView)),
)]
#[post("/v1/users")]
pub(crate) async fn sign_up(
    engine: Data<Engine>,
    from: Origin,
    body: Body<SignUpBody>,
) -> Result<HttpResponse, Problem> {
    let SignUpBody { email, name, password, language } = body.value;
    let (name, from) = (name.into_name(), from.network);
    let command = SignUp { email, name, password, language, from };
    let user = engine.sign_up(command).await?;
    Ok(HttpResponse::Created().json(UserView::from(user)))
}

/// What opens a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInBody {
    #[schema(value_type = schemas::Email)]
    email: Email,
    password: String,
}

/// A session just opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Send it as `Authorization: Bearer`; it is shown this once.
    token: String,
    #[schema(value_type = schemas::Instant)]
    until: Timestamp,
    user: UserView,
}

impl From<sillon_engine::SignedIn> for SessionView {
    fn from(signed_in: sillon_engine::SignedIn) -> Self {
        Self {
            token: signed_in.token.as_str().to_owned(),
            until: signed_in.until,
            user: signed_in.user.into(),
        }
    }
}

/// Opens a session.
#[utoipa::path(
    tag = "people", request_body = SignInBody,
    responses((status = 201, description = "the session", body = SessionView)),
)]
#[post("/v1/sessions")]
pub(crate) async fn sign_in(
    engine: Data<Engine>,
    from: Origin,
    body: Body<SignInBody>,
) -> Result<HttpResponse, Problem> {
    let SignInBody { email, password } = body.value;
    let Origin { network, device } = from;
    let signed_in = engine.sign_in(SignIn { email, password, device, from: network }).await?;
    Ok(HttpResponse::Created().json(SessionView::from(signed_in)))
}

/// Ends the session of the request.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    responses((status = 204, description = "the session has ended")),
)]
#[delete("/v1/sessions/current")]
pub(crate) async fn sign_out(
    engine: Data<Engine>,
    caller: SignedInPerson,
) -> Result<HttpResponse, Problem> {
    engine.sign_out(&caller.token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who asks, and for whom they act.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeView {
    user: UserView,
    memberships: Vec<MembershipView>,
    /// Whether they administer this installation, and may act for every enterprise.
    is_administrator: bool,
}

/// That a person acts for an enterprise.
#[derive(Serialize, ToSchema)]
pub(crate) struct MembershipView {
    enterprise: Uuid,
    #[schema(value_type = schemas::Role)]
    role: &'static str,
}

/// Who asks.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    responses((status = 200, description = "the person", body = MeView)),
)]
#[get("/v1/me")]
pub(crate) async fn me(
    engine: Data<Engine>,
    caller: SignedInPerson,
) -> Result<Json<MeView>, Problem> {
    // Whoever is no person was refused at the door, and an operator does not come by it.
    let asking = caller.actor.clone();
    let Actor::Person { memberships, is_administrator, .. } = caller.actor else {
        return Err(not_signed_in());
    };
    let user = engine.read(move |tx| own_account(tx, &asking)).await?;
    let view = |membership: &sillon_identity::Membership| MembershipView {
        enterprise: membership.enterprise.0,
        role: membership.role.as_str(),
    };
    let memberships = memberships.iter().map(view).collect();
    Ok(Json(MeView { user: user.into(), memberships, is_administrator }))
}

/// What a person wants to change of themselves; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeBody {
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Option<PersonName>,
    /// What letters are written in: `fr`, `en` or `de`.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Language>)]
    language: Option<Language>,
}

/// Changes what whoever asks is called, and what letters to them are written in.
#[utoipa::path(
    tag = "people", request_body = MeBody, security(("session" = [])),
    responses((status = 200, description = "the person", body = UserView)),
)]
#[patch("/v1/me")]
pub(crate) async fn patch_me(
    engine: Data<Engine>,
    caller: SignedInPerson,
    body: Body<MeBody>,
) -> Result<Json<UserView>, Problem> {
    let MeBody { name, language } = body.value;
    let command = OwnAccountPatch { name: name.map(PersonName::into_name), language };
    Ok(Json(engine.write(move |tx| change_profile(tx, &caller.actor, &command)).await?.into()))
}

/// The command to have another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    /// The password they have.
    old: String,
    /// The one they want: 10 to 200 characters.
    #[schema(min_length = 10, max_length = 200)]
    new: String,
}

/// Sets another password. Every other session of the account ends.
#[utoipa::path(
    tag = "people", request_body = PasswordBody, security(("session" = [])),
    responses((status = 204, description = "it is set")),
)]
#[put("/v1/me/password")]
pub(crate) async fn put_password(
    engine: Data<Engine>,
    caller: SignedInPerson,
    from: Origin,
    body: Body<PasswordBody>,
) -> Result<HttpResponse, Problem> {
    let PasswordBody { old, new } = body.value;
    let command = PasswordChange { old, new, from: from.network };
    engine.change_password(&caller.actor, &caller.token, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn not_signed_in() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in", "sign in first")
}
