use sillon_kernel::VariantId;

/// A size as it was listed in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedSize {
    /// Which.
    pub variant: VariantId,
    /// How it was listed.
    pub standing: sillon_week::ItemState,
}
