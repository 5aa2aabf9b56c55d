use std::collections::{BTreeMap, BTreeSet};

use crate::fault::Fault;
use crate::source::{self, is_identifier};
use crate::tree::File;
use crate::workspace::Workspace;

const RULE: &str = "no caller";

/// Crates whose code is there for tests, or to look after the others.
const NOT_THE_PROGRAM: &[&str] = &["testkit", "tests", "bench", "xtask"];

/// Where the functions of repositories are declared, which bear no `pub`.
const REPOSITORIES: &str = "crates/store/src/repositories/";

/// What tests measure or break the program with, and what they read their own lists by.
const INSTRUMENTS: &[&str] =
    &["commits", "open_watched", "read_list", "revert", "run_by_hand", "shop_reads"];

/// A function that only tests call is a rule beside the one that runs: it gets its caller, or goes. Told by its name alone: one
/// that is named anywhere else in the program, or in a page, passes.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let program: Vec<(&File, String)> = program(workspace);
    let pages = workspace.tree.files().filter(|file| file.extension() == "html");
    // An attribute may name a function in a text: `#[serde(default = "euro")]`.
    let attributes = program.iter().flat_map(|(file, _)| file.text.lines());
    let attributes = attributes.filter(|line| line.trim_start().starts_with("#["));
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    let code = program.iter().map(|(_, code)| code.as_str());
    for text in code.chain(pages.map(|page| page.text.as_str())).chain(attributes) {
        for word in text.split(|c| !is_identifier(c)).filter(|word| !word.is_empty()) {
            *named.entry(word).or_default() += 1;
        }
    }
    let declared: Vec<(&File, usize, &str)> =
        program.iter().flat_map(|(file, code)| functions(file, code)).collect();
    let mut declarations: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, name) in &declared {
        *declarations.entry(name).or_default() += 1;
    }
    let is_called = |name: &str| named.get(name) > declarations.get(name);
    let uncalled =
        declared.into_iter().filter(|(_, _, name)| !is_called(name) && !INSTRUMENTS.contains(name));
    let fault = |(file, line, name): (&File, usize, &str)| {
        let advice =
            format!("`{name}` is called by tests at most: give it its caller, or take it out");
        Fault::new(&file.path, line, RULE, advice)
    };
    uncalled.map(fault).collect()
}

/// The code that runs, without what it imports and without tests.
fn program(workspace: &Workspace) -> Vec<(&File, String)> {
    let code_of = |file: &File| without_imports(source::without_tests(&source::code(&file.text)));
    let tested: BTreeSet<String> = workspace.tree.rust().flat_map(test_modules).collect();
    let runs = workspace.tree.rust().filter(|file| {
        let is_ours = file.path.starts_with("crates/") && file.path.contains("/src/");
        is_ours && !NOT_THE_PROGRAM.contains(&file.crate_name()) && !tested.contains(&file.path)
    });
    runs.map(|file| (file, code_of(file))).collect()
}

/// The files of modules that a file has for tests only.
fn test_modules(file: &File) -> Vec<String> {
    let folder = match file.path.rsplit_once('/') {
        Some((folder, "lib.rs" | "main.rs")) => folder.to_owned(),
        _ => file.path.trim_end_matches(".rs").to_owned(),
    };
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.trim() == "#[cfg(test)]") {
        let declared = lines.iter().skip(at + 1).find(|line| !line.trim_start().starts_with("#["));
        let name = declared.and_then(|line| {
            let rest = line.trim_start().trim_start_matches("pub(crate) ").strip_prefix("mod ")?;
            rest.strip_suffix(';')
        });
        if let Some(name) = name {
            found.push(format!("{folder}/{name}.rs"));
            // A module that says where it is says it beside its parent.
            let beside = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            found.push(format!("{beside}/{name}.rs"));
        }
    }
    found
}

fn without_imports(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut is_import = false;
    for line in code.split_inclusive('\n') {
        let begins = ["use ", "pub use ", "pub(crate) use "];
        is_import |= begins.iter().any(|begin| line.trim_start().starts_with(begin));
        if is_import {
            kept.push('\n');
            is_import = !line.contains(';');
        } else {
            kept.push_str(line);
        }
    }
    kept
}

/// The functions that a file declares for others, with their lines.
fn functions<'p>(file: &'p File, code: &'p str) -> Vec<(&'p File, usize, &'p str)> {
    let is_declared_bare = file.path.starts_with(REPOSITORIES);
    let mut found = Vec::new();
    let mut is_for_tests = false;
    for (index, line) in code.lines().enumerate() {
        let line = line.trim_start();
        if let Some(name) = declared(line, is_declared_bare).filter(|_| !is_for_tests) {
            found.push((file, index + 1, name));
        }
        if !line.is_empty() {
            is_for_tests = line == "#[cfg(test)]" || (is_for_tests && line.starts_with("#["));
        }
    }
    found
}

/// The name of the function that a line declares for others.
fn declared(line: &str, bare: bool) -> Option<&str> {
    let public = ["pub(crate) ", "pub "].iter().find_map(|mark| line.strip_prefix(mark));
    let mut rest = public.or(bare.then_some(line))?;
    for word in ["const ", "async "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(|c| !is_identifier(c)).next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let workspace = Workspace::of(files);
        check(&workspace).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_program_or_a_page_calls_passes() {
        let files = [
            ("crates/a/src/lib.rs", "pub use a::{price, shown};\nfn main() { price() }\n"),
            (
                "crates/a/src/a.rs",
                "pub fn price() {}\npub(crate) fn shown() {}\n#[serde(default = \"euro\")]\npub fn euro() {}\n",
            ),
            ("crates/a/templates/a.html", "{{ page.shown() }}"),
            ("crates/testkit/src/lib.rs", "pub fn played() {}\n"),
        ];
        assert!(told(&files).is_empty(), "{:?}", told(&files));
    }

    #[test]
    fn what_only_tests_call_is_told() {
        let files = [
            ("crates/a/src/lib.rs", "mod a;\n#[cfg(test)]\nmod sample;\npub use a::price;\n"),
            (
                "crates/a/src/a.rs",
                "/// See price.\npub fn price() {}\n#[cfg(test)]\npub(crate) fn seen() {}\n#[cfg(test)]\nmod tests {\n    fn f() { super::price() }\n}\n",
            ),
            ("crates/a/src/sample.rs", "pub(crate) fn sample() {}\n"),
            ("crates/store/src/repositories/goods.rs", "        fn save(a: &A) -> ();\n"),
            ("tests/tests/a.rs", "fn f() { price(); save() }\n"),
        ];
        assert_eq!(
            told(&files),
            [
                "crates/a/src/a.rs:2: no caller: `price` is called by tests at most: give it its caller, or take it out",
                "crates/store/src/repositories/goods.rs:1: no caller: `save` is called by tests at most: give it its caller, or take it out",
            ]
        );
    }
}
