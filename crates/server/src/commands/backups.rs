use std::{
    fs, io,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::Args;
use sillon_engine::{Error, verify};
use sillon_kernel::{Clock as _, SystemClock};
use sillon_store::{BackedUp, Database, backup};

use super::say;
use crate::{Settings, assemble::StartError};

/// What the backups that are named by their time begin with, and end in.
const PREFIX: &str = "sillon-";
const SUFFIX: &str = ".db";

/// Writes everything to a file, and checks it.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write, which must not be there yet; a folder, for a file named by the time; or - for standard output
    file: PathBuf,
    /// Keep so many backups of the folder, and remove the oldest beyond once the new one was found right
    #[arg(long, value_name = "N")]
    keep: Option<NonZeroUsize>,
}

impl Backup {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let database = settings.database()?;
        let is_folder = self.file.is_dir();
        if self.keep.is_some() && !is_folder {
            return Err("--keep needs a folder to keep backups in".into());
        }
        if self.file == Path::new("-") {
            return to_standard_output(&database);
        }
        let file = if is_folder { self.file.join(named_by_time()) } else { self.file.clone() };
        whole(backup(&database, &file, faults)?)?;
        if let Some(keep) = self.keep {
            remove_oldest(&self.file, keep)?;
        }
        say(&format!("Everything is in {}, and was found right.", file.display()))
    }
}

/// What is wrong with a copy.
fn faults(tx: &mut sillon_store::Tx<'_>) -> Result<Vec<String>, Error> {
    Ok(verify(tx)?.faults())
}

/// Refuses a backup of what is damaged, which stays where it is.
fn whole(written: BackedUp) -> Result<PathBuf, StartError> {
    if written.faults.is_empty() {
        return Ok(written.file);
    }
    let found = written.faults.join("\n");
    Err(format!(
        "what was backed up is damaged, or does not agree with its history; it is in {}\n{found}",
        written.file.display()
    )
    .into())
}

/// A name that sorts by the time: `sillon-2026-11-28T221530Z.db`.
fn named_by_time() -> String {
    let now = SystemClock.now().to_string();
    let second: String = now.chars().take_while(|c| *c != '.').filter(|c| *c != ':').collect();
    format!("{PREFIX}{}Z{SUFFIX}", second.trim_end_matches('Z'))
}

/// Writes a backup beside the database's temporary files first: what stands on the output was found right before.
fn to_standard_output(database: &Database) -> Result<(), StartError> {
    let folder = tempfile::tempdir()?;
    let file = whole(backup(database, &folder.path().join("backup.db"), faults)?)?;
    io::copy(&mut fs::File::open(file)?, &mut io::stdout().lock())?;
    Ok(())
}

/// Removes the oldest of a folder's backups that are named by their time, beyond so many.
fn remove_oldest(folder: &Path, keep: NonZeroUsize) -> Result<(), StartError> {
    let mut backups = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let is_ours = |name: &str| name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        if name.to_str().is_some_and(is_ours) {
            backups.push(name);
        }
    }
    backups.sort_unstable();
    let beyond = backups.len().saturating_sub(keep.get());
    for name in backups.into_iter().take(beyond) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}
