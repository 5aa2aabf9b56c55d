use crate::fault::Fault;
use crate::source;
use crate::tree::File;
use crate::workspace::Workspace;

const RULE: &str = "dropped permit";

/// The crate that makes permits.
const MAKER: &str = "identity";

/// What turns a permit into something that guards nothing.
const DROPPED_BY: &[&str] = &["is_ok()", "is_err()", "map(drop)", "map(|_"];

/// A permit goes to what it guards. That one is not left lying where it was made the compiler sees, as it must be used; here is
/// found what it takes for use: the question whether there is one, which is `Actor::may`, and a name that says it is not used.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    workspace.tree.rust().filter(|file| file.crate_name() != MAKER).flat_map(dropped_in).collect()
}

fn dropped_in(file: &File) -> Vec<Fault> {
    let code = source::code(&file.text);
    let mut faults = Vec::new();
    for (at, made) in code.match_indices(".permit::<") {
        let line = code[..at].lines().count();
        let begun = code[..at].rfind([';', '{', '}']).map_or(0, |end| end + 1);
        let statement = code[begun..at].trim_start();
        let is_unused = statement.starts_with("let _") || statement.starts_with("drop(");
        let after = after_call(&code[at + made.len()..]).trim_start().strip_prefix('.');
        let is_asked =
            after.is_some_and(|method| DROPPED_BY.iter().any(|drop| method.starts_with(drop)));
        if is_unused || is_asked {
            let advice = "give it to what it guards; `Actor::may` asks whether somebody may";
            faults.push(Fault::new(&file.path, line, RULE, advice));
        }
    }
    faults
}

/// What follows a call, of which `rest` is all behind its `::<`.
fn after_call(rest: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth <= 1 => return &rest[at + 1..],
            ')' => depth -= 1,
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let workspace = Workspace::of(&[(path, text)]);
        check(&workspace).iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn one_that_travels_passes() {
        let text = "fn f() {\n    let permit = actor.permit::<A>(of(x))?;\n    close(&permit)\n}\n\
                    fn g() { h(actor.permit::<A>(id)?.enterprise()) }\n// actor.permit::<A>(x).is_ok()\n";
        assert!(lines("crates/engine/src/a.rs", text).is_empty());
    }

    #[test]
    fn one_that_is_only_asked_for_is_told() {
        let text = "fn f() {\n    if actor.permit::<A>(of(x)).is_ok() {}\n    let _permit = actor.permit::<A>(x)?;\n    \
                    g(actor\n        .permit::<A>(x)\n        .is_err());\n    actor.permit::<A>(x).map(drop)?;\n}\n";
        assert_eq!(lines("crates/engine/src/a.rs", text), [2, 3, 5, 7]);
        assert!(lines("crates/identity/src/a.rs", text).is_empty());
    }
}
