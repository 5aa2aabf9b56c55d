//! Who acts for an enterprise.

use std::thread;

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, on_both_databases};

use super::{email, found, id_of};

/// Asks a person to take a role.
fn ask(owner: &Client, enterprise: &str, name: &str, role: &str) -> Answer {
    let member = json!({"email": email(name), "role": role});
    owner.put(&format!("/v1/enterprises/{enterprise}/members"), &member)
}

fn remove(who: &Client, enterprise: &str, user: &str) -> Answer {
    who.send("DELETE", &format!("/v1/enterprises/{enterprise}/members/{user}"), None)
}

fn members(who: &Client, enterprise: &str) -> Answer {
    who.get(&format!("/v1/enterprises/{enterprise}/members"))
}

on_both_databases! {
    async fn members_are_listed_to_members(db: TestDatabase) {
        let market = Marketplace::open(db);
        let [awa, bo, cleo] = ["Awa", "Bo", "Cleo"].map(|name| market.person(name));
        let farm = found(&awa, "Verger");
        awa.takes_on(&bo, &farm, "manager");
        let listed = members(&bo, &farm).assert(200);
        let mut names: Vec<_> = listed["items"].as_array().unwrap().iter().map(|member| {
            (member["name"].as_str().unwrap(), member["role"].as_str().unwrap(), member["email"].as_str().unwrap())
        }).collect();
        names.sort_unstable();
        assert_eq!(names, [("Awa", "owner", "awa@example.org"), ("Bo", "manager", "bo@example.org")]);
        assert_eq!(listed["next"], Value::Null);
        members(&cleo, &farm).assert_problem(404, "not-found");
        let path = format!("/v1/enterprises/{farm}/members?limit=1");
        let first = awa.get(&path).assert(200);
        let second = awa.get(&format!("{path}&after={}", first["next"].as_str().unwrap())).assert(200);
        assert_ne!(first["items"][0]["user"], second["items"][0]["user"]);
        assert_eq!(second["next"], Value::Null);
        awa.get(&format!("{path}&after=x")).assert_fault(422, "invalid-field", "after");
    }

    async fn members_go_and_the_last_owner_stays(db: TestDatabase) {
        let market = Marketplace::open(db);
        let [awa, bo, cleo] = ["Awa", "Bo", "Cleo"].map(|name| market.person(name));
        let ids = [&awa, &bo, &cleo].map(id_of);
        let farm = found(&awa, "Verger");
        for who in [&bo, &cleo] {
            awa.takes_on(who, &farm, "manager");
        }
        remove(&bo, &farm, &ids[2]).assert_problem(403, "role");
        remove(&awa, &farm, &ids[0]).assert_problem(409, "last-owner");
        // Everybody may leave.
        remove(&bo, &farm, &ids[1]).assert(204);
        members(&bo, &farm).assert_problem(404, "not-found");
        remove(&bo, &farm, &ids[1]).assert_problem(404, "not-found");
        remove(&awa, &farm, &ids[1]).assert_problem(404, "not-found");
        remove(&bo, &farm, &ids[2]).assert_problem(404, "not-found");
        ask(&awa, &farm, "Cleo", "owner").assert(202);
        remove(&awa, &farm, &ids[0]).assert_problem(409, "last-owner");
        cleo.accepts(&farm).assert(200);
        remove(&awa, &farm, &ids[0]).assert(204);
        remove(&cleo, &farm, &ids[2]).assert_problem(409, "last-owner");
        market.assert_clean();
    }

    async fn of_two_owners_who_leave_at_once_one_stays(db: TestDatabase) {
        let market = Marketplace::open(db);
        for round in 0..5 {
            let names = [format!("Awa{round}"), format!("Bo{round}")];
            let [awa, bo] = [0, 1].map(|at: usize| market.person(&names[at]));
            let farm = found(&awa, "Verger");
            awa.takes_on(&bo, &farm, "owner");
            let answers = thread::scope(|scope| {
                let farm = &farm;
                let asked = [&awa, &bo].map(|who| {
                    let (who, id) = (who.elsewhere(), id_of(who));
                    scope.spawn(move || remove(&who, farm, &id).status)
                });
                asked.map(|asked| asked.join().unwrap())
            });
            let mut sorted = answers;
            sorted.sort_unstable();
            assert_eq!(sorted, [204, 409], "one leaves, the other is the last owner");
            let stays = if answers[0] == 409 { (&awa, &bo) } else { (&bo, &awa) };
            // Nor can two owners take the role from each other.
            stays.0.takes_on(stays.1, &farm, "owner");
            let answers = thread::scope(|scope| {
                let farm = &farm;
                let asked = [(&awa, &names[1]), (&bo, &names[0])].map(|(who, other)| {
                    let who = who.elsewhere();
                    scope.spawn(move || ask(&who, farm, other, "manager").status)
                });
                asked.map(|asked| asked.join().unwrap())
            });
            let done = answers.iter().filter(|status| **status == 202).count();
            assert_eq!(done, 1, "{answers:?}");
            let listed = members(stays.0, &farm).assert(200);
            assert_eq!(listed.to_string().matches("\"owner\"").count(), 1, "{listed}");
        }
        market.assert_clean();
    }

    async fn nobody_is_put_into_an_enterprise_unasked(db: TestDatabase) {
        let market = Marketplace::open(db);
        let [mallory, awa] = ["Mallory", "Awa"].map(|name| market.person(name));
        let theirs = found(&mallory, "Hub of a stranger");
        // Whether the address has an account or not, the answer and what is listed are alike.
        let told: Vec<(u16, String)> = ["Awa", "Nobody"]
            .map(|name| {
                let answer = ask(&mallory, &theirs, name, "owner");
                (answer.status, answer.text())
            })
            .into();
        assert_eq!(told, [(202, String::new()), (202, String::new())]);
        let listed = mallory.get(&format!("/v1/enterprises/{theirs}/invitations")).assert(200);
        let listed: Vec<_> = listed["items"].as_array().unwrap().iter().map(|asked| {
            asked.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
        }).collect();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0], listed[1]);
        assert!(!members(&mallory, &theirs).assert(200).to_string().contains("Awa"));
        assert_eq!(awa.get("/v1/me").assert(200)["memberships"], json!([]));
        // What she founds trusts nobody she did not choose.
        let farm = found(&awa, "Verger");
        let grants = awa.get(&format!("/v1/enterprises/{farm}/grants")).assert(200);
        assert_eq!(grants["items"], json!([]));
        // She sees who asks, says no, and it is off on both sides.
        let asked = awa.get("/v1/me/invitations").assert(200);
        assert_eq!(asked["items"][0]["enterprise"]["name"], "Hub of a stranger");
        assert_eq!(asked["items"][0]["role"], "owner");
        let id = asked["items"][0]["id"].as_str().unwrap();
        mallory.delete(&format!("/v1/me/invitations/{id}")).assert_problem(404, "not-found");
        mallory.post(&format!("/v1/me/invitations/{id}/acceptance"), &json!(null)).assert_problem(404, "not-found");
        awa.delete(&format!("/v1/me/invitations/{id}")).assert(204);
        awa.post(&format!("/v1/me/invitations/{id}/acceptance"), &json!(null)).assert_problem(404, "not-found");
        let left = mallory.get(&format!("/v1/enterprises/{theirs}/invitations")).assert(200);
        assert_eq!(left["items"].as_array().unwrap().len(), 1);
        market.assert_clean();
    }

    async fn who_becomes_an_owner_said_yes_to_that(db: TestDatabase) {
        let market = Marketplace::open(db);
        let [mallory, awa] = ["Mallory", "Awa"].map(|name| market.person(name));
        let hub = found(&mallory, "Panier");
        mallory.takes_on(&awa, &hub, "packer");
        ask(&mallory, &hub, "Awa", "manager").assert(202);
        assert_eq!(awa.get("/v1/me").text_at("/memberships/0/role"), "manager", "a member's role changes at once");
        ask(&mallory, &hub, "Awa", "owner").assert(202);
        assert_eq!(awa.get("/v1/me").text_at("/memberships/0/role"), "manager");
        remove(&mallory, &hub, &id_of(&mallory)).assert_problem(409, "last-owner");
        awa.accepts(&hub).assert(200);
        assert_eq!(awa.get("/v1/me").text_at("/memberships/0/role"), "owner");
        // Whoever owns it with another founds a farm of her own: they do not trust each other by themselves.
        let farm = found(&awa, "Verger");
        let grants = awa.get(&format!("/v1/enterprises/{farm}/grants")).assert(200);
        assert_eq!(grants["items"], json!([]));
        remove(&awa, &hub, &id_of(&awa)).assert(204);
        market.assert_clean();
    }
}
