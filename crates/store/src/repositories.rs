//! What a use case can ask of the database, by area.

pub(crate) mod all;
pub(crate) mod declare;
pub(crate) mod goods;
pub(crate) mod records;
pub(crate) mod sales;
pub(crate) mod sellers;
