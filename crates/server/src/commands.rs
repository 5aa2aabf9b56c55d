//! What `sillon` can be told to do: one command a file.

mod administrators;
mod backups;
mod copies;
mod demo;
mod export;
mod import;
mod letters;
mod people;
mod simulate;
mod test_letter;
mod verify;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Parser, Subcommand};
use sillon_store::{Database, Patience, StoreSettings, migrate};

use crate::{Settings, SettingsError, assemble, assemble::StartError, preflight, serve};

/// The engine of short food supply chains.
///
/// Farms list what they have this week, hubs run order cycles over many farms, shoppers order, and every cent is
/// allocated to whom it belongs. With no settings at all, everything is kept in ./data.
#[derive(Debug, Parser)]
#[command(name = "sillon", version, max_term_width = 100)]
pub struct Arguments {
    /// A file of settings that differ from the defaults; `sillon check-config` shows what is in force.
    #[arg(long, global = true, env = "SILLON_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

impl Arguments {
    /// The settings the arguments and the environment make.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] names what cannot be used.
    pub fn settings(&self) -> Result<Settings, SettingsError> {
        Settings::load(self.config.as_deref(), std::env::vars())
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the shop pages until stopped
    ///
    /// An SQLite database is made and migrated when it needs to be; a PostgreSQL one must have been migrated.
    Serve,
    /// Bring the database's schema up to this program's
    Migrate,
    /// Play a week of an invented market, tell what came of it, and serve it
    ///
    /// Eight farms, a hub and two hundred shoppers over HTTP, on a database of its own and without any settings. When
    /// the account is told, the shop is open for the next week, to order by hand.
    Demo(demo::Demo),
    /// Play a season from a seed, with crashes and worse, and check the whole database after every week
    ///
    /// A year of three hubs, forty farms and six hundred customers, unless it is told otherwise, on a database of its own and
    /// without any settings. The same seed comes to the same figures on either database; a season that fails says which command
    /// plays it again.
    Simulate(simulate::Simulate),
    /// Fill a shop from a product list: all of it, or nothing
    ///
    /// The list is what a spreadsheet saves, CSV or a workbook: in Open Food Network's columns and ours, or Foodsoft's articles.
    /// Farms that are not there yet are founded, and everything on the list goes on sale in the shop's open order cycle, or
    /// in a new one of a week. Faults are listed by line.
    Import(import::Import),
    /// Write what farms list to a file that an import reads back
    ///
    /// A file named .xlsx is a workbook, any other is CSV.
    Export(export::Export),
    /// Let a person administer the installation
    ///
    /// An administrator may act for every enterprise, as whoever runs the program may. Nobody becomes one by a request.
    AppointAdministrator(administrators::AppointAdministrator),
    /// List the letters that wait or were given up, or try some anew
    ///
    /// Each with its age, how often it was tried and why it did not leave: that may name whom it is to.
    Letters(letters::Letters),
    /// Send a letter to an address at once, and tell each step the mail server takes
    TestLetter(test_letter::TestLetter),
    /// Recompute every total, supply, allocation and balance from history
    ///
    /// And look for damage: every row of an SQLite file is held against what was written. Names each fault, and ends with
    /// status 1 when there is one.
    Verify(verify::Verify),
    /// Write all that is known of a person, as JSON
    ///
    /// Of an account, and of what was ordered as a guest with the same address.
    ExportPerson(people::Export),
    /// Erase a person for ever
    ///
    /// Account, sessions, carts and waiting letters are deleted; orders stay, as the law has them kept, under a pseudonym.
    ErasePerson(people::Erase),
    /// Write everything to an SQLite file, while the server goes on
    ///
    /// The file is one whole state of the database, whichever of the two it is. It never takes another file's place. What
    /// was copied is checked as `verify` does; a damaged database is copied under a name ending in `.damaged`, and the
    /// command ends with status 1.
    Backup(backups::Backup),
    /// Fill an empty database from a backup
    Restore(copies::Restore),
    /// Copy a whole database into an empty one, of the same kind or the other
    ///
    /// For moving from an SQLite file to a PostgreSQL server, or back. Stop the server first: what is written to the
    /// old database meanwhile is not in the copy.
    Copy(copies::Copy),
    /// Show the settings in force, secrets aside, and try them
    ///
    /// Whatever would keep `sillon serve` from starting is refused: a folder that cannot be written to, a database that does
    /// not answer or is another program's. Nothing that is there is changed.
    CheckConfig,
    /// Print the OpenAPI document that the server answers at /openapi.json
    Openapi,
}

/// Runs the command of the arguments.
///
/// # Errors
///
/// What kept it from being done, in words for whoever runs it.
pub fn run(arguments: Arguments) -> Result<(), StartError> {
    let settings = arguments.settings();
    match arguments.command {
        // These have settings of their own.
        Command::Demo(demo) => demo.run(),
        Command::Simulate(simulate) => simulate.run(),
        Command::Serve => serve_command(&settings?),
        Command::Migrate => migrate_command(&settings?),
        Command::Import(import) => import.run(&settings?),
        Command::Export(export) => export.run(&settings?),
        Command::AppointAdministrator(appoint) => appoint.run(&settings?),
        Command::Letters(letters) => letters.run(&settings?),
        Command::TestLetter(letter) => letter.run(&settings?),
        Command::Verify(verify) => verify.run(&settings?),
        Command::ExportPerson(export) => export.run(&settings?),
        Command::ErasePerson(erase) => erase.run(&settings?),
        Command::Backup(backup) => backup.run(&settings?),
        Command::Restore(restore) => restore.run(&settings?),
        Command::Copy(copy) => copy.run(&settings?),
        Command::CheckConfig => check_config(&settings?),
        Command::Openapi => say(&sillon_api::document().to_string()),
    }
}

/// Prints for whoever ran the command; a closed pipe is no error of ours.
fn say(text: &str) -> Result<(), StartError> {
    match writeln!(std::io::stdout().lock(), "{}", text.trim_end()) {
        Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => Err(fault.into()),
        _ => Ok(()),
    }
}

/// Shows the settings, then what is worth knowing of them; it reads as TOML all the same.
fn check_config(settings: &Settings) -> Result<(), StartError> {
    say(&settings.shown())?;
    for note in preflight::try_whole(settings)? {
        say(&format!("# {note}"))?;
    }
    Ok(())
}

fn serve_command(settings: &Settings) -> Result<(), StartError> {
    for note in preflight::try_out(settings)? {
        tracing::info!("{note}");
    }
    let engine = assemble(settings)?;
    let public = settings.public_url();
    serve(settings, engine, |address| tracing::info!(%address, public, "sillon serves"))
}

fn migrate_command(settings: &Settings) -> Result<(), StartError> {
    let database = settings.database()?;
    sillon_store::make_folder(&database)?;
    let ran = migrate(&database)?;
    say(&match ran.as_slice() {
        [] => "The schema is up to date.".to_owned(),
        ran => format!("Ran {} migrations: {}.", ran.len(), ran.join(", ")),
    })
}

/// Opening an SQLite file that is not there would make a new one, which is not what was meant.
fn must_exist(database: &Database) -> Result<(), StartError> {
    match database {
        Database::Sqlite(path) if !Path::new(path).exists() => {
            Err(format!("there is no database at {path}").into())
        }
        Database::Sqlite(_) | Database::Postgres(_) => Ok(()),
    }
}

/// A store for a command that runs alone.
fn alone() -> StoreSettings {
    StoreSettings { readers: 1, writers: 1, lane_writers: 1, patience: Patience::ENDLESS }
}
