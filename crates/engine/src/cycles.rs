//! Order cycles: who takes part in them, on which terms, what a shop shows of them, and when they open and close.

pub(crate) mod advance;
pub(crate) mod audience;
pub(crate) mod changes;
pub(crate) mod checklist;
pub(crate) mod close;
pub(crate) mod consent;
pub(crate) mod copy;
pub(crate) mod directory;
pub(crate) mod exchanges;
pub(crate) mod exchanges_seen;
pub(crate) mod fees;
pub(crate) mod history;
pub(crate) mod letters;
pub(crate) mod letters_to_many;
pub(crate) mod list;
pub(crate) mod minimum;
pub(crate) mod order_copies;
pub(crate) mod participations;
pub(crate) mod plan;
pub(crate) mod repeat;
pub(crate) mod series;
pub(crate) mod shop;
pub(crate) mod shop_cache;
pub(crate) mod shops;
pub(crate) mod tag_rules;
pub(crate) mod written_offers;
