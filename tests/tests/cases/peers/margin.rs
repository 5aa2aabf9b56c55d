//! Margins as peers compute them.

use rust_decimal::Decimal;
use sillon_kernel::{Currency, Money, Rate};

/// What goods bought at a net price sell at: `net × (1 + margin) × (1 + tax)`, tax included.
///
/// `net` is in major units and may be finer than a cent, as prices by the case are; the hub's margin stands on it, and the
/// tax on both. Computed exactly and rounded once, half away from zero.
///
/// # Panics
///
/// Beyond what an amount holds, which prices bounded at the door never come to.
pub(crate) fn selling_price(net: Decimal, margin: Rate, tax: Rate, currency: Currency) -> Money {
    let with = |rate: Rate| Decimal::ONE + rate.fraction();
    Money::round(net * with(margin) * with(tax), currency)
}

/// The margin in a selling price, of what is left of it net of tax: `(gross ÷ (1 + tax) − net) ÷ net`, to a hundredth of a
/// percent; `None` of what cost nothing.
pub(crate) fn margin_of(net: Decimal, gross: Money, tax: Rate) -> Option<Decimal> {
    let sold = gross.major().checked_div(Decimal::ONE + tax.fraction())?;
    (sold - net).checked_div(net).map(|margin| margin.round_dp(4).normalize())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn price(net: &str, margin: &str, tax: &str) -> String {
        let rate = |text| Rate::parse_percent(text).unwrap();
        selling_price(net.parse().unwrap(), rate(margin), rate(tax), Currency::EUR).amount()
    }

    #[test]
    fn a_margin_and_then_tax_stand_on_the_net_price() {
        assert_eq!(price("10", "40", "0"), "14.00");
        assert_eq!(price("10", "40", "5.5"), "14.77");
        assert_eq!(price("10", "0", "20"), "12.00");
        assert_eq!(price("10", "-10", "0"), "9.00");
    }

    #[test]
    fn it_is_rounded_once() {
        assert_eq!(price("0.33", "10", "10"), "0.40");
        assert_eq!(price("1.04", "10", "30"), "1.49", "1.144 net is not rounded to 1.14 first");
        assert_eq!(price("0.1234", "50", "20"), "0.22");
    }

    proptest! {
        #[test]
        fn the_margin_is_found_again(cents in 1_000_i64..1_000_000, bps in 0_i32..30_000, tax in 0_i32..2_500) {
            let (net, margin, tax) = (Decimal::new(cents, 2), Rate::from_bps(bps), Rate::from_bps(tax));
            let gross = selling_price(net, margin, tax, Currency::EUR);
            let found = margin_of(net, gross, tax).unwrap();
            prop_assert!((found - margin.fraction()).abs() <= Decimal::new(6, 4), "half a cent on ten euros");
        }
    }

    #[test]
    fn what_cost_nothing_has_no_margin() {
        assert_eq!(margin_of(Decimal::ZERO, Money::new(100, Currency::EUR), Rate::ZERO), None);
    }
}
