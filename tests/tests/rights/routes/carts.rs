//! Carts; those that are asked for are the shopper's.

use serde_json::json;
use sillon_testkit::Shop;

use super::{Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("POST /v1/carts", |_, _| plain().json(&json!({"shop": Shop::SLUG}))),
    Route::new("GET /v1/carts/{id}", |town, _| at(town.cart())),
    Route::new("PUT /v1/carts/{id}/lines", |town, _| {
        at(town.cart()).json(&json!({"lines": town.shop.lines(&[("Eggs, 6 × egg", 2)])}))
    }),
    Route::new("PUT /v1/carts/{id}/hand-over", |town, _| {
        at(town.cart()).json(&json!({"method": null}))
    }),
    Route::new("PUT /v1/carts/{id}/vouchers", |town, _| {
        at(town.cart()).json(&json!({"vouchers": []}))
    }),
    Route::new("POST /v1/carts/{id}/checkout", |town, _| {
        at(town.cart()).json(&Shop::contact("Awa", "2.80"))
    }),
];
