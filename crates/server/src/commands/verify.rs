use clap::Args;
use sillon_engine::Verified;
use sillon_kernel::SystemClock;
use sillon_store::{Store, accept};

use super::{alone, must_exist, say};
use crate::{Settings, assemble::StartError};

/// Checks the whole database and tells what it found.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Take what an SQLite file holds now for what was written, after you changed it by hand and looked at it
    #[arg(long)]
    accept: bool,
}

impl Verify {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let database = settings.database()?;
        // Of a new one nothing could be wrong.
        must_exist(&database)?;
        if self.accept {
            accept(&database)?;
        }
        let store = Store::open(database, alone(), std::sync::Arc::new(SystemClock))?;
        let verified = actix_web::rt::System::new().block_on(store.read(sillon_engine::verify))?;
        say(&told(&verified))?;
        if verified.is_clean() {
            Ok(())
        } else {
            Err("the database does not agree with its history, or is not as it was written".into())
        }
    }
}

/// What a check found, in words.
fn told(verified: &Verified) -> String {
    match verified.faults() {
        faults if faults.is_empty() => {
            "Everything is as it was written. Every order, supply, allocation and balance \
                                        agrees with its history; the ledger sums to zero."
                .to_owned()
        }
        faults => faults.join("\n"),
    }
}
