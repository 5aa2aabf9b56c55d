use sillon_kernel::{Money, ProductId, Timestamp, VariantId};

/// What a size costs from now on, and whether it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeOffer {
    /// Of which product.
    pub product: ProductId,
    /// Which size.
    pub variant: VariantId,
    /// Its price.
    pub price: Money,
    /// Since when that is announced as reduced.
    pub reduced_since: Option<Timestamp>,
    /// Whether it is offered.
    pub offered: bool,
}

/// A size as it was listed in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedSize {
    /// Which.
    pub variant: VariantId,
    /// How it was listed.
    pub standing: sillon_week::ItemState,
}
