//! Order cycles, who takes part in them, and the shops they open.

pub(crate) mod checklist;
pub(crate) mod edit;
pub(crate) mod fees;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod offer_labels;
pub(crate) mod offer_parts;
pub(crate) mod offers;
pub(crate) mod participations;
pub(crate) mod plan;
pub(crate) mod price_changes;
pub(crate) mod series;
pub(crate) mod shops;
pub(crate) mod tag_rules;
