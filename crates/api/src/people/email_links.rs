//! What is proved by a letter: that an address is somebody's.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, post, web::Data};
use serde::Deserialize;
use sillon_engine::{Engine, Ids, Tx, ask_to_confirm};
use sillon_identity::{Actor, Token};
use sillon_kernel::Email;
use utoipa::ToSchema;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::origin::Origin,
    views::schemas,
};

/// The secret of a letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretBody {
    /// What stands behind `token=` in the letter's link.
    #[schema(value_type = schemas::Secret)]
    token: String,
}

/// Confirms the e-mail address that a letter went to.
#[utoipa::path(
    tag = "people", request_body = SecretBody,
    responses((status = 204, description = "it is confirmed")),
)]
#[post("/v1/users/confirmations")]
pub(crate) async fn confirm_address(
    engine: Data<Engine>,
    from: Origin,
    body: Body<SecretBody>,
) -> Result<HttpResponse, Problem> {
    engine.confirm(&Token::shown(&body.value.token), from.network).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends one more letter to confirm the e-mail address with; none when it is confirmed.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 202, description = "a letter leaves, if one is needed")),
)]
#[post("/v1/me/confirmation-letters")]
pub(crate) async fn send_confirmation(
    engine: Data<Engine>,
    caller: SignedIn,
    from: Origin,
    once: Once,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (network, limit) = (from.network, engine.settings().attempts);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        ask_to_confirm(tx, actor, ids, limit, network)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::ACCEPTED, work).await
}

/// Whom a letter is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressBody {
    #[schema(value_type = schemas::Email)]
    email: Email,
}

/// Sends a letter to choose another password with, if the address has an account. Nobody is told whether it has.
#[utoipa::path(
    tag = "people", request_body = AddressBody,
    responses((status = 202, description = "a letter leaves, if the address has an account")),
)]
#[post("/v1/users/password-letters")]
pub(crate) async fn send_reset(
    engine: Data<Engine>,
    from: Origin,
    body: Body<AddressBody>,
) -> Result<HttpResponse, Problem> {
    engine.ask_to_reset(body.value.email, from.network).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// A password, chosen with the secret of a letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetBody {
    /// What stands behind `token=` in the letter's link.
    #[schema(value_type = schemas::Secret)]
    token: String,
    /// 10 to 200 characters.
    #[schema(min_length = 10, max_length = 200)]
    password: String,
}

/// Sets another password, with the secret of a letter. Every session of the account ends.
#[utoipa::path(
    tag = "people", request_body = ResetBody,
    responses((status = 204, description = "it is set")),
)]
#[post("/v1/users/passwords")]
pub(crate) async fn reset_password(
    engine: Data<Engine>,
    from: Origin,
    body: Body<ResetBody>,
) -> Result<HttpResponse, Problem> {
    let ResetBody { token, password } = body.value;
    engine.reset_password(&Token::shown(&token), password, from.network).await?;
    Ok(HttpResponse::NoContent().finish())
}
