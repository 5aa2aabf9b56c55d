//! Enterprises, their people, and what they allow each other.

use serde_json::{Value, json};
use sillon_testkit::{LEAF, Shop};

use super::{Request, Route, at, plain};
use crate::town::Town;

pub(super) const ROUTES: &[Route] = &[
    Route::new("POST /v1/enterprises", |_, _| {
        plain().json(&json!({"name": "Jardin", "is_producer": true, "sells": "none"}))
    }),
    Route::new("GET /v1/enterprises/{id}", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/enterprises/{id}/history", |town, _| at(&town.shop.hub_id)),
    Route::new("PATCH /v1/enterprises/{id}", |town, _| {
        at(&town.shop.hub_id).json(&json!({"opening_text": "Every Thursday"}))
    }),
    Route::new("PUT /v1/enterprises/{id}/legal-identity", |town, _| {
        let identity =
            json!({"legal_name": "Halle", "siren": "732829320", "vat_regime": "franchise"});
        at(&town.shop.hub_id).json(&identity)
    }),
    Route::new("PUT /v1/enterprises/{id}/bank-account", |town, _| {
        let account = json!({"holder": "Halle", "iban": "FR76 3000 6000 0112 3456 7890 189"});
        at(&town.shop.hub_id).json(&account)
    }),
    Route::new("DELETE /v1/enterprises/{id}/bank-account", |town, _| {
        let account = json!({"holder": "Halle", "iban": "FR76 3000 6000 0112 3456 7890 189"});
        let path = format!("/v1/enterprises/{}/bank-account", town.shop.hub_id);
        town.shop.hub.put(&path, &account).assert(200);
        at(&town.shop.hub_id)
    }),
    Route::new("GET /v1/enterprises/{id}/certificates", |town, _| at(&town.shop.hub_id)),
    Route::new("POST /v1/enterprises/{id}/certificates", |town, _| {
        at(&town.shop.hub_id).json(&certificate())
    }),
    Route::new("DELETE /v1/enterprises/{id}/certificates/{certificate}", |town, _| {
        let path = format!("/v1/enterprises/{}/certificates", town.shop.hub_id);
        let kept = town.shop.hub.post(&path, &certificate()).text_at("/id");
        at(&town.shop.hub_id).with("certificate", kept)
    }),
    Route::new("GET /v1/groups", |_, _| plain()),
    Route::new("POST /v1/groups", |town, _| {
        plain().json(&json!({"name": "Vallée", "owner": town.shop.hub_id}))
    }),
    Route::new("GET /v1/groups/{slug}", |town, _| plain().with("slug", group(town))),
    Route::new("PATCH /v1/groups/{slug}", |town, _| {
        plain().with("slug", group(town)).json(&json!({"description": "All along the river"}))
    }),
    Route::new("DELETE /v1/groups/{slug}", |town, _| plain().with("slug", group(town))),
    Route::new("PUT /v1/groups/{slug}/members/{enterprise}", |town, _| {
        plain().with("slug", group(town)).with("enterprise", &town.shop.farm_id)
    }),
    Route::new("DELETE /v1/groups/{slug}/members/{enterprise}", |town, _| {
        let group = group(town);
        let member = format!("/v1/groups/{group}/members/{}", town.shop.farm_id);
        town.shop.hub.put(&member, &Value::Null);
        plain().with("slug", group).with("enterprise", &town.shop.farm_id)
    }),
    Route::new("GET /v1/enterprises/{id}/groups", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/slugs/{name}", |_, _| plain().with("name", "halle")),
    Route::new("GET /v1/producers", |_, _| plain()),
    Route::new("PUT /v1/enterprises/{id}/images/{place}", |town, _| {
        at(&town.shop.hub_id).with("place", "banner").body("image/png", LEAF)
    }),
    Route::new("DELETE /v1/enterprises/{id}/images/{place}", |town, _| {
        let logo = format!("/v1/enterprises/{}/images/logo", town.shop.hub_id);
        town.shop.hub.send("PUT", &logo, Some(("image/png", LEAF))).assert(200);
        at(&town.shop.hub_id).with("place", "logo")
    }),
    Route::new("PUT /v1/enterprises/{id}/members", |town, _| {
        at(&town.shop.hub_id).json(&json!({"email": town.newcomer(), "role": "manager"}))
    }),
    Route::new("GET /v1/enterprises/{id}/members", |town, _| at(&town.shop.hub_id)),
    Route::new("DELETE /v1/enterprises/{id}/members/{user}", |town, _| {
        let newcomer = town.newcomer_signed_in();
        let hub = &town.shop.hub_id;
        town.shop.hub.takes_on(&newcomer, hub, "manager");
        at(hub).with("user", newcomer.get("/v1/me").text_at("/user/id"))
    }),
    Route::new("POST /v1/enterprises/{id}/invitations", |town, _| {
        let email = format!("asked{}@example.org", town.number());
        at(&town.shop.hub_id).json(&json!({"email": email, "role": "manager"}))
    }),
    Route::new("GET /v1/enterprises/{id}/invitations", |town, _| at(&town.shop.hub_id)),
    Route::new("DELETE /v1/enterprises/{id}/invitations/{invitation}", |town, _| {
        let email = format!("asked{}@example.org", town.number());
        let hub = &town.shop.hub_id;
        let body = json!({"email": email, "role": "manager"});
        let asked = town.shop.hub.post(&format!("/v1/enterprises/{hub}/invitations"), &body);
        at(hub).with("invitation", asked.text_at("/id"))
    }),
    Route::new("GET /v1/enterprises/{id}/grants", |town, _| at(&town.shop.farm_id)),
    Route::new("GET /v1/enterprises/{id}/grant-offers", |town, _| at(&town.shop.farm_id)),
    Route::new("PUT /v1/enterprises/{id}/grants/{kind}/{to}", |town, _| {
        at(&town.shop.farm_id).with("kind", "supply-to-cycles").with("to", &town.shop.hub_id)
    }),
    // A grant that nothing else here rests on.
    Route::new("DELETE /v1/enterprises/{id}/grants/{kind}/{to}", |town, _| {
        let Shop { farm_id: farm, hub_id: hub, .. } = &town.shop;
        let grant = format!("/v1/enterprises/{farm}/grants/edit-profile/{hub}");
        town.shop.farmer.put(&grant, &Value::Null).assert(204);
        at(&town.shop.farm_id).with("kind", "edit-profile").with("to", &town.shop.hub_id)
    }),
    Route::new("GET /v1/enterprises/{id}/terms", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/terms", |town, _| {
        let body = json!({"variants": [{"variant": listed(town), "terms": {"sku": "H-2"}}]});
        at(&town.shop.hub_id).json(&body)
    }),
    Route::new("POST /v1/enterprises/{id}/stock-resets", |town, _| {
        at(&town.shop.hub_id).json(&json!({"variants": [listed(town)]}))
    }),
    Route::new("GET /v1/enterprises/{id}/terms/{variant}", |town, _| on_terms(town)),
    Route::new("PUT /v1/enterprises/{id}/terms/{variant}", |town, _| {
        on_terms(town).json(&json!({"sku": "H-1", "default_stock": 3}))
    }),
    // The hub has a default to go back to, and says so first.
    Route::new("POST /v1/enterprises/{id}/terms/{variant}/reset", |town, _| on_terms(town)),
    Route::new("DELETE /v1/enterprises/{id}/terms/{variant}", |town, _| on_terms(town)),
    Route::new("GET /v1/enterprises/{id}/balance", |town, _| at(&town.shop.hub_id)),
];

/// A new group of the hub's.
fn group(town: &Town) -> String {
    let group = json!({"name": "Vallée", "owner": town.shop.hub_id});
    town.shop.hub.post("/v1/groups", &group).text_at("/slug")
}

/// A certificate to keep.
fn certificate() -> Value {
    json!({"label": "organic", "body": "FR-BIO-01", "from": "2026-01-01", "until": "2026-12-31"})
}

/// A variant at the hub, which may set terms on it and has a default stock to go back to.
fn on_terms(town: &Town) -> Request {
    at(&town.shop.hub_id).with("variant", listed(town))
}

fn listed(town: &Town) -> String {
    let shop = &town.shop;
    let (farm, hub) = (&shop.farm_id, &shop.hub_id);
    shop.farmer.allows(&shop.hub, farm, "set-hub-prices", hub);
    let variant = shop.variant("Carrots, 500 g");
    let terms = format!("/v1/enterprises/{hub}/terms/{variant}");
    shop.hub.put(&terms, &json!({"default_stock": 3})).assert(200);
    variant.to_owned()
}
