//! Who acts for an enterprise.

use std::thread;

use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Marketplace, on_both_databases};

use super::{email, found, id_of};

/// Gives a person who has an account a role.
fn appoint(owner: &Client, enterprise: &str, name: &str, role: &str) -> Answer {
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
        appoint(&awa, &farm, "Bo", "manager").assert(204);
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
        for (name, role) in [("Bo", "manager"), ("Cleo", "manager")] {
            appoint(&awa, &farm, name, role).assert(204);
        }
        remove(&bo, &farm, &ids[2]).assert_problem(403, "role");
        remove(&awa, &farm, &ids[0]).assert_problem(409, "last-owner");
        // Everybody may leave.
        remove(&bo, &farm, &ids[1]).assert(204);
        members(&bo, &farm).assert_problem(404, "not-found");
        remove(&bo, &farm, &ids[1]).assert_problem(404, "not-found");
        remove(&awa, &farm, &ids[1]).assert_problem(404, "not-found");
        remove(&bo, &farm, &ids[2]).assert_problem(404, "not-found");
        appoint(&awa, &farm, "Cleo", "owner").assert(204);
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
            appoint(&awa, &farm, &names[1], "owner").assert(204);
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
            let stays = if answers[0] == 409 { (&awa, &bo, &names[1]) } else { (&bo, &awa, &names[0]) };
            // Nor can two owners take the role from each other.
            appoint(stays.0, &farm, stays.2, "owner").assert(204);
            let answers = thread::scope(|scope| {
                let farm = &farm;
                let asked = [(&awa, &names[1]), (&bo, &names[0])].map(|(who, other)| {
                    let who = who.elsewhere();
                    scope.spawn(move || appoint(&who, farm, other, "manager").status)
                });
                asked.map(|asked| asked.join().unwrap())
            });
            let done = answers.iter().filter(|status| **status == 204).count();
            assert_eq!(done, 1, "{answers:?}");
            let listed = members(stays.0, &farm).assert(200);
            assert_eq!(listed.to_string().matches("\"owner\"").count(), 1, "{listed}");
        }
        market.assert_clean();
    }
}
