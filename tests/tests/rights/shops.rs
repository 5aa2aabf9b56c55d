//! What everybody sees.

use sillon_testkit::Shop;

use super::{Route, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/shops", |_, _| plain()),
    Route::new("GET /v1/shops/{slug}", |_, _| plain().with("slug", Shop::SLUG)),
    Route::new("GET /v1/shops/{slug}/offers", |_, _| plain().with("slug", Shop::SLUG)),
];
