use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{ETAG, HeaderValue},
    },
    web::Data,
};
use serde::Serialize;
use sillon_engine::{Answer, Engine, Error, Ids, OnceKey, Tx, run_once};
use sillon_identity::Actor;

use crate::{
    Problem,
    http::if_match::{Tagged, tag_of},
};

/// What is kept of an answer that says nothing but its status.
const NOTHING: &str = "null";

/// The longest idempotency key taken.
const MAX_KEY_BYTES: usize = 200;

/// The `Idempotency-Key` of a request, if it has one.
pub(crate) struct Once(Option<String>);

impl FromRequest for Once {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get("idempotency-key") else {
            return ready(Ok(Self(None)));
        };
        let key = header.to_str().ok().filter(|key| !key.is_empty() && key.len() <= MAX_KEY_BYTES);
        let rule = "an idempotency key has 1 to 200 visible ASCII characters";
        ready(
            key.map(|key| Self(Some(key.to_owned())))
                .ok_or_else(|| Problem::field("Idempotency-Key", rule)),
        )
    }
}

impl Once {
    /// The key, which this request must have.
    pub(crate) fn required(&self) -> Result<&str, Problem> {
        let rule = "this request moves money or goods: send an Idempotency-Key, and the same one when you repeat it";
        self.0.as_deref().ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "key-required", rule).at("Idempotency-Key", rule)
        })
    }

    /// What makes a request of the actor, with a digest of what it says, the same as one before. Guests share no keys: what one of
    /// them did is not another's to hear. What they may write without an account is harmless when repeated, or is kept for its key
    /// elsewhere.
    pub(crate) fn key(&self, actor: &Actor, digest: [u8; 32]) -> Option<OnceKey> {
        let principal = actor.principal()?;
        self.0.clone().map(|key| OnceKey { principal, key, digest })
    }

    /// Whether an answer is kept under a key of the actor's.
    pub(crate) fn is_kept_for(&self, actor: &Actor) -> bool {
        self.0.is_some() && actor.principal().is_some()
    }

    /// Runs a use case that writes, once for its key, and answers with what it made.
    pub(crate) async fn run<V: Serialize>(
        self,
        engine: &Data<Engine>,
        actor: Actor,
        digest: [u8; 32],
        status: StatusCode,
        work: impl FnMut(&mut Tx<'_>, &Actor, &Ids) -> Result<V, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        Ok(respond(self.answer(engine, actor, digest, status, work).await?))
    }

    /// The same for what is changed under a version: the answer carries its tag, as `ETag`.
    pub(crate) async fn run_tagged<V: Tagged>(
        self,
        engine: &Data<Engine>,
        actor: Actor,
        digest: [u8; 32],
        status: StatusCode,
        work: impl FnMut(&mut Tx<'_>, &Actor, &Ids) -> Result<V, Error> + Send + 'static,
    ) -> Result<HttpResponse, Problem> {
        Ok(respond_tagged::<V>(self.answer(engine, actor, digest, status, work).await?))
    }

    async fn answer<V: Serialize>(
        self,
        engine: &Data<Engine>,
        actor: Actor,
        digest: [u8; 32],
        status: StatusCode,
        mut work: impl FnMut(&mut Tx<'_>, &Actor, &Ids) -> Result<V, Error> + Send + 'static,
    ) -> Result<Answer, Problem> {
        let ids = engine.ids();
        let once = self.key(&actor, digest);
        let answer = engine
            .write(move |tx| {
                run_once(tx, once.as_ref(), |tx| Ok(answer(status, &work(tx, &actor, &ids)?)))
            })
            .await?;
        Ok(answer)
    }
}

fn answer(status: StatusCode, made: &impl Serialize) -> Answer {
    let body = serde_json::to_string(made).expect("views are always JSON");
    Answer { status: status.as_u16(), body }
}

fn respond_tagged<V: Tagged>(answer: Answer) -> HttpResponse {
    let tag = tag_of::<V>(&answer.body);
    let mut response = respond(answer);
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn respond(answer: Answer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    if answer.body == NOTHING {
        return HttpResponse::build(status).finish();
    }
    HttpResponse::build(status).content_type("application/json").body(answer.body)
}
