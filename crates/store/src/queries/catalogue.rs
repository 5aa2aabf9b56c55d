//! What producers list, and the terms hubs sell it on.

pub(crate) mod hub_terms;
pub(crate) mod many;
pub(crate) mod price_history;
pub(crate) mod products;
pub(crate) mod tax_zones;
pub(crate) mod variants;
pub(crate) mod vocabulary;
