use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::source::{self, is_identifier};
use crate::tree::File;
use crate::workspace::Workspace;

const RULE: &str = "circle of modules";

/// No modules of a crate import each other in a circle: whoever reads one of them would have to read all. A module and those
/// within it are one, and tests may import what they test.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let mut crates: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in workspace.tree.files() {
        let source = file.path.strip_suffix(".rs").and_then(|path| path.split_once("/src/"));
        if let Some((krate, _)) = source {
            crates.entry(krate).or_default().push(file);
        }
    }
    crates.values().flat_map(|files| circles(files)).collect()
}

/// A module of a crate, by its path in it.
type Module = String;

fn circles(files: &[&File]) -> Vec<Fault> {
    let modules: BTreeMap<Module, &File> =
        files.iter().filter_map(|file| Some((module_of(&file.path)?, *file))).collect();
    let roots = files.iter().filter(|file| module_of(&file.path).is_none());
    let exports: BTreeMap<String, Module> =
        roots.flat_map(|root| exports(&source::code(&root.text), &modules)).collect();
    let imports: BTreeMap<&Module, BTreeSet<Module>> = modules
        .iter()
        .map(|(module, file)| {
            let code = source::code(&file.text);
            let paths = paths_after(source::without_tests(&code), "crate::");
            let found = paths.iter().filter_map(|path| meant(path, &modules, &exports));
            (module, found.filter(|other| !is_within(other, module)).collect())
        })
        .collect();
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|module| (*module, reached_from(&imports, module))).collect();
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for (module, file) in &modules {
        let leads_back =
            |other: &&&Module| reached.get(**other).is_some_and(|from| from.contains(module));
        let circle: BTreeSet<&Module> =
            reached.get(module).into_iter().flatten().filter(leads_back).copied().collect();
        if !circle.is_empty() && told.insert(circle.clone()) {
            let names: Vec<&str> = circle.iter().map(|module| module.as_str()).collect();
            let advice = format!(
                "{} import each other: move what they share into a module of its own",
                names.join(", ")
            );
            faults.push(Fault::new(&file.path, 1, RULE, advice));
        }
    }
    faults
}

/// The module that a file is; none for the root of a crate.
fn module_of(path: &str) -> Option<Module> {
    let (_, path) = path.split_once("/src/")?;
    let path = path.strip_suffix(".rs")?;
    (!matches!(path, "lib" | "main")).then(|| path.replace('/', "::"))
}

/// Whether one of two modules holds the other, or they are the same.
fn is_within(one: &str, other: &str) -> bool {
    let holds = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    holds(one, other) || holds(other, one)
}

/// What the root of a crate exports, and from which module.
fn exports(code: &str, modules: &BTreeMap<Module, &File>) -> Vec<(String, Module)> {
    let mut found = Vec::new();
    for path in paths_after(code, "pub use ") {
        let Some(module) = module_in(&path, modules) else { continue };
        match path.last().map(String::as_str) {
            Some("*") => {
                let text = modules.get(&module).map_or("", |file| file.text.as_str());
                let names = text.lines().filter_map(declared);
                found.extend(names.map(|name| (name.to_owned(), module.clone())));
            }
            Some(name) => found.push((name.to_owned(), module)),
            None => {}
        }
    }
    found
}

/// The name of a public item that a line declares.
fn declared(line: &str) -> Option<&str> {
    let item = line.strip_prefix("pub ")?;
    let (kind, rest) = item.split_once(' ')?;
    let is_item = matches!(kind, "struct" | "enum" | "trait" | "fn" | "const" | "type");
    let end = rest.find(|c: char| !is_identifier(c)).unwrap_or(rest.len());
    rest.get(..end).filter(|_| is_item)
}

/// The module that a path of a crate means, by itself or by what the root exports.
fn meant(
    path: &[String],
    modules: &BTreeMap<Module, &File>,
    exports: &BTreeMap<String, Module>,
) -> Option<Module> {
    module_in(path, modules).or_else(|| exports.get(path.first()?).cloned())
}

/// The longest beginning of a path that is a module.
fn module_in(path: &[String], modules: &BTreeMap<Module, &File>) -> Option<Module> {
    let beginnings = (1..=path.len()).rev().filter_map(|length| path.get(..length));
    beginnings.map(|path| path.join("::")).find(|path| modules.contains_key(path))
}

/// Every path that stands after some text in code, its groups taken apart.
fn paths_after(code: &str, start: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(start) {
        let is_word = code.get(..at).is_some_and(|before| before.ends_with(is_identifier));
        if let Some(rest) = code.get(at + start.len()..).filter(|_| !is_word) {
            take_tree(rest, &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Takes the tree of paths that a text begins with, and gives what comes after it.
fn take_tree<'t>(text: &'t str, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'t str {
    let mut text = text.trim_start();
    let depth = path.len();
    loop {
        if let Some(mut inside) = text.strip_prefix('{') {
            loop {
                inside = inside.trim_start().trim_start_matches(',').trim_start();
                if let Some(rest) = inside.strip_prefix('}') {
                    path.truncate(depth);
                    return rest;
                }
                let rest = take_tree(inside, path, found);
                if rest.len() == inside.len() {
                    path.truncate(depth);
                    return rest;
                }
                inside = rest;
            }
        }
        let end = text.find(|c: char| !is_identifier(c) && c != '*').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if !name.is_empty() {
            path.push(name.to_owned());
        }
        let Some(deeper) = rest.strip_prefix("::").filter(|_| !name.is_empty()) else {
            found.push(path.clone());
            path.truncate(depth);
            return rest;
        };
        text = deeper;
    }
}

/// The modules that are reached from one by its imports, and by theirs.
fn reached_from<'m>(
    imports: &'m BTreeMap<&Module, BTreeSet<Module>>,
    from: &Module,
) -> BTreeSet<&'m Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = imports.get(from).into_iter().flatten().collect();
    while let Some(module) = open.pop() {
        if reached.insert(module) {
            open.extend(imports.get(module).into_iter().flatten());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let workspace = Workspace::of(files);
        check(&workspace).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn arrows_one_way_pass() {
        let files = [
            ("crates/a/src/lib.rs", "mod cart;\nmod order;\npub use order::Order;\n"),
            ("crates/a/src/cart.rs", "use crate::Order;\npub(crate) mod line;\n"),
            ("crates/a/src/cart/line.rs", "use crate::cart::Cart;\n"),
            (
                "crates/a/src/order.rs",
                "pub struct Order;\n// crate::cart\n#[cfg(test)]\nmod tests {\n    use crate::cart::Cart;\n}\n",
            ),
        ];
        assert!(told(&files).is_empty(), "{:?}", told(&files));
    }

    #[test]
    fn a_circle_fails_once() {
        let files = [
            ("crates/a/src/lib.rs", "mod cart;\nmod order;\nmod shop;\npub use order::*;\n"),
            ("crates/a/src/cart.rs", "use crate::{\n    Money,\n    shop::{Shop, open},\n};\n"),
            ("crates/a/src/order.rs", "pub struct Order;\nfn f() { crate::cart::fill() }\n"),
            ("crates/a/src/shop.rs", "use crate::{Order};\n"),
        ];
        assert_eq!(
            told(&files),
            [
                "crates/a/src/cart.rs:1: circle of modules: cart, order, shop import each other: move what they share into a module of its own"
            ]
        );
    }
}
