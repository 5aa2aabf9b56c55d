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
            // Neither a deadlock nor SQLite's busy has a kind of its own in diesel.
            _ if said.contains("deadlock detected") || said.contains("database is locked") => Self::LostRace(error),
            _ if said.contains("terminating connection") || said.contains("server closed the connection") => {
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
            Self::Corrupt { .. } | Self::Database(_) | Self::Panicked => (Kind::Internal, "internal"),
        }
    }
}

/// Reads a stored word back into its type.
pub(crate) fn stored<T: std::str::FromStr>(what: &'static str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_: T::Err| Error::Corrupt { what, value: value.to_owned() })
}
