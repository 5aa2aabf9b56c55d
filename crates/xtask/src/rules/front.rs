use crate::fault::Fault;
use crate::workspace::{Crate, Workspace};

const FIRST_LINE: &str = "#![doc = include_str!(\"../README.md\")]";
const RULE: &str = "crate front";

/// Every crate has a README, which is also its documentation.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    workspace.crates.iter().flat_map(|krate| front_of(workspace, krate)).collect()
}

fn front_of(workspace: &Workspace, krate: &Crate) -> Vec<Fault> {
    let mut faults = Vec::new();
    let readme = format!("{}/README.md", krate.folder);
    if workspace.tree.find(&readme).is_none() {
        faults.push(Fault::new(
            readme,
            1,
            RULE,
            "write what the crate decides, keeps true and leaves to others",
        ));
    }
    let roots = ["lib.rs", "main.rs"].map(|name| format!("{}/src/{name}", krate.folder));
    match roots.iter().find_map(|path| workspace.tree.find(path)) {
        None => {
            faults.push(Fault::new(
                krate.manifest(),
                1,
                RULE,
                "the crate needs a src/lib.rs or a src/main.rs",
            ));
        }
        Some(root) if !root.text.starts_with(FIRST_LINE) => {
            faults.push(Fault::new(
                &root.path,
                1,
                RULE,
                format!("begin the file with `{FIRST_LINE}`"),
            ));
        }
        Some(_) => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    fn faults(files: &[(&str, &str)]) -> usize {
        let crates = vec![Crate::new("sillon-ledger", "crates/ledger", [])];
        check(&Workspace { tree: Tree::of(files), crates }).len()
    }

    #[test]
    fn a_readme_that_is_the_documentation_passes() {
        let root = format!("{FIRST_LINE}\n\nmod posting;\n");
        assert_eq!(
            faults(&[("crates/ledger/README.md", "# x"), ("crates/ledger/src/lib.rs", &root)]),
            0
        );
    }

    #[test]
    fn a_crate_without_one_fails() {
        assert_eq!(faults(&[("crates/ledger/src/lib.rs", "mod posting;\n")]), 2);
        assert_eq!(faults(&[("crates/ledger/README.md", "# x")]), 1);
    }
}
