use std::{fmt, ops::Deref, str::FromStr};

use deunicode::deunicode_char;
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::text::name_key::{as_seen, ascii_key, lower, plain_letters};

/// Text of 1 to `MAX` characters, trimmed, in Unicode's NFC form, without control characters but line breaks, and without
/// characters that print nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// The name of a person or a thing.
pub type Name = Text<120>;

impl<const MAX: usize> Text<MAX> {
    /// Reads text at the door.
    ///
    /// # Errors
    ///
    /// [`TextError`] when nothing is left after trimming, when it is too long, or holds a control character.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        // Bytes bound the work before anything is read: no character has more than four.
        if text.len() > MAX.saturating_mul(4) + 64 {
            return Err(TextError::TooLong { most: MAX });
        }
        // ASCII has nothing that prints nothing, and is in its normal form.
        let text: String = if text.is_ascii() {
            text.trim().to_owned()
        } else {
            crate::text::invisible::without_invisible(text).trim().nfc().collect()
        };
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().count() > MAX {
            return Err(TextError::TooLong { most: MAX });
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(TextError::ControlCharacter);
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads text back from where it was kept: it was taken by the rules of its day.
impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Self::parse(text) {
            // It held nothing but what prints nothing.
            Err(TextError::Empty) if !text.trim().is_empty() => Ok(Self("?".to_owned())),
            read => read,
        }
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A short name for addresses on the web: lower-case letters, digits and single hyphens, 1 to 60 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    /// The slug of an enterprise whose name leaves none.
    pub const FALLBACK: &str = "my-enterprise";

    /// Reads a slug at the door.
    ///
    /// # Errors
    ///
    /// [`TextError::NotASlug`] when it has anything else in it.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let slug = Self::from_name(text, "");
        if slug.0 == text && !text.is_empty() { Ok(slug) } else { Err(TextError::NotASlug) }
    }

    /// The slug of a name: accents folded, other alphabets in Latin letters, everything else a hyphen; `fallback` when nothing is
    /// left, as of scripts that have no alphabet, whose reading depends on the language.
    #[must_use]
    pub fn from_name(name: &str, fallback: &str) -> Self {
        let letters = |c: char| if c < FIRST_IDEOGRAPH { deunicode_char(c) } else { None };
        let words: String = fold(name).chars().map(|c| letters(c).unwrap_or(" ")).collect();
        let words = words.to_lowercase();
        let words =
            words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let slug: String = words.collect::<Vec<_>>().join("-").chars().take(60).collect();
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { fallback } else { slug }.to_owned())
    }

    /// The slug with a number right behind it, for names already taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let stem: String = self.0.chars().take(50).collect();
        Self(format!("{}{number}", stem.trim_end_matches('-')))
    }

    /// The slug, then those numbered from 1, in the order they are given away: `most` in all.
    ///
    /// Source: Open Food Network's permalinks, so that addresses of shops that move here stay the same.
    pub fn alternatives(&self, most: u32) -> impl Iterator<Item = Self> {
        let numbered = (1..most).map(|number| self.numbered(number));
        std::iter::once(self.clone()).chain(numbered)
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where the scripts begin that write words or syllables and have no alphabet.
const FIRST_IDEOGRAPH: char = '\u{2e80}';

/// The text for searching and sorting: lower case, accents and ligatures folded (`Œufs` is `oeufs`), letters of another font or
/// width plain, without what a reader does not see. What tells names apart is [`name_key`](crate::name_key).
pub fn fold(text: &str) -> String {
    ascii_key(text).unwrap_or_else(|| fold_any(text))
}

pub(crate) fn fold_any(text: &str) -> String {
    let seen = as_seen(&lower(&plain_letters(text)));
    let marks_off = seen.nfd().filter(|c| !is_combining_mark(*c));
    marks_off.collect::<String>().replace('œ', "oe").replace('æ', "ae").replace('ß', "ss")
}

/// Why text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("it is empty")]
    Empty,
    /// More characters than it may have.
    #[error("it is longer than {most} characters")]
    TooLong {
        /// The most it may have.
        most: usize,
    },
    /// A character that prints nothing.
    #[error("it holds a control character")]
    ControlCharacter,
    /// A web address, where a person's name should be.
    #[error("it holds a web address, as no name of a person does")]
    HoldsAddress,
    /// Cannot be an e-mail address.
    #[error("it is not an e-mail address")]
    NotAnEmail,
    /// Cannot stand in a web address.
    #[error("it is not a short name of lower-case letters, digits and hyphens")]
    NotASlug,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_bounded_and_printable() {
        assert_eq!(Name::parse("  Ferme de l’Étang ").unwrap().as_str(), "Ferme de l’Étang");
        assert_eq!(Name::parse("e\u{301}").unwrap().as_str(), "é");
        assert_eq!(Name::parse("   "), Err(TextError::Empty));
        assert_eq!(Name::parse("a\u{0}b"), Err(TextError::ControlCharacter));
        assert_eq!(Name::parse("a\rb"), Err(TextError::ControlCharacter));
        assert_eq!(Name::parse("\u{202E}A\u{200B}wa").unwrap().as_str(), "Awa");
        assert_eq!(Name::parse("\u{200B}\u{FEFF}"), Err(TextError::Empty));
        assert_eq!("\u{200B}".parse::<Name>().unwrap().as_str(), "?", "it was taken before");
        assert_eq!(Text::<500>::parse("a\nb").unwrap().as_str(), "a\nb");
        assert_eq!(Name::parse(&"x".repeat(10_000_000)), Err(TextError::TooLong { most: 120 }));
    }

    #[test]
    fn a_taken_slug_is_numbered() {
        let free = |name: &str, taken: &[&str]| {
            let slug = Slug::from_name(name, Slug::FALLBACK);
            let is_free = |slug: &Slug| !taken.contains(&slug.as_str());
            slug.alternatives(3).find(is_free).map(|slug| slug.to_string())
        };
        let taken = ["permalink", "permalink1"];
        assert_eq!(free("Some Unused Permalink", &taken).as_deref(), Some("some-unused-permalink"));
        assert_eq!(free("", &taken).as_deref(), Some("my-enterprise"));
        assert_eq!(free("$$%{$**}$%}", &taken).as_deref(), Some("my-enterprise"));
        assert_eq!(free("permalink", &taken).as_deref(), Some("permalink2"));
        assert_eq!(free("permalink2", &["permalink2xxx"]).as_deref(), Some("permalink2"));
        assert_eq!(free("a", &["a", "a1", "a2"]), None);
    }

    #[test]
    fn names_become_slugs() {
        assert_eq!(Slug::from_name("Le Panier d’Épinal", "shop").as_str(), "le-panier-d-epinal");
        assert_eq!(Slug::from_name("Œufs & Cie", "shop").as_str(), "oeufs-cie");
        assert_eq!(Slug::from_name("日本", "shop").as_str(), "shop");
        for (name, slug) in [
            ("Ферма у моря", "ferma-u-moria"),
            ("Αγρόκτημα Ήλιος", "agroktema-elios"),
            ("Gospodarstwo Łąka", "gospodarstwo-laka"),
            ("Gård på Sørøya", "gard-pa-soroya"),
            ("Đặng", "dang"),
            ("Þingeyri", "thingeyri"),
            ("Weißer Hof", "weisser-hof"),
            ("Jardin \u{fb01}n", "jardin-fin"),
            ("𝓕erme 𝟚", "ferme-2"),
            ("Ｆｅｒｍｅ＆Ｃｉｅ", "ferme-cie"),
        ] {
            assert_eq!(Slug::from_name(name, Slug::FALLBACK).as_str(), slug);
        }
        let long =
            Slug::from_name(&format!("{} of the valley", "x".repeat(49)), "shop").numbered(2);
        assert_eq!(
            Slug::parse(long.as_str()).unwrap(),
            long,
            "cut at a hyphen, it is still a slug"
        );
        assert!(
            Slug::parse("a--b").is_err() && Slug::parse("A").is_err() && Slug::parse("").is_err()
        );
    }
}
