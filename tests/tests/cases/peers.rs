//! What peers compute and Sillon does not: how they keep and show sizes, name variants, and reckon margins. The cases that speak their language
//! are answered through it.

pub(crate) mod dfc_measure;
pub(crate) mod full_name;
pub(crate) mod margin;
pub(crate) mod money_format;
pub(crate) mod ofn_size;
pub(crate) mod scale;
