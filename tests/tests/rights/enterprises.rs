//! Enterprises, their people, and what they allow each other.

use serde_json::json;
use sillon_testkit::LEAF;

use super::{Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("POST /v1/enterprises", |_, _| {
        plain().json(&json!({"name": "Jardin", "is_producer": true, "sells": "none"}))
    }),
    Route::new("GET /v1/enterprises/{id}", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/logo", |town, _| {
        at(&town.shop.hub_id).body("image/png", LEAF)
    }),
    Route::new("DELETE /v1/enterprises/{id}/logo", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/banner", |town, _| {
        at(&town.shop.hub_id).body("image/png", LEAF)
    }),
    Route::new("DELETE /v1/enterprises/{id}/banner", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/members", |town, _| {
        at(&town.shop.hub_id).json(&json!({"email": town.newcomer(), "role": "manager"}))
    }),
    Route::new("GET /v1/enterprises/{id}/members", |town, _| at(&town.shop.hub_id)),
    Route::new("DELETE /v1/enterprises/{id}/members/{user}", |town, _| {
        let member = town.newcomer_signed_in().get("/v1/me").json();
        let wish = json!({"email": member["user"]["email"], "role": "manager"});
        let hub = &town.shop.hub_id;
        town.shop.hub.put(&format!("/v1/enterprises/{hub}/members"), &wish).assert(204);
        at(hub).with("user", member["user"]["id"].as_str().unwrap())
    }),
    Route::new("POST /v1/enterprises/{id}/invitations", |town, _| {
        let email = format!("asked{}@example.org", town.number());
        at(&town.shop.hub_id).json(&json!({"email": email, "role": "manager"}))
    }),
    Route::new("GET /v1/enterprises/{id}/invitations", |town, _| at(&town.shop.hub_id)),
    Route::new("DELETE /v1/enterprises/{id}/invitations/{invitation}", |town, _| {
        let email = format!("asked{}@example.org", town.number());
        let hub = &town.shop.hub_id;
        let wish = json!({"email": email, "role": "manager"});
        let asked = town.shop.hub.post(&format!("/v1/enterprises/{hub}/invitations"), &wish);
        at(hub).with("invitation", asked.text_at("/id"))
    }),
    Route::new("GET /v1/enterprises/{id}/grants", |town, _| at(&town.shop.farm_id)),
    Route::new("PUT /v1/enterprises/{id}/grants/{kind}/{to}", |town, _| {
        at(&town.shop.farm_id).with("kind", "supply-to-cycles").with("to", &town.shop.hub_id)
    }),
    // A grant that nothing else here rests on.
    Route::new("DELETE /v1/enterprises/{id}/grants/{kind}/{to}", |town, _| {
        at(&town.shop.farm_id).with("kind", "edit-profile").with("to", &town.shop.hub_id)
    }),
    Route::new("GET /v1/enterprises/{id}/balance", |town, _| at(&town.shop.hub_id)),
];
