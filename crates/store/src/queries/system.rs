//! What the database keeps of itself and of requests.

pub(crate) mod change_log;
pub(crate) mod change_rows;
pub(crate) mod contents;
pub(crate) mod idempotency;
pub(crate) mod schema_versions;
pub(crate) mod verify;
