//! Accounts and sessions.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sillon_kernel::{Clock, SystemClock};
use sillon_testkit::IdentityProvider;
use url::Url;

use super::{Request, Route, at, plain};

pub(super) const ROUTES: &[Route] = &[
    Route::new("POST /v1/users", |town, _| {
        let email = format!("friend{}@example.org", town.number());
        plain().json(&json!({"email": email, "name": "Friend", "password": "a long password"}))
    }),
    Route::new("POST /v1/sessions", |_, _| {
        let password = "the password of Lucie";
        plain().json(&json!({"email": "lucie@example.org", "password": password}))
    }),
    Route::new("GET /v1/openid/sign-in", |_, _| plain()),
    // Whoever the provider vouches for is signed in, whoever they were before.
    Route::new("GET /v1/openid/callback", |_, who| {
        let sent = who.client.get("/v1/openid/sign-in");
        let cookie = sent.header("set-cookie").unwrap_or_default().split(';').next().unwrap();
        let at: Url = sent.header("location").unwrap().parse().unwrap();
        let parameters: BTreeMap<String, String> = at.query_pairs().into_owned().collect();
        let now = SystemClock.now().micros() / 1_000_000;
        let code = IdentityProvider::code(&json!({
            "iss": at.origin().ascii_serialization(), "sub": "u", "aud": IdentityProvider::CLIENT_ID, "iat": now, "exp": now + 60,
            "nonce": parameters["nonce"], "email": "known.elsewhere@example.org", "email_verified": true,
        }));
        let query = format!("?state={}&code={code}", parameters["state"]);
        Request { query, ..plain().by(who.client.saying("cookie", cookie)) }
    }),
    Route::new("DELETE /v1/sessions/current", |town, who| plain().by(town.anew(who))),
    Route::new("GET /v1/me", |_, _| plain()),
    Route::new("GET /v1/me/export", |_, _| plain()),
    // Somebody new, who owns nothing and waits for nothing; a guest is nobody.
    Route::new("DELETE /v1/me", |town, who| {
        let password = json!({"password": "a long password"});
        let request = plain().json(&password);
        if who.person.is_some() { request.by(town.newcomer_signed_in()) } else { request }
    }),
    Route::new("PATCH /v1/me", |_, _| plain().json(&json!({"language": "en"}))),
    Route::new("PUT /v1/me/password", |_, who| {
        let password = who.password();
        plain().json(&json!({"old": password, "new": password})).by(who.client.clone())
    }),
    Route::new("GET /v1/me/sessions", |_, _| plain()),
    Route::new("DELETE /v1/me/sessions/{id}", |town, who| {
        let another = town.anew(who).get("/v1/me/sessions").json();
        let id = another.pointer("/0/id").and_then(Value::as_str).unwrap_or_default();
        at(if id.is_empty() { "01a20744-49f3-7698-8402-0166e3a7c66b" } else { id })
    }),
    Route::new("DELETE /v1/me/sessions", |_, _| plain()),
    Route::new("POST /v1/me/confirmation-letters", |_, _| plain()),
    Route::new("POST /v1/users/confirmations", |town, _| {
        let newcomer = town.newcomer_signed_in();
        newcomer.post("/v1/me/confirmation-letters", &Value::Null).assert(202);
        plain().json(&json!({"token": town.secret()}))
    }),
    Route::new("POST /v1/users/password-letters", |town, _| {
        plain().json(&json!({"email": town.newcomer()}))
    }),
    Route::new("POST /v1/users/passwords", |town, _| {
        let letter = json!({"email": town.newcomer()});
        town.market.guest().post("/v1/users/password-letters", &letter).assert(202);
        plain().json(&json!({"token": town.secret(), "password": "another password"}))
    }),
    Route::new("GET /v1/me/notices", |_, _| plain()),
    Route::new("PUT /v1/me/notices", |_, _| {
        plain().json(&json!({"kinds": [{"kind": "pick-up-soon", "wanted": false}]}))
    }),
    Route::new("PUT /v1/me/followed-shops/{id}", |town, _| at(&town.shop.hub_id)),
    Route::new("DELETE /v1/me/followed-shops/{id}", |town, _| at(&town.shop.hub_id)),
    Route::new("GET /v1/me/invitations", |_, _| plain()),
    // What was accepted is refused, and what was refused cannot be accepted: each is asked anew.
    Route::new("DELETE /v1/me/invitations/{invitation}", |town, who| {
        plain().with("invitation", town.invitation_of(who))
    }),
    Route::new("POST /v1/me/invitations/{invitation}/acceptance", |town, who| {
        plain().with("invitation", town.invitation_of(who))
    }),
    // Whoever has no account makes one; whoever is signed in as somebody else may not.
    Route::new("POST /v1/invitations/acceptances", |town, _| {
        let asked =
            json!({"email": format!("asked{}@example.org", town.number()), "role": "manager"});
        let hub = &town.shop.hub_id;
        town.shop.hub.post(&format!("/v1/enterprises/{hub}/invitations"), &asked).assert(201);
        let account = json!({"name": "Asked", "password": "a long password"});
        plain().json(&json!({"token": town.secret(), "account": account}))
    }),
];
