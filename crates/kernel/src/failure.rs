/// What the caller of a refused command can do about it; the API turns it into an HTTP status, in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
    /// Too much was sent (413).
    TooLarge,
    /// The idempotency key was used for another request (422).
    KeyReused,
    /// Too many requests wait already: come back later (503).
    Busy,
    /// Our own mistake, or the machine's (500).
    Internal,
}

/// A refusal or an error that a client may meet.
pub trait Failure: std::error::Error {
    /// What the caller can do, and the stable code clients match on.
    fn class(&self) -> (Kind, &'static str);

    /// The faults by field or line, where there is more than one thing to say: `(where, rule)`.
    fn details(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}
