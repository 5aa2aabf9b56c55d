use std::sync::Arc;

use sillon_kernel::{Currency, CycleId, EnterpriseId};

use crate::{HandOverMethod, Listing};

/// What is in an order, and where it was placed.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// The order cycle.
    pub cycle: CycleId,
    /// The hub that sold.
    pub hub: EnterpriseId,
    /// What the hub was called.
    pub hub_name: Arc<str>,
    /// The currency of every amount.
    pub currency: Currency,
    /// What was bought, each at the prices it was bought at.
    pub listings: Vec<Listing>,
    /// How it is handed over, as far as the order tells it.
    pub hand_over: Option<HandOverMethod>,
}
