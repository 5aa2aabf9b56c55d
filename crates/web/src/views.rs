//! Parts that several pages show.

pub(crate) mod cannot_order;
pub(crate) mod cycle_status;
pub(crate) mod hand_over;
pub(crate) mod layout;
pub(crate) mod money_breakdown;
pub(crate) mod percent;
pub(crate) mod pick_up;
pub(crate) mod picture;
pub(crate) mod quantities;
pub(crate) mod quantity_input;
pub(crate) mod stylesheet;
pub(crate) mod taxes;
pub(crate) mod totals;
