//! The shops: which there are, and what each offers.

pub(crate) mod basket_bar;
pub(crate) mod filter;
pub(crate) mod find_shops;
pub(crate) mod find_shops_page;
pub(crate) mod food_information;
pub(crate) mod offer_card;
pub(crate) mod shop;
pub(crate) mod shop_card;
pub(crate) mod shop_details;
pub(crate) mod shop_page;
pub(crate) mod shops;
pub(crate) mod shops_page;
