//! What to harvest and what to pack.

use super::{Route, at};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/cycles/{id}/harvest-sheets", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/harvest-sheets.csv", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/packing-list", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/packing-list.csv", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/hand-over-list", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/delivery-list", |town, _| at(&town.shop.cycle)),
    Route::new("GET /v1/cycles/{id}/delivery-list.csv", |town, _| at(&town.shop.cycle)),
];
