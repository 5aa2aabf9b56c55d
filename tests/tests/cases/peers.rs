//! What peers compute and Sillon does not: how they keep and show sizes, name variants, and reckon margins. The cases that speak their language
//! are answered through it.

#[path = "peers/dfc_measure.rs"]
pub(crate) mod dfc_measure;
#[path = "peers/full_name.rs"]
pub(crate) mod full_name;
#[path = "peers/margin.rs"]
pub(crate) mod margin;
#[path = "peers/money_format.rs"]
pub(crate) mod money_format;
#[path = "peers/ofn_size.rs"]
pub(crate) mod ofn_size;
#[path = "peers/scale.rs"]
pub(crate) mod scale;
