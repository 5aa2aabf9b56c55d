use sillon_kernel::{Money, Rate};

/// The tax of a rate that is included in an amount; none where none is charged.
pub(crate) fn included(amount: Money, tax: Rate) -> Money {
    if tax > Rate::ZERO { amount.tax_included(tax) } else { Money::zero(amount.currency()) }
}
