use crate::fault::Fault;
use crate::rules::arrows::DOMAIN;
use crate::workspace::{Crate, Workspace};

/// Foreign packages that only some crates may name. A name ending in `*` stands for all that begin so.
const KEPT: &[(&str, &[&str])] = &[
    ("diesel*", &["store"]),
    ("libsqlite3-sys", &["store"]),
    ("pq-sys", &["store"]),
    // bench: a static response of the same server is what offers are held against.
    ("actix*", &["http", "api", "web", "server", "testkit", "bench"]),
    ("lettre*", &["notices"]),
    // tests: they make the files that people might send.
    ("image", &["images", "tests"]),
];

/// Foreign packages that bring a runtime, or randomness, and so have no place in the domain.
const BARRED: &[&str] = &["tokio*", "getrandom", "rand"];

const RULE: &str = "outside arrow";

/// Databases, HTTP, mail, runtimes and randomness stay in the crates made for them.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let mut faults = Vec::new();
    for krate in &workspace.crates {
        for package in &krate.foreign {
            if let Some(advice) = refusal(krate, package) {
                let line = workspace.line_naming(krate, package);
                faults.push(Fault::new(krate.manifest(), line, RULE, advice));
            }
        }
    }
    faults
}

fn refusal(krate: &Crate, package: &str) -> Option<String> {
    let name = krate.name.as_str();
    if let Some((_, keepers)) = KEPT.iter().find(|(pattern, _)| matches(pattern, package))
        && !keepers.contains(&name)
    {
        return Some(format!(
            "`{package}` is for {} only; ask that crate instead",
            keepers.join(", ")
        ));
    }
    // Notices also send mail, so they are not held to the bar.
    let in_domain = DOMAIN.contains(&name) && name != "notices";
    if in_domain && BARRED.iter().any(|pattern| matches(pattern, package)) {
        return Some(format!(
            "`{name}` is plain synchronous Rust; let callers hand in what `{package}` gives"
        ));
    }
    None
}

fn matches(pattern: &str, package: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => package.starts_with(start),
        None => package == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    fn refused(package: &str, names: &[&str]) -> usize {
        let krate = Crate::new(package, "crates/x", names.iter().copied());
        check(&Workspace { tree: Tree::of(&[]), crates: vec![krate] }).len()
    }

    #[test]
    fn each_crate_may_name_what_it_is_for() {
        assert_eq!(refused("sillon-store", &["diesel", "diesel_migrations", "tokio"]), 0);
        assert_eq!(refused("sillon-api", &["actix-web", "serde"]), 0);
        assert_eq!(refused("sillon-notices", &["lettre"]), 0);
    }

    #[test]
    fn nobody_else_may() {
        assert_eq!(refused("sillon-engine", &["diesel", "actix-web", "lettre", "tokio"]), 3);
        assert_eq!(refused("sillon-api", &["diesel_migrations"]), 1);
    }

    #[test]
    fn the_domain_has_neither_runtime_nor_randomness() {
        assert_eq!(refused("sillon-orders", &["tokio", "tokio-util", "getrandom", "serde"]), 3);
        assert_eq!(refused("sillon-kernel", &["jiff", "uuid"]), 0);
    }
}
