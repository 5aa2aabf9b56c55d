use serde::{Deserialize, Serialize};
use sillon_kernel::VariantId;

/// How many of one variant are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// Of which variant.
    pub variant: VariantId,
    /// How many items; at least one.
    pub quantity: u32,
}
