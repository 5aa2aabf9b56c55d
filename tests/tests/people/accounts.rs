//! What a person's account needs: to be let in and to be kept out, letters that prove an address, and whom they act for.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Letter, Marketplace, TestDatabase};

mod addresses;
mod devices;
mod guesses;
mod invitations;
mod members;
mod pages;
mod passwords;

/// When the clock of these markets starts.
const START: &str = "2026-05-04T08:00:00Z";

/// A market where addresses are confirmed by letters.
fn confirming(database: TestDatabase) -> Marketplace {
    let confirmed = ("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "true");
    Marketplace::open_told(database, START, &[confirmed])
}

/// The address a person has in these tests.
fn email(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase())
}

/// The password a person has after [`Client::sign_up`].
fn password(name: &str) -> String {
    format!("the password of {name}")
}

/// Signs up with a password.
fn sign_up(guest: &Client, name: &str, password: &str) -> Answer {
    guest.post("/v1/users", &json!({"email": email(name), "name": name, "password": password}))
}

/// Asks for a session.
fn sign_in(guest: &Client, name: &str, password: &str) -> Answer {
    guest.post("/v1/sessions", &json!({"email": email(name), "password": password}))
}

/// The client, signed in.
fn signed_in(guest: &Client, name: &str, password: &str) -> Client {
    let opened = sign_in(guest, name, password);
    opened.assert(201);
    guest.with_token(&opened.text_at("/token"))
}

/// Follows a link whose secret is sent alone.
fn follow(who: &Client, path: &str, token: &str) -> Answer {
    who.post(path, &json!({"token": token}))
}

/// The one letter with a link that left to a person.
#[track_caller]
fn letter_to(market: &Marketplace, name: &str) -> Letter {
    let mut letters = market.take_letters();
    letters.retain(|letter| letter.to.contains(&email(name)) && letter.text.contains("token="));
    assert_eq!(letters.len(), 1, "{letters:?}");
    letters.remove(0)
}

/// A person who signed up and confirmed their address.
fn confirmed(market: &Marketplace, name: &str) -> Client {
    let person = market.person(name);
    let letter = letter_to(market, name);
    follow(&market.guest(), "/v1/users/confirmations", &letter.token()).assert(204);
    person
}

/// The command to found an enterprise.
fn founding(name: &str) -> Value {
    json!({"name": name, "is_producer": true, "sells": "own"})
}

/// Founds an enterprise; its id.
fn found(who: &Client, name: &str) -> String {
    let founded = who.post("/v1/enterprises", &founding(name));
    founded.assert(201);
    founded.text_at("/id")
}

/// The id of whoever is signed in.
fn id_of(who: &Client) -> String {
    who.get("/v1/me").text_at("/user/id")
}
