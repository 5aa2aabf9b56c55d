//! What it is held against, measured in the same run.

pub(crate) mod bare_loop;
pub(crate) mod checkout_floor;
pub(crate) mod close_floor;
pub(crate) mod one_statement;
pub(crate) mod pgbench;
pub(crate) mod static_server;
