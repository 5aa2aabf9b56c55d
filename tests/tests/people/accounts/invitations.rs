//! People are invited by letter, and accept with the account they have or make.

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, on_both_databases};

use super::{
    START, confirmed, confirming, email, follow, found, id_of, letter_to, password, sign_in,
    signed_in,
};

fn invite(owner: &Client, enterprise: &str, name: &str, role: &str) -> Answer {
    let body = json!({"email": email(name), "role": role});
    owner.post(&format!("/v1/enterprises/{enterprise}/invitations"), &body)
}

fn open(owner: &Client, enterprise: &str) -> Vec<Value> {
    let listed = owner.get(&format!("/v1/enterprises/{enterprise}/invitations")).assert(200);
    listed["items"].as_array().unwrap().clone()
}

/// Accepts as who is signed in.
fn accept(who: &Client, token: &str) -> Answer {
    follow(who, "/v1/invitations/acceptances", token)
}

/// Accepts with a new account.
fn join(who: &Client, token: &str, name: &str) -> Answer {
    let account = json!({"name": name, "password": password(name)});
    who.post("/v1/invitations/acceptances", &json!({"token": token, "account": account}))
}

on_both_databases! {
    async fn somebody_without_an_account_accepts_with_a_new_one(db: TestDatabase) {
        let market = confirming(db);
        let (lucie, guest) = (confirmed(&market, "Lucie"), market.guest());
        lucie.send_json("PATCH", "/v1/me", &json!({"language": "en"})).assert(200);
        let hub = found(&lucie, "Halle de la Gare");
        let invited = invite(&lucie, &hub, "Bo", "manager").assert(201);
        assert_eq!((&invited["email"], &invited["role"]), (&json!("bo@example.org"), &json!("manager")));
        assert_eq!(invited["until"], "2026-05-18T08:00:00Z");
        let letter = letter_to(&market, "Bo");
        assert_eq!(letter.subject, "An invitation from Halle de la Gare");
        assert!(letter.text.contains("Lucie invites you"), "{}", letter.text);
        assert!(letter.text.contains("https://market.example.org/account/invitation?token="));
        let token = letter.token();

        accept(&guest, &token).assert_problem(422, "account-needed");
        accept(&lucie, &token).assert_problem(403, "invitation-for-another");
        let short = json!({"token": token, "account": {"name": "Bo", "password": "short"}});
        guest.post("/v1/invitations/acceptances", &short).assert_fault(422, "password", "password");
        let accepted = join(&guest, &token, "Bo").assert(200);
        assert_eq!((&accepted["enterprise"], &accepted["role"]), (&json!(hub), &json!("manager")));
        assert_eq!((&accepted["user"]["is_confirmed"], &accepted["user"]["language"]), (&json!(true), &json!("en")));
        join(&guest, &token, "Bo").assert_problem(404, "link-unknown");
        let bo = signed_in(&guest, "Bo", &password("Bo"));
        bo.get(&format!("/v1/enterprises/{hub}/members")).assert(200);
        assert_eq!(open(&lucie, &hub), Vec::<Value>::new());
        invite(&lucie, &hub, "Bo", "packer").assert_problem(409, "member-already");
        market.assert_clean();
    }

    async fn somebody_with_an_account_signs_in_and_accepts(db: TestDatabase) {
        let market = confirming(db);
        let (lucie, guest) = (confirmed(&market, "Lucie"), market.guest());
        let bo = market.person("Bo");
        let confirmation = letter_to(&market, "Bo").token();
        let hub = found(&lucie, "Halle de la Gare");
        invite(&lucie, &hub, "Bo", "owner").assert(201);
        let letter = letter_to(&market, "Bo");
        assert!(letter.text.starts_with("Bonjour Bo,"), "{}", letter.text);
        accept(&guest, &letter.token()).assert_problem(401, "sign-in");
        join(&guest, &letter.token(), "Bo").assert_problem(401, "sign-in");
        accept(&bo, &letter.token()).assert_problem(403, "unconfirmed");
        follow(&guest, "/v1/users/confirmations", &confirmation).assert(204);
        assert_eq!(accept(&bo, &letter.token()).assert(200)["role"], "owner");
        accept(&bo, &letter.token()).assert_problem(404, "link-unknown");
        sign_in(&guest, "Bo", &password("Bo")).assert(201);
        invite(&bo, &hub, "Cleo", "manager").assert(201);
    }

    async fn an_invitation_is_taken_back_replaced_or_too_old(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (lucie, guest) = (market.person("Lucie"), market.guest());
        let (hub, other) = (found(&lucie, "Halle de la Gare"), found(&lucie, "Verger"));
        let id = invite(&lucie, &hub, "Bo", "manager").text_at("/id");
        let first = letter_to(&market, "Bo").token();
        let withdraw = |who: &Client, enterprise: &str, id: &str| {
            who.send("DELETE", &format!("/v1/enterprises/{enterprise}/invitations/{id}"), None)
        };
        withdraw(&lucie, &other, &id).assert_problem(404, "not-found");
        assert_eq!(open(&lucie, &hub)[0]["id"], id);
        withdraw(&lucie, &hub, &id).assert(204);
        withdraw(&lucie, &hub, &id).assert_problem(404, "not-found");
        join(&guest, &first, "Bo").assert_problem(404, "link-unknown");
        // Of two invitations for an address the later is the one that stands.
        invite(&lucie, &hub, "Bo", "manager").assert(201);
        let second = letter_to(&market, "Bo").token();
        invite(&lucie, &hub, "Bo", "owner").assert(201);
        let third = letter_to(&market, "Bo").token();
        assert_eq!(open(&lucie, &hub).len(), 1);
        join(&guest, &second, "Bo").assert_problem(404, "link-unknown");
        market.set_clock("2026-05-18T08:00:00Z");
        assert_eq!(open(&lucie, &hub), Vec::<Value>::new());
        join(&guest, &third, "Bo").assert_problem(404, "link-unknown");
        // A letter that is written after the invitation was taken back is not sent.
        let id = invite(&lucie, &hub, "Cleo", "manager").text_at("/id");
        withdraw(&lucie, &hub, &id).assert(204);
        assert_eq!(market.take_letters(), vec![]);
    }

    async fn only_owners_invite_and_what_a_former_owner_asked_for_is_off(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let [lucie, bo, awa] = ["Lucie", "Bo", "Awa"].map(|name| market.person(name));
        let hub = found(&lucie, "Halle de la Gare");
        for (who, role) in [(&bo, "owner"), (&awa, "manager")] {
            lucie.takes_on(who, &hub, role);
        }
        market.take_letters();
        invite(&awa, &hub, "Cleo", "manager").assert_problem(403, "role");
        awa.get(&format!("/v1/enterprises/{hub}/invitations")).assert_problem(403, "role");
        invite(&market.guest(), &hub, "Cleo", "manager").assert_problem(401, "sign-in");
        invite(&market.person("Mallory"), &hub, "Cleo", "manager").assert_problem(404, "not-found");
        invite(&lucie, &hub, "Cleo", "emperor").assert_fault(422, "invalid-field", "role");
        invite(&bo, &hub, "Cleo", "owner").assert(201);
        let token = letter_to(&market, "Cleo").token();
        let id = id_of(&bo);
        lucie.send("DELETE", &format!("/v1/enterprises/{hub}/members/{id}"), None).assert(204);
        join(&market.guest(), &token, "Cleo").assert_problem(404, "link-unknown");
    }

    async fn asked_again_with_its_key_one_letter_leaves(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let lucie = market.person("Lucie");
        let hub = found(&lucie, "Halle de la Gare");
        let keyed = lucie.with_key("once");
        let first = invite(&keyed, &hub, "Bo", "manager");
        assert_eq!(first.assert(201), invite(&keyed, &hub, "Bo", "manager").assert(201));
        letter_to(&market, "Bo");
        for _ in 0..9 {
            invite(&lucie, &hub, "Bo", "manager").assert(201);
        }
        invite(&lucie, &hub, "Bo", "manager").assert_problem(429, "too-many-attempts");
        invite(&lucie, &hub, "Cleo", "manager").assert(201);
    }

    async fn of_two_who_accept_at_once_one_does(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let lucie = market.person("Lucie");
        let hub = found(&lucie, "Halle de la Gare");
        invite(&lucie, &hub, "Bo", "manager").assert(201);
        let (guest, token) = (market.guest(), letter_to(&market, "Bo").token());
        let mut answers: Vec<u16> = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..4)
                .map(|_| {
                    let (who, token) = (guest.elsewhere(), &token);
                    scope.spawn(move || join(&who, token, "Bo").status)
                })
                .collect();
            asked.into_iter().map(|asked| asked.join().unwrap()).collect()
        });
        answers.sort_unstable();
        assert_eq!(answers, [200, 404, 404, 404]);
        market.assert_clean();
    }
}
