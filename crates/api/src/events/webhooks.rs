use actix_web::{
    HttpResponse, delete, get, post, put,
    web::{Data, Json, Path},
};
use sillon_engine::{
    Engine, SetWebhook, add_webhook, deliveries, remove_webhook, replay_webhook, set_webhook,
    turn_secret, webhook, webhooks,
};
use sillon_kernel::{DeliveryId, EnterpriseId, WebhookId};
use uuid::Uuid;

use crate::{
    Problem,
    events::webhook_view::{
        DeliveryView, NewWebhookBody, ReplayBody, TurnSecretBody, WebhookBody, WebhookView,
        WebhookWithSecretView,
    },
    http::auth::SignedIn,
    http::body::Body,
    http::query::Query,
    views::page::{PageQuery, PageView},
};

/// An enterprise, and a webhook of its.
fn ids(path: Path<(Uuid, Uuid)>) -> (EnterpriseId, WebhookId) {
    let (enterprise, webhook) = path.into_inner();
    (EnterpriseId(enterprise), WebhookId(webhook))
}

/// The addresses that an enterprise's events are sent to, for its owners.
#[utoipa::path(
    tag = "events", security(("session" = [])), params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 200, description = "the webhooks, the earliest first", body = Vec<WebhookView>)),
)]
#[get("/v1/enterprises/{id}/webhooks")]
pub(crate) async fn list_webhooks(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<WebhookView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let all = engine.read(move |tx| webhooks(tx, &caller.actor, id)).await?;
    Ok(Json(all.into_iter().map(Into::into).collect()))
}

/// Has an enterprise's events sent to an address. The secret they are signed with is in this answer only, which is therefore not kept
/// for a repeat.
#[utoipa::path(
    tag = "events", request_body = NewWebhookBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 201, description = "the webhook and its secret", body = WebhookWithSecretView)),
)]
#[post("/v1/enterprises/{id}/webhooks")]
pub(crate) async fn post_webhook(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: Body<NewWebhookBody>,
) -> Result<HttpResponse, Problem> {
    let (id, new) =
        (EnterpriseId(id.into_inner()), <(SetWebhook, Option<i64>)>::try_from(body.value)?);
    let (ids, settings) = (engine.ids(), engine.settings().webhooks);
    let made = engine
        .write(move |tx| add_webhook(tx, &caller.actor, &ids, settings, id, new.clone()))
        .await?;
    Ok(HttpResponse::Created().json(WebhookWithSecretView::from(made)))
}

/// A webhook, for the owners of its enterprise.
#[utoipa::path(
    tag = "events", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook")),
    responses((status = 200, description = "the webhook", body = WebhookView)),
)]
#[get("/v1/enterprises/{id}/webhooks/{webhook}")]
pub(crate) async fn get_webhook(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<Json<WebhookView>, Problem> {
    let (id, hook) = ids(path);
    Ok(Json(engine.read(move |tx| webhook(tx, &caller.actor, id, hook)).await?.into()))
}

/// Sets a webhook as a whole. One that was paused goes on where it stood.
#[utoipa::path(
    tag = "events", request_body = WebhookBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook")),
    responses((status = 200, description = "the webhook as it is now", body = WebhookView)),
)]
#[put("/v1/enterprises/{id}/webhooks/{webhook}")]
pub(crate) async fn put_webhook(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
    body: Body<WebhookBody>,
) -> Result<Json<WebhookView>, Problem> {
    let (of, wish) = (ids(path), SetWebhook::try_from(body.value)?);
    let settings = engine.settings().webhooks;
    let set =
        engine.write(move |tx| set_webhook(tx, &caller.actor, settings, of, wish.clone())).await?;
    Ok(Json(set.into()))
}

/// Removes a webhook, with the log of what it was sent.
#[utoipa::path(
    tag = "events", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook")),
    responses((status = 204, description = "it is sent nothing more")),
)]
#[delete("/v1/enterprises/{id}/webhooks/{webhook}")]
pub(crate) async fn delete_webhook(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (id, hook) = ids(path);
    engine.write(move |tx| remove_webhook(tx, &caller.actor, id, hook)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a webhook another secret. For a while what it is sent is signed with the one before, too, so that its receiver can be told
/// the new one meanwhile. The secret is in this answer only.
#[utoipa::path(
    tag = "events", request_body = TurnSecretBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook")),
    responses((status = 200, description = "the webhook and its new secret", body = WebhookWithSecretView)),
)]
#[post("/v1/enterprises/{id}/webhooks/{webhook}/secret")]
pub(crate) async fn post_webhook_secret(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
    body: Body<TurnSecretBody>,
) -> Result<Json<WebhookWithSecretView>, Problem> {
    let (of, hours, made) = (ids(path), body.value.overlap_hours, engine.ids());
    let turned = engine.write(move |tx| turn_secret(tx, &caller.actor, &made, of, hours)).await?;
    Ok(Json(turned.into()))
}

/// Has a webhook sent everything after a number of the feed again, in order.
#[utoipa::path(
    tag = "events", request_body = ReplayBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook")),
    responses((status = 200, description = "the webhook as it is now", body = WebhookView)),
)]
#[post("/v1/enterprises/{id}/webhooks/{webhook}/replay")]
pub(crate) async fn post_webhook_replay(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
    body: Body<ReplayBody>,
) -> Result<Json<WebhookView>, Problem> {
    let (of, after) = (ids(path), body.value.after);
    let replayed = engine.write(move |tx| replay_webhook(tx, &caller.actor, of, after)).await?;
    Ok(Json(replayed.into()))
}

/// Sends a webhook a `ping` at once and once, also one that is paused, and tells what became of it.
#[utoipa::path(
    tag = "events", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook")),
    responses((status = 200, description = "what became of it", body = DeliveryView)),
)]
#[post("/v1/enterprises/{id}/webhooks/{webhook}/ping")]
pub(crate) async fn post_webhook_ping(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<Json<DeliveryView>, Problem> {
    let (id, hook) = ids(path);
    Ok(Json(engine.ping_webhook(caller.actor, id, hook).await?.into()))
}

/// What a webhook was sent, and what became of it, the latest first; each try is known for 30 days.
#[utoipa::path(
    tag = "events", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "the enterprise"), ("webhook" = Uuid, Path, description = "the webhook"),
        PageQuery
    ),
    responses((status = 200, description = "a page of tries", body = PageView<DeliveryView>)),
)]
#[get("/v1/enterprises/{id}/webhooks/{webhook}/deliveries")]
pub(crate) async fn list_deliveries(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<DeliveryView>>, Problem> {
    let of = ids(path);
    let (before, request) = query.into_inner().into_keyed::<DeliveryId>()?;
    let found = engine.read(move |tx| deliveries(tx, &caller.actor, of, before, &request)).await?;
    Ok(Json(found.into()))
}
