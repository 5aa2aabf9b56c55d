//! Passwords are changed by who knows them, and chosen anew by who reads the account's letters.

use serde_json::json;
use sillon_testkit::{Answer, Client, Marketplace, on_both_databases};

use super::{START, confirming, email, follow, letter_to, password, sign_in, sign_up, signed_in};

fn change(who: &Client, old: &str, new: &str) -> Answer {
    who.put("/v1/me/password", &json!({"old": old, "new": new}))
}

fn ask(guest: &Client, name: &str) -> Answer {
    guest.post("/v1/users/password-letters", &json!({"email": email(name)}))
}

fn reset(guest: &Client, token: &str, password: &str) -> Answer {
    guest.post("/v1/users/passwords", &json!({"token": token, "password": password}))
}

on_both_databases! {
    async fn who_knows_the_password_changes_it_and_other_devices_are_signed_out(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (phone, guest) = (market.person("Awa"), market.guest());
        let tractor = signed_in(&guest, "Awa", &password("Awa"));
        change(&phone, "not the password", "a new password").assert_fault(403, "wrong-password", "old");
        change(&phone, &password("Awa"), "short").assert_fault(422, "password", "password");
        tractor.get("/v1/me").assert(200);
        change(&phone, &password("Awa"), "a new password").assert(204);
        phone.get("/v1/me").assert(200);
        tractor.get("/v1/me").assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", &password("Awa")).assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", "a new password").assert(201);
        change(&guest, "a new password", "another password").assert_problem(401, "sign-in");
        let letters = market.take_letters();
        assert_eq!(letters.len(), 1, "one change, one letter: {letters:?}");
        assert_eq!(letters[0].subject, "Votre mot de passe a changé");
        assert!(!letters[0].text.contains("token="), "{}", letters[0].text);
    }

    async fn an_old_password_is_guessed_no_oftener_than_at_the_door(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let awa = market.person("Awa");
        for _ in 0..10 {
            change(&awa, "not the password", "a new password").assert_problem(403, "wrong-password");
        }
        change(&awa, &password("Awa"), "a new password").assert_problem(429, "too-many-attempts");
        sign_in(&market.guest(), "Awa", &password("Awa")).assert_problem(429, "too-many-attempts");
    }

    async fn who_reads_the_letter_chooses_another_password(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (awa, guest) = (market.person("Awa"), market.guest());
        for _ in 0..10 {
            sign_in(&guest, "Awa", "not the password").assert_problem(401, "sign-in");
        }
        ask(&guest, "Awa").assert(202);
        let letter = letter_to(&market, "Awa");
        assert_eq!(letter.subject, "Choisissez un nouveau mot de passe");
        assert!(letter.text.contains("https://market.example.org/account/password?token="), "{}", letter.text);
        let token = letter.token();
        assert_eq!(token.len(), 64, "256 bits, as hexadecimal digits");
        reset(&guest, &token, "short").assert_fault(422, "password", "password");
        awa.get("/v1/me").assert(200);
        reset(&guest, &token, "a new password").assert(204);
        awa.get("/v1/me").assert_problem(401, "sign-in");
        reset(&guest, &token, "yet another password").assert_problem(404, "link-unknown");
        sign_in(&guest, "Awa", &password("Awa")).assert_problem(401, "sign-in");
        let me = signed_in(&guest, "Awa", "a new password").get("/v1/me").assert(200);
        assert_eq!(me["user"]["is_confirmed"], true, "who read the letter has the address");
        let told = market.take_letters();
        assert_eq!(told.iter().map(|letter| &letter.subject).collect::<Vec<_>>(), ["Votre mot de passe a changé"]);
    }

    async fn a_letter_works_for_an_hour_and_one_password_ends_all_letters(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let guest = market.guest();
        let awa = market.person("Awa");
        let token = |_| {
            ask(&guest, "Awa").assert(202);
            letter_to(&market, "Awa").token()
        };
        let [first, second, third] = [1, 2, 3].map(token);
        market.set_clock("2026-05-04T08:59:59Z");
        reset(&guest, &first, "a new password").assert(204);
        reset(&guest, &second, "another password").assert_problem(404, "link-unknown");
        let late = token(4);
        market.set_clock("2026-05-04T09:59:59Z");
        reset(&guest, &late, "too late, by then").assert_problem(404, "link-unknown");
        let awa_again = signed_in(&guest, "Awa", "a new password");
        let open = token(5);
        change(&awa_again, "a new password", "changed by hand").assert(204);
        for token in [&third, &open] {
            reset(&guest, token, "another password").assert_problem(404, "link-unknown");
        }
        awa.get("/v1/me").assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", "changed by hand").assert(201);
    }

    async fn nobody_is_told_whether_an_address_has_an_account(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        drop(market.person("Awa"));
        let guest = market.guest();
        let (known, unknown) = (ask(&guest, "Awa"), ask(&guest, "Nobody"));
        assert_eq!((known.status, &known.body), (202, &unknown.body));
        assert_eq!(unknown.status, 202);
        assert_eq!(market.outbox(), (2, 0), "the same was written for both");
        let letters = market.take_letters();
        assert_eq!(letters.len(), 1, "{letters:?}");
        let links = sillon_store::contents(&market.database.database).unwrap()["account_link"].rows;
        assert_eq!(links, 1, "of the address that has no account nothing is kept");
        for nonsense in ["", "x", &"0".repeat(64), &"x".repeat(100_000)] {
            reset(&guest, nonsense, "a new password").assert_problem(404, "link-unknown");
        }
        // A letter of one kind is none of another.
        let token = letters[0].token();
        follow(&guest, "/v1/users/confirmations", &token).assert_problem(404, "link-unknown");
        reset(&guest, &token, "a new password").assert(204);
    }

    async fn a_password_set_by_letter_is_not_brought_back_by_the_sign_up_s_letter(db: TestDatabase) {
        let market = confirming(db);
        let guest = market.guest();
        sign_up(&guest, "Awa", &password("Awa")).assert(201);
        let awa = signed_in(&guest, "Awa", &password("Awa"));
        change(&awa, &password("Awa"), "a new password").assert(204);
        let token = letter_to(&market, "Awa").token();
        follow(&guest, "/v1/users/confirmations", &token).assert(204);
        awa.get("/v1/me").assert(200);
        sign_in(&guest, "Awa", &password("Awa")).assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", "a new password").assert(201);
    }
}
