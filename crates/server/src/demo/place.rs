use std::{fs, io, net::TcpListener, path::PathBuf, sync::Arc};

use actix_web::rt;
use sillon_engine::Engine;
use sillon_kernel::SystemClock;
use sillon_store::{Database, Error, Repositories, Store, StoreSettings};
use tempfile::TempDir;

use super::Failed;
use crate::{Settings, assemble};

/// The port the demo listens on when nobody says otherwise.
const PORT: u16 = 8080;

/// Where a demo happens: a folder of its own, and settings that point into it.
pub(crate) struct Place {
    pub(crate) settings: Settings,
    /// The port that was wanted and is taken.
    pub(crate) taken: Option<u16>,
    folder: TempDir,
}

impl Place {
    /// Finds a place: a new folder, a free port, and a new database in the folder unless another is given.
    pub(crate) fn find(port: Option<u16>, database: Option<&str>) -> Result<Self, Failed> {
        let folder = new_folder()?;
        // Whatever the environment says is about the operator's own installation.
        let mut settings = Settings::load(None, [])?;
        let wanted = port.unwrap_or(PORT);
        settings.server.port = free_port(&settings.server.address, wanted)?;
        settings.server.shutdown_seconds = 1;
        let own = || format!("sqlite:{}", folder.path().join("sillon.db").display());
        settings.database.url = database.map_or_else(own, str::to_owned);
        settings.mail.folder = folder.path().join("mail").display().to_string();
        settings.mail.interval_seconds = 1;
        // The account that is told is not torn by a line for each request.
        settings.log.access = false;
        // Nobody reads the letters of an invented market.
        settings.accounts.require_confirmed_email = false;
        let taken = (settings.server.port != wanted).then_some(wanted);
        Ok(Self { settings, taken, folder })
    }

    /// Opens the database, which must hold nothing.
    pub(crate) fn open(&self) -> Result<Engine, Failed> {
        open_empty(&self.settings.database()?)?;
        assemble(&self.settings)
    }

    /// Which database it is, for people: where a server's password might stand, only that it is one.
    pub(crate) fn database(&self) -> String {
        let url = &self.settings.database.url;
        if url.starts_with("sqlite:") { url.clone() } else { "PostgreSQL".to_owned() }
    }

    /// How many letters were written.
    pub(crate) fn letters(&self) -> usize {
        fs::read_dir(self.mail()).map_or(0, Iterator::count)
    }

    /// Where letters are written to.
    pub(crate) fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }
}

const NOT_EMPTY: &str = "the database holds enterprises already: an empty one is wanted";

/// Sees that a database holds nothing, once its schema is this program's: what is played there is nobody's market.
pub(crate) fn open_empty(database: &Database) -> Result<(), Failed> {
    prepare(database)?;
    let store = Store::open(database.clone(), StoreSettings::default(), Arc::new(SystemClock))?;
    let enterprises = store.read(|tx| tx.enterprises().count());
    if rt::System::new().block_on(enterprises)? == 0 { Ok(()) } else { Err(NOT_EMPTY.into()) }
}

/// Brings an empty database's schema up to this program's; leaves an older one as it is, as somebody works with it.
fn prepare(database: &Database) -> Result<(), Failed> {
    sillon_store::make_folder(database)?;
    let all = sillon_store::migration_names(database).len();
    match sillon_store::check(database) {
        Ok(()) => Ok(()),
        Err(Error::NoDatabase(_)) => Ok(sillon_store::migrate(database).map(drop)?),
        Err(Error::Older { pending }) if pending == all => {
            Ok(sillon_store::migrate(database).map(drop)?)
        }
        Err(unready) => Err(unready.into()),
    }
}

/// The port that is wanted, or a free one when it is taken.
fn free_port(address: &str, wanted: u16) -> io::Result<u16> {
    let bound =
        TcpListener::bind((address, wanted)).or_else(|_| TcpListener::bind((address, 0)))?;
    Ok(bound.local_addr()?.port())
}

/// A folder that only its user may look into, and that is removed with everything in it.
fn new_folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("sillon-demo-").tempdir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_all_that_is_in_it() {
        let folder = new_folder().unwrap();
        let other = new_folder().unwrap();
        assert_ne!(folder.path(), other.path());
        fs::write(folder.path().join("letter"), "Bonjour").unwrap();
        let path = folder.path().to_owned();
        drop(folder);
        assert!(!path.exists() && other.path().exists());
    }

    #[test]
    fn a_new_database_is_prepared_once_and_one_out_of_reach_is_an_error() {
        let folder = new_folder().unwrap();
        let database = Database::Sqlite(folder.path().join("new.db").display().to_string());
        prepare(&database).unwrap();
        prepare(&database).unwrap();
        let missing = Database::Sqlite("/proc/none/sillon.db".to_owned());
        assert!(prepare(&missing).is_err());
    }

    #[test]
    fn a_port_that_is_taken_is_replaced() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port("127.0.0.1", port).unwrap(), port);
    }
}
