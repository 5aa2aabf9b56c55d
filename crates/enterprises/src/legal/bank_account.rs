use std::{fmt, str::FromStr};

use iban::IbanLike as _;
use sillon_kernel::Text;

/// The account that whoever pays an enterprise by transfer pays to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Whose it is, as the bank knows them; banks compare it with the IBAN: regulation (EU) 2024/886.
    pub holder: Text<70>,
    /// Its number.
    pub iban: Iban,
    /// The bank's code, where the account is outside of the single euro payments area or the bank asks for it.
    pub bic: Option<Bic>,
}

/// The number of a bank account, its check digits and its country's length right: ISO 13616.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iban(iban::Iban);

impl Iban {
    /// Its characters, without blanks.
    pub fn as_str(&self) -> &str {
        self.0.electronic_str()
    }
}

impl fmt::Display for Iban {
    /// In groups of four, as people read it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Iban {
    type Err = BankAccountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written: String = written(text, 34).ok_or(BankAccountError::Iban)?;
        written.parse().map(Self).map_err(|_fault: iban::ParseIbanError| BankAccountError::Iban)
    }
}

/// The code of a bank: eight characters, or eleven with a branch: ISO 9362.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bic(String);

impl Bic {
    /// Its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Bic {
    type Err = BankAccountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = written(text, 11).ok_or(BankAccountError::Bic)?;
        let letters = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase());
        let has_parts = matches!(written.len(), 8 | 11)
            && written.get(4..6).is_some_and(letters)
            && written.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if has_parts { Ok(Self(written)) } else { Err(BankAccountError::Bic) }
    }
}

/// What was written, in capitals and without the blanks that people group it by; `None` when it is longer than it may be.
fn written(text: &str, most: usize) -> Option<String> {
    let kept = text.chars().filter(|c| !c.is_whitespace());
    let written: String = kept.take(most + 1).collect::<String>().to_ascii_uppercase();
    (written.len() <= most).then_some(written)
}

/// Why a text is no bank account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BankAccountError {
    /// Its country, its length or its check digits are wrong.
    #[error("it is not an IBAN: its check digits or its length are wrong; look at it once more")]
    Iban,
    /// It is not the code of a bank.
    #[error("it is not a BIC: eight or eleven letters and digits, such as AGRIFRPP")]
    Bic,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_read_as_people_write_it_and_shown_in_groups() {
        let iban: Iban = " fr76 3000 6000 0112 3456 7890 189 ".parse().unwrap();
        assert_eq!(iban.as_str(), "FR7630006000011234567890189");
        assert_eq!(iban.to_string(), "FR76 3000 6000 0112 3456 7890 189");
        assert_eq!(iban.as_str().parse(), Ok(iban.clone()));
        assert_eq!("DE89 3704 0044 0532 0130 00".parse::<Iban>().unwrap().as_str().len(), 22);
    }

    #[test]
    fn a_digit_typed_wrong_is_noticed() {
        for wrong in [
            "FR76 3000 6000 0112 3456 7890 188",
            "FR67 3000 6000 0112 3456 7890 189",
            "FR76 3000 6000 0112 3456 7890 18",
            "XX76 3000 6000 0112 3456 7890 189",
            "",
            "FR76",
            &"9".repeat(500),
        ] {
            assert_eq!(wrong.parse::<Iban>(), Err(BankAccountError::Iban), "{wrong}");
        }
    }

    #[test]
    fn a_bic_has_a_country_and_one_of_two_lengths() {
        for right in ["AGRIFRPP", "agri fr pp 888", "BUNDDE33XXX"] {
            assert!(right.parse::<Bic>().is_ok(), "{right}");
        }
        for wrong in ["AGRIFRP", "AGRI12PP", "AGRIFRPP88", "AGRI-RPP", "ÉGRIFRPP", ""] {
            assert_eq!(wrong.parse::<Bic>(), Err(BankAccountError::Bic), "{wrong}");
        }
    }
}
