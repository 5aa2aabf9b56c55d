use sillon_kernel::{HandOverMethodId, VoucherId};

/// What is chosen beside the goods of a basket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choices<'a> {
    /// How it is handed over.
    pub hand_over: Option<HandOverMethodId>,
    /// The vouchers that are used on it, in the order they were named.
    pub vouchers: &'a [VoucherId],
}
