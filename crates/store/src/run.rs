//! How work comes to the database: queues, lanes, workers and their connections.

pub(crate) mod changes;
pub(crate) mod connection;
pub(crate) mod disk;
pub(crate) mod files;
pub(crate) mod job;
pub(crate) mod lane;
pub(crate) mod pulse;
pub(crate) mod ticket;
pub(crate) mod watch;
pub(crate) mod writer;
