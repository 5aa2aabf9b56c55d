use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;
use sillon_kernel::Clock;

use crate::{
    Error, StatementWatch, Tx,
    connection::{Connection, Database, Source, Use},
    files,
    job::{Fault, Jobs},
    lane::{Decide, Lane},
    migrate,
    writer::Writer,
};

/// How many threads, and connections, read what is large.
const LARGE_READERS: usize = 1;

/// How many threads the store works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreSettings {
    /// Threads, and connections, that read.
    pub readers: usize,
    /// Threads, and connections, that write use cases on PostgreSQL. SQLite has one writer.
    pub writers: usize,
    /// Threads, and connections, of a lane on PostgreSQL. SQLite has one writer.
    pub lane_writers: usize,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { readers: 4, writers: 4, lane_writers: 2 }
    }
}

/// The database behind its queues. Nothing here runs on the threads that serve HTTP.
pub struct Store {
    source: Source,
    settings: StoreSettings,
    clock: Arc<dyn Clock>,
    writer: Arc<Mutex<Option<Connection>>>,
    reading: Jobs,
    reading_large: Jobs,
    writing: Jobs,
    commits: Arc<AtomicU64>,
}

impl Store {
    /// Opens the database: an SQLite file is made and migrated when it needs to be, a PostgreSQL database must have
    /// been migrated.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] when it cannot be reached; [`Error::Older`] or [`Error::Newer`] when its schema is not this
    /// program's.
    pub fn open(
        database: Database,
        settings: StoreSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        Self::open_source(Source { database, watch: None }, settings, clock)
    }

    /// Opens the database, and tells a watch of every statement its connections prepare.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn open_watched(
        database: Database,
        settings: StoreSettings,
        clock: Arc<dyn Clock>,
        watch: &StatementWatch,
    ) -> Result<Self, Error> {
        Self::open_source(Source { database, watch: Some(watch.clone()) }, settings, clock)
    }

    fn open_source(
        source: Source,
        settings: StoreSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        if let Database::Sqlite(_) = &source.database {
            make_folder(&source.database)?;
            migrate::migrate(&source.database)?;
        }
        migrate::check(&source.database)?;
        let writer = Arc::new(Mutex::new(Some(Connection::open(&source, Use::Write)?)));
        let commits = Arc::new(AtomicU64::new(0));
        let reading = Jobs::reading(&source, settings.readers, &clock)?;
        let reading_large = Jobs::reading(&source, LARGE_READERS, &clock)?;
        let writers = Writer::for_workers(&source, &writer, settings.writers);
        let writing = Jobs::writing(writers, &source.database, &clock, &counted(&commits))?;
        Ok(Self { source, settings, clock, writer, reading, reading_large, writing, commits })
    }

    /// Reads over one unchanging state of the database.
    ///
    /// # Errors
    ///
    /// The use case's own, or the store's through it.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.reading.run(work).await
    }

    /// Reads with a single statement, which sees one state of the database by itself: that spares PostgreSQL the two round
    /// trips of a transaction. Work of more statements may see another state with each.
    ///
    /// # Errors
    ///
    /// The use case's own, or the store's through it.
    pub async fn look_up<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.reading.run_single(work).await
    }

    /// Reads what is large, such as a picture's file, on a thread and a connection of its own, so that no other read
    /// waits for it.
    ///
    /// # Errors
    ///
    /// The use case's own, or the store's through it.
    pub async fn read_large<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.reading_large.run(work).await
    }

    /// Runs a use case that writes: kept on `Ok`, undone on `Err`, run again when it lost a race.
    ///
    /// # Errors
    ///
    /// The use case's own, or the store's through it.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.writing.run(work).await
    }

    /// Opens a lane whose commands are decided many at a time.
    ///
    /// # Errors
    ///
    /// When its threads cannot be started.
    pub fn lane<C: Send + 'static, R: Send + 'static>(
        &self,
        name: &str,
        decide: &Arc<Decide<C, R>>,
    ) -> Result<Lane<C, R>, Error> {
        let writers = Writer::for_workers(&self.source, &self.writer, self.settings.lane_writers);
        Lane::start(name, writers, &self.clock, decide, &counted(&self.commits))
    }

    /// How many transactions this process has committed: what was read under an older count may be out of date.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// Checks that there is room to write: what a node is asked before it is given work.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] when there is none: some was missing a moment ago, or an embedded database's disk has hardly any left.
    pub fn check_room(&self) -> Result<(), Error> {
        if files::has_room(&self.source.database) { Ok(()) } else { Err(Error::Full) }
    }

    /// The clock its transactions read.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Which database it is.
    pub fn database(&self) -> &Database {
        &self.source.database
    }
}

/// Counts a commit.
fn counted(commits: &Arc<AtomicU64>) -> Arc<dyn Fn() + Send + Sync> {
    let commits = Arc::clone(commits);
    Arc::new(move || {
        commits.fetch_add(1, Ordering::Release);
        files::note_written();
    })
}

/// Makes the folder an SQLite file lies in; a server has no folder of ours.
///
/// # Errors
///
/// [`Error::Unavailable`] when it cannot be made.
pub fn make_folder(database: &Database) -> Result<(), Error> {
    let folder = match database {
        Database::Sqlite(path) => Path::new(path).parent(),
        Database::Postgres(_) => None,
    };
    match folder {
        Some(folder) if !folder.as_os_str().is_empty() => files::make_private_folder(folder)
            .map_err(|fault| Error::Unavailable(format!("{}: {fault}", folder.display()))),
        Some(_) | None => Ok(()),
    }
}
