//! What farms list.

use serde_json::json;
use sillon_testkit::LEAF;

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
    Route::new("POST /v1/products/{id}/images", |town, _| {
        at(town.shop.product("Carrots, 500 g")).body("image/png", LEAF)
    }),
    Route::new("PUT /v1/products/{id}/images", |town, _| {
        at(town.shop.product("Carrots, 500 g")).json(&json!({"images": []}))
    }),
    Route::new("PUT /v1/supplies/{id}", |town, _| {
        let counted = json!({"available": {"value": "30", "unit": "kg"}});
        at(town.shop.supply("Carrots, 500 g")).json(&counted)
    }),
];
