//! What farms list: products, supplies, prices, and the terms hubs sell them on.

pub(crate) mod assortment;
pub(crate) mod compliance;
pub(crate) mod dietary_filter;
pub(crate) mod history;
pub(crate) mod hub_terms;
pub(crate) mod parts;
pub(crate) mod prices;
pub(crate) mod product_body;
pub(crate) mod product_view;
pub(crate) mod products;
pub(crate) mod season;
pub(crate) mod supplies;
pub(crate) mod tax_zones;
pub(crate) mod variant;
pub(crate) mod vocabulary;
