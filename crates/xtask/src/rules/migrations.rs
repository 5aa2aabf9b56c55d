use std::collections::BTreeSet;

use crate::fault::Fault;
use crate::tree::Tree;
use crate::workspace::Workspace;

const DATABASES: [&str; 2] = ["sqlite", "postgres"];
const RULE: &str = "migration";

/// Both databases go through the same changes, each with a way back and a sentence about the trade.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let tree = &workspace.tree;
    let names: BTreeSet<&str> =
        DATABASES.iter().flat_map(|database| names(tree, database)).collect();
    let mut faults = Vec::new();
    for database in DATABASES {
        for name in &names {
            faults.extend(missing(tree, database, name));
            faults.extend(speechless(tree, database, name));
        }
    }
    faults
}

/// The folders of one database's migrations.
fn names<'a>(tree: &'a Tree, database: &str) -> BTreeSet<&'a str> {
    let folder = format!("migrations/{database}/");
    let inside = tree.files().filter_map(|file| file.path.strip_prefix(&folder));
    inside.filter_map(|path| path.split_once('/')).map(|(name, _)| name).collect()
}

fn missing(tree: &Tree, database: &str, name: &str) -> Vec<Fault> {
    let wanted = ["up.sql", "down.sql"].map(|file| format!("migrations/{database}/{name}/{file}"));
    let absent = wanted.into_iter().filter(|path| tree.find(path).is_none());
    absent
        .map(|path| Fault::new(path, 1, RULE, "write it: each change has both, on both databases"))
        .collect()
}

fn speechless(tree: &Tree, database: &str, name: &str) -> Option<Fault> {
    let up = tree.find(&format!("migrations/{database}/{name}/up.sql"))?;
    let mut opening = up.text.lines().map_while(|line| line.strip_prefix("-- "));
    let says = opening.any(|line| line.trim_end().ends_with('.'));
    (!says)
        .then(|| Fault::new(&up.path, 1, RULE, "begin with `-- ` and a sentence about the trade"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: &str =
        "-- A cart holds nothing and promises nothing.\ncreate table cart (id blob);\n";

    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        let found = check(&Workspace::of(files));
        found.iter().map(|fault| fault.path.clone()).collect()
    }

    #[test]
    fn the_same_change_on_both_databases_passes() {
        let files = [
            ("migrations/sqlite/0001_cart/up.sql", UP),
            ("migrations/sqlite/0001_cart/down.sql", ""),
            ("migrations/postgres/0001_cart/up.sql", UP),
            ("migrations/postgres/0001_cart/down.sql", ""),
        ];
        assert!(faults(&files).is_empty());
        assert!(faults(&[]).is_empty());
    }

    #[test]
    fn a_change_on_one_database_only_fails() {
        let files = [
            ("migrations/sqlite/0001_cart/up.sql", UP),
            ("migrations/sqlite/0001_cart/down.sql", ""),
        ];
        assert_eq!(
            faults(&files),
            ["migrations/postgres/0001_cart/up.sql", "migrations/postgres/0001_cart/down.sql"]
        );
    }

    #[test]
    fn a_change_without_a_sentence_fails() {
        let files = [
            ("migrations/sqlite/0001_cart/up.sql", UP),
            ("migrations/sqlite/0001_cart/down.sql", ""),
            ("migrations/postgres/0001_cart/up.sql", "create table cart (id uuid);"),
            ("migrations/postgres/0001_cart/down.sql", ""),
        ];
        assert_eq!(faults(&files), ["migrations/postgres/0001_cart/up.sql"]);
    }
}
