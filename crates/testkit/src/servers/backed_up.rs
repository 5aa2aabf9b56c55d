use std::path::Path;

use sillon_engine::{Error, verify};
use sillon_store::{BackedUp, Database};

/// Backs a database up and checks it, as `sillon backup` does.
///
/// # Errors
///
/// As [`sillon_store::backup`].
pub fn back_up(database: &Database, to: &Path) -> Result<BackedUp, Error> {
    sillon_store::backup(database, to, |tx| Ok(verify(tx)?.faults()))
}
