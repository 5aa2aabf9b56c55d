use std::collections::BTreeMap;

use sillon_kernel::{Money, Rate, VoucherId};

use crate::Voucher;

/// What a voucher takes off a basket, by the tax rates of what it is taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// Which voucher.
    pub voucher: VoucherId,
    /// What it takes off, below zero; nothing where there is nothing left to take it off.
    pub amount: Money,
    /// The same by tax rate, each below zero; they sum to it.
    pub parts: Vec<ReducedPart>,
}

/// What of a reduction is taken off what is sold at one tax rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReducedPart {
    /// The rate.
    pub tax_rate: Rate,
    /// How much, below zero.
    pub amount: Money,
    /// The tax included in it.
    pub tax: Money,
}

/// What vouchers take off amounts by tax rate, one after the other: each is of what those before it left. A reduction is shared
/// over the rates by what is sold at each, so that the tax goes down with the price.
///
/// Source: Open Food Network takes the share of the included tax that the voucher is of the order; directive 2006/112/EC, art. 79
/// (b), leaves price discounts of whoever sells out of what is taxed.
pub(crate) fn reduce<'v>(
    vouchers: impl Iterator<Item = &'v Voucher>,
    mut sold: BTreeMap<Rate, Money>,
    nothing: Money,
) -> Vec<Reduction> {
    let mut reductions = Vec::new();
    for voucher in vouchers {
        let left = Money::total(nothing.currency(), sold.values().copied());
        let parts = shared(voucher.value.of(left), &sold);
        for part in &parts {
            if let Some(amount) = sold.get_mut(&part.tax_rate) {
                *amount += part.amount;
            }
        }
        let amount = Money::total(nothing.currency(), parts.iter().map(|part| part.amount));
        reductions.push(Reduction { voucher: voucher.id, amount, parts });
    }
    reductions
}

/// A reduction over the rates at which something is sold, by how much it is.
fn shared(reduction: Money, sold: &BTreeMap<Rate, Money>) -> Vec<ReducedPart> {
    let weight = |amount: &Money| u64::try_from(amount.minor()).unwrap_or_default();
    let weights: Vec<u64> = sold.values().map(weight).collect();
    // Of nothing there is nothing to share.
    let Ok(shares) = (-reduction).split(&weights) else { return Vec::new() };
    let part = |(tax_rate, amount): (&Rate, Money)| ReducedPart {
        tax_rate: *tax_rate,
        amount,
        tax: if *tax_rate > Rate::ZERO {
            amount.tax_included(*tax_rate)
        } else {
            Money::zero(amount.currency())
        },
    };
    let parts = sold.keys().zip(shares).map(part);
    parts.filter(|part| !part.amount.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        VoucherValue,
        sample::{eur, id, percent, voucher},
    };

    fn sold(amounts: &[(&str, &str)]) -> BTreeMap<Rate, Money> {
        amounts.iter().map(|(rate, amount)| (percent(rate), eur(amount))).collect()
    }

    fn taken(values: &[VoucherValue], of: BTreeMap<Rate, Money>) -> Vec<(Money, Vec<Money>)> {
        let vouchers: Vec<Voucher> = (1..).zip(values).map(|(n, it)| voucher(n, *it)).collect();
        let reductions = reduce(vouchers.iter(), of, eur("0"));
        let told = |it: Reduction| (it.amount, it.parts.iter().map(|part| part.tax).collect());
        reductions.into_iter().map(told).collect()
    }

    #[test]
    fn the_tax_goes_down_with_the_price() {
        // Open Food Network: a voucher of 10 on 160 in which 10 is tax takes 0.63 of tax, one of 10 % takes 1.00.
        let ten = || sold(&[("6.6667", "160")]);
        let flat = VoucherValue::Flat(eur("10"));
        assert_eq!(taken(&[flat], ten()), [(eur("-10"), vec![eur("-0.63")])]);
        let share = VoucherValue::Percent(percent("10"));
        assert_eq!(taken(&[share], ten()), [(eur("-16"), vec![eur("-1.00")])]);
        let two = || sold(&[("5.5", "30"), ("20", "10")]);
        assert_eq!(taken(&[flat], two()), [(eur("-10"), vec![eur("-0.39"), eur("-0.42")])]);
    }

    #[test]
    fn each_is_of_what_those_before_it_left() {
        let (flat, share) = (VoucherValue::Flat(eur("5")), VoucherValue::Percent(percent("10")));
        let amounts = |values: &[VoucherValue]| -> Vec<Money> {
            let all = taken(values, sold(&[("5.5", "15")]));
            all.into_iter().map(|(amount, _)| amount).collect()
        };
        assert_eq!(amounts(&[flat, share]), [eur("-5"), eur("-1")]);
        assert_eq!(amounts(&[share, flat]), [eur("-1.50"), eur("-5")]);
        let all = VoucherValue::Flat(eur("20"));
        assert_eq!(amounts(&[all, flat]), [eur("-15"), eur("0")]);
        assert_eq!(taken(&[flat], BTreeMap::new()), [(eur("0"), vec![])]);
    }

    #[test]
    fn a_discount_that_is_sold_bears_nothing_of_it() {
        let of = sold(&[("0", "-3"), ("20", "10")]);
        let vouchers = [voucher(1, VoucherValue::Flat(eur("50")))];
        let reductions = reduce(vouchers.iter(), of, eur("0"));
        assert_eq!(reductions[0].amount, eur("-7"));
        assert_eq!(reductions[0].parts.len(), 1);
        assert_eq!(reductions[0].voucher, id(1));
    }
}
