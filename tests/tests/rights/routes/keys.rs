//! The keys of machines and shop fronts.

use serde_json::json;

use super::{Route, at};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/enterprises/{id}/api-keys", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/enterprises/{id}/api-keys", |town, _| {
        at(&town.shop.hub_id).json(&json!({"name": "Scales", "scopes": ["orders:read"]}))
    }),
    Route::new("DELETE /v1/enterprises/{id}/api-keys/{key}", |town, _| {
        let key = town.hub_key("api-keys", &json!({"name": "Old", "scopes": ["orders:read"]}));
        at(&town.shop.hub_id).with("key", key.text_at("/id"))
    }),
    Route::new("GET /v1/enterprises/{id}/shop-keys", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/enterprises/{id}/shop-keys", |town, _| {
        let origins = ["https://shop.example.org"];
        at(&town.shop.hub_id).json(&json!({"name": "Site", "origins": origins}))
    }),
    Route::new("DELETE /v1/enterprises/{id}/shop-keys/{key}", |town, _| {
        let origins = ["https://old.example.org"];
        let key = town.hub_key("shop-keys", &json!({"name": "Old", "origins": origins}));
        at(&town.shop.hub_id).with("key", key.text_at("/id"))
    }),
];
