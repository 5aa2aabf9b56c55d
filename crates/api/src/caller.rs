use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest, dev::Payload, http::StatusCode, http::header::AUTHORIZATION,
    web::Data,
};
use sillon_engine::Engine;
use sillon_identity::{Actor, Token};

use crate::Problem;

/// Who asks: a guest, or whoever the bearer token of the request belongs to.
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    pub(crate) token: Option<Token>,
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(AUTHORIZATION).cloned();
        let engine = request.app_data::<Data<Engine>>().cloned();
        Box::pin(async move {
            let Some(header) = header else { return Ok(Self { actor: Actor::Guest, token: None }) };
            let shown = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
            let shown = shown.ok_or_else(|| {
                unauthorised("send `Authorization: Bearer` and the session's token")
            })?;
            let token = Token::shown(shown.trim());
            let engine = engine.ok_or_else(|| unauthorised("no session can be checked here"))?;
            let actor = engine.recognise(&token).await?;
            Ok(Self { actor, token: Some(token) })
        })
    }
}

/// Whoever is signed in. A guest is refused at the door, before anything is looked for, and so learns nothing of what
/// is there.
pub(crate) struct SignedIn {
    pub(crate) actor: Actor,
    pub(crate) token: Token,
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            let Caller { actor, token } = caller.await?;
            let token = token.ok_or_else(|| unauthorised("sign in first"))?;
            Ok(Self { actor, token })
        })
    }
}

fn unauthorised(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in", detail)
}
