//! Cases with numbers, worked out elsewhere: what the project computes must be what they say.
//!
//! `tests/cases` holds them as JSON lists of `{id, area, name, given, expect}`; the folder that `SILLON_CASES` names may hold
//! more. A case of a shape nobody reads here is unknown, and unknown is never passed.
#![cfg(test)]

mod carts;
mod case;
mod copies;
mod counter;
mod exchanges;
mod fees;
mod files;
mod hand_overs;
mod import;
mod inventory;
mod measures;
mod orders;
mod parts;
mod peers;
mod permissions;
mod prices;
mod rhythms;
mod rules;
mod sizes;
mod stand;
mod stock;
mod tax_zones;
mod taxes;
mod vat;
mod visibility;
mod weights;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    panic,
    path::Path,
};

use case::{Answered, Case, Verdict};
use serde_json::Value;

/// The most cases the project may answer otherwise than they say, each for a reason that is written down.
const MAX_DIFFERENCES: usize = 10;

/// How the cases of an area are answered by what the project computes.
type Answer = fn(&Value) -> Answered;

/// Every area that is answered.
const AREAS: &[(&str, Answer)] = &[
    ("calculator", fees::calculator),
    ("cart", carts::answer),
    ("enterprise_fee", fees::of_enterprise),
    ("exchange", exchanges::variants),
    ("fee", fees::of_peer),
    ("fee_classification", fees::classification),
    ("order", orders::answer),
    ("order_cycle_clone", copies::answer),
    ("order_cycle_methods", hand_overs::of_cycle),
    ("order_cycle_state", exchanges::cycle_state),
    ("proration", fees::proration),
    ("rhythm", rhythms::answer),
    ("stock", stock::answer),
    ("tag_rules", rules::tag_rules),
    ("tax", taxes::tax),
    ("tax_match", tax_zones::zones),
    ("vat", vat::answer),
    ("visibility", visibility::answer),
    ("voucher", taxes::vouchers),
    ("catch weight", weights::catch_weight),
    ("order edit", weights::order_edit),
    ("order lines", weights::order_lines),
    ("variable_weight", weights::variable_weight),
    ("dfc_quantity", measures::dfc_quantity),
    ("inventory_override", inventory::answer),
    ("margin", prices::margin),
    ("money", prices::money),
    ("permissions", permissions::answer),
    ("product_import", import::answer),
    ("unit price", sizes::unit_prices),
    ("unit_name", sizes::unit_name),
    ("unit_price", sizes::unit_price),
    ("unit_scale", sizes::unit_scale),
    ("units", measures::units),
    ("variant_name", sizes::variant_name),
];

fn here() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"))
}

/// What a case came to.
fn judge(case: &Case) -> Verdict {
    let Some((_, answer)) = AREAS.iter().find(|(area, _)| *area == case.area) else {
        return Verdict::Unknown("nothing here answers cases of this area".to_owned());
    };
    match panic::catch_unwind(|| answer(&case.given)) {
        Ok(Ok(answer)) => case::compare(&case.expect, &answer),
        Ok(Err(unknown)) => Verdict::Unknown(unknown.0),
        Err(_) => Verdict::Failed("a panic".to_owned()),
    }
}

/// How many cases of an area came out how.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    unknown: usize,
}

/// Judges cases; the report is one line an area, then each case that did not pass. Also gives the ids of those of areas that are
/// answered.
fn run(cases: &[Case]) -> (String, Vec<String>) {
    let mut areas: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut told, mut bad) = (Vec::new(), Vec::new());
    for case in cases {
        let tally = areas.entry(&case.area).or_default();
        let verdict = judge(case);
        match &verdict {
            Verdict::Passed => tally.passed += 1,
            Verdict::Failed(_) => tally.failed += 1,
            Verdict::Unknown(_) => tally.unknown += 1,
        }
        let is_answered = AREAS.iter().any(|(area, _)| *area == case.area);
        if let Some(line) = case.told(&verdict) {
            told.push(line);
            if is_answered {
                bad.push(case.id.clone());
            }
        }
    }
    let line = |(area, Tally { passed, failed, unknown })| {
        format!("case-runner: {area} passed {passed} failed {failed} unknown {unknown}")
    };
    let lines: Vec<String> = areas.into_iter().map(line).chain(told).collect();
    (lines.join("\n"), bad)
}

/// Writes a report, past the test runner, which keeps back what is printed.
fn show(report: &str) {
    writeln!(io::stdout().lock(), "\n{report}").expect("a report can be written");
}

#[test]
fn every_case_here_comes_out_as_it_says() {
    let differences: Vec<String> =
        files::differences(here()).into_iter().map(|difference| difference.id).collect();
    let (report, mut bad) = run(&files::cases(here()));
    // One report a run: that of the cases from elsewhere, where there are any.
    if std::env::var_os("SILLON_CASES").is_none() {
        show(&report);
    }
    bad.retain(|id| !differences.contains(id));
    assert_eq!(bad, Vec::<String>::new(), "cases that fail, or that nobody understands");
}

#[test]
fn cases_from_elsewhere_come_out_as_they_say() {
    let Some(folder) = std::env::var_os("SILLON_CASES") else { return };
    let differences: Vec<String> =
        files::differences(here()).into_iter().map(|difference| difference.id).collect();
    let cases = files::cases(Path::new(&folder));
    assert!(!cases.is_empty(), "there are no cases in {}", folder.display());
    show(&run(&cases).0);
    let failed = |case: &&Case| matches!(judge(case), Verdict::Failed(_));
    let failed = cases.iter().filter(failed).map(|case| case.id.clone());
    let failed: Vec<String> = failed.filter(|id| !differences.contains(id)).collect();
    assert_eq!(failed, Vec::<String>::new(), "cases that fail");
}

#[test]
fn every_deliberate_difference_is_a_known_case_that_still_differs() {
    let cases = files::cases(here());
    let differences = files::differences(here());
    assert!(differences.len() <= MAX_DIFFERENCES, "there are too many differences");
    for files::Difference { id, reason } in differences {
        let case = cases.iter().find(|case| case.id == id);
        let case = case.unwrap_or_else(|| panic!("there is no case {id}"));
        assert!(matches!(judge(case), Verdict::Failed(_)), "{id} does not differ any more");
        assert!(reason.split_whitespace().count() >= 5, "{id} has no reason");
    }
}

#[test]
fn what_nobody_understands_is_never_passed() {
    let case = |area: &str, given: &str| Case {
        id: "made up".to_owned(),
        area: area.to_owned(),
        name: "made up".to_owned(),
        given: serde_json::from_str(given).unwrap(),
        expect: serde_json::json!({"scale": "1"}),
    };
    assert!(matches!(judge(&case("no such area", "{}")), Verdict::Unknown(_)));
    let strange = case("unit_scale", r#"{"colour": "green"}"#);
    assert!(matches!(judge(&strange), Verdict::Unknown(_)));
    let asked = case("variant_name", r#"{"display_name": "a", "unit_to_display": "b"}"#);
    assert!(matches!(judge(&asked), Verdict::Unknown(_)), "an answer to another question is none");
}
