//! What operators are told of bounds is what holds.

use std::{collections::BTreeMap, fs};

/// The bounds that are no settings, by the names of their constants.
fn constants() -> BTreeMap<&'static str, u64> {
    let bytes = |count: usize| u64::try_from(count).unwrap();
    BTreeMap::from([
        ("MAX_JSON_BYTES", bytes(sillon_api::MAX_JSON_BYTES)),
        ("MAX_FORM_BYTES", bytes(sillon_web::MAX_FORM_BYTES)),
        ("MAX_LIST_BYTES", bytes(sillon_lists::MAX_LIST_BYTES)),
        ("MAX_WEEK_BYTES", bytes(sillon_week::MAX_WEEK_BYTES)),
        ("MAX_WEEK_LINES", bytes(sillon_week::MAX_WEEK_LINES)),
        ("MAX_LISTS_WAITING", bytes(sillon_engine::MAX_LISTS_WAITING)),
        ("MAX_ROWS_AT_ONCE", bytes(sillon_engine::MAX_ROWS_AT_ONCE)),
        ("MAX_IMAGES_WAITING", bytes(sillon_engine::MAX_IMAGES_WAITING)),
        ("MAX_PRODUCT_IMAGES", bytes(sillon_engine::MAX_PRODUCT_IMAGES)),
        ("MAX_SIDE", u64::from(sillon_images::MAX_SIDE)),
    ])
}

#[test]
fn every_bound_that_is_written_down_is_the_one_that_holds() {
    let read = |path: &str| {
        fs::read_to_string(format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let defaults: toml::Table = read("config/default.toml").parse().unwrap();
    let guide = read("docs/operator.md");
    let (_, section) = guide.split_once("\n## Bounds\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows: Vec<Vec<&str>> = section
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.starts_with("| ---") && !line.starts_with("| what |")
        })
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let mut constants = constants();
    let mut settings = 0;
    for row in &rows {
        let [what, most, place] = row.as_slice() else { panic!("{row:?}") };
        let name = place.trim_matches('`');
        let holds = match name.split_once('.') {
            Some((section, setting)) => {
                settings += 1;
                defaults
                    .get(section)
                    .and_then(|section| section.get(setting))
                    .and_then(toml::Value::as_integer)
            }
            None => constants.remove(name).map(|bound| i64::try_from(bound).unwrap()),
        };
        assert_eq!(most.parse().ok(), holds, "{what}: {name}");
    }
    assert!(constants.is_empty(), "not written down: {constants:?}");
    assert!(settings > 20, "{settings}");
}
