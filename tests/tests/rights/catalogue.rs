//! What farms list.

use serde_json::json;

use super::{Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/enterprises/{id}/products", |town, _| at(&town.shop.farm_id)),
    Route::new("GET /v1/enterprises/{id}/sellable", |town, _| at(&town.shop.hub_id)),
    // Whose list may not be touched is told line by line.
    Route::new("POST /v1/product-lists", |_, _| {
        let header = "producer,name,category,units,unit_type,price,on_hand";
        let row = "Ferme des Tilleuls,Leeks,Market,1,kg,2.50,20";
        plain().body("text/csv", format!("{header}\n{row}\n"))
    })
    .also_refuses(422),
    Route::new("PUT /v1/supplies/{id}", |town, _| {
        let counted = json!({"available": {"value": "30", "unit": "kg"}});
        at(town.shop.supply("Carrots, 500 g")).json(&counted)
    }),
    Route::new("GET /v1/enterprises/{id}/week", |town, _| at(&town.shop.farm_id)),
    Route::new("GET /v1/enterprises/{id}/week.txt", |town, _| at(&town.shop.farm_id)),
    Route::new("PUT /v1/enterprises/{id}/week", |town, _| {
        let offered = json!({"from": true, "to": true});
        let row = json!({"variant": town.shop.variant("Carrots, 500 g"), "offered": offered});
        at(&town.shop.farm_id).json(&json!({"rows": [row]}))
    }),
    Route::new("POST /v1/enterprises/{id}/week", |town, _| {
        at(&town.shop.farm_id).body("text/plain", "Carrots 500 g: 50")
    }),
    Route::new("POST /v1/enterprises/{id}/week/preview", |town, _| {
        at(&town.shop.farm_id).body("text/plain", "Carrots 500 g: 50")
    }),
    Route::new("POST /v1/enterprises/{id}/week/copy", |town, _| {
        let week = format!("/v1/enterprises/{}/week", town.shop.farm_id);
        let listed = town.shop.farmer.send("POST", &week, Some(("text/plain", b"Eggs 30")));
        let copy = json!({"dry_run": true, "from": listed.text_at("/week")});
        at(&town.shop.farm_id).json(&copy)
    }),
];
