//! The house rules, one a file.

pub(crate) mod advisories;
pub(crate) mod arrows;
pub(crate) mod callers;
pub(crate) mod circles;
pub(crate) mod front;
pub(crate) mod leftovers;
pub(crate) mod length;
pub(crate) mod migrations;
pub(crate) mod names;
pub(crate) mod outside;
pub(crate) mod permits;
pub(crate) mod sql;
pub(crate) mod thin;
