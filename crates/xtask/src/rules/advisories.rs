use std::error::Error;
use std::process::ExitCode;

use cargo_metadata::MetadataCommand;
use cargo_metadata::semver::{Version, VersionReq};
use serde::Deserialize;

/// Where the list lies, from the root.
const LIST: &str = "security/advisories.toml";

/// The advisories we know of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// The day the list was last gone through.
    reviewed: String,
    advisory: Vec<Advisory>,
}

/// A fault of some versions of a crate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advisory {
    id: String,
    #[serde(rename = "crate")]
    package: String,
    title: String,
    /// The versions without the fault: any one of these will do.
    patched: Vec<VersionReq>,
    /// Why the fault does not reach us.
    accepted: Option<String>,
}

impl Advisory {
    fn concerns(&self, name: &str, version: &Version) -> bool {
        let is_patched = self.patched.iter().any(|patched| patched.matches(version));
        self.package == name && !is_patched && self.accepted.is_none()
    }
}

/// Prints every version in use that has a known fault, and fails when there is one.
pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    let metadata = MetadataCommand::new().exec()?;
    let text = std::fs::read_to_string(metadata.workspace_root.join(LIST))?;
    let list: List = toml::from_str(&text)?;
    let used = metadata.packages.iter().map(|package| (package.name.as_str(), &package.version));
    let faults = faults(&list, used);
    for fault in &faults {
        println!("{fault}");
    }
    let (many, reviewed) = (list.advisory.len(), &list.reviewed);
    println!("advisories: {} of {many} concern us; the list is of {reviewed}", faults.len());
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn faults<'a>(list: &List, used: impl Iterator<Item = (&'a str, &'a Version)>) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, version) in used {
        for advisory in list.advisory.iter().filter(|known| known.concerns(name, version)) {
            faults.push(format!("{name} {version}: {}: {}", advisory.id, advisory.title));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"
        reviewed = "2026-11-28"
        [[advisory]]
        id = "RUSTSEC-2024-0332"
        crate = "h2"
        title = "a flood of continuation frames"
        patched = [">=0.4.4", ">=0.3.26, <0.4.0"]
    "#;

    fn found(list: &str, name: &str, version: &str) -> usize {
        let (list, version) = (toml::from_str(list).unwrap(), version.parse().unwrap());
        faults(&list, [(name, &version)].into_iter()).len()
    }

    #[test]
    fn a_version_with_a_known_fault_is_told() {
        assert_eq!(found(SAMPLE, "h2", "0.3.25"), 1);
        assert_eq!(found(SAMPLE, "h2", "0.4.3"), 1);
    }

    #[test]
    fn a_patched_version_another_crate_and_what_is_accepted_are_not() {
        assert_eq!(found(SAMPLE, "h2", "0.3.27") + found(SAMPLE, "h2", "0.4.4"), 0);
        assert_eq!(found(SAMPLE, "h3", "0.4.3"), 0);
        let accepted = format!("{SAMPLE}\naccepted = \"we take no HTTP/2\"");
        assert_eq!(found(&accepted, "h2", "0.4.3"), 0);
    }

    #[test]
    fn the_list_is_one() {
        let list: List =
            toml::from_str(include_str!("../../../../security/advisories.toml")).unwrap();
        assert!(list.advisory.len() > 10 && list.reviewed.len() == "2026-11-28".len());
    }
}
