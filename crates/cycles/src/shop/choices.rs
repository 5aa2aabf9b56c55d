use sillon_kernel::{HandOverMethodId, Quantity, VariantId, VoucherId};

/// What is chosen beside the goods of a basket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choices<'a> {
    /// How it is handed over.
    pub hand_over: Option<HandOverMethodId>,
    /// The vouchers that are used on it, in the order they were named.
    pub vouchers: &'a [VoucherId],
    /// What all items of some of it weigh, where they were weighed; what is expected of the others.
    pub weights: &'a [(VariantId, Quantity)],
}

impl<'a> Choices<'a> {
    /// What is chosen of a basket of which nothing was weighed yet.
    pub fn unweighed(hand_over: Option<HandOverMethodId>, vouchers: &'a [VoucherId]) -> Self {
        Self { hand_over, vouchers, weights: &[] }
    }

    /// What all items of a size weigh, where they were weighed.
    pub fn weight(&self, variant: VariantId) -> Option<Quantity> {
        let weighed = self.weights.iter().find(|(of, _)| *of == variant);
        weighed.map(|(_, weight)| *weight)
    }
}
