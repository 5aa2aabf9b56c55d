//! What a list makes of a catalogue, told before it is done.

pub(crate) mod goods;
pub(crate) mod goods_end;
pub(crate) mod goods_row;
pub(crate) mod hub;
#[cfg(test)]
pub(crate) mod hub_tests;
pub(crate) mod row_change;
