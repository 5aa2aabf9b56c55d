//! What farms list: products, sizes, supplies, prices, and the terms hubs sell them on.

pub(crate) mod assortment;
pub(crate) mod bundles;
pub(crate) mod compliance;
pub(crate) mod dietary_filter;
pub(crate) mod history;
pub(crate) mod hub_terms;
pub(crate) mod listed;
pub(crate) mod mandatory_information;
pub(crate) mod part_facts;
pub(crate) mod pool_conversion;
pub(crate) mod price_history;
pub(crate) mod products;
pub(crate) mod reductions;
pub(crate) mod save_goods;
pub(crate) mod season;
pub(crate) mod sellable;
pub(crate) mod supply;
pub(crate) mod tax_zones;
pub(crate) mod variants;
pub(crate) mod vocabulary;
