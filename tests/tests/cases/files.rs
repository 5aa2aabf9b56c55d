//! Where cases are written down.

use std::{fs, path::Path};

use serde::Deserialize;
use serde_json::Value;

use crate::case::Case;

/// The file of the cases that the project answers otherwise.
const DIFFERENCES: &str = "deliberate_differences.json";

/// A case that the project answers otherwise than it says, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Difference {
    pub(crate) id: String,
    pub(crate) reason: String,
}

/// A case as it is written down.
#[derive(Deserialize)]
struct Written {
    id: Option<String>,
    area: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    given: Value,
    #[serde(default)]
    expect: Value,
}

/// Every case of a folder's files, by the files' names; one that says no area is of its file's.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let listed =
        fs::read_dir(folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let mut files: Vec<_> = listed.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| {
        file.extension().is_some_and(|extension| extension == "json")
            && file.file_name().is_some_and(|name| name != DIFFERENCES)
    });
    files.sort();
    files.iter().flat_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).unwrap();
    let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
    let written: Vec<Written> = serde_json::from_str(&text)
        .unwrap_or_else(|fault| panic!("{} is no list of cases: {fault}", file.display()));
    let case = |Written { id, area, name, given, expect }| {
        let area = area.unwrap_or_else(|| stem.clone());
        Case { id: id.unwrap_or_else(|| format!("{area}: {name}")), area, name, given, expect }
    };
    written.into_iter().map(case).collect()
}

/// The cases that the project answers otherwise.
pub(crate) fn differences(folder: &Path) -> Vec<Difference> {
    let text = fs::read_to_string(folder.join(DIFFERENCES)).unwrap();
    serde_json::from_str(&text).unwrap()
}
