use std::{fmt, str::FromStr};

use sillon_kernel::{CertificateId, Date, EnterpriseId, Text};

use crate::Label;

/// The paper that lets an enterprise claim a label, and from when to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// Who holds it.
    pub enterprise: EnterpriseId,
    /// What it lets them claim.
    pub label: Label,
    /// The body that gave it; for organic production always there, as labels must say it.
    pub body: Option<BodyCode>,
    /// Its number.
    pub number: Option<Text<60>>,
    /// The first day it is valid.
    pub from: Date,
    /// The last day it is valid.
    pub until: Date,
}

impl Certificate {
    /// Whether it is valid on a day, in its holder's zone.
    pub fn is_valid_on(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// The code number of an organic control body, such as `FR-BIO-01`: Regulation (EU) 2018/848, art. 32 (2) and Annex V, 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BodyCode(String);

impl BodyCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BodyCode {
    type Err = BodyCodeError;

    /// Reads two letters for the country, the word its language has for organic (`BIO`, `ÖKO`, `EKO`…), and a number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_uppercase();
        let refused = BodyCodeError;
        let mut parts = text.split('-');
        let (country, word, number) = (parts.next(), parts.next(), parts.next());
        let is_country =
            |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_uppercase());
        let is_word = |part: &str| {
            (2..=5).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
        };
        let is_number = |part: &str| {
            (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let shaped = country.is_some_and(is_country)
            && word.is_some_and(is_word)
            && number.is_some_and(is_number)
            && parts.next().is_none();
        if shaped { Ok(Self(text)) } else { Err(refused) }
    }
}

/// The text is no code of a control body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a control body's code reads like FR-BIO-01")]
pub struct BodyCodeError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_control_bodies() {
        for code in ["FR-BIO-01", "de-öko-006", "IT-BIO-006", "NL-BIO-01"] {
            assert_eq!(code.parse::<BodyCode>().unwrap().as_str(), code.to_uppercase());
        }
        for code in ["", "FR-BIO", "FRA-BIO-01", "FR-B10-01", "FR-BIO-01-2"] {
            assert_eq!(code.parse::<BodyCode>(), Err(BodyCodeError), "{code}");
        }
    }
}
