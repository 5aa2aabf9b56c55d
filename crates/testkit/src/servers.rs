//! Databases and servers that tests start and stop.

pub(crate) mod backed_up;
pub(crate) mod between;
pub(crate) mod both;
pub(crate) mod cluster;
pub(crate) mod database;
pub(crate) mod identity_provider;
pub(crate) mod left_out;
pub(crate) mod mail_server;
pub(crate) mod program;
pub(crate) mod receiver;
