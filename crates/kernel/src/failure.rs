/// What the caller of a refused command can do about it; `sillon-http` turns it into a status, in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The request itself is wrong: mend it and send it again (400 or 422).
    Invalid,
    /// Who is asking is not known: sign in (401).
    Unauthenticated,
    /// The caller is known and may not (403).
    Forbidden,
    /// It does not exist, or the caller may not know that it does (404).
    Missing,
    /// The state of the world refuses it: look again, decide again (409).
    Conflict,
    /// It is no longer as the caller read it: read it again, decide again (412).
    Stale,
    /// Too much was sent (413).
    TooLarge,
    /// The idempotency key was used for another request (422).
    KeyReused,
    /// It was tried too often: come back later, when it is said (429).
    TooOften,
    /// Too many requests wait already: come back later (503).
    Busy,
    /// Our own mistake, or the machine's (500).
    Internal,
}

/// A refusal or an error that a client may meet.
pub trait Failure: std::error::Error {
    /// What the caller can do, and the stable code clients match on.
    fn class(&self) -> (FailureKind, &'static str);

    /// The faults one by one, where there is a field or a line to point at.
    fn details(&self) -> Vec<Detail> {
        Vec::new()
    }

    /// How long to wait before it is asked again, in seconds, where that is known.
    fn retry_after_seconds(&self) -> Option<i64> {
        None
    }
}

/// One fault of a refused command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Where: a field of the command such as `lines[0].quantity`, or a line of a file.
    pub field: String,
    /// The rule it breaks, as a plain sentence.
    pub rule: String,
    /// What a program needs to go on: names and values, such as `left` and `3`.
    pub facts: Vec<(&'static str, String)>,
}

impl Detail {
    /// A fault at a field.
    pub fn new(field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { field: field.into(), rule: rule.into(), facts: Vec::new() }
    }

    /// The fault that a refusal tells as “field: rule”; what names no field is of the command as a whole.
    pub fn told(said: &str) -> Self {
        let (field, rule) = said.split_once(": ").unwrap_or(("", said));
        Self::new(field, rule)
    }

    /// The fault with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.facts.push((name, value.to_string()));
        self
    }
}
