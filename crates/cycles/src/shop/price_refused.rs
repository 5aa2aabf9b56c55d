use sillon_kernel::{Detail, Failure, FailureKind, Money, VariantId};

/// Why a basket was not priced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceRefused {
    /// The variant is not offered by this hub in this cycle.
    #[error("variant {0} is not offered")]
    NotOffered(VariantId),
    /// There is nothing in it.
    #[error("the cart is empty")]
    Empty,
    /// No item of a variant is asked for.
    #[error("none of variant {0} is asked for")]
    ZeroQuantity(VariantId),
    /// More items of a variant than a basket holds.
    #[error("more than {most} of variant {variant} are asked for")]
    TooMany {
        /// The variant.
        variant: VariantId,
        /// How many there may be.
        most: u32,
    },
    /// A line takes more of its pool than anybody sells at once.
    #[error(
        "too much of variant {0} is asked for: a line takes at most a thousand tonnes, cubic metres or million pieces"
    )]
    TooMuch(VariantId),
    /// More lines than a basket holds.
    #[error("the cart has more than {most} lines")]
    TooManyLines {
        /// How many there may be.
        most: usize,
    },
    /// Two lines ask for the same variant.
    #[error("variant {0} is asked for twice")]
    Twice(VariantId),
    /// An amount is beyond a hundred million.
    #[error("the cart comes to more than a hundred million")]
    TooLarge,
    /// The discounts exceed the rest.
    #[error("the discounts exceed the rest of the cart by {} {}: add other goods for at least that much", .missing.amount(), .missing.currency().code())]
    BelowZero {
        /// By how much: so much more must be in it.
        missing: Money,
    },
}

impl Failure for PriceRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotOffered(_) => (FailureKind::Conflict, "not-offered"),
            Self::Empty => (FailureKind::Invalid, "cart-empty"),
            Self::ZeroQuantity(_) => (FailureKind::Invalid, "quantity-zero"),
            Self::TooMuch(_) | Self::TooMany { .. } => (FailureKind::Invalid, "quantity-too-large"),
            Self::TooManyLines { .. } => (FailureKind::Invalid, "cart-too-long"),
            Self::Twice(_) => (FailureKind::Invalid, "line-twice"),
            Self::TooLarge => (FailureKind::Invalid, "total-too-large"),
            Self::BelowZero { .. } => (FailureKind::Invalid, "total-below-zero"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("lines", self.to_string())]
    }
}
