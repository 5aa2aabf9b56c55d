//! Orders: how they are placed, and what of their packaging comes back.

pub(crate) mod change;
pub(crate) mod checkout;
pub(crate) mod hand_over;
pub(crate) mod may_change;
pub(crate) mod place;
pub(crate) mod placed;
pub(crate) mod reference;
pub(crate) mod refusal;
pub(crate) mod reprice;
pub(crate) mod returns;
pub(crate) mod shortage;
pub(crate) mod token;
pub(crate) mod vouchers;
pub(crate) mod weigh;
