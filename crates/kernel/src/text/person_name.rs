use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::{Name, TextError};

/// What a person is called, as letters greet them: a name that is no address to follow.
///
/// Whoever types it need not be whom the letter is for: without this, a letter of ours would carry their link to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(Name);

/// Endings of addresses in such use that programs make links of them even behind a single letter.
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
    if !holds_address(&name) {
        return name;
    }
    let plain: String = name.nfkc().collect();
    plain.replace("://", " ").replace(['.', FULL_STOP], ". ").replace('@', " ")
}

/// The text with a space in place of each line break and tab, and of the white space around it.
fn in_one_line(text: &str) -> String {
    let words = text.split(['\n', '\r', '\t']).map(str::trim).filter(|words| !words.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The full stop of ideographs, which browsers read as a dot of a host's name (RFC 3490, section 3.1).
const FULL_STOP: char = '。';

/// What stands before a name with a dot of its own, and no space behind that as often as not.
const TITLES: [&str; 12] =
    ["st", "ste", "mr", "mrs", "ms", "mme", "mlle", "dr", "pr", "prof", "jr", "sr"];

fn holds_address(name: &str) -> bool {
    let name: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let name = name.replace(FULL_STOP, ".");
    let stands_in_address = |c: char| c.is_alphanumeric() || "-_.@/:?#%+&=".contains(c);
    let mut words = name.split(|c: char| !stands_in_address(c));
    name.contains("://") || words.any(|word| is_mail_address(word) || is_address(word))
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(before, after)| !before.is_empty() && !after.is_empty())
}

/// Whether programs that show letters might make a link of a word: a part of it is a host's name, or four numbers as hosts
/// have. New endings of names come every year, so any is taken for one.
fn is_address(word: &str) -> bool {
    let mut parts = word.split(['/', '?', '#', ':']).map(|part| part.trim_matches('.'));
    let has_path = word.contains(['/', '?', '#']);
    parts.any(|host| {
        let labels: Vec<&str> = host.split('.').collect();
        let [.., before, ending] = labels.as_slice() else { return false };
        if labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok()) {
            return true;
        }
        let is_ending = ending.starts_with("xn--")
            || ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
        let is_initial = before.chars().count() == 1 || TITLES.contains(before);
        is_ending && !before.is_empty() && (!is_initial || has_path || ENDINGS.contains(ending))
    })
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
            "evil.com! Free",
            "“evil.com”",
            "evil.com|",
            "evil．com",
            "evil。com",
            "http:evil.com",
            "mailto:me@evil.com",
            "x:@evil.com",
            "a@evil.example",
            "1.2.3.4/win",
            "evil.zip",
            "evil.support/claim",
            "win-prize.lol",
            "t.me/x",
            "evil.xn--p1ai",
        ] {
            assert_eq!(PersonName::parse(text), Err(TextError::HoldsAddress), "{text}");
        }
    }

    #[test]
    fn a_name_that_was_taken_before_leads_nowhere() {
        assert_eq!(unlinked("Ferme J.P. Dupont"), "Ferme J.P. Dupont");
        for text in [
            "Win at https://evil.example/x",
            "www.evil.example",
            "evil.com",
            "a@evil。com",
            "t.me/x",
        ] {
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
            "Mme.Durand / M. Petit",
            "Ferme @ la maison",
        ] {
            assert!(PersonName::parse(text).is_ok(), "{text}");
        }
    }
}
