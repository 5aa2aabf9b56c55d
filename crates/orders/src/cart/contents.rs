use std::collections::HashSet;

use sillon_cycles::{Choices, MAX_ITEMS, MAX_LINES, PriceList};
use sillon_kernel::{
    CartId, CycleId, Detail, EnterpriseId, Failure, FailureKind, HandOverMethodId, Timestamp,
    UserId, VariantId, VoucherId,
};

use crate::{CartLine, Partner, Quote, cart::quote::basket};

/// What somebody thinks of ordering at a shop in a cycle. It holds nothing and promises nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    /// The cart; whoever knows a guest's cart id may fill it.
    pub id: CartId,
    /// The shop.
    pub hub: EnterpriseId,
    /// The order cycle.
    pub cycle: CycleId,
    /// Whose it is; nobody's we know when a guest's.
    pub user: Option<UserId>,
    /// Through whose shop front it was opened, where it was not the shop's own.
    pub partner: Option<Partner>,
    /// What is wanted, each variant once.
    pub lines: Vec<CartLine>,
    /// How it is to be handed over, once that is chosen.
    pub hand_over: Option<HandOverMethodId>,
    /// The vouchers that are to be used on it, in the order they were named.
    pub vouchers: Vec<VoucherId>,
    /// What they were shown as when they were put in.
    pub quote: Option<Quote>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Cart {
    /// What a variant was called when it was put in.
    pub fn name(&self, variant: VariantId) -> Option<&str> {
        self.quote.as_ref()?.name(variant)
    }

    /// Its lines as a price list takes them.
    pub fn basket(&self) -> Vec<(VariantId, u32)> {
        basket(&self.lines)
    }

    /// What is chosen beside them.
    pub fn choices(&self) -> Choices<'_> {
        Choices { hand_over: self.hand_over, vouchers: &self.vouchers, weights: &[] }
    }

    /// The cart, which holds nobody to a way of hand-over or a voucher that a price list has no more.
    #[must_use]
    pub fn at(self, list: &PriceList) -> Self {
        let hand_over = list.remembered(self.hand_over);
        Self { hand_over, vouchers: list.usable(self.vouchers), ..self }
    }
}

/// Checks lines before they become a cart's: bounded, each variant once, each at least one item.
///
/// # Errors
///
/// [`CartRefused`] names the line, counted from 0 as in the request.
pub fn check_lines(lines: &[CartLine]) -> Result<(), CartRefused> {
    if lines.len() > MAX_LINES {
        return Err(CartRefused::TooManyLines);
    }
    let mut seen = HashSet::new();
    for (line, CartLine { variant, quantity }) in lines.iter().enumerate() {
        if *quantity == 0 || *quantity > MAX_ITEMS {
            return Err(CartRefused::Quantity { line });
        }
        if !seen.insert(variant) {
            return Err(CartRefused::Twice { line, variant: *variant });
        }
    }
    Ok(())
}

/// Why lines cannot be a cart's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CartRefused {
    /// More lines than a cart has.
    #[error("a cart has at most {MAX_LINES} lines")]
    TooManyLines,
    /// None of something, or more than anyone eats.
    #[error("line {line}: a quantity is from 1 to {MAX_ITEMS}")]
    Quantity {
        /// Which line, from 0.
        line: usize,
    },
    /// The same variant on two lines.
    #[error("line {line}: variant {variant} is on another line already")]
    Twice {
        /// The second of the two, from 0.
        line: usize,
        /// Which variant.
        variant: VariantId,
    },
}

impl Failure for CartRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::TooManyLines => (FailureKind::Invalid, "too-many-lines"),
            Self::Quantity { .. } => (FailureKind::Invalid, "quantity"),
            Self::Twice { .. } => (FailureKind::Invalid, "variant-twice"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::TooManyLines => vec![Detail::new("lines", self.to_string())],
            Self::Quantity { line } => {
                vec![Detail::new(format!("lines[{line}].quantity"), self.to_string())]
            }
            Self::Twice { line, .. } => {
                vec![Detail::new(format!("lines[{line}].variant"), self.to_string())]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn line(variant: u128, quantity: u32) -> CartLine {
        CartLine { variant: VariantId(Uuid::from_u128(variant)), quantity }
    }

    #[test]
    fn a_cart_has_each_variant_once_and_at_least_one_of_it() {
        assert_eq!(check_lines(&[line(1, 1), line(2, 10_000)]), Ok(()));
        assert_eq!(check_lines(&[line(1, 0)]), Err(CartRefused::Quantity { line: 0 }));
        let twice = check_lines(&[line(1, 1), line(1, 1)]);
        assert_eq!(twice, Err(CartRefused::Twice { line: 1, variant: line(1, 1).variant }));
        assert_eq!(check_lines(&[line(1, 1); 201]), Err(CartRefused::TooManyLines));
    }
}
