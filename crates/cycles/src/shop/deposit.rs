use sillon_kernel::{Money, Rate};

/// What is paid for the packaging of one item, and paid back when the packaging returns.
///
/// It is no part of the selling price (CJEU, C-543/21), so no fee, discount or unit price is computed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deposit {
    /// What is paid for one.
    pub each: Money,
    /// The tax rate included in it.
    pub tax_rate: Rate,
    /// The tax included in one.
    pub tax_each: Money,
}

impl Deposit {
    /// A deposit of so much, with the tax in one of it rounded half away from zero, to the minor unit.
    pub fn new(each: Money, tax_rate: Rate) -> Self {
        Self { each, tax_rate, tax_each: each.tax_included(tax_rate) }
    }

    /// What is paid for so many.
    #[must_use]
    pub fn of(self, items: u32) -> Money {
        self.each.times(items)
    }

    /// The tax in what is paid for so many: that in one, so many times over, as far as that stays within a minor unit of the
    /// tax in their sum. So a few bottles that come back give back the tax there was in each, and a thousand are not taxed
    /// for a thousand roundings.
    #[must_use]
    pub fn tax_of(self, items: u32) -> Money {
        let in_sum = self.of(items).tax_included(self.tax_rate).minor();
        let by_piece = self.tax_each.times(items).minor();
        Money::new(by_piece.clamp(in_sum - 1, in_sum + 1), self.each.currency())
    }

    /// What of the tax in a line's deposits is in so many of its `items`, by their number.
    #[must_use]
    pub fn tax_share(tax: Money, part: u32, items: u32) -> Money {
        let (part, items) = (i64::from(part), i64::from(items.max(1)));
        let doubled = tax.minor() * part * 2;
        Money::new((doubled + items) / (items * 2), tax.currency())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sillon_kernel::Currency;

    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn tax_is_rounded_on_one_and_multiplied_within_a_cent_of_the_sum() {
        // A euro holds 0.1667 of tax at 20 %: three hold 0.51 this way, 0.50 rounded over all three.
        let crate_of_bottles = Deposit::new(eur(100), Rate::from_bps(2_000));
        assert_eq!((crate_of_bottles.of(3), crate_of_bottles.tax_of(3)), (eur(300), eur(51)));
        assert_eq!(eur(300).tax_included(Rate::from_bps(2_000)), eur(50));
        assert_eq!(eur(100_000).tax_included(Rate::from_bps(2_000)), eur(16_667));
        assert_eq!(crate_of_bottles.tax_of(1_000), eur(16_668), "not 170.00");
    }

    proptest! {
        #[test]
        fn what_returns_in_parts_gives_back_what_was_paid(
            each in 1_i64..100_000, bps in 0_i32..3_000, first in 0_u32..500, rest in 0_u32..500,
        ) {
            let deposit = Deposit::new(eur(each), Rate::from_bps(bps));
            prop_assert_eq!(deposit.of(first) + deposit.of(rest), deposit.of(first + rest));
            prop_assert!(deposit.tax_each.minor() <= each && deposit.tax_each.minor() >= 0);
            let all = first + rest;
            let tax = deposit.tax_of(all);
            let in_sum = deposit.of(all).tax_included(deposit.tax_rate);
            prop_assert!((tax.minor() - in_sum.minor()).abs() <= 1);
            let back = Deposit::tax_share(tax, first, all);
            prop_assert!(eur(0).minor() <= back.minor() && back.minor() <= tax.minor());
            prop_assert_eq!(Deposit::tax_share(tax, all, all), tax);
        }
    }
}
