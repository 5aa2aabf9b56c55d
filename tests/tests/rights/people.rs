//! Accounts and sessions.

use serde_json::json;

use super::{Route, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("POST /v1/users", |town, _| {
        let email = format!("friend{}@example.org", town.number());
        plain().json(&json!({"email": email, "name": "Friend", "password": "a long password"}))
    }),
    Route::new("POST /v1/sessions", |_, _| {
        let password = "the password of Lucie";
        plain().json(&json!({"email": "lucie@example.org", "password": password}))
    }),
    Route::new("DELETE /v1/sessions/current", |town, who| plain().by(town.anew(who))),
    Route::new("GET /v1/me", |_, _| plain()),
];
