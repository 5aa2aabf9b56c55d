//! A table of answers as a file that is read in a diff.
//!
//! Each operation has a block: a status a line, and who is answered it. `everybody` says that nobody is answered anything
//! else; `the rest` stands for whoever is named nowhere, and only ever beside a refusal, so that nobody is let in by it.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const EVERYBODY: &str = "everybody";
const THE_REST: &str = "the rest";

/// What each role was answered, by operation.
#[derive(Default)]
pub(crate) struct Answers(pub(crate) BTreeMap<String, Vec<(&'static str, u16)>>);

/// The file of a name under `tests/golden`.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// Whether the golden files are to be written anew, from what was answered; their diff is the review.
fn blesses() -> bool {
    env::var_os("SILLON_BLESS").is_some_and(|body| body == "1")
}

impl Answers {
    /// Checks that everybody was answered as the file says, or writes it.
    #[track_caller]
    pub(crate) fn assert_match(&self, name: &str, head: &str) {
        if blesses() {
            fs::write(file(name), format!("{head}\n{}", self.written())).unwrap();
            return;
        }
        let differ = self.differ(&fs::read_to_string(file(name)).unwrap());
        let advice = "with SILLON_BLESS=1 the test writes the file anew; read its diff";
        assert!(differ.is_empty(), "{name}: {}\n{advice}", differ.join("\n"));
    }

    /// What the file says otherwise.
    pub(crate) fn differ(&self, file: &str) -> Vec<String> {
        let agreed = read(file);
        let mut differ = Vec::new();
        for (operation, answers) in &self.0 {
            let Some(block) = agreed.get(operation.as_str()) else {
                differ.push(format!("{operation} has no lines"));
                continue;
            };
            for (role, status) in answers {
                let named = block.get(role).or(block.get(THE_REST)).or(block.get(EVERYBODY));
                if named != Some(status) {
                    differ
                        .push(format!("{operation}: {role} was answered {status}, not {named:?}"));
                }
            }
            let known = |name: &str| answers.iter().any(|(role, _)| *role == name);
            let shorthand = [EVERYBODY, THE_REST];
            let strangers = block.keys().filter(|name| !known(name) && !shorthand.contains(name));
            differ.extend(strangers.map(|name| format!("{operation}: nobody is a {name}")));
            if block.get(THE_REST).is_some_and(|status| *status < 400) {
                differ.push(format!("{operation}: the rest is let in by no name"));
            }
        }
        let unknown = agreed.keys().filter(|operation| !self.0.contains_key(**operation));
        differ.extend(unknown.map(|operation| format!("{operation} was not asked")));
        differ
    }

    /// The file.
    pub(crate) fn written(&self) -> String {
        // By address, then by method: what belongs together stands together.
        let mut blocks: Vec<_> = self.0.iter().collect();
        blocks.sort_by_key(|(operation, _)| {
            let (method, path) = operation.split_once(' ').unwrap();
            (path, method)
        });
        let mut text = String::new();
        for (operation, answers) in blocks {
            writeln!(text, "\n{operation}").unwrap();
            for (status, who) in lines(answers) {
                writeln!(text, "    {status} {who}").unwrap();
            }
        }
        text
    }
}

/// The lines of a block: each status once, and who is answered it.
fn lines(answers: &[(&'static str, u16)]) -> Vec<(u16, String)> {
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for (role, status) in answers {
        by_status.entry(*status).or_default().push(role);
    }
    if let [(status, _)] = by_status.iter().collect::<Vec<_>>()[..] {
        return vec![(*status, EVERYBODY.to_owned())];
    }
    let refusals = by_status.iter().filter(|(status, _)| **status >= 400);
    let rest = refusals.max_by_key(|(_, who)| who.len()).filter(|(_, who)| who.len() > 1);
    let rest = rest.map(|(status, _)| *status);
    let line = |(status, who): (u16, Vec<&str>)| {
        let who = if rest == Some(status) { THE_REST.to_owned() } else { who.join(", ") };
        (status, who)
    };
    by_status.into_iter().map(line).collect()
}

/// The blocks of a file: by operation, who is answered which status.
fn read(file: &str) -> BTreeMap<&str, BTreeMap<&str, u16>> {
    let mut blocks: BTreeMap<&str, BTreeMap<&str, u16>> = BTreeMap::new();
    let mut operation = "";
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some(answer) = line.strip_prefix("    ") else {
            operation = line;
            assert!(blocks.insert(line, BTreeMap::new()).is_none(), "{line} is there twice");
            continue;
        };
        let (status, who) = answer.split_once(' ').unwrap();
        let status = status.parse().unwrap();
        let block = blocks.get_mut(operation).expect("an operation stands before its lines");
        for name in who.split(", ") {
            assert!(block.insert(name, status).is_none(), "{operation}: {name} is there twice");
        }
    }
    blocks
}

#[test]
fn who_is_answered_otherwise_is_named() {
    let mut answers = Answers::default();
    let told = vec![("guest", 401), ("farmer", 404), ("hub", 200), ("other hub", 404)];
    answers.0.insert("GET /x".to_owned(), told);
    answers.0.insert("GET /y".to_owned(), vec![("guest", 200), ("farmer", 200)]);
    let file = answers.written();
    let agreed =
        "\nGET /x\n    200 hub\n    401 guest\n    404 the rest\n\nGET /y\n    200 everybody\n";
    assert_eq!((file.as_str(), answers.differ(&file).len()), (agreed, 0));
    let differ = |from: &str, to: &str| answers.differ(&file.replace(from, to)).join("; ");
    assert!(
        differ("200 hub", "200 hub, farmer").contains("farmer was answered 404, not Some(200)")
    );
    assert!(differ("401 guest\n", "401 guest, ghost\n").contains("nobody is a ghost"));
    assert!(differ("GET /y", "GET /z").contains("GET /y has no lines; GET /z was not asked"));
    let let_in =
        file.replace("404 the rest", "404 farmer, other hub").replace("200 hub", "200 the rest");
    assert_eq!(answers.differ(&let_in), ["GET /x: the rest is let in by no name"]);
}
