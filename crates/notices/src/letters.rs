//! What letters say.

pub(crate) mod account;
pub(crate) mod cycle;
pub(crate) mod harvest_sheet;
pub(crate) mod html;
pub(crate) mod kind;
pub(crate) mod letter;
pub(crate) mod money;
pub(crate) mod notice;
pub(crate) mod order_changed;
pub(crate) mod order_placed;
pub(crate) mod order_received;
pub(crate) mod order_text;
pub(crate) mod paragraph;
pub(crate) mod part;
pub(crate) mod pick_up_soon;
pub(crate) mod plain_text;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod shop_news;
pub(crate) mod table;
pub(crate) mod webhook;
pub(crate) mod welcome;
pub(crate) mod write;
