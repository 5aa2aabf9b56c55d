//! What a hub takes off the orders of whoever names a code.

pub(crate) mod check;
pub(crate) mod code;
pub(crate) mod reduction;
pub(crate) mod refusal;
pub(crate) mod take_off;
pub(crate) mod voucher;
