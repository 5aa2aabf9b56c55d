use std::{fmt, str::FromStr};

use sillon_kernel::{CertificateId, Date, Detail, EnterpriseId, Failure, FailureKind, Text};

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

/// The most certificates an enterprise keeps.
pub const MAX_CERTIFICATES: usize = 50;

impl Certificate {
    /// That it is one: for a label that is certified, by a body that organic labels must name, and for a day at least.
    ///
    /// # Errors
    ///
    /// [`CertificateRefused`] otherwise.
    pub fn check(&self) -> Result<(), CertificateRefused> {
        if !self.label.needs_certificate() {
            return Err(CertificateRefused::OwnWord(self.label));
        }
        if self.label == Label::Organic && self.body.is_none() {
            return Err(CertificateRefused::NoBody);
        }
        if self.until < self.from {
            return Err(CertificateRefused::NoDay);
        }
        Ok(())
    }

    /// Whether it is valid on a day, in its holder's zone.
    pub fn is_valid_on(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// Why a certificate was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefused {
    /// The label is the producer's own word.
    #[error("label: nobody certifies “{0}”")]
    OwnWord(Label),
    /// An organic certificate names the body that gave it.
    #[error("body: an organic certificate names its control body, such as FR-BIO-01")]
    NoBody,
    /// It ends before it begins.
    #[error("until: it ends before it begins")]
    NoDay,
}

impl Failure for CertificateRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::told(&self.to_string())]
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
    fn a_certificate_is_for_a_certified_label_and_a_day_at_least() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let sound = Certificate {
            id: format!("{:032x}", 1).parse().unwrap(),
            enterprise: format!("{:032x}", 2).parse().unwrap(),
            label: Label::Organic,
            body: Some("FR-BIO-01".parse().unwrap()),
            number: None,
            from: day("2026-01-01"),
            until: day("2026-12-31"),
        };
        assert_eq!(sound.check(), Ok(()));
        assert!(sound.is_valid_on(day("2026-12-31")) && !sound.is_valid_on(day("2027-01-01")));
        let refused =
            |changed: Certificate| changed.check().unwrap_err().details()[0].field.clone();
        assert_eq!(refused(Certificate { body: None, ..sound.clone() }), "body");
        assert_eq!(refused(Certificate { label: Label::FarmMade, ..sound.clone() }), "label");
        assert_eq!(refused(Certificate { until: day("2025-12-31"), ..sound }), "until");
    }

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
