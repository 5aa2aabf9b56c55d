use crate::fault::Fault;
use crate::rules::arrows::DOMAIN;
use crate::source;
use crate::workspace::Workspace;

const ALLOWED: &[&str] =
    &["mod ", "pub mod ", "pub(crate) mod ", "use ", "pub use ", "pub(crate) use "];

/// The `lib.rs` of a domain crate only declares modules and re-exports.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in DOMAIN {
        let Some(root) = workspace.tree.find(&format!("crates/{name}/src/lib.rs")) else {
            continue;
        };
        for (line, statement) in statements(&source::code(&root.text)) {
            if !ALLOWED.iter().any(|start| statement.starts_with(start)) {
                let advice = "lib.rs only declares and re-exports; move this to a file of its own";
                faults.push(Fault::new(&root.path, line, "thin lib", advice));
            }
        }
    }
    faults
}

/// The statements of a source, each with the line it begins at, without attributes.
fn statements(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut in_attribute = false;
    for (index, line) in code.lines().enumerate() {
        let line = line.trim();
        if in_attribute || (open.is_none() && line.starts_with('#')) {
            in_attribute = !line.ends_with(']');
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let (_, text) = open.get_or_insert_with(|| (index + 1, String::new()));
        text.push_str(line);
        if line.ends_with(';') {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let workspace = Workspace::of(&[("crates/orders/src/lib.rs", text)]);
        check(&workspace).iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn declarations_and_re_exports_pass() {
        let text = r#"#![doc = include_str!("../README.md")]

// The cart.
#[expect(
    missing_docs,
)]
mod cart;
pub mod order;

pub use cart::{
    Cart,
    CartLine,
};
"#;
        assert!(lines(text).is_empty());
    }

    #[test]
    fn a_type_or_a_function_fails() {
        assert_eq!(lines("mod cart;\n\npub struct Cart {\n    id: u8,\n}\n"), [3]);
        assert_eq!(lines("pub const MAX_LINES: usize = 3;\nmod cart;\n"), [1]);
    }
}
