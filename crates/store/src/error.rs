use std::{io, path::PathBuf};

use diesel::result::{DatabaseErrorKind, Error as Diesel};
use sillon_kernel::{Failure, FailureKind, Timestamp};

/// What may go wrong between a use case and its database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked for by id is not there.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// A unique rule of the schema refused the write.
    #[error("it is there already")]
    Duplicate(#[source] Diesel),
    /// Another transaction was faster; doing it again may well succeed.
    #[error("another change came first")]
    LostRace(#[source] Diesel),
    /// The queue before the database is full, or a lock was not had in time.
    #[error("too many requests wait already")]
    Busy,
    /// The database gives fewer connections than are wanted.
    #[error(
        "the database gives {given} connections and {wanted} are wanted at once: lower database.readers, \
         database.writers or database.lane_writers, or let its role have more; it said: {cause}"
    )]
    TooFewConnections {
        /// How many it gave.
        given: usize,
        /// How many the settings ask for.
        wanted: usize,
        /// What it said to the next.
        cause: String,
    },
    /// There is no room left to write to: nothing was changed.
    #[error(
        "there is no room left to write to: nothing was changed; tell whoever runs this installation"
    )]
    Full,
    /// The database cannot be reached, or went away.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// There is no such file, where an SQLite database should be.
    #[error("there is no database at {0}")]
    NoDatabase(String),
    /// The database has an older program's schema.
    #[error(
        "the database is older than this program: {pending} migrations are pending; run `sillon migrate`, or name \
         another database in DATABASE_URL"
    )]
    Older {
        /// How many migrations it lacks.
        pending: usize,
    },
    /// The database has a newer program's schema.
    #[error(
        "the database is newer than this program, which does not know its migration {migration}: run the newer program"
    )]
    Newer {
        /// The first migration this program does not know.
        migration: String,
    },
    /// The list of migrations cannot be read, or one of them failed and changed nothing.
    #[error("the database's schema cannot be read or changed: {0}")]
    Schema(String),
    /// A stored value cannot be read: our mistake, or a damaged file.
    #[error("the stored {what} “{value}” cannot be read")]
    Corrupt {
        /// Which column.
        what: &'static str,
        /// What stands in it.
        value: String,
    },
    /// A copy goes only into a database that holds nothing.
    #[error("the database is not empty: there are rows in {table}")]
    NotEmpty {
        /// The first table with rows in it.
        table: String,
    },
    /// A backup never takes the place of a file.
    #[error("{} is there already", .0.display())]
    FileExists(PathBuf),
    /// A file cannot be read or written.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: io::Error,
    },
    /// The file is no backup of ours, or not whole.
    #[error("this is no whole database of ours: {0}")]
    Damaged(String),
    /// Anything else the database refuses: our mistake.
    #[error("the database refused: {0}")]
    Database(#[source] Diesel),
    /// A use case gave up half-way by a panic: our mistake.
    #[error("a use case panicked")]
    Panicked,
}

impl Error {
    /// The error, once it was asked whether the server has gone: what failed for that may well succeed on another connection.
    pub(crate) fn unless_gone(self, is_gone: impl FnOnce() -> bool) -> Self {
        match self {
            Self::Database(cause) => {
                if is_gone() {
                    Self::Unavailable(cause.to_string())
                } else {
                    Self::Database(cause)
                }
            }
            other => other,
        }
    }

    /// Whether what it says is for whoever runs the installation: it may name hosts, roles and statements.
    pub fn is_ours_to_mend(&self) -> bool {
        match self.class() {
            (FailureKind::Internal, _) | (_, "unavailable") => true,
            (
                FailureKind::Invalid
                | FailureKind::Unauthenticated
                | FailureKind::Forbidden
                | FailureKind::Missing
                | FailureKind::Conflict
                | FailureKind::Stale
                | FailureKind::TooLarge
                | FailureKind::KeyReused
                | FailureKind::TooOften
                | FailureKind::Busy,
                _,
            ) => false,
        }
    }

    /// Whether running the same transaction again may succeed.
    pub fn is_lost_race(&self) -> bool {
        matches!(self, Self::LostRace(_))
    }

    /// Somebody else was faster: doing all of it again may succeed.
    pub fn lost_race() -> Self {
        Self::LostRace(Diesel::RollbackTransaction)
    }

    /// Takes what is there already for a lost race: whoever put it there was faster, and doing all of it again finds it.
    #[must_use]
    pub fn into_lost_race(self) -> Self {
        match self {
            Self::Duplicate(cause) => Self::LostRace(cause),
            other => other,
        }
    }
}

impl Error {
    /// The error once more, for another who waited for the same transaction; `None` when it may be the fault of one of
    /// those who did.
    pub(crate) fn for_another(&self) -> Option<Self> {
        match self {
            Self::Busy => Some(Self::Busy),
            Self::Full => Some(Self::Full),
            Self::Unavailable(why) => Some(Self::Unavailable(why.clone())),
            Self::Missing(_)
            | Self::Duplicate(_)
            | Self::LostRace(_)
            | Self::Corrupt { .. }
            | Self::TooFewConnections { .. }
            | Self::NoDatabase(_)
            | Self::Older { .. }
            | Self::Newer { .. }
            | Self::Schema(_)
            | Self::NotEmpty { .. }
            | Self::FileExists(_)
            | Self::File { .. }
            | Self::Damaged(_)
            | Self::Database(_)
            | Self::Panicked => None,
        }
    }
}

/// How SQLite says that another process writes to the file.
const FILE_LOCKED: &str = "database is locked";
/// What the names of PostgreSQL's locks end in. Its words for a deadlock are in the server's language, but for the names of
/// the locks that wait for each other.
const LOCKS: &[&str] = &["ShareLock", "ExclusiveLock"];
/// How PostgreSQL says that a statement took longer than it may.
const STATEMENT_TIMEOUT: &str = "canceling statement due to statement timeout";
/// How PostgreSQL says that a lock was not had in time.
const LOCK_TIMEOUT: &str = "canceling statement due to lock timeout";

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        let Diesel::DatabaseError(kind, information) = &error else {
            return Self::Database(error);
        };
        let said = information.message();
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Duplicate(error),
            // Who may all everywhere may name what is not there; and what is named may go while it is being named.
            DatabaseErrorKind::ForeignKeyViolation => {
                tracing::info!(%error, "what was named is not there");
                Self::Missing("what it names")
            }
            DatabaseErrorKind::SerializationFailure => Self::LostRace(error),
            DatabaseErrorKind::ClosedConnection => Self::Unavailable(said.to_owned()),
            // None of these has a kind of its own in diesel.
            _ if said.contains(FILE_LOCKED) || is_deadlock(information.details()) => {
                Self::LostRace(error)
            }
            _ if said.contains(LOCK_TIMEOUT) => Self::Busy,
            _ if said.contains(STATEMENT_TIMEOUT) => Self::Unavailable(said.to_owned()),
            _ if FULL.iter().any(|full| said.contains(full)) => {
                crate::run::disk::note_full();
                Self::Full
            }
            _ if said.contains("terminating connection")
                || said.contains("server closed the connection") =>
            {
                Self::Unavailable(said.to_owned())
            }
            _ => Self::Database(error),
        }
    }
}

/// How SQLite, and the system through PostgreSQL, say that a disk is full.
const FULL: &[&str] =
    &["database or disk is full", "No space left on device", "Disk quota exceeded"];

/// Whether an error's details are of a deadlock.
fn is_deadlock(details: Option<&str>) -> bool {
    details.is_some_and(|details| LOCKS.iter().any(|lock| details.contains(lock)))
}

impl Failure for Error {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Missing(_) => (FailureKind::Missing, "not-found"),
            Self::Duplicate(_) => (FailureKind::Conflict, "exists-already"),
            Self::LostRace(_) => (FailureKind::Conflict, "changed-meanwhile"),
            Self::Busy => (FailureKind::Busy, "busy"),
            Self::Full => (FailureKind::Busy, "storage-full"),
            Self::Unavailable(_)
            | Self::TooFewConnections { .. }
            | Self::NoDatabase(_)
            | Self::Older { .. }
            | Self::Newer { .. }
            | Self::Schema(_) => (FailureKind::Busy, "unavailable"),
            Self::NotEmpty { .. } => (FailureKind::Conflict, "not-empty"),
            Self::FileExists(_) => (FailureKind::Conflict, "file-exists"),
            Self::Damaged(_) => (FailureKind::Invalid, "damaged"),
            Self::File { .. } | Self::Corrupt { .. } | Self::Database(_) | Self::Panicked => {
                (FailureKind::Internal, "internal")
            }
        }
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        match self {
            Self::Busy => Some(1),
            other => (other.class().1 == "unavailable").then_some(5),
        }
    }
}

/// Reads a stored word back into its type.
pub(crate) fn stored<T: std::str::FromStr>(what: &'static str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_fault: T::Err| Error::Corrupt { what, value: value.to_owned() })
}

/// Reads a stored instant.
pub(crate) fn instant(micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_micros(micros)
        .map_err(|_fault| Error::Corrupt { what: "time", value: micros.to_string() })
}
