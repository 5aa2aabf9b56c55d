//! What happened, and the webhooks that are sent it.

use serde_json::{Value, json};

use super::{Request, Route, at, plain};
use crate::town::Town;

/// A webhook that leads nowhere: no name ends so (RFC 6761, §6.4).
fn hook() -> Value {
    json!({"url": "https://shop.invalid/hooks", "types": ["order.placed"]})
}

/// The id of a webhook of the hub's that nobody touched before.
fn made(town: &Town) -> String {
    clear(town);
    town.hub_key("webhooks", &hook()).text_at("/id")
}

/// Removes the hub's webhooks: it may have a few only.
fn clear(town: &Town) {
    let all = format!("/v1/enterprises/{}/webhooks", town.shop.hub_id);
    for known in town.shop.hub.get(&all).assert(200).as_array().unwrap() {
        let one = format!("{all}/{}", known["id"].as_str().unwrap());
        town.shop.hub.send("DELETE", &one, None).assert(204);
    }
}

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/events", |town, _| {
        let query = format!("?enterprise={}&after=0", town.shop.hub_id);
        Request { query, ..plain() }
    }),
    Route::new("GET /v1/enterprises/{id}/webhooks", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/enterprises/{id}/webhooks", |town, _| {
        clear(town);
        at(&town.shop.hub_id).json(&hook())
    }),
    Route::new("GET /v1/enterprises/{id}/webhooks/{webhook}", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town))
    }),
    Route::new("PUT /v1/enterprises/{id}/webhooks/{webhook}", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town)).json(&hook())
    }),
    Route::new("DELETE /v1/enterprises/{id}/webhooks/{webhook}", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town))
    }),
    Route::new("POST /v1/enterprises/{id}/webhooks/{webhook}/secret", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town)).json(&json!({"overlap_hours": 1}))
    }),
    Route::new("POST /v1/enterprises/{id}/webhooks/{webhook}/replay", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town)).json(&json!({"after": 0}))
    }),
    Route::new("POST /v1/enterprises/{id}/webhooks/{webhook}/ping", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town))
    }),
    Route::new("GET /v1/enterprises/{id}/webhooks/{webhook}/deliveries", |town, _| {
        at(&town.shop.hub_id).with("webhook", made(town))
    }),
];
