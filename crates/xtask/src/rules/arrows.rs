use crate::fault::Fault;
use crate::workspace::{Crate, Workspace};

/// The areas of the trade and the kernel they share: plain synchronous Rust.
pub(crate) const DOMAIN: &[&str] = &[
    "kernel",
    "messages",
    "tables",
    "identity",
    "enterprises",
    "catalogue",
    "lists",
    "week",
    "images",
    "cycles",
    "ledger",
    "payments",
    "orders",
    "logistics",
    "notices",
    "events",
];

/// Which of our crates each of our crates may depend on, from the bottom up. What is not here is a fault.
const ARROWS: &[(&str, &[&[&str]])] = &[
    ("unify", &[]),
    ("kernel", &[]),
    ("messages", &[&["kernel"]]),
    ("tables", &[]),
    ("identity", &[&["kernel"]]),
    ("enterprises", &[&["messages", "kernel"]]),
    ("catalogue", &[&["enterprises", "messages", "kernel"]]),
    ("lists", &[&["catalogue", "enterprises", "tables", "kernel"]]),
    ("week", &[&["catalogue", "tables", "messages", "kernel"]]),
    ("images", &[&["kernel"]]),
    ("ledger", &[&["kernel"]]),
    ("payments", &[&["ledger", "messages", "tables", "kernel"]]),
    ("cycles", &[&["catalogue", "enterprises", "identity", "payments", "kernel"]]),
    ("orders", &[&["payments", "cycles", "kernel"]]),
    ("logistics", &[&["messages", "tables", "kernel"]]),
    ("notices", &[&["messages", "kernel"]]),
    ("events", &[&["kernel"]]),
    ("store", &[DOMAIN]),
    ("engine", &[&["store"], DOMAIN]),
    ("http", &[&["kernel"]]),
    ("api", &[&["engine", "http"], DOMAIN]),
    ("web", &[&["engine", "http"], DOMAIN]),
    ("simulation", &[&["engine", "store"], DOMAIN]),
    ("server", &[&["simulation", "api", "web", "engine", "store"], DOMAIN]),
    ("testkit", &[&["server", "api", "web", "engine", "store"], DOMAIN]),
    ("bench", &[&["testkit", "server", "api", "web", "engine", "store"], DOMAIN]),
    (
        "tests",
        &[&["bench", "testkit", "server", "simulation", "api", "web", "engine", "store"], DOMAIN],
    ),
    ("xtask", &[]),
];

const RULE: &str = "crate arrow";

/// Every arrow between our crates, also one for tests or builds, stands in the table.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    workspace.crates.iter().flat_map(|krate| arrows_of(workspace, krate)).collect()
}

fn arrows_of(workspace: &Workspace, krate: &Crate) -> Vec<Fault> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == krate.name) else {
        let advice = format!("say in {} what `{}` may depend on", file!(), krate.name);
        return vec![Fault::new(krate.manifest(), 1, RULE, advice)];
    };
    // It holds no code, and every crate depends on it.
    let may = |name: &str| name == "unify" || allowed.iter().any(|group| group.contains(&name));
    krate.ours.iter().filter(|name| !may(name)).map(|name| fault(workspace, krate, name)).collect()
}

fn fault(workspace: &Workspace, krate: &Crate, name: &str) -> Fault {
    let line = workspace.line_naming(krate, &format!("sillon-{name}"));
    let advice = format!(
        "`{}` may not depend on `{name}`; move the code to where the arrow is allowed (see {})",
        krate.name,
        file!()
    );
    Fault::new(krate.manifest(), line, RULE, advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;

    fn with(package: &str, folder: &str, dependencies: &[&str]) -> Workspace {
        let krate = Crate::new(package, folder, dependencies.iter().copied());
        Workspace { tree: Tree::of(&[]), crates: vec![krate] }
    }

    #[test]
    fn the_engine_may_ask_the_store() {
        let workspace =
            with("sillon-engine", "crates/engine", &["sillon-store", "sillon-kernel", "tokio"]);
        assert_eq!(check(&workspace), []);
    }

    #[test]
    fn the_api_may_not_ask_the_store() {
        let tree = Tree::of(&[(
            "crates/api/Cargo.toml",
            "[dependencies]\nsillon-store.workspace = true\n",
        )]);
        let workspace = Workspace { tree, ..with("sillon-api", "crates/api", &["sillon-store"]) };
        let faults = check(&workspace);
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2]);
        assert!(
            faults.iter().all(|fault| fault.advice.contains("`api` may not depend on `store`"))
        );
    }

    #[test]
    fn a_crate_that_the_table_does_not_know_is_a_fault() {
        assert_eq!(check(&with("sillon-news", "crates/news", &[])).len(), 1);
    }

    #[test]
    fn the_table_runs_from_the_bottom_up() {
        let mut below: Vec<&str> = Vec::new();
        for (name, allowed) in ARROWS {
            assert!(
                allowed.iter().flat_map(|group| group.iter()).all(|other| below.contains(other)),
                "{name}"
            );
            below.push(name);
        }
    }
}
