use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sillon_kernel::{Rate, fold};

/// Which rate of value-added tax a variant is sold at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaxCategory {
    /// What no other rate is for; among foods, alcoholic drinks and most confectionery.
    Standard,
    /// Meals served or to be eaten at once, and farm products that are not food as they stand.
    Intermediate,
    /// Food and drink for people.
    Reduced,
    /// The few goods at the lowest rate, such as animals for slaughter sold alive to people not liable to the tax.
    SuperReduced,
    /// Sold without tax.
    Exempt,
}

impl TaxCategory {
    /// Every category, the highest rate first.
    pub const ALL: [Self; 5] =
        [Self::Standard, Self::Intermediate, Self::Reduced, Self::SuperReduced, Self::Exempt];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Intermediate => "intermediate",
            Self::Reduced => "reduced",
            Self::SuperReduced => "super-reduced",
            Self::Exempt => "exempt",
        }
    }

    /// The rate in mainland France, as a share of the price before tax; elsewhere [`TaxZones`](crate::TaxZones) says.
    ///
    /// Source: Code général des impôts, art. 278 (20 %), 278 bis and 279 (10 %), 278-0 bis (5.5 %), 281 quater to 281 octies
    /// (2.1 %); nothing where the sale is exempt.
    pub fn rate(self) -> Rate {
        Rate::from_bps(match self {
            Self::Standard => 2_000,
            Self::Intermediate => 1_000,
            Self::Reduced => 550,
            Self::SuperReduced => 210,
            Self::Exempt => 0,
        })
    }

    /// The words of a list's `tax_category`.
    pub const WORDS: &[&str] = &["standard", "intermediate", "reduced", "super-reduced", "exempt"];

    /// Reads the cell of a list's `tax_category`: any case, with spaces, underscores or hyphens, and blank for reduced, since
    /// these are lists of food; or the rate in percent, as `20`, `20,0 %` or `TVA 5.5 %`, where it is one of France.
    ///
    /// # Errors
    ///
    /// [`TaxCategoryError`] when it is neither blank nor a tax category.
    pub fn read_column(cell: &str) -> Result<Self, TaxCategoryError> {
        let refused = || TaxCategoryError::of(cell);
        if let Some(rate) = rate_in(cell) {
            return Self::of_rate(rate).ok_or_else(refused);
        }
        match fold(cell.trim()).replace([' ', '_'], "-").as_str() {
            "standard-rate" | "taux-normal" | "normal" | "taux-plein" | "plein" => {
                Ok(Self::Standard)
            }
            "intermediaire" | "taux-intermediaire" => Ok(Self::Intermediate),
            "" | "reduced-rate" | "reduit" | "taux-reduit" => Ok(Self::Reduced),
            "super-reduit" => Ok(Self::SuperReduced),
            "exonere" | "tax-free" | "zero-rated" => Ok(Self::Exempt),
            folded => folded.parse().map_err(|_unknown| refused()),
        }
    }

    /// The category of a rate in percent.
    fn of_rate(rate: Decimal) -> Option<Self> {
        let is_of = |tax: &Self| tax.rate().percent().parse() == Ok(rate);
        Self::ALL.into_iter().find(is_of)
    }
}

/// The number that a text holds, where it holds one.
fn rate_in(text: &str) -> Option<Decimal> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let number = text.get(from..)?;
    let end = number.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let number = number.get(..end.unwrap_or(number.len()))?;
    number.trim_end_matches(['.', ',']).replace(',', ".").parse().ok()
}

impl fmt::Display for TaxCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TaxCategory {
    type Err = TaxCategoryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "standard" => Ok(Self::Standard),
            "intermediate" => Ok(Self::Intermediate),
            "reduced" => Ok(Self::Reduced),
            "super-reduced" => Ok(Self::SuperReduced),
            "exempt" => Ok(Self::Exempt),
            other => Err(TaxCategoryError::of(other)),
        }
    }
}

/// The text names no tax category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a tax category: write standard, intermediate, reduced, super-reduced or exempt"
)]
pub struct TaxCategoryError(String);

impl TaxCategoryError {
    fn of(text: &str) -> Self {
        Self(text.chars().take(40).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_are_those_of_mainland_france() {
        assert_eq!(
            TaxCategory::ALL.map(|tax| tax.rate().percent()),
            ["20", "10", "5.5", "2.1", "0"]
        );
    }

    #[test]
    fn a_tax_category_survives_being_written_and_read() {
        for tax in TaxCategory::ALL {
            assert_eq!(tax.as_str().parse(), Ok(tax));
            assert_eq!(TaxCategory::read_column(&tax.as_str().to_uppercase()), Ok(tax));
        }
    }

    #[test]
    fn a_list_may_write_it_loosely_and_leaves_it_blank_for_food() {
        for cell in ["Super reduced", "super_reduced", " SUPER-REDUCED "] {
            assert_eq!(TaxCategory::read_column(cell), Ok(TaxCategory::SuperReduced), "{cell}");
        }
        assert_eq!(TaxCategory::read_column(""), Ok(TaxCategory::Reduced));
        assert!(
            TaxCategory::read_column("19 %").is_err() && TaxCategory::read_column("-").is_err()
        );
    }
}
