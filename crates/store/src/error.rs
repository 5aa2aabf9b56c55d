use std::{io, path::PathBuf};

use diesel::result::{DatabaseErrorKind, Error as Diesel};
use sillon_kernel::{Failure, Kind};

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
    /// The queue before the database is full.
    #[error("too many requests wait already")]
    Busy,
    /// The database cannot be reached, or went away.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
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
    /// Whether running the same transaction again may succeed.
    pub fn is_lost_race(&self) -> bool {
        matches!(self, Self::LostRace(_))
    }
}

/// How the databases say that another transaction was in the way: a deadlock, a lock not had in time, a busy file.
const LOST_RACES: &[&str] =
    &["deadlock detected", "canceling statement due to lock timeout", "database is locked"];

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        let Diesel::DatabaseError(kind, information) = &error else {
            return Self::Database(error);
        };
        let said = information.message();
        match kind {
            DatabaseErrorKind::UniqueViolation => Self::Duplicate(error),
            DatabaseErrorKind::SerializationFailure => Self::LostRace(error),
            DatabaseErrorKind::ClosedConnection => Self::Unavailable(said.to_owned()),
            // None of these has a kind of its own in diesel.
            _ if LOST_RACES.iter().any(|words| said.contains(words)) => Self::LostRace(error),
            _ if said.contains("terminating connection")
                || said.contains("server closed the connection") =>
            {
                Self::Unavailable(said.to_owned())
            }
            _ => Self::Database(error),
        }
    }
}

impl Failure for Error {
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::Missing(_) => (Kind::Missing, "not-found"),
            Self::Duplicate(_) => (Kind::Conflict, "exists-already"),
            Self::LostRace(_) => (Kind::Conflict, "changed-meanwhile"),
            Self::Busy => (Kind::Busy, "busy"),
            Self::Unavailable(_) => (Kind::Busy, "database-unavailable"),
            Self::NotEmpty { .. } => (Kind::Conflict, "not-empty"),
            Self::FileExists(_) => (Kind::Conflict, "file-exists"),
            Self::Damaged(_) => (Kind::Invalid, "damaged"),
            Self::File { .. } | Self::Corrupt { .. } | Self::Database(_) | Self::Panicked => {
                (Kind::Internal, "internal")
            }
        }
    }
}

/// Reads a stored word back into its type.
pub(crate) fn stored<T: std::str::FromStr>(what: &'static str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_fault: T::Err| Error::Corrupt { what, value: value.to_owned() })
}
