//! Order cycles, and who takes part in them.

pub(crate) mod checklist;
pub(crate) mod cycle_patch;
pub(crate) mod edit_scope;
pub(crate) mod exchange;
pub(crate) mod exchange_change;
pub(crate) mod order_limit;
pub(crate) mod participation;
pub(crate) mod stages;
