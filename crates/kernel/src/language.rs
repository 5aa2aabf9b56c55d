use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language people are spoken to in; what is said in it, and how it writes amounts and dates, is in `messages`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French, as in France.
    #[default]
    Fr,
    /// English, with the 24-hour clock and the day before the month.
    En,
    /// German, as in Germany.
    De,
}

impl Language {
    /// Every language, the default first.
    pub const ALL: [Self; 3] = [Self::Fr, Self::En, Self::De];

    /// Its code in ISO 639-1, under which it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
            Self::De => "de",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = NoSuchLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|language| language.as_str() == text);
        found.ok_or_else(|| NoSuchLanguage(text.chars().take(20).collect()))
    }
}

/// The text names no language we speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a language we speak: fr, en or de")]
pub struct NoSuchLanguage(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_from_its_code_and_french_by_default() {
        for language in Language::ALL {
            assert_eq!(language.as_str().parse(), Ok(language));
        }
        assert!("FR".parse::<Language>().is_err() && "it".parse::<Language>().is_err());
        assert_eq!(Language::default(), Language::Fr);
    }

    #[test]
    fn a_language_travels_as_its_code() {
        let deserializer = serde::de::value::StrDeserializer::<serde::de::value::Error>::new("en");
        assert_eq!(Language::deserialize(deserializer), Ok(Language::En));
    }
}
