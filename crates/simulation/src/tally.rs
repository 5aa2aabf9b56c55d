use std::{collections::BTreeMap, fmt::Write as _};

use sha2::{Digest, Sha256};

/// What happened so far, counted, and a digest of it in the order it happened.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    digest: Sha256,
    /// What was done, by its name.
    pub(crate) done: BTreeMap<String, u64>,
    /// What was refused, by the code of the refusal.
    pub(crate) refused: BTreeMap<String, u64>,
    /// Letters that left, by what they are about.
    pub(crate) letters: BTreeMap<String, u64>,
    /// Events of the hubs, by their kind.
    pub(crate) events: BTreeMap<String, u64>,
    /// What went wrong on purpose.
    pub(crate) mishaps: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Notes something that was done, with what is worth knowing of it.
    pub(crate) fn done(&mut self, what: &str, facts: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
        self.note(what, facts);
    }

    /// Notes that something was refused.
    pub(crate) fn refused(&mut self, what: &str, code: &str) {
        *self.refused.entry(code.to_owned()).or_default() += 1;
        self.note(what, code);
    }

    /// Notes letters of a kind that left.
    pub(crate) fn letter(&mut self, kind: &str) {
        *self.letters.entry(kind.to_owned()).or_default() += 1;
        self.note("letter", kind);
    }

    /// Notes an event.
    pub(crate) fn event(&mut self, kind: &str) {
        *self.events.entry(kind.to_owned()).or_default() += 1;
        self.note("event", kind);
    }

    /// Notes that something went wrong on purpose.
    pub(crate) fn mishap(&mut self, what: &'static str) {
        *self.mishaps.entry(what).or_default() += 1;
    }

    /// Adds a line to the digest.
    pub(crate) fn note(&mut self, what: &str, facts: &str) {
        self.digest.update(what.as_bytes());
        self.digest.update([0]);
        self.digest.update(facts.as_bytes());
        self.digest.update([b'\n']);
    }

    /// How much was done of something.
    pub(crate) fn count(&self, what: &str) -> u64 {
        self.done.get(what).copied().unwrap_or_default()
    }

    /// How often anything was refused.
    pub(crate) fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }

    /// How many letters left.
    pub(crate) fn letters_left(&self) -> u64 {
        self.letters.values().sum()
    }

    /// The digest of all that was noted, in hexadecimal digits.
    pub(crate) fn digest(&self) -> String {
        self.digest.clone().finalize().iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
            text
        })
    }
}
