use crate::fault::Fault;
use crate::workspace::Workspace;

const REFUSED: &[&str] =
    &["mod.rs", "utils.rs", "util.rs", "helpers.rs", "common.rs", "types.rs", "misc.rs"];

/// A file is named for the noun or the verb it holds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let refused = workspace.tree.rust().filter(|file| REFUSED.contains(&file.name()));
    refused
        .map(|file| {
            let advice = if file.name() == "mod.rs" {
                "write `name.rs` beside the folder `name`".to_owned()
            } else {
                format!(
                    "`{}` says nothing; name the file for the noun or verb it holds",
                    file.name()
                )
            };
            Fault::new(&file.path, 1, "file name", advice)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_named_for_its_noun_passes() {
        let workspace =
            Workspace::of(&[("crates/cycles/src/exchange.rs", ""), ("docs/common.md", "")]);
        assert_eq!(check(&workspace), []);
    }

    #[test]
    fn a_file_named_for_nothing_fails() {
        let workspace =
            Workspace::of(&[("crates/cycles/src/types.rs", ""), ("tests/common/mod.rs", "")]);
        assert_eq!(check(&workspace).len(), 2);
    }
}
