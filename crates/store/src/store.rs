use std::{path::Path, sync::Arc, thread, time::Duration};

use parking_lot::Mutex;
use sillon_kernel::Clock;
use tokio::time::timeout;

use crate::{
    Error, Repositories, StatementWatch, Tx,
    run::changes::Changes,
    run::connection::{Connection, Database, Source, Use},
    run::files,
    run::job::{Jobs, QueueLoad, UseCaseError},
    run::lane::{Decide, Lane},
    run::pulse::Pulse,
    run::ticket::{Patience, silent},
    run::writer::{Within, Writer},
    schema::migrate,
    sqlite,
};

/// How many threads, and connections, read what is large.
const LARGE_READERS: usize = 1;

/// How many lanes there are: one opens carts, one uses vouchers on them, one places orders.
const LANES: usize = 3;

/// How often a connection that is not given at the start is asked for again, and after how long: those of a program that has
/// just ended are a moment in going.
const MORE_TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// How many threads the store works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreSettings {
    /// Threads, and connections, that read.
    pub readers: usize,
    /// Threads, and connections, that write use cases on PostgreSQL. SQLite has one writer.
    pub writers: usize,
    /// Threads, and connections, of each lane on PostgreSQL. SQLite has one writer.
    pub lane_writers: usize,
    /// How long is waited for them, and for the server.
    pub patience: Patience,
}

impl StoreSettings {
    /// How many connections to a server it works with.
    pub fn connections(&self) -> usize {
        self.readers + LARGE_READERS + self.writers + LANES * self.lane_writers
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { readers: 4, writers: 4, lane_writers: 2, patience: Patience::default() }
    }
}

/// The database behind its queues. Nothing here runs on the threads that serve HTTP.
pub struct Store {
    source: Source,
    /// Which file was opened: what is written goes there, whatever stands under its name meanwhile.
    file: Option<files::FileIdentity>,
    settings: StoreSettings,
    clock: Arc<dyn Clock>,
    writer: Arc<Mutex<Option<Connection>>>,
    /// Connections that were opened for the lanes that come.
    for_lanes: Mutex<Vec<Connection>>,
    reading: Jobs,
    reading_large: Jobs,
    writing: Jobs,
    changes: Arc<Changes>,
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
        Self::open_source(source(database, None, settings), settings, clock)
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
        Self::open_source(source(database, Some(watch.clone()), settings), settings, clock)
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
        let patience = settings.patience;
        let Open { shared, mut readers, mut writers } = open_all(&source, settings)?;
        let writer = Arc::new(Mutex::new(shared));
        let changes = Arc::new(Changes::default());
        let large = readers.split_off(readers.len().min(settings.readers));
        let reading = Jobs::reading(&source, settings.readers, readers, &clock, patience)?;
        let reading_large = Jobs::reading(&source, LARGE_READERS, large, &clock, patience)?;
        let for_lanes = writers.split_off(writers.len().min(settings.writers));
        let workers = Writer::for_workers(&source, &writer, settings.writers, writers);
        let writing = Jobs::writing(workers, &source.database, &clock, &changes, patience)?;
        let for_lanes = Mutex::new(for_lanes);
        Ok(Self {
            file: files::identity(&source.database),
            source,
            settings,
            clock,
            writer,
            for_lanes,
            reading,
            reading_large,
            writing,
            changes,
        })
    }

    /// Reads over one unchanging state of the database.
    ///
    /// # Errors
    ///
    /// The use case's own, or the store's through it.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: UseCaseError,
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
        E: UseCaseError,
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
        E: UseCaseError,
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
        E: UseCaseError,
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
        within: Within,
        decide: &Arc<Decide<C, R>>,
    ) -> Result<Lane<C, R>, Error> {
        let workers = self.settings.lane_writers;
        let open = {
            let mut for_lanes = self.for_lanes.lock();
            let from = for_lanes.len().saturating_sub(workers);
            for_lanes.split_off(from)
        };
        let writers = Writer::for_workers(&self.source, &self.writer, workers, open);
        let patience = self.settings.patience;
        Lane::start(name, (writers, within), &self.clock, decide, &self.changes, patience)
    }

    /// Whether it can be worked with just now: the database answers within so long, and its schema is this program's.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] when it does not answer, or its file is not where it was opened; [`Error::Older`] or
    /// [`Error::Newer`] when it was migrated meanwhile; [`Error::Full`] when there is no room to write.
    pub async fn check(&self, within: Duration) -> Result<(), Error> {
        self.check_file()?;
        let applied = self.look_up(|tx| tx.schema_versions().applied());
        let applied = timeout(within, applied).await.map_err(|_late| silent())??;
        migrate::compare(&self.source.database, applied)?;
        self.check_room()
    }

    /// How busy those are who read, who read what is large, and who write.
    pub fn load(&self) -> [QueueLoad; 3] {
        [self.reading.load(), self.reading_large.load(), self.writing.load()]
    }

    /// Moves what was written into the database's own file, as far as nobody reads what was there before; on PostgreSQL
    /// that is the server's work.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        let writer = Arc::clone(&self.writer);
        let checkpointed = tokio::task::spawn_blocking(move || match writer.lock().as_mut() {
            Some(Connection::Lite(lite)) => sqlite::dialect::checkpoint(lite),
            Some(Connection::Pg(_)) | None => Ok(()),
        });
        checkpointed.await.unwrap_or(Err(Error::Panicked))
    }

    /// How many transactions this process has committed.
    pub fn commits(&self) -> u64 {
        self.changes.all()
    }

    /// What this process changed of what shops show: what was read under an older count may be out of date.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Checks that there is room to write: what a node is asked before it is given work.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] when there is none: some was missing a moment ago, or an embedded database's disk has hardly any left.
    pub fn check_room(&self) -> Result<(), Error> {
        if files::has_room(&self.source.database) { Ok(()) } else { Err(Error::Full) }
    }

    /// Checks that an embedded database is still the file of its name: what is written to one that was deleted or moved away
    /// is found by nobody.
    fn check_file(&self) -> Result<(), Error> {
        if self.file == files::identity(&self.source.database) {
            return Ok(());
        }
        let said =
            "the database's file was moved away, deleted or replaced: put it back, or start again";
        Err(Error::Unavailable(said.to_owned()))
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

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

impl Store {
    /// Leaves an SQLite file whole in itself: a copy of it alone holds everything. What is written later is in a log beside
    /// it again.
    pub fn close(&self) {
        if let Some(Connection::Lite(lite)) = self.writer.lock().as_mut()
            && let Err(error) = sqlite::dialect::fold_log(lite)
        {
            tracing::warn!(%error, "what was written last is in the -wal file beside the database");
        }
    }
}

/// Where the connections of a store come from.
fn source(database: Database, watch: Option<StatementWatch>, settings: StoreSettings) -> Source {
    let statement_timeout_ms = i32::try_from(settings.patience.statement.as_millis()).unwrap_or(0);
    Source { database, watch, statement_timeout_ms }
}

/// The connections a store begins with.
#[derive(Default)]
struct Open {
    /// SQLite's one writer.
    shared: Option<Connection>,
    readers: Vec<Connection>,
    writers: Vec<Connection>,
}

/// Opens every connection to a server that the settings ask for, at once: a database that gives fewer is found out now, and not
/// by the first customers.
fn open_all(source: &Source, settings: StoreSettings) -> Result<Open, Error> {
    let pulse = Pulse::new();
    if let Database::Sqlite(_) = &source.database {
        let shared = Some(Connection::open(source, Use::Write, &pulse)?);
        return Ok(Open { shared, ..Open::default() });
    }
    let wanted = settings.connections();
    let mut open = Open::default();
    for given in 0..wanted {
        let is_reader = given < settings.readers + LARGE_READERS;
        let purpose = if is_reader { Use::Read } else { Use::Write };
        let mut connection = Connection::open(source, purpose, &pulse);
        for _ in 0..MORE_TRIES {
            // The first of all says that there is no database to speak of; the next may wait for others to go.
            if given == 0 || !matches!(connection, Err(Error::Unavailable(_))) {
                break;
            }
            thread::sleep(BETWEEN_TRIES);
            connection = Connection::open(source, purpose, &pulse);
        }
        let connection = connection.map_err(|error| match error {
            Error::Unavailable(cause) if given > 0 => {
                Error::TooFewConnections { given, wanted, cause }
            }
            other => other,
        })?;
        let place = if is_reader { &mut open.readers } else { &mut open.writers };
        place.push(connection);
    }
    Ok(open)
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
