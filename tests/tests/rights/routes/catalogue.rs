//! What farms list.

use serde_json::json;
use sillon_testkit::LEAF;

use super::{Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/enterprises/{id}/products", |town, _| at(&town.shop.farm_id)),
    Route::new("POST /v1/enterprises/{id}/products", |town, _| {
        let name = format!("Kale {}", town.number());
        at(&town.shop.farm_id).json(&json!({"name": name, "category": "Market"}))
    }),
    Route::new("GET /v1/enterprises/{id}/compliance", |town, _| at(&town.shop.farm_id)),
    Route::new("GET /v1/product-types", |_, _| plain()),
    Route::new("GET /v1/season", |_, _| plain()),
    Route::new("GET /v1/products/{id}", |town, _| at(town.product())),
    Route::new("PATCH /v1/products/{id}", |town, _| {
        at(town.product()).json(&json!({"description": "Sweet."}))
    }),
    Route::new("GET /v1/products/{id}/history", |town, _| at(town.product())),
    Route::new("DELETE /v1/products/{id}", |town, _| at(town.product())),
    Route::new("POST /v1/products/{id}/clone", |town, _| at(town.product()).json(&json!({}))),
    Route::new("POST /v1/products/{id}/variants", |town, _| {
        let size = json!({"value": "1", "unit": "kg"});
        let price = json!({"amount": "2.50", "currency": "EUR"});
        at(town.product()).json(&json!({"size": size, "price": price}))
    }),
    Route::new("PATCH /v1/variants/{id}", |town, _| at(town.variant()).json(&json!({"sku": "K1"}))),
    Route::new("GET /v1/variants/{id}/prices", |town, _| at(town.variant())),
    Route::new("DELETE /v1/variants/{id}", |town, _| at(town.variant())),
    Route::new("GET /v1/enterprises/{id}/sellable", |town, _| at(&town.shop.hub_id)),
    // Whose list may not be touched is told line by line.
    Route::new("POST /v1/product-lists", |_, _| {
        let header = "producer,name,category,units,unit_type,price,on_hand";
        let row = "Ferme des Tilleuls,Leeks,Market,1,kg,2.50,20";
        plain().body("text/csv", format!("{header}\n{row}\n"))
    })
    .also_refuses(422),
    Route::new("POST /v1/product-lists/preview", |_, _| {
        plain().body("text/csv", "producer,name,category,units,unit_type,price\n")
    }),
    Route::new("GET /v1/enterprises/{id}/products.csv", |town, _| at(&town.shop.farm_id)),
    Route::new("GET /v1/enterprises/{id}/products.xlsx", |town, _| at(&town.shop.farm_id)),
    Route::new("POST /v1/products/{id}/images", |town, _| {
        at(town.shop.product("Carrots, 500 g")).body("image/png", LEAF)
    }),
    Route::new("PUT /v1/products/{id}/images", |town, _| {
        at(town.shop.product("Carrots, 500 g")).json(&json!({"images": []}))
    }),
    Route::new("PUT /v1/supplies/{id}", |town, _| {
        let counted = json!({"available": {"value": "300", "unit": "kg"}});
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
        at(&town.shop.farm_id).body("text/plain", "Carrots 500 g: 1.60")
    }),
    Route::new("POST /v1/enterprises/{id}/week/preview", |town, _| {
        at(&town.shop.farm_id).body("text/plain", "Carrots 500 g: 1.60")
    }),
    Route::new("POST /v1/enterprises/{id}/week/copy", |town, _| {
        let week = format!("/v1/enterprises/{}/week", town.shop.farm_id);
        let listed = town.shop.farmer.send("POST", &week, Some(("text/plain", b"Eggs 2.70")));
        let copy = json!({"dry_run": true, "from": listed.text_at("/week")});
        at(&town.shop.farm_id).json(&copy)
    }),
];
