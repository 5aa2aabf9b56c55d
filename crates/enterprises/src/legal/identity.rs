use std::{fmt, str::FromStr};

use sillon_kernel::{Detail, Failure, FailureKind, Text, VatRegime};

/// Who an enterprise is before the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalIdentity {
    /// The name it is registered under.
    pub legal_name: Text<200>,
    /// What it is: a sole trader, a GAEC, an association under the law of 1901.
    pub form: Option<Text<80>>,
    /// Its number in the French register of enterprises.
    pub siren: Option<Siren>,
    /// The number of the establishment that trades here.
    pub siret: Option<Siret>,
    /// Its number in the national register of associations, where it is one.
    pub rna: Option<Rna>,
    /// Its number for value added tax.
    pub vat_number: Option<VatNumber>,
    /// Whether it charges value added tax.
    pub vat_regime: VatRegime,
}

impl LegalIdentity {
    /// Whether it gives any number it is registered under.
    pub fn is_registered(&self) -> bool {
        let of_enterprise = self.siren.is_some() || self.siret.is_some();
        of_enterprise || self.rna.is_some() || self.vat_number.is_some()
    }

    /// That its numbers name one enterprise: the SIRET and a French VAT number begin and end with its SIREN.
    ///
    /// # Errors
    ///
    /// [`LegalRefused`] names the number that does not.
    pub fn check(&self) -> Result<(), LegalRefused> {
        let of_siret = self.siret.as_ref().map(Siret::siren);
        let siren = self.siren.as_ref().map(Siren::as_str).or(of_siret);
        let agrees = |other: Option<&str>| match (siren, other) {
            (Some(siren), Some(other)) => siren == other,
            (None, _) | (_, None) => true,
        };
        if !agrees(of_siret) {
            return Err(LegalRefused::OtherSiret);
        }
        if !agrees(self.vat_number.as_ref().and_then(VatNumber::siren)) {
            return Err(LegalRefused::OtherVatNumber);
        }
        Ok(())
    }
}

/// Declares a number that is kept as its characters, read by a function of its own.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $read:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Its characters, without blanks.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = LegalError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let written = text.chars().filter(|c| !" .-\u{a0}\u{202f}".contains(*c));
                let written: String = written.take(30).collect::<String>().to_ascii_uppercase();
                $read(&written).map(|()| Self(written))
            }
        }
    };
}

number!(
    /// The number of an enterprise in the French register: nine digits, the last a check by Luhn's rule.
    Siren,
    read_siren
);

number!(
    /// The number of an establishment: its enterprise's SIREN and five digits more, checked by Luhn's rule; those of
    /// La Poste but its head office are checked by the sum of their digits, a multiple of five (INSEE).
    Siret,
    read_siret
);

number!(
    /// The number of an association in the French national register of associations (répertoire national des
    /// associations): W, the three characters of the office that keeps its file, and six digits.
    Rna,
    read_rna
);

number!(
    /// A number for value added tax of a member state of the Union or of Northern Ireland, in its country's shape. A French
    /// one ends with a SIREN, and a key in digits is checked against it.
    VatNumber,
    read_vat_number
);

impl Siret {
    /// The SIREN it begins with.
    pub fn siren(&self) -> &str {
        self.0.get(..9).unwrap_or_default()
    }
}

impl VatNumber {
    /// The SIREN in a French number.
    pub fn siren(&self) -> Option<&str> {
        self.0.strip_prefix("FR").and_then(|rest| rest.get(2..))
    }
}

/// La Poste, whose establishments outnumber what one check digit tells apart.
const LA_POSTE: &str = "356000000";

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// Its digits, the last first.
fn digits_from_the_end(text: &str) -> impl Iterator<Item = u32> {
    text.chars().rev().filter_map(|c| c.to_digit(10))
}

/// Whether a number passes Luhn's rule (ISO/IEC 7812-1): every second digit from the end doubled, its own digits added,
/// the sum is a multiple of ten.
fn passes_luhn(number: &str) -> bool {
    let doubled = |(place, digit): (usize, u32)| {
        let weighed = if place % 2 == 1 { digit * 2 } else { digit };
        weighed / 10 + weighed % 10
    };
    digits_from_the_end(number).enumerate().map(doubled).sum::<u32>() % 10 == 0
}

fn read_siren(text: &str) -> Result<(), LegalError> {
    let sound = is_digits(text, 9) && passes_luhn(text);
    sound.then_some(()).ok_or(LegalError::Siren)
}

fn read_siret(text: &str) -> Result<(), LegalError> {
    let of_la_poste =
        || text.starts_with(LA_POSTE) && digits_from_the_end(text).sum::<u32>() % 5 == 0;
    let names_enterprise = || text.get(..9).is_some_and(|siren| read_siren(siren).is_ok());
    let sound = is_digits(text, 14) && names_enterprise() && (passes_luhn(text) || of_la_poste());
    sound.then_some(()).ok_or(LegalError::Siret)
}

fn read_rna(text: &str) -> Result<(), LegalError> {
    has_shape(text, "W9X9999999").then_some(()).ok_or(LegalError::Rna)
}

/// The shapes of the other states' numbers (European Commission, VIES): `9` stands for a digit, `A` for a letter, `X` for
/// either, anything else for itself.
const SHAPES: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["0999999999", "1999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["XXXXXXXXXX99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    (
        "RO",
        &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"],
    ),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999", "GD999", "HA999"]),
];

fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(c, wanted): (char, char)| match wanted {
        '9' => c.is_ascii_digit(),
        'A' => c.is_ascii_uppercase(),
        'X' => c.is_ascii_digit() || c.is_ascii_uppercase(),
        itself => c == itself,
    };
    text.chars().count() == shape.len() && text.chars().zip(shape.chars()).all(fits)
}

fn read_vat_number(text: &str) -> Result<(), LegalError> {
    let (country, rest) = text.split_at_checked(2).ok_or(LegalError::VatNumber)?;
    let sound = if country == "FR" {
        is_french(rest)
    } else {
        let mut shapes =
            SHAPES.iter().filter(|(of, _)| *of == country).flat_map(|(_, shapes)| *shapes);
        shapes.any(|shape| has_shape(rest, shape))
    };
    sound.then_some(()).ok_or(LegalError::VatNumber)
}

/// A key and a SIREN. A key in digits is (12 + 3 × (SIREN mod 97)) mod 97; keys with letters are given out without a rule
/// that is published, and hold neither I nor O.
fn is_french(rest: &str) -> bool {
    let Some((key, siren)) = rest.split_at_checked(2) else { return false };
    if read_siren(siren).is_err() {
        return false;
    }
    if let (true, Ok(key), Ok(siren)) =
        (is_digits(key, 2), key.parse::<u64>(), siren.parse::<u64>())
    {
        return key == (12 + 3 * (siren % 97)) % 97;
    }
    has_shape(key, "XX") && !key.contains(['I', 'O'])
}

/// The text is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LegalError {
    /// No number of an association.
    #[error("the number of an association is a W and nine characters, such as W751000123")]
    Rna,
    /// No SIREN.
    #[error("a SIREN has nine digits, of which the last checks the others")]
    Siren,
    /// No SIRET.
    #[error("a SIRET is a SIREN and five digits more, of which the last checks the others")]
    Siret,
    /// No VAT number.
    #[error("it is not a VAT number of a member state, such as FR and its key and SIREN")]
    VatNumber,
}

/// Why the numbers of an enterprise were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LegalRefused {
    /// The SIRET is of another enterprise than the SIREN.
    #[error("siret: it begins with another SIREN")]
    OtherSiret,
    /// The VAT number is of another enterprise than the SIREN.
    #[error("vat_number: it ends with another SIREN")]
    OtherVatNumber,
}

impl Failure for LegalRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![match self {
            Self::OtherSiret => Detail::new("siret", "it begins with another SIREN"),
            Self::OtherVatNumber => Detail::new("vat_number", "it ends with another SIREN"),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siren_is_checked_by_its_last_digit() {
        assert_eq!("732 829 320".parse::<Siren>().unwrap().as_str(), "732829320");
        for text in ["", "732829321", "73282932", "7328293200", "73282932O"] {
            assert_eq!(text.parse::<Siren>(), Err(LegalError::Siren), "{text}");
        }
    }

    #[test]
    fn the_number_of_an_association_names_its_office() {
        for text in ["W751000123", "w 751 000 123", "W2A1000123", "W9R1000123"] {
            assert!(text.parse::<Rna>().is_ok(), "{text}");
        }
        for text in ["", "751000123", "W75100012", "W7510001234", "WA51000123", "W75100012X"] {
            assert_eq!(text.parse::<Rna>(), Err(LegalError::Rna), "{text}");
        }
    }

    #[test]
    fn a_siret_is_checked_whole_and_those_of_la_poste_by_their_sum() {
        let siret: Siret = "732 829 320 00074".parse().unwrap();
        assert_eq!(siret.siren(), "732829320");
        // The head office passes Luhn's rule, the others the sum of five.
        for text in ["35600000000048", "35600000049837"] {
            assert!(text.parse::<Siret>().is_ok(), "{text}");
        }
        for text in ["73282932000075", "35600000049838", "732829320", "73282932100074"] {
            assert_eq!(text.parse::<Siret>(), Err(LegalError::Siret), "{text}");
        }
    }

    #[test]
    fn vat_numbers_have_the_shape_of_their_country_and_french_ones_a_key() {
        for text in [
            "FR44732829320",
            "fr 44 732 829 320",
            "FRK7732829320",
            "DE123456789",
            "ATU12345678",
            "BE0123456789",
            "NL123456789B01",
            "IE1234567WA",
            "EL123456789",
            "ESA1234567B",
            "XIGD123",
        ] {
            assert!(text.parse::<VatNumber>().is_ok(), "{text}");
        }
        for text in [
            "",
            "FR",
            "FR45732829320",
            "FR44732829321",
            "FRI4732829320",
            "DE12345678",
            "GB123456789",
            "US123456789",
            "É1234",
        ] {
            assert_eq!(text.parse::<VatNumber>(), Err(LegalError::VatNumber), "{text}");
        }
    }

    #[test]
    fn the_numbers_of_an_enterprise_name_the_same() {
        let identity = |siren: &str, siret: &str, vat: &str| LegalIdentity {
            rna: None,
            legal_name: Text::parse("GAEC des Tilleuls").unwrap(),
            form: None,
            siren: siren.parse().ok(),
            siret: siret.parse().ok(),
            vat_number: vat.parse().ok(),
            vat_regime: VatRegime::Franchise,
        };
        assert_eq!(identity("732829320", "73282932000074", "FR44732829320").check(), Ok(()));
        assert_eq!(identity("", "", "DE123456789").check(), Ok(()));
        let refused = identity("356000000", "73282932000074", "").check();
        assert_eq!(refused, Err(LegalRefused::OtherSiret));
        let refused = identity("", "35600000000048", "FR44732829320").check();
        assert_eq!(refused, Err(LegalRefused::OtherVatNumber));
    }
}
