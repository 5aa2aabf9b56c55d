//! What everybody sees.

use sillon_testkit::{LEAF, Shop};

use super::{Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("GET /v1/shops", |_, _| plain()),
    Route::new("GET /v1/shops/{slug}", |_, _| plain().with("slug", Shop::SLUG)),
    Route::new("GET /v1/images/{id}/{size}", |town, _| {
        let banner = format!("/v1/enterprises/{}/images/banner", town.shop.hub_id);
        let shown = town.shop.hub.send("PUT", &banner, Some(("image/png", LEAF)));
        at(shown.text_at("/id")).with("size", "thumb")
    }),
    Route::new("GET /v1/shops/{slug}/offers", |_, _| plain().with("slug", Shop::SLUG)),
];
