use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The number under a bar code: a Global Trade Item Number of 8, 12, 13 or 14 digits, the last of which checks the others
/// (GS1 General Specifications, 7.9).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Gtin(String);

impl Gtin {
    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Gtin {
    type Err = GtinError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // As it is printed, in groups.
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-')).collect();
        let values: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(10)).collect();
        let values = values.filter(|all| matches!(all.len(), 8 | 12 | 13 | 14));
        let values = values.ok_or(GtinError::NotAGtin)?;
        // From the right, the check digit itself first, each second digit counts three times.
        let weighted = values.iter().rev().zip([1, 3].into_iter().cycle());
        let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
        if sum.is_multiple_of(10) { Ok(Self(digits)) } else { Err(GtinError::Check) }
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Gtin {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a text is not the number under a bar code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// It is not of so many digits.
    #[error("a bar code has 8, 12, 13 or 14 digits: write those that stand under it")]
    NotAGtin,
    /// Its last digit does not check the others.
    #[error("the last digit of this bar code does not go with the others: one of them is mistyped")]
    Check,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_every_length_are_read_as_they_are_printed() {
        for text in
            ["6291041500213", "629104150021 3", "96385074", "036000291452", "10614141000415"]
        {
            assert!(text.parse::<Gtin>().is_ok(), "{text}");
        }
        assert_eq!("3 760123-450010".parse::<Gtin>(), "3760123450010".parse());
        for text in ["", "1234567", "629104150021", "6291041500213X", "٦٢٩١٠٤١٥٠٠٢١٣"]
        {
            assert!(text.parse::<Gtin>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_digit_mistyped_is_noticed(digits in "[0-9]{12}", at in 0_usize..13, by in 1_u32..10) {
            let last = (0..10).map(|check| format!("{digits}{check}"));
            let right: Vec<String> = last.filter(|text| text.parse::<Gtin>().is_ok()).collect();
            prop_assert_eq!(right.len(), 1);
            let wrong = right[0].char_indices().map(|(place, digit)| match digit.to_digit(10) {
                Some(value) if place == at => char::from_digit((value + by) % 10, 10).unwrap(),
                _ => digit,
            });
            prop_assert_eq!(wrong.collect::<String>().parse::<Gtin>(), Err(GtinError::Check));
        }
    }
}
