use crate::fault::Fault;
use crate::source;
use crate::tree::File;
use crate::workspace::Workspace;

/// What must not stay in code, and what to do about it.
const LEFTOVERS: &[(&str, &str)] = &[
    ("todo!(", "finish it, or leave it out"),
    ("unimplemented!(", "finish it, or leave it out"),
    ("dbg!(", "remove it"),
    ("#[ignore", "make the test pass, or delete it"),
];

/// Crates that talk to a person at a terminal.
const MAY_PRINT: &[&str] = &["server", "bench", "xtask"];

const RULE: &str = "leftover";

/// No unfinished work, no debugging, no test switched off.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    workspace.tree.rust().flat_map(leftovers_of).collect()
}

fn leftovers_of(file: &File) -> Vec<Fault> {
    let may_print = MAY_PRINT.contains(&file.crate_name()) || file.name() == "build.rs";
    let mut faults = Vec::new();
    for (index, line) in source::code(&file.text).lines().enumerate() {
        for (word, advice) in LEFTOVERS {
            if source::has_word(line, word) {
                faults.push(Fault::new(&file.path, index + 1, RULE, format!("`{word}`: {advice}")));
            }
        }
        if !may_print && source::has_word(line, "println!") {
            let advice = "`println!`: return it, or log it with `tracing`";
            faults.push(Fault::new(&file.path, index + 1, RULE, advice));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let workspace = Workspace::of(&[(path, text)]);
        check(&workspace).iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn words_in_comments_and_texts_pass() {
        let text = "// todo!()\nlet a = \"dbg!(x)\";\neprintln!();";
        assert!(lines("crates/api/src/a.rs", text).is_empty());
    }

    #[test]
    fn the_server_may_print_and_the_store_may_not() {
        assert!(lines("crates/server/src/main.rs", "println!(\"ready\");").is_empty());
        assert!(
            lines("crates/store/build.rs", "println!(\"cargo:rerun-if-changed=.\");").is_empty()
        );
        assert_eq!(lines("crates/store/src/a.rs", "println!(\"ready\");"), [1]);
    }

    #[test]
    fn leftovers_fail_where_they_stand() {
        let text = "fn f() {\n    todo!()\n}\n#[ignore = \"slow\"]\nfn g() { dbg!(1); unimplemented!() }\n";
        assert_eq!(lines("crates/api/src/a.rs", text), [2, 4, 5, 5]);
    }
}
