//! An address is confirmed by whoever reads there.

use serde_json::json;
use sillon_testkit::{Client, Marketplace, Shop, on_both_databases};

use super::{
    START, confirmed, confirming, email, follow, found, founding, letter_to, password, sign_in,
    sign_up, signed_in,
};

/// Confirms with the secret of a letter.
fn confirm(guest: &Client, token: &str) -> sillon_testkit::Answer {
    follow(guest, "/v1/users/confirmations", token)
}

on_both_databases! {
    async fn a_person_acts_for_enterprises_once_their_address_is_confirmed(db: TestDatabase) {
        let market = confirming(db);
        let lucie = confirmed(&market, "Lucie");
        let hub = found(&lucie, "Halle de la Gare");
        let (guest, awa) = (market.guest(), market.person("Awa"));
        let letter = letter_to(&market, "Awa");
        assert_eq!(letter.subject, "Confirmez votre adresse e-mail");
        assert!(letter.text.starts_with("Bonjour Awa,"), "{}", letter.text);
        assert!(letter.text.contains("https://market.example.org/account/confirm?token="));

        awa.get("/v1/me").assert(200);
        awa.post("/v1/enterprises", &founding("Verger")).assert_problem(403, "unconfirmed");
        let member = json!({"email": email("Awa"), "role": "manager"});
        let members = format!("/v1/enterprises/{hub}/members");
        lucie.put(&members, &member).assert(202);
        awa.get(&members).assert_problem(404, "not-found");
        // Nobody knows yet that she is who they ask.
        assert_eq!(awa.get("/v1/me/invitations").assert(200)["items"], json!([]));
        let asked = lucie.get(&format!("/v1/enterprises/{hub}/invitations")).assert(200);
        let asked = asked["items"][0]["id"].as_str().unwrap().to_owned();
        let yes = format!("/v1/me/invitations/{asked}/acceptance");
        awa.post(&yes, &json!(null)).assert_problem(403, "unconfirmed");

        confirm(&guest, &letter.token()).assert(204);
        awa.get("/v1/me").assert(200);
        confirm(&guest, &letter.token()).assert_problem(404, "link-unknown");
        found(&awa, "Verger");
        awa.accepts(&hub).assert(200);
        awa.get(&members).assert(200);
        market.assert_clean();
    }

    async fn who_has_not_confirmed_shops_like_everybody(db: TestDatabase) {
        let market = confirming(db);
        let (lucie, marc) = (confirmed(&market, "Lucie"), confirmed(&market, "Marc"));
        let shop = Shop::run_by(lucie, marc, "Eggs,6,,egg,2.70,30", "2100-01-01T00:00:00Z");
        let awa = market.person("Awa");
        shop.order(&awa, &[("Eggs, 6 × egg", 1)]);
    }

    async fn a_letter_works_for_a_week_and_another_can_be_had(db: TestDatabase) {
        let market = confirming(db);
        let (guest, awa) = (market.guest(), market.person("Awa"));
        awa.send_json("PATCH", "/v1/me", &json!({"language": "en"})).assert(200);
        let first = letter_to(&market, "Awa");
        assert_eq!(first.subject, "Confirm your e-mail address");
        market.set_clock("2026-05-11T08:00:00Z");
        confirm(&guest, &first.token()).assert_problem(404, "link-unknown");
        let more = |who: &Client, key: &str| who.with_key(key).post("/v1/me/confirmation-letters", &json!(null));
        more(&guest, "one").assert_problem(401, "sign-in");
        more(&awa, "one").assert(202);
        more(&awa, "one").assert(202);
        let second = letter_to(&market, "Awa");
        confirm(&guest, &second.token()).assert(204);
        more(&awa, "two").assert(202);
        assert_eq!(market.take_letters(), vec![], "there is nothing left to confirm");
    }

    async fn an_address_that_has_an_account_is_told_so_by_letter_only(db: TestDatabase) {
        let market = confirming(db);
        let (guest, awa) = (market.guest(), confirmed(&market, "Awa"));
        let work = |name: &str| {
            let (before, waiting) = (market.engine().hashings(), market.outbox().0);
            let answer = sign_up(&guest, name, "somebody's password");
            let work = (market.engine().hashings() - before, market.outbox().0 - waiting);
            let mut view = answer.assert(201);
            assert_ne!(view["id"], awa.get("/v1/me").assert(200)["user"]["id"]);
            view["id"] = json!("…");
            (work, view.to_string().replace(name, "…").replace(&email(name), "…@example.org"))
        };
        assert_eq!(work("Awa"), work("New"), "the same answer, after the same work");
        let letters = market.take_letters();
        let to = |name: &str| letters.iter().find(|letter| letter.to.contains(&email(name))).unwrap();
        assert_eq!(to("New").subject, "Confirmez votre adresse e-mail");
        assert_eq!(to("Awa").subject, "Vous avez déjà un compte");
        assert!(!to("Awa").text.contains("token="), "{}", to("Awa").text);
        awa.get("/v1/me").assert(200);
        sign_in(&guest, "Awa", "somebody's password").assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", &password("Awa")).assert(201);
    }

    async fn whoever_reads_there_wins_over_who_signed_up_first(db: TestDatabase) {
        let market = confirming(db);
        let guest = market.guest();
        // Mallory signs up with Awa's address and waits.
        sign_up(&guest, "Awa", "the password of Mallory").assert(201);
        let mallory = signed_in(&guest, "Awa", "the password of Mallory");
        let not_hers = letter_to(&market, "Awa");
        sign_up(&guest, "Awa", &password("Awa")).assert(201);
        let hers = letter_to(&market, "Awa");
        confirm(&guest, &hers.token()).assert(204);
        mallory.get("/v1/me").assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", "the password of Mallory").assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", &password("Awa")).assert(201);
        confirm(&guest, &not_hers.token()).assert_problem(404, "link-unknown");
        sign_in(&guest, "Awa", &password("Awa")).assert(201);
    }

    async fn where_addresses_are_not_confirmed_no_letter_leaves(db: TestDatabase) {
        let market = Marketplace::open(db);
        let awa = market.person("Awa");
        assert_eq!(market.outbox(), (0, 0));
        found(&awa, "Verger");
        sign_up(&market.guest(), "Awa", "another password").assert_fault(409, "has-account", "email");
    }

    async fn a_person_owns_so_many_enterprises(db: TestDatabase) {
        let told = [("SILLON_ENTERPRISES_MAX_OWNED", "2")];
        let market = Marketplace::open_told(db, START, &told);
        let (awa, bo) = (market.person("Awa"), market.person("Bo"));
        let first = found(&awa, "One");
        found(&awa, "Two");
        awa.post("/v1/enterprises", &founding("Three")).assert_problem(409, "too-many-enterprises");
        let theirs = found(&bo, "Four");
        let owner = json!({"email": email("Awa"), "role": "owner"});
        bo.put(&format!("/v1/enterprises/{theirs}/members"), &owner).assert(202);
        awa.accepts(&theirs).assert_problem(409, "too-many-enterprises");
        bo.takes_on(&awa, &theirs, "manager");
        awa.takes_on(&bo, &first, "owner");
        let again = json!({"email": email("Bo"), "role": "owner"});
        awa.put(&format!("/v1/enterprises/{first}/members"), &again).assert(202);
        bo.post("/v1/enterprises", &founding("Five")).assert_problem(409, "too-many-enterprises");
        // Of many who found at once no more than may come through.
        let cleo = market.person("Cleo");
        let answers = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..6)
                .map(|number| {
                    let who = cleo.elsewhere();
                    scope.spawn(move || who.post("/v1/enterprises", &founding(&format!("No {number}"))).status)
                })
                .collect();
            asked.into_iter().map(|asked| asked.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(answers.iter().filter(|status| **status == 201).count(), 2, "{answers:?}");
        market.assert_clean();
    }
}
