use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        StatusCode,
        header::{AUTHORIZATION, HeaderValue, ORIGIN},
    },
    web::Data,
};
use futures_util::future::{Either, Ready, ready};
use sillon_engine::{Engine, Error};
use sillon_identity::{Actor, Credential, PermitRefused, ShopKey, Token};

use crate::Problem;

/// What the credential stands behind in `Authorization`.
const SCHEME: &str = "Bearer ";

/// Work on a request that asks the database.
type Asking<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// Who asks: a guest, or whoever the bearer token of the request belongs to.
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    /// The token of a person's session.
    token: Option<Token>,
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(AUTHORIZATION).cloned();
        let origin = request.headers().get(ORIGIN).cloned();
        let engine = request.app_data::<Data<Engine>>().cloned();
        Box::pin(async move {
            let Some(header) = header else { return Ok(Self { actor: Actor::Guest, token: None }) };
            let shown = header.to_str().ok().and_then(|text| text.strip_prefix(SCHEME));
            let shown = shown.ok_or_else(|| {
                unauthorised("send `Authorization: Bearer` and the session's token, or a key")
            })?;
            let credential = Credential::shown(shown.trim());
            let token = match &credential {
                Credential::Session(token) => Some(token.clone()),
                Credential::ApiKey(_) | Credential::ShopKey(_) => None,
            };
            let engine = engine.ok_or_else(|| unauthorised("no session can be checked here"))?;
            // What is not text is no origin of anybody's.
            let origin = origin.as_ref().map(|origin| origin.to_str().unwrap_or("null"));
            let actor = engine.caller(credential, origin).await?;
            Ok(Self { actor, token })
        })
    }
}

/// Whoever has a right to more than a guest: a person who is signed in, or a machine. Others are refused at the door, before
/// anything is looked for, and so learn nothing of what is there.
pub(crate) struct SignedIn {
    pub(crate) actor: Actor,
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            match caller.await?.actor {
                Actor::Guest => Err(unauthorised("sign in first")),
                Actor::ShopFront { .. } => Err(Error::from(PermitRefused::ShopKey).into()),
                actor => Ok(Self { actor }),
            }
        })
    }
}

/// A person who is signed in, and no machine.
pub(crate) struct SignedInPerson {
    pub(crate) actor: Actor,
    /// What opened the session.
    pub(crate) token: Token,
}

impl FromRequest for SignedInPerson {
    type Error = Problem;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            let Caller { actor, token } = caller.await?;
            match (actor, token) {
                (Actor::Guest, _) => Err(unauthorised("sign in first")),
                (Actor::ShopFront { .. }, _) => Err(Error::from(PermitRefused::ShopKey).into()),
                (actor, Some(token)) => Ok(Self { actor, token }),
                (_, None) => Err(Error::from(PermitRefused::PersonOnly).into()),
            }
        })
    }
}

/// Whoever looks at a shop, which may show its customers something else than everybody. Whoever shows nothing is nobody known, so
/// that most reads ask the database for nothing; and so is who shows a session that has ended: what is public stays so. A shop
/// key is good for one shop only, and must be good.
pub(crate) struct Visitor {
    pub(crate) actor: Actor,
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Either<Ready<Result<Self, Problem>>, Asking<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Some(shown) = request.headers().get(AUTHORIZATION) else {
            return Either::Left(ready(Ok(Self { actor: Actor::Guest })));
        };
        let must_be_good = is_shop_key(shown);
        let caller = Caller::from_request(request, payload);
        Either::Right(Box::pin(async move {
            match caller.await {
                Ok(Caller { actor, .. }) => Ok(Self { actor }),
                Err(problem) if problem.is_unauthorised() && !must_be_good => {
                    Ok(Self { actor: Actor::Guest })
                }
                Err(problem) => Err(problem),
            }
        }))
    }
}

fn is_shop_key(header: &HeaderValue) -> bool {
    let shown = header.to_str().ok().and_then(|text| text.strip_prefix(SCHEME));
    shown.is_some_and(|shown| shown.trim_start().starts_with(ShopKey::PREFIX))
}

fn unauthorised(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in", detail)
}
