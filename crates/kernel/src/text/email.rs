use std::fmt;

use serde::{Deserialize, Serialize};

use crate::TextError;

/// An e-mail address, lower-cased: a dot-atom, an at sign, and the name of a host with a point.
///
/// Whether it works only a message sent to it can tell; this keeps out what cannot be one (RFC 5321 §4.1.2 and §4.5.3.1,
/// RFC 1123 §2.1; with letters of any script, RFC 6531).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address at the door.
    ///
    /// # Errors
    ///
    /// [`TextError::NotAnEmail`] when it cannot be one.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(TextError::NotAnEmail)?;
        let may_stand = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(may_stand);
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let is_number = |label: &str| label.chars().all(|c| c.is_ascii_digit());
        let shaped = text.len() <= 254
            && (1..=64).contains(&local.len())
            && local.split('.').all(is_atom)
            && domain.split('.').count() >= 2
            && domain.split('.').all(is_label)
            && !domain.rsplit('.').next().is_some_and(is_number);
        if shaped { Ok(Self(text.to_lowercase())) } else { Err(TextError::NotAnEmail) }
    }

    /// Reads an address back from where it was kept: it was taken by the rules of its day.
    ///
    /// # Errors
    ///
    /// [`TextError::NotAnEmail`] when it never was one.
    pub fn kept(text: &str) -> Result<Self, TextError> {
        if text.contains('@') { Ok(Self(text.to_owned())) } else { Err(TextError::NotAnEmail) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        assert_eq!(Email::parse(" Awa@Example.org ").unwrap().as_str(), "awa@example.org");
        for text in [
            "a+b@x.org",
            "o'neill@ex-ample.org",
            "a.b.c@sub.example.org",
            "zoé@exämple.org",
            "x@xn--80ak6aa92e.com",
        ] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn addresses_that_cannot_be_are_refused() {
        for text in [
            "",
            "@",
            "a@b",
            "a@@b.c",
            "a b@c.d",
            "a@b..c",
            "a@b.c\r\nBcc: x@y.z",
            "a<b@c.d",
            "a..b@ex.org",
            ".a@ex.org",
            "a.@ex.org",
            "u@-ex.org",
            "u@ex-.org",
            "u@ex_am.org",
            "u@.ex.org",
            "u@ex.org.",
            "u@127.0.0.1",
            "\"a b\"@ex.org",
            "a\u{202E}b@ex.org",
            "a\u{200B}@ex.org",
            "u@e\u{200D}x.org",
            "a,b@ex.org",
            "u@[127.0.0.1]",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_was_taken_before_is_read_back() {
        assert_eq!(Email::kept("a..b@ex.org").unwrap().as_str(), "a..b@ex.org");
        assert!(Email::kept("nobody").is_err());
    }
}
