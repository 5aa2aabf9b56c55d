use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Text, TextError};

/// A word that a hub gives its customers, its cycles and what it sells, so that its rules can speak of them: 1 to 40
/// characters in small letters, on one line, without a comma.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Tag(Text<40>);

impl Tag {
    /// Reads a tag at the door; capital letters are the same as small ones.
    ///
    /// # Errors
    ///
    /// [`TagRefused`] for what is no such word.
    pub fn parse(text: &str) -> Result<Self, TagRefused> {
        let tag = Text::parse(&text.to_lowercase())?;
        if tag.contains([',', '\n', '\t']) { Err(TagRefused::Several) } else { Ok(Self(tag)) }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Tag {
    type Err = TagRefused;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Why a text is no tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagRefused {
    /// It is no text that can be kept, or too long.
    #[error(transparent)]
    Text(#[from] TextError),
    /// It may be read as several.
    #[error("a tag is one word or a few, without a comma or a line break")]
    Several,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_same_in_capitals_and_with_blanks_around_it() {
        let read = |text| Tag::parse(text).map(|tag| tag.to_string());
        assert_eq!(read("  Professionnels "), Ok("professionnels".to_owned()));
        assert_eq!(read("É\u{301}té"), read("é\u{301}té"));
        assert_eq!(read("volunteer, local"), Err(TagRefused::Several));
        assert!(read(" ").is_err() && read(&"x".repeat(41)).is_err());
    }
}
