//! A season of a market comes to the same on either database, whatever goes wrong meanwhile, and is clean after every week.

use std::env;

use sillon_simulation::{Plan, Summary, WeekDone, play};
use sillon_testkit::{TestDatabase, on_postgres, run};

/// A season that lasts some seconds; `SILLON_SEASON=whole` plays a year instead, as `sillon simulate` does.
fn plan() -> Plan {
    let is_whole = env::var("SILLON_SEASON").is_ok_and(|which| which == "whole");
    let short = Plan { seed: 7, weeks: 5, hubs: 2, farms: 6, customers: 40 };
    if is_whole { Plan::SEASON } else { short }
}

async fn played(plan: &Plan, database: &TestDatabase) -> (Vec<WeekDone>, Summary) {
    let mut weeks = Vec::new();
    let mut told = |week: &WeekDone| {
        weeks.push(week.clone());
    };
    let summary = play(plan, Some(&database.database), &mut told).await;
    (weeks, summary.unwrap_or_else(|failed| panic!("{failed}")))
}

#[test]
fn a_season_with_faults_is_clean_after_every_week() {
    let plan = plan();
    let (weeks, summary) = run(played(&plan, &TestDatabase::sqlite()));
    assert_eq!(weeks.len(), usize::try_from(plan.weeks).unwrap());
    let done = |what: &str| summary.done.get(what).copied().unwrap_or_default();
    for what in
        ["ordered", "changed", "cancelled", "shortage shared", "paid", "paid back", "paid out"]
    {
        assert!(done(what) > 0, "nobody {what}: {summary}");
    }
    let refused = |code: &str| summary.refused.get(code).copied().unwrap_or_default();
    assert!(refused("out-of-stock") > 0, "nothing was sold out: {summary}");
    assert_eq!(
        summary.letters.get("order-placed"),
        Some(&done("ordered")),
        "one letter for each order"
    );
    assert_eq!(
        summary.events.get("order.placed"),
        Some(&done("ordered")),
        "one event for each order"
    );
}

#[test]
fn the_same_season_comes_to_the_same_on_either_database() {
    on_postgres(module_path!(), async |postgres: TestDatabase| {
        let plan = plan();
        let (on_file, file) = played(&plan, &TestDatabase::sqlite()).await;
        let (on_server, server) = played(&plan, &postgres).await;
        assert_eq!(on_file, on_server);
        assert_eq!(file, server);
    });
}
