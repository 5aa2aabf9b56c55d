//! The farmer's week.

pub(crate) mod copy;
pub(crate) mod fault;
pub(crate) mod item;
pub(crate) mod line;
pub(crate) mod matching;
pub(crate) mod plan;
pub(crate) mod preview;
pub(crate) mod rows;
pub(crate) mod shelf;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;
pub(crate) mod text_list;
pub(crate) mod token;
pub(crate) mod wish;
pub(crate) mod words;
