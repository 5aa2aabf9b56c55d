//! The machine, the databases and the program that is measured.

pub(crate) mod cpu;
pub(crate) mod database;
pub(crate) mod environment;
pub(crate) mod sillon;
