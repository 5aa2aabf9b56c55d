use std::path::PathBuf;

use clap::Args;
use sillon_store::{Copied, UnknownScheme, check, copy, make_folder, migrate, restore};

use super::say;
use crate::{Settings, assemble::StartError};

/// Fills an empty database from a backup.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup; it stays as it is
    file: PathBuf,
}

impl Restore {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let database = settings.database()?;
        make_folder(&database)?;
        let copied = restore(&self.file, &database, &mut progress)?;
        say(&told("Restored", &copied))
    }
}

/// Copies a whole database into an empty one.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The database to copy, as `DATABASE_URL` has it
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to fill; it is migrated first
    #[arg(long, value_name = "URL")]
    to: String,
}

impl Copy {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let named = |option: &str, url: &str| {
            let database = url.parse().map(|database| settings.bounded(database));
            database.map_err(|fault: UnknownScheme| format!("{option}: {fault}"))
        };
        let (from, to) = (named("--from", &self.from)?, named("--to", &self.to)?);
        // Before anything is made of the other.
        check(&from)?;
        make_folder(&to)?;
        migrate(&to)?;
        let copied = copy(&from, &to, &mut progress)?;
        say(&told("Copied", &copied))
    }
}

/// Tells how far a long copy is, where it does not mix with what the command says.
fn progress(table: &str, rows: u64) {
    eprintln!("  {table}: {rows} rows");
}

fn told(did: &str, copied: &Copied) -> String {
    format!("{did} {} rows; `sillon verify` checks them.", copied.rows())
}
