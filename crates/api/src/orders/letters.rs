//! What became of the letters about orders and cycles, and letters that are sent again.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, Ids, SeenLetter, Tx, confirm_order_again, failed_letters, letters_of_cycle,
    letters_of_order, send_letter_again,
};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, EnterpriseId, MessageId, OrderId, Timestamp};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::body::digest, http::idempotency::Once, http::query::Query,
    views::schemas,
};

/// A letter about an order or a cycle, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterView {
    id: Uuid,
    /// What it says: `order-placed`, `harvest-sheet` and so on.
    kind: String,
    /// The order or the cycle it is about.
    about: Uuid,
    /// The enterprise it is to; none where it is to a customer, or to whoever runs the cycle.
    enterprise: Option<Uuid>,
    /// `waiting`, `sent`, or `failed`: given up, or come back.
    #[schema(value_type = schemas::LetterState)]
    state: &'static str,
    #[schema(value_type = Option<schemas::Instant>)]
    written_at: Option<Timestamp>,
    /// When a mail server took it.
    #[schema(value_type = Option<schemas::Instant>)]
    sent_at: Option<Timestamp>,
    /// When it was given up, or came back.
    #[schema(value_type = Option<schemas::Instant>)]
    failed_at: Option<Timestamp>,
    /// When it is tried next, while it waits.
    #[schema(value_type = Option<schemas::Instant>)]
    next_try_at: Option<Timestamp>,
    /// How often it was tried, and did not leave.
    attempts: i64,
    /// Why it did not leave the last time, or came back: what the mail server said.
    why: Option<String>,
    /// Whether it can be sent again.
    may_be_sent_again: bool,
}

impl From<SeenLetter> for LetterView {
    fn from(letter: SeenLetter) -> Self {
        let (written_at, may_be_sent_again) = (letter.written_at(), letter.may_be_sent_again());
        let SeenLetter { message, enterprise } = letter;
        let state = match (message.gave_up_at, message.sent_at) {
            (Some(_), _) => "failed",
            (None, Some(_)) => "sent",
            (None, None) => "waiting",
        };
        Self {
            id: message.id.0,
            kind: message.kind,
            about: message.subject,
            enterprise: enterprise.map(|of| of.0),
            state,
            written_at,
            sent_at: message.sent_at,
            failed_at: message.gave_up_at,
            next_try_at: Some(message.due_at).filter(|_| state == "waiting"),
            attempts: message.attempts,
            why: message.last_error,
            may_be_sent_again,
        }
    }
}

/// Letters, the latest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct LettersView {
    letters: Vec<LetterView>,
    /// What to ask for as `before` to go on, where there may be more.
    next: Option<Uuid>,
}

impl LettersView {
    fn all(letters: Vec<SeenLetter>) -> Self {
        Self { letters: letters.into_iter().map(LetterView::from).collect(), next: None }
    }
}

/// The letters about an order, the latest first: to its customer, and to its hub. They are kept as long as the installation keeps
/// letters.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order")),
    responses((status = 200, description = "what became of each", body = LettersView)),
)]
#[get("/v1/orders/{id}/letters")]
pub(crate) async fn list_order_letters(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<LettersView>, Problem> {
    let id = OrderId(id.into_inner());
    let letters = engine.read(move |tx| letters_of_order(tx, &caller.actor, id)).await?;
    Ok(Json(LettersView::all(letters)))
}

/// Sends the confirmation of an order to its customer again.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is sent once")),
    responses((status = 202, description = "it is on its way"),
        (status = 429, description = "it was sent often",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/orders/{id}/letters")]
pub(crate) async fn post_order_letter(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, limit) = (OrderId(id.into_inner()), engine.settings().letters);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        confirm_order_again(tx, actor, (ids, limit), id)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::ACCEPTED, work).await
}

/// The letters about a cycle to those who take part in it, the latest first.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order cycle")),
    responses((status = 200, description = "what became of each", body = LettersView)),
)]
#[get("/v1/cycles/{id}/letters")]
pub(crate) async fn list_cycle_letters(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<LettersView>, Problem> {
    let id = CycleId(id.into_inner());
    let letters = engine.read(move |tx| letters_of_cycle(tx, &caller.actor, id)).await?;
    Ok(Json(LettersView::all(letters)))
}

/// Which letters are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FailedQuery {
    /// Those behind this one.
    before: Option<Uuid>,
}

/// How many letters a page has.
const PAGE: u32 = 100;

/// The letters about a hub's orders and the cycles it runs that did not arrive, the latest first, each with why.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"), FailedQuery),
    responses((status = 200, description = "those that were given up or came back", body = LettersView)),
)]
#[get("/v1/enterprises/{id}/failed-letters")]
pub(crate) async fn list_failed_letters(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<FailedQuery>,
) -> Result<Json<LettersView>, Problem> {
    let (hub, before) = (EnterpriseId(id.into_inner()), query.before.map(MessageId));
    let letters =
        engine.read(move |tx| failed_letters(tx, &caller.actor, hub, before, PAGE)).await?;
    let is_full = u32::try_from(letters.len()).is_ok_and(|many| many == PAGE);
    let mut view = LettersView::all(letters);
    view.next = view.letters.last().map(|letter| letter.id).filter(|_| is_full);
    Ok(Json(view))
}

/// Sends a letter about an order or a cycle again, whatever became of it; what it says is as it stands now.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the letter"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is sent once")),
    responses((status = 202, description = "the new letter, on its way", body = LetterView),
        (status = 429, description = "it was sent often",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/letters/{id}/again")]
pub(crate) async fn post_letter_again(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, limit) = (MessageId(id.into_inner()), engine.settings().letters);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        send_letter_again(tx, actor, (ids, limit), id).map(LetterView::from)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::ACCEPTED, work).await
}
