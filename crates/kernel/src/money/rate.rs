use std::{fmt, iter::Sum, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A share of a whole as a decimal fraction: 20 % is `0.2`. Exact; between −1000 % and 1000 %, to a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(Decimal);

impl Rate {
    /// No share at all.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// A rate of so many hundredths of a percent: 550 is 5.5 %.
    pub const fn from_bps(bps: i32) -> Self {
        Self(Decimal::from_parts(bps.unsigned_abs(), 0, 0, bps < 0, 4))
    }

    /// A rate of so many millionths, the form it is stored in: 55 000 is 5.5 %.
    pub fn from_millionths(millionths: i64) -> Self {
        Self(Decimal::new(millionths, 6))
    }

    /// The rate in millionths.
    ///
    /// # Panics
    ///
    /// Never: a rate is at most ten.
    pub fn millionths(self) -> i64 {
        i64::try_from((self.0 * Decimal::from(1_000_000)).trunc().mantissa())
            .expect("a parsed rate is at most ten")
    }

    /// Reads a percentage such as `5.5` or `-2`.
    ///
    /// # Errors
    ///
    /// [`RateError`] when it is not a plain decimal number of at most four decimals between −1000 and 1000.
    pub fn parse_percent(text: &str) -> Result<Self, RateError> {
        let percent =
            parse_plain(text).ok_or_else(|| RateError(text.chars().take(40).collect()))?;
        if percent.abs() > Decimal::ONE_THOUSAND || percent.scale() > 4 {
            return Err(RateError(text.chars().take(40).collect()));
        }
        Ok(Self(percent / Decimal::ONE_HUNDRED))
    }

    /// The rate as a percentage without trailing zeros: `5.5`.
    pub fn percent(self) -> String {
        (self.0 * Decimal::ONE_HUNDRED).normalize().to_string()
    }

    /// The rate as a decimal fraction.
    pub fn fraction(self) -> Decimal {
        self.0
    }
}

/// Reads digits with an optional sign and point; refuses `1e9`, `NaN`, `+`, spaces and everything longer than 24 characters.
pub fn parse_plain(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty()
        && text.len() <= 24
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    if plain { Decimal::from_str_exact(text).ok() } else { None }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        Self(rates.map(|rate| rate.0).sum())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.percent())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_percent(text)
    }
}

impl Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.percent())
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is not a percentage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a percentage between -1000 and 1000 with at most 4 decimals")]
pub struct RateError(String);
