use std::error::Error;
use std::process::ExitCode;

use crate::fault::Fault;
use crate::rules::{
    arrows, callers, circles, front, leftovers, length, migrations, names, outside, permits, sql,
    thin,
};
use crate::workspace::Workspace;

type Rule = fn(&Workspace) -> Vec<Fault>;

const RULES: &[Rule] = &[
    arrows::check,
    callers::check,
    circles::check,
    outside::check,
    permits::check,
    names::check,
    front::check,
    thin::check,
    sql::check,
    leftovers::check,
    length::check,
    migrations::check,
];

/// Prints every fault, and fails when there is one.
pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    let workspace = Workspace::read()?;
    let faults = faults(&workspace);
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("tidy: {} files, no fault", workspace.tree.files().count());
        return Ok(ExitCode::SUCCESS);
    }
    println!("tidy: {} faults", faults.len());
    Ok(ExitCode::FAILURE)
}

fn faults(workspace: &Workspace) -> Vec<Fault> {
    let mut faults: Vec<Fault> = RULES.iter().flat_map(|rule| rule(workspace)).collect();
    faults.sort();
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_in_the_order_of_the_files() {
        let workspace =
            Workspace::of(&[("crates/b/src/utils.rs", "fn f() { dbg!(1) }"), ("a/mod.rs", "")]);
        let found = faults(&workspace);
        let places: Vec<_> = found.iter().map(|fault| (fault.path.as_str(), fault.rule)).collect();
        assert_eq!(
            places,
            [
                ("a/mod.rs", "file name"),
                ("crates/b/src/utils.rs", "file name"),
                ("crates/b/src/utils.rs", "leftover"),
            ]
        );
    }
}
