//! What several areas show.

pub(crate) mod circle;
pub(crate) mod enterprise;
pub(crate) mod hand_over;
pub(crate) mod history;
pub(crate) mod image;
pub(crate) mod measures;
pub(crate) mod order_change;
pub(crate) mod order_limit;
pub(crate) mod page;
pub(crate) mod partner;
pub(crate) mod returned;
pub(crate) mod schemas;
pub(crate) mod shelves;
