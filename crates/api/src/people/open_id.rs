use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    get,
    http::{StatusCode, header::LOCATION},
    web::Data,
};
use serde::Deserialize;
use sillon_engine::{Engine, OPEN_ID_CALLBACK};
use sillon_identity::Token;
use utoipa::IntoParams;

use crate::{Problem, http::origin::Origin, http::query::Query, people::accounts::SessionView};

/// The cookie that ties a sign-in to the browser it was begun in.
const COOKIE: &str = "sillon_open_id";

/// How long the browser keeps it.
const COOKIE_MINUTES: i64 = 15;

/// Sends a person to the identity provider of this installation, to sign in there.
#[utoipa::path(
    tag = "people",
    responses((status = 303, description = "the way to the provider; a cookie ties it to this browser"),
        (status = 404, description = "`no-identity-provider`: this installation has none", body = Problem,
            content_type = "application/problem+json")),
)]
#[get("/v1/openid/sign-in")]
pub(crate) async fn begin_sign_in(engine: Data<Engine>) -> Result<HttpResponse, Problem> {
    let begun = engine.begin_open_id().await?;
    let is_safe = engine.settings().public_url.starts_with("https:");
    let cookie = Cookie::build(COOKIE, begun.state.as_str().to_owned())
        .path(OPEN_ID_CALLBACK)
        .max_age(Duration::minutes(COOKIE_MINUTES))
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(is_safe)
        .finish();
    Ok(HttpResponse::SeeOther()
        .insert_header((LOCATION, begun.at.as_str()))
        .cookie(cookie)
        .finish())
}

/// What the identity provider sends back with a person.
#[derive(Deserialize, IntoParams)]
pub(crate) struct CallbackQuery {
    /// Which sign-in it is.
    #[serde(default)]
    state: Option<String>,
    /// What is traded for word of the person.
    #[serde(default)]
    code: Option<String>,
    /// Why there is none.
    #[serde(default)]
    error: Option<String>,
}

/// Where the identity provider sends people back to: opens a session for whoever it vouches for.
#[utoipa::path(
    tag = "people", params(CallbackQuery),
    responses((status = 201, description = "the session", body = SessionView)),
)]
#[get("/v1/openid/callback")]
pub(crate) async fn end_sign_in(
    engine: Data<Engine>,
    from: Origin,
    request: HttpRequest,
    query: Query<CallbackQuery>,
) -> Result<HttpResponse, Problem> {
    let CallbackQuery { state, code, error } = query.into_inner();
    let kept = request.cookie(COOKIE).map(|cookie| cookie.value().to_owned());
    let state = state.filter(|state| kept.as_ref() == Some(state)).ok_or_else(not_begun_here)?;
    let code = code.ok_or_else(|| provider_refused(error.as_deref()))?;
    let signed_in = engine.finish_open_id(&Token::shown(&state), code, from.device).await?;
    let mut gone = Cookie::build(COOKIE, "").path(OPEN_ID_CALLBACK).finish();
    gone.make_removal();
    Ok(HttpResponse::Created().cookie(gone).json(SessionView::from(signed_in)))
}

fn not_begun_here() -> Problem {
    let said = "this sign-in was not begun in this browser: begin again";
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in-not-begun", said)
}

fn provider_refused(why: Option<&str>) -> Problem {
    let why: String =
        why.unwrap_or("no reason").chars().filter(char::is_ascii_graphic).take(60).collect();
    let said = format!("the identity provider did not sign you in: {why}");
    Problem::new(StatusCode::UNAUTHORIZED, "identity-provider", said)
}
