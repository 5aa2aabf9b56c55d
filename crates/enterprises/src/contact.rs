use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{Email, Text};

/// The most links to social networks an enterprise shows.
pub const MAX_SOCIAL_LINKS: usize = 10;

/// How people reach an enterprise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Where anybody may write to it; its notices go to an address of their own.
    pub email: Option<Email>,
    /// Where it is called.
    pub phone: Option<Phone>,
    /// Its own site.
    pub website: Option<WebAddress>,
    /// Where it is found on social networks, at most [`MAX_SOCIAL_LINKS`].
    pub social: Vec<SocialLink>,
}

/// Where an enterprise is found on a social network.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialLink {
    /// Which network, as people call it.
    pub network: Text<40>,
    /// Its page there.
    pub address: WebAddress,
}

/// A telephone number as people write it: 4 to 20 digits, with what they put between.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// The number, as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Phone {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (first, rest) = text.split_at_checked(1).ok_or(ContactError::Phone)?;
        let starts = first == "+" || first == "(" || first.bytes().all(|b| b.is_ascii_digit());
        let written = rest.chars().all(|c| c.is_ascii_digit() || " .-/()".contains(c));
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let shaped = starts && written && text.len() <= 40 && (4..=20).contains(&digits);
        if shaped { Ok(Self(text.to_owned())) } else { Err(ContactError::Phone) }
    }
}

/// The address of a page on the web: `http` or `https`, a host with a point, at most 300 characters, none of which could
/// end the attribute of a page it is written into.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebAddress {
    type Err = ContactError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        let is_name = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        // No user, and a port only where it is one: such an address hides where it leads.
        let (name, port) = host.split_once(':').unwrap_or((host, "0"));
        let is_host = name.split('.').count() >= 2
            && name.split('.').all(is_name)
            && port.parse::<u16>().is_ok();
        let printable = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`\\".contains(c);
        let shaped = is_host && text.chars().count() <= 300 && text.chars().all(printable);
        if shaped { Ok(Self(text.to_owned())) } else { Err(ContactError::WebAddress) }
    }
}

impl<'de> Deserialize<'de> for WebAddress {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What people cannot be reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// No telephone number.
    #[error("it is not a telephone number such as +33 3 29 00 00 00")]
    Phone,
    /// No address of a page.
    #[error("it is not the address of a page, such as https://ferme.example.org")]
    WebAddress,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_kept_as_they_are_written() {
        for number in ["+33 3 29 00 00 00", "03.29.00.00.00", "(0)329-000", "1122"] {
            assert_eq!(number.parse::<Phone>().unwrap().as_str(), number);
        }
        for number in ["", "123", "call me", "12+34", "+", "é123", "1;2345", &"1".repeat(21)] {
            assert_eq!(number.parse::<Phone>(), Err(ContactError::Phone), "{number}");
        }
    }

    #[test]
    fn pages_are_on_the_web_and_say_where_they_lead() {
        for page in
            ["https://ferme.example.org", "http://a.example:8080/x?y#z", "https://été.example"]
        {
            assert_eq!(page.parse::<WebAddress>().unwrap().as_str(), page);
        }
        let wrong = [
            "",
            "ferme.example.org",
            "javascript:alert(1)",
            "https://",
            "https://localhost",
            "https://a.example@b.example",
            "https://a.example/\"onclick",
            "https://a..example",
            "ftp://a.example",
            "https://a.example:x",
        ];
        for page in wrong {
            assert_eq!(page.parse::<WebAddress>(), Err(ContactError::WebAddress), "{page}");
        }
    }
}
