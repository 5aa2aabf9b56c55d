use std::fmt::Write as _;

use sillon_engine::Verified;
use sillon_kernel::SystemClock;
use sillon_store::Store;

use super::{alone, must_exist, say};
use crate::{Settings, assemble::StartError};

/// Checks the whole database and tells what it found.
pub(crate) fn run(settings: &Settings) -> Result<(), StartError> {
    let database = settings.database()?;
    // Of a new one nothing could be wrong.
    must_exist(&database)?;
    let store = Store::open(database, alone(), std::sync::Arc::new(SystemClock))?;
    let verified = actix_web::rt::System::new().block_on(store.read(sillon_engine::verify))?;
    say(&told(&verified))?;
    if verified.is_clean() {
        Ok(())
    } else {
        Err("the database does not agree with its history".into())
    }
}

/// What a check found, in words.
pub(crate) fn told(verified: &Verified) -> String {
    let mut said = String::new();
    for difference in &verified.differences {
        let (what, id) = (&difference.what, difference.id);
        writeln!(said, "{what} {id}: {} expected, {} found", difference.expected, difference.found)
            .expect("writing to a string cannot fail");
    }
    for (currency, sum) in verified.trial_balance.iter().filter(|(_, sum)| *sum != 0) {
        writeln!(said, "the ledger sums to {sum} in {currency}, not to zero")
            .expect("writing to a string cannot fail");
    }
    if verified.is_clean() {
        said.push_str("Every order, supply, allocation and balance agrees with its history; the ledger sums to zero.");
    }
    said
}
