//! What is kept of people, table by table: what erasure and export go by.

pub(crate) mod personal;
pub(crate) mod register;
