//! The links of letters lead to pages that do what they say.

use serde_json::json;
use sillon_testkit::{Answer, Client, Letter, Marketplace, on_both_databases};

use super::{START, confirmed, confirming, email, found, letter_to, password, sign_in};

/// The address a letter's link leads to, at this server.
fn path(letter: &Letter) -> String {
    let (_, link) = letter.text.split_once("https://market.example.org").unwrap();
    link.split_whitespace().next().unwrap().to_owned()
}

/// Sends a form of a page.
fn send(who: &Client, path: &str, fields: &str) -> Answer {
    who.send("POST", path, Some(("application/x-www-form-urlencoded", fields.as_bytes())))
}

/// Checks that it is a page with this status that says something.
#[track_caller]
fn assert_page(answer: &Answer, status: u16, says: &str) {
    assert_eq!((answer.status, answer.media_type()), (status, "text/html"), "{answer}");
    let text = answer.text().replace('\u{a0}', " ");
    assert!(text.contains(says), "{text}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
}

on_both_databases! {
    async fn an_address_is_confirmed_on_a_page(db: TestDatabase) {
        let market = confirming(db);
        let (awa, guest) = (market.person("Awa"), market.guest());
        let path = path(&letter_to(&market, "Awa"));
        // Looking does not confirm: programs that read letters look, too.
        assert_page(&guest.get(&path), 200, "Confirmer votre adresse");
        assert_page(&guest.get(&format!("{path}&lang=en")), 200, "Yes, it is my address");
        assert_eq!(awa.get("/v1/me").assert(200)["user"]["is_confirmed"], false);
        let foreign = guest.saying("Origin", "https://evil.example.org");
        assert_eq!(send(&foreign, &path, "").status, 403);
        assert_page(&send(&guest, &path, ""), 200, "votre adresse est confirmée");
        assert_eq!(awa.get("/v1/me").assert(200)["user"]["is_confirmed"], true);
        assert_page(&send(&guest, &path, ""), 404, "Ce lien ne sert plus");
        let odd = guest.get("/account/confirm?token=%22%3E%3Cscript%3E");
        assert_page(&odd, 200, "action=\"/account/confirm?token=script\"");
        assert_page(&send(&guest, "/account/confirm", ""), 404, "Ce lien ne sert plus");
        market.assert_clean();
    }

    async fn a_password_is_chosen_on_a_page(db: TestDatabase) {
        let market = Marketplace::open_at(db, START);
        let (awa, guest) = (market.person("Awa"), market.guest());
        guest.post("/v1/users/password-letters", &json!({"email": email("Awa")})).assert(202);
        let path = path(&letter_to(&market, "Awa"));
        assert_page(&guest.get(&path), 200, "autocomplete=\"new-password\"");
        assert_page(&send(&guest, &path, "password=short"), 422, "de 10 à 200 caractères");
        assert_page(&send(&guest, &path, "password=a+new+password"), 200, "Votre mot de passe est changé");
        awa.get("/v1/me").assert_problem(401, "sign-in");
        sign_in(&guest, "Awa", "a new password").assert(201);
        assert_page(&send(&guest, &path, "password=another+password"), 404, "Ce lien ne sert plus");
    }

    async fn an_invitation_is_accepted_on_a_page(db: TestDatabase) {
        let market = confirming(db);
        let (lucie, guest) = (confirmed(&market, "Lucie"), market.guest());
        let hub = found(&lucie, "Halle de la Gare");
        let invite = |name: &str| {
            let body = json!({"email": email(name), "role": "manager"});
            lucie.post(&format!("/v1/enterprises/{hub}/invitations"), &body).assert(201);
            path(&letter_to(&market, name))
        };
        let new = invite("Bo");
        assert_page(&guest.get(&new), 200, "Agir pour Halle de la Gare");
        assert_page(&send(&guest, &new, "name=&password=the+password+of+Bo"), 422, "Écrivez un nom");
        assert_page(&send(&guest, &new, "name=B%3Cb%3E&password=short"), 422, "value=\"B&#60;b&#62;\"");
        assert_page(&send(&guest, &new, "name=Bo&password=the+password+of+Bo"), 200, "Vous agissez maintenant pour");
        assert_page(&guest.get(&new), 404, "Ce lien ne sert plus");
        sign_in(&guest, "Bo", &password("Bo")).assert(201);

        let cleo = market.person("Cleo");
        let confirm = path(&letter_to(&market, "Cleo"));
        let known = invite("Cleo");
        assert_page(&guest.get(&known), 200, "autocomplete=\"current-password\"");
        assert_page(&send(&guest, &known, "password=not+the+password"), 401, "pas le mot de passe");
        assert_page(&send(&guest, &known, "password=the+password+of+Cleo"), 403, "Confirmez d’abord");
        assert_page(&send(&guest, &confirm, ""), 200, "confirmée");
        assert_page(&send(&guest, &known, "password=the+password+of+Cleo"), 200, "Vous agissez maintenant pour");
        cleo.get(&format!("/v1/enterprises/{hub}/members")).assert(200);
        assert_eq!(cleo.get("/v1/me/sessions").assert(200).as_array().unwrap().len(), 1);
        market.assert_clean();
    }
}
