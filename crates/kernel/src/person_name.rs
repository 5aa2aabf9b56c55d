use serde::Deserialize;

use crate::{Name, TextError};

/// What a person is called, as letters greet them: a name that is no address to follow.
///
/// Whoever types it need not be whom the letter is for: without this, a letter of ours would carry their link to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(Name);

/// Endings of addresses that are longer than a country's, and in such use that programs make links of them.
const ENDINGS: [&str; 26] = [
    "com", "net", "org", "info", "biz", "app", "dev", "xyz", "online", "site", "shop", "store",
    "top", "club", "live", "link", "click", "page", "web", "cloud", "tech", "icu", "vip", "work",
    "bio", "farm",
];

impl PersonName {
    /// Reads a person's name at the door.
    ///
    /// # Errors
    ///
    /// As [`Name::parse`], and [`TextError::HoldsAddress`] when it holds a web address.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let name = Name::parse(&in_one_line(text))?;
        if holds_address(&name) { Err(TextError::HoldsAddress) } else { Ok(Self(name)) }
    }

    /// The name.
    pub fn into_name(self) -> Name {
        self.0
    }
}

impl<'de> Deserialize<'de> for PersonName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A name as a letter may carry it to somebody who does not know whose it is: nothing in it is made a link of.
pub fn unlinked(name: &str) -> String {
    let name = in_one_line(name);
    if holds_address(&name) { name.replace("://", " ").replace('.', ". ") } else { name }
}

/// The text with a space in place of each line break and tab, and of the white space around it.
fn in_one_line(text: &str) -> String {
    let words = text.split(['\n', '\r', '\t']).map(str::trim).filter(|words| !words.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn holds_address(name: &str) -> bool {
    let name = name.to_lowercase();
    let words = name.split(|c: char| c.is_whitespace() || "()[]<>,;\"«»".contains(c));
    name.contains("://")
        || words.clone().any(|word| word.starts_with("www.") && word.len() > 4)
        || words.clone().any(is_address)
}

/// Whether programs that show letters would make a link of a word: a host's name that ends as one does.
fn is_address(word: &str) -> bool {
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_end_matches('.');
    let Some((before, ending)) = host.rsplit_once('.') else { return false };
    let last = before.rsplit('.').next().unwrap_or_default();
    let is_ending = ENDINGS.contains(&ending)
        || (ending.len() == 2 && ending.chars().all(|c| c.is_ascii_alphabetic()));
    is_ending && (last.chars().count() >= 2 || ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_a_link_is_refused() {
        for text in [
            "Win at https://evil.example",
            "www.evil.example",
            "evil.com",
            "Claim: evil.co/x",
            "EVIL.COM",
            "pay (evil.ru)",
            "a.b.online now",
            "e\u{200B}vil.com",
        ] {
            assert_eq!(PersonName::parse(text), Err(TextError::HoldsAddress), "{text}");
        }
    }

    #[test]
    fn a_name_that_was_taken_before_leads_nowhere() {
        assert_eq!(unlinked("Ferme J.P. Dupont"), "Ferme J.P. Dupont");
        for text in ["Win at https://evil.example/x", "www.evil.example", "evil.com"] {
            assert!(!holds_address(&unlinked(text)), "{}", unlinked(text));
        }
    }

    #[test]
    fn a_name_is_one_line() {
        let name = PersonName::parse("Awa\r\n Diop\t2").unwrap().into_name();
        assert_eq!(name.as_str(), "Awa Diop 2");
        assert_eq!(unlinked("Ferme\ndu Val"), "Ferme du Val");
        assert_eq!(PersonName::parse(" \n "), Err(TextError::Empty));
    }

    #[test]
    fn names_of_people_are_taken() {
        for text in [
            "Awa Diop",
            "J.P. Dupont",
            "J.Dupont",
            "Mme. Le Goff",
            "O’Neill",
            "M. le maire",
            "Zoë 2.0",
            "St.Martin",
        ] {
            assert!(PersonName::parse(text).is_ok(), "{text}");
        }
    }
}
