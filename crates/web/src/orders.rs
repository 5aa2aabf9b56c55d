//! The basket, the checkout and the order.

pub(crate) mod agreement;
pub(crate) mod basket;
pub(crate) mod cart;
pub(crate) mod cart_page;
pub(crate) mod checkout;
pub(crate) mod checkout_form;
pub(crate) mod checkout_page;
pub(crate) mod choose_hand_over;
pub(crate) mod fill_basket;
pub(crate) mod order;
pub(crate) mod order_page;
pub(crate) mod use_voucher;
