use rust_decimal::Decimal;

/// A fraction above zero, in lowest terms: what keeps a third of a case exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ratio {
    above: u128,
    below: u128,
}

impl Ratio {
    pub(crate) const ONE: Self = Self { above: 1, below: 1 };

    /// The ratio of two numbers; `None` unless both are above zero.
    fn of(above: u128, below: u128) -> Option<Self> {
        let most = common(above, below);
        (above > 0 && below > 0).then(|| Self { above: above / most, below: below / most })
    }

    /// A number as a ratio; `None` unless it is above zero.
    pub(crate) fn from_decimal(number: Decimal) -> Option<Self> {
        let number = number.normalize();
        let above = u128::try_from(number.mantissa()).ok()?;
        Self::of(above, 10_u128.checked_pow(number.scale())?)
    }

    /// The product; `None` beyond what a ratio holds.
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        // Crosswise first, so that the products stay as small as they can.
        let left = Self::of(self.above, other.below)?;
        let right = Self::of(other.above, self.below)?;
        Self::of(left.above.checked_mul(right.above)?, left.below.checked_mul(right.below)?)
    }

    pub(crate) fn inverse(self) -> Self {
        Self { above: self.below, below: self.above }
    }

    /// So many times the ratio, to the 28 digits a number has; `None` beyond them.
    pub(crate) fn of_number(self, number: Decimal) -> Option<Decimal> {
        let whole = |part| Decimal::try_from_i128_with_scale(i128::try_from(part).ok()?, 0).ok();
        let product = number.checked_mul(whole(self.above)?)?;
        product.checked_div(whole(self.below)?).map(|result| result.normalize())
    }
}

/// The greatest common divisor (Euclid).
fn common(one: u128, other: u128) -> u128 {
    if other == 0 { one.max(1) } else { common(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(text: &str) -> Ratio {
        Ratio::from_decimal(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn ratios_are_exact_and_in_lowest_terms() {
        assert_eq!(ratio("0.750"), Ratio { above: 3, below: 4 });
        let third = ratio("3").inverse();
        assert_eq!(third.times(ratio("3")), Some(Ratio::ONE));
        assert_eq!(third.of_number(Decimal::from(12)), Some(Decimal::from(4)));
    }

    #[test]
    fn what_is_no_ratio_or_too_large_is_none() {
        assert_eq!(Ratio::from_decimal(Decimal::ZERO), None);
        assert_eq!(Ratio::from_decimal(Decimal::NEGATIVE_ONE), None);
        let huge = Ratio { above: u128::MAX, below: 1 };
        assert_eq!(huge.times(ratio("2")), None);
        assert_eq!(huge.of_number(Decimal::ONE), None);
    }
}
