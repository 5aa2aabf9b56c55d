//! Enterprises, their people, and what they allow each other.

use serde_json::json;

use super::{Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("POST /v1/enterprises", |_, _| {
        plain().json(&json!({"name": "Jardin", "is_producer": true, "sells": "none"}))
    }),
    Route::new("GET /v1/enterprises/{id}", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/members", |town, _| {
        at(&town.shop.hub_id).json(&json!({"email": town.newcomer(), "role": "manager"}))
    }),
    Route::new("PUT /v1/enterprises/{id}/supplies-to/{hub}", |town, _| {
        at(&town.shop.farm_id).with("hub", &town.shop.hub_id)
    }),
    Route::new("GET /v1/enterprises/{id}/balance", |town, _| at(&town.shop.hub_id)),
];
