//! What a shop shows, and at what price.

pub(crate) mod add_taxes;
pub(crate) mod added_tax;
pub(crate) mod audience;
pub(crate) mod bundle;
pub(crate) mod charged_tax;
pub(crate) mod choices;
pub(crate) mod coming_in;
pub(crate) mod deposit;
pub(crate) mod food_information;
pub(crate) mod included_tax;
pub(crate) mod listing;
pub(crate) mod named_taxes;
pub(crate) mod no_dearer;
pub(crate) mod offer;
pub(crate) mod ordered;
pub(crate) mod price_change;
pub(crate) mod price_list;
pub(crate) mod price_refused;
pub(crate) mod pricing;
pub(crate) mod shelf_order;
pub(crate) mod shop_cycles;
pub(crate) mod shop_snapshot;
pub(crate) mod shortage;
pub(crate) mod sold;
pub(crate) mod tag_rule;
pub(crate) mod terms;
