//! Order cycles, their exchanges and fees.

use serde_json::json;

use super::{Request, Route, Town, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/cycles", |_, _| plain()),
    Route::new("POST /v1/cycles", |town, _| {
        let orders = json!({"from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"});
        let hub = &town.shop.hub_id;
        plain().json(&json!({"coordinator": hub, "name": "Winter", "orders": orders}))
    }),
    Route::new("GET /v1/cycles/{id}", |town, _| at(&town.shop.cycle)),
    Route::new("PATCH /v1/cycles/{id}", |town, _| {
        at(town.draft()).json(&json!({"name": "Late winter"}))
    }),
    Route::new("PATCH /v1/cycles", |town, _| {
        plain().json(&json!({"cycles": [{"id": town.draft(), "name": "Late winter"}]}))
    }),
    Route::new("POST /v1/cycles/{id}/copies", |town, _| {
        at(&town.shop.cycle).json(&json!({"days": 7}))
    }),
    Route::new("DELETE /v1/cycles/{id}", |town, _| at(town.draft())),
    Route::new("PUT /v1/cycles/{id}/exchanges", |town, _| {
        let farm = &town.shop.farm_id;
        at(&town.shop.cycle).json(&json!({"enterprise": farm, "direction": "incoming"}))
    }),
    Route::new("PUT /v1/cycles/{id}/fees", |town, _| {
        at(town.draft()).json(&json!({"fees": [town.shop.fee]}))
    }),
    Route::new("GET /v1/cycles/{id}/compliance", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/checklist", |town, _| at(&town.shop.cycle)),
    Route::new("POST /v1/cycles/{id}/publish", |town, _| at(town.draft())),
    Route::new("POST /v1/cycles/{id}/close", |town, _| at(town.open_cycle())),
    Route::new("POST /v1/cycles/{id}/reopen", |town, _| {
        at(town.closed_cycle()).json(&json!({"until": "2100-01-01T00:00:00Z"}))
    }),
    Route::new("POST /v1/fees", |town, _| {
        let euro = json!({"amount": "1.00", "currency": "EUR"});
        let calculator = json!({"type": "flat-rate", "amount": euro});
        let hub = &town.shop.hub_id;
        let fee =
            json!({"enterprise": hub, "name": "Admin", "kind": "admin", "calculator": calculator});
        plain().json(&fee)
    }),
    Route::new("GET /v1/cycles/{id}/history", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/fees/{id}/history", |town, _| at(&town.shop.fee)),
    Route::new("GET /v1/enterprises/{id}/fees", |town, _| at(&town.shop.hub_id)),
    Route::new("PATCH /v1/fees/{id}", |town, _| at(town.fee()).json(&json!({"name": "Upkeep"}))),
    Route::new("DELETE /v1/fees/{id}", |town, _| at(town.fee())),
    Route::new("POST /v1/enterprises/{id}/hand-over-methods", |town, _| {
        at(&town.shop.hub_id).json(&Town::pick_up_point())
    }),
    Route::new("GET /v1/enterprises/{id}/hand-over-methods", |town, _| at(&town.shop.hub_id)),
    Route::new("PATCH /v1/hand-over-methods/{id}", |town, _| {
        at(town.hand_over_method()).json(&json!({"name": "The barn"}))
    }),
    Route::new("DELETE /v1/hand-over-methods/{id}", |town, _| at(town.hand_over_method())),
    Route::new("GET /v1/hand-over-methods/{id}/history", |town, _| at(town.hand_over_method())),
    Route::new("GET /v1/tax-zones", |_, _| plain()),
    Route::new("PUT /v1/tax-zones/{code}", |_, _| {
        Request::to(&[("code", "PT")]).json(&json!({"country": "PT", "rates": []}))
    }),
    Route::new("DELETE /v1/tax-zones/{code}", |town, _| {
        let said = json!({"country": "FR", "rates": []});
        town.role("administrator").client.put("/v1/tax-zones/FR-20", &said).assert(200);
        Request::to(&[("code", "FR-20")])
    }),
    Route::new("GET /v1/tax-zones/{code}/history", |_, _| Request::to(&[("code", "FR")])),
    Route::new("GET /v1/vocabulary", |_, _| plain()),
    Route::new("PUT /v1/vocabulary/categories/{code}", |_, _| a_term("kitchenware")),
    Route::new("PUT /v1/vocabulary/properties/{code}", |_, _| a_term("free-range")),
    Route::new("POST /v1/enterprises/{id}/vouchers", |town, _| {
        at(&town.shop.hub_id).json(&town.a_voucher())
    }),
    Route::new("GET /v1/enterprises/{id}/vouchers", |town, _| at(&town.shop.hub_id)),
    Route::new("PATCH /v1/vouchers/{id}", |town, _| {
        at(town.voucher()).json(&json!({"combines": true}))
    }),
    Route::new("DELETE /v1/vouchers/{id}", |town, _| at(town.voucher())),
    Route::new("POST /v1/series", |town, _| {
        plain().json(&json!({"cycle": town.draft(), "rule": "FREQ=YEARLY"}))
    }),
    Route::new("GET /v1/enterprises/{id}/series", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/series/{id}", |town, _| at(town.series())),
    Route::new("PATCH /v1/series/{id}", |town, _| {
        at(town.series()).json(&json!({"rule": "FREQ=MONTHLY"}))
    }),
    Route::new("DELETE /v1/series/{id}", |town, _| at(town.series())),
    Route::new("GET /v1/series/{id}/history", |town, _| at(town.series())),
    Route::new("PUT /v1/series/{id}/parts/{enterprise}/{direction}", |town, _| {
        part(town).json(&json!({"rhythm": "FREQ=YEARLY;INTERVAL=2"}))
    }),
    Route::new("DELETE /v1/series/{id}/parts/{enterprise}/{direction}", |town, _| part(town)),
    Route::new("GET /v1/enterprises/{id}/participations", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/participations/{cycle}/{direction}", |town, _| {
        town.asked().json(&json!({"answer": "yes"}))
    }),
    Route::new("DELETE /v1/enterprises/{id}/participations/{cycle}/{direction}", |town, _| {
        town.asked()
    }),
    Route::new("GET /v1/enterprises/{id}/tag-rules", |town, _| at(&town.shop.hub_id)),
    Route::new("PUT /v1/enterprises/{id}/tag-rules", |town, _| {
        let rule = json!({"subject": "goods", "tagged": ["bulk"], "shows": true});
        at(&town.shop.hub_id).json(&json!({"rules": [rule]}))
    }),
    Route::new("GET /v1/cycles/{id}/orders", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/partners", |town, _| at(&town.shop.cycle)),
];

/// A category or a property, as an installation says it.
fn a_term(code: &str) -> Request {
    let names = json!({"fr": format!("{code} (fr)"), "en": format!("{code} (en)"), "de": format!("{code} (de)")});
    Request::to(&[("code", code)]).json(&json!({"names": names}))
}

/// What a new series asks the farm.
fn part(town: &Town) -> Request {
    at(town.series()).with("enterprise", &town.shop.farm_id).with("direction", "incoming")
}
