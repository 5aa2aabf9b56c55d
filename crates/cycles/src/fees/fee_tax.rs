use std::{fmt, str::FromStr};

use sillon_catalogue::TaxCategory;
use sillon_kernel::Rate;

/// At which rate a fee is taxed.
///
/// Source: Open Food Network, where a fee has a category of its own, or that of the goods it is charged on. There a fee on a whole
/// order that has none is untaxed; here it is taxed as the goods are, by how much of each rate there is, as what is incidental to a
/// sale is (directive 2006/112/EC, art. 78 (b)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeeTax {
    /// At this one.
    Rate(Rate),
    /// At that of a category, as it is where whoever is paid the fee is.
    Category(TaxCategory),
    /// At those of the goods it is charged on, as the shop charges them.
    Goods,
}

/// None.
impl Default for FeeTax {
    fn default() -> Self {
        Self::Rate(Rate::ZERO)
    }
}

impl FeeTax {
    /// The word for one that is taxed as the goods are.
    pub const GOODS: &'static str = "goods";

    /// The words of all that have no rate of their own.
    pub fn words() -> impl Iterator<Item = &'static str> {
        TaxCategory::ALL.into_iter().map(TaxCategory::as_str).chain([Self::GOODS])
    }

    /// What it is at, unless that is a rate of its own.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Rate(_) => None,
            Self::Category(category) => Some(category.as_str()),
            Self::Goods => Some(Self::GOODS),
        }
    }

    /// The rate, by those of categories; none where it is that of the goods.
    pub(crate) fn rate_by(self, rates: impl Fn(TaxCategory) -> Rate) -> Option<Rate> {
        match self {
            Self::Rate(rate) => Some(rate),
            Self::Category(category) => Some(rates(category)),
            Self::Goods => None,
        }
    }

    /// The rate of its own, where it has one.
    pub fn rate(self) -> Option<Rate> {
        match self {
            Self::Rate(rate) => Some(rate),
            Self::Category(_) | Self::Goods => None,
        }
    }
}

impl fmt::Display for FeeTax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(rate) => rate.fmt(f),
            Self::Category(category) => category.fmt(f),
            Self::Goods => f.write_str(Self::GOODS),
        }
    }
}

impl FromStr for FeeTax {
    type Err = NoSuchFeeTax;

    /// Reads the word of one that has no rate of its own.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            Self::GOODS => Ok(Self::Goods),
            category => category.parse().map(Self::Category).map_err(|_unknown| NoSuchFeeTax),
        }
    }
}

/// The word names neither a tax category nor the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fee is taxed as standard, intermediate, reduced, super-reduced, exempt or goods")]
pub struct NoSuchFeeTax;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_rate_of_its_own_is_read_as_it_is_written() {
        let categories = TaxCategory::ALL.map(FeeTax::Category);
        for tax in categories.into_iter().chain([FeeTax::Goods]) {
            assert_eq!(tax.word().unwrap().parse(), Ok(tax));
            assert_eq!((tax.to_string().as_str(), tax.rate()), (tax.word().unwrap(), None));
        }
        let rate = FeeTax::Rate(Rate::from_bps(550));
        assert_eq!((rate.word(), rate.rate()), (None, Some(Rate::from_bps(550))));
        assert_eq!("20".parse::<FeeTax>(), Err(NoSuchFeeTax));
    }
}
