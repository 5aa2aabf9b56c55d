use diesel::{
    Connection as _, PgConnection, SqliteConnection, connection::TransactionManager as _,
};
use sillon_kernel::{Clock, Timestamp};

use crate::{Error, StatementWatch, Tx, lite, pg, tx::Handle};

/// Which database, as `DATABASE_URL` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of our own: `sqlite:PATH`.
    Sqlite(String),
    /// A PostgreSQL server: `postgres://…`.
    Postgres(String),
}

impl std::str::FromStr for Database {
    type Err = UnknownScheme;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        if let Some(path) = url.strip_prefix("sqlite:").filter(|path| is_file(path)) {
            return Ok(Self::Sqlite(path.trim_start_matches("//").to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(UnknownScheme)
    }
}

/// How libpq calls what bounds the making of a connection, in seconds.
const CONNECT_TIMEOUT: &str = "connect_timeout";

impl Database {
    /// The database, where the making of a connection to a server is given up after so many seconds, unless its address
    /// already says when. Without a bound a host that does not answer is waited for as long as the system likes: minutes.
    #[must_use]
    pub fn given_up_after(self, seconds: u32) -> Self {
        let Self::Postgres(url) = self else { return self };
        let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
        let is_set = |parameter: &str| parameter.split('=').next() == Some(CONNECT_TIMEOUT);
        if parameters.split('&').any(is_set) {
            return Self::Postgres(url);
        }
        let and = if parameters.is_empty() { "" } else { "&" };
        Self::Postgres(format!("{address}?{parameters}{and}{CONNECT_TIMEOUT}={seconds}"))
    }
}

/// Whether an SQLite path names a file: in memory, each connection would have a database of its own.
fn is_file(path: &str) -> bool {
    !path.is_empty() && !path.contains(":memory:")
}

/// The address is of no database we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a database is sqlite:PATH or postgres://USER@HOST/NAME")]
pub struct UnknownScheme;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Reading only.
    Read,
    /// Reading and writing.
    Write,
}

/// Where connections come from.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The database.
    pub(crate) database: Database,
    /// Who watches their statements.
    pub(crate) watch: Option<StatementWatch>,
}

/// A connection to either database.
pub(crate) enum Connection {
    /// To PostgreSQL.
    Pg(Box<PgConnection>),
    /// To an SQLite file.
    Lite(Box<SqliteConnection>),
}

/// What ends a transaction without its commit.
enum Halt<E> {
    /// The use case refused.
    Refused(E),
    /// The database did.
    Database(diesel::result::Error),
}

impl<E> From<diesel::result::Error> for Halt<E> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

impl<E: From<Error>> Halt<E> {
    fn into_error(self) -> E {
        match self {
            Self::Refused(error) => error,
            Self::Database(error) => Error::from(error).into(),
        }
    }
}

impl Connection {
    /// Connects and prepares the session.
    pub(crate) fn open(source: &Source, wanted: Use) -> Result<Self, Error> {
        let mut open = Self::to(&source.database, wanted)?;
        if let Some(watch) = &source.watch {
            match &mut open {
                Self::Pg(pg) => pg.set_instrumentation(watch.observer()),
                Self::Lite(lite) => lite.set_instrumentation(watch.observer()),
            }
        }
        Ok(open)
    }

    /// Connects and prepares the session; nobody watches it.
    pub(crate) fn to(database: &Database, wanted: Use) -> Result<Self, Error> {
        let unavailable = |fault: diesel::ConnectionError| Error::Unavailable(fault.to_string());
        match database {
            Database::Sqlite(path) => {
                let mut lite = SqliteConnection::establish(path).map_err(unavailable)?;
                lite::dialect::prepare(&mut lite, wanted)?;
                Ok(Self::Lite(Box::new(lite)))
            }
            Database::Postgres(url) => {
                let mut pg =
                    PgConnection::establish(url).map_err(|fault| unreachable(url, &fault))?;
                pg::dialect::prepare(&mut pg, wanted)?;
                Ok(Self::Pg(Box::new(pg)))
            }
        }
    }

    /// Whether a transaction was left open, or could not be ended: nothing more can be done with it.
    pub(crate) fn is_broken(&mut self) -> bool {
        match self {
            Self::Pg(pg) => is_broken(&mut **pg),
            Self::Lite(lite) => is_broken(&mut **lite),
        }
    }

    /// Runs `work` in a transaction of its own: committed on `Ok`, rolled back on `Err`.
    pub(crate) fn transaction<T, E: From<Error>>(
        &mut self,
        clock: &dyn Clock,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = clock.now();
        let done = match self {
            Self::Pg(pg) => {
                pg.transaction(|c| work(&mut Tx::new(Handle::Pg(c), now)).map_err(Halt::Refused))
            }
            Self::Lite(lite) => lite.immediate_transaction(|c| {
                work(&mut Tx::new(Handle::Lite(c), now)).map_err(Halt::Refused)
            }),
        };
        done.map_err(Halt::into_error)
    }

    /// Runs `work` outside of any transaction: each statement of it sees the database as it is then.
    pub(crate) fn alone<T>(&mut self, clock: &dyn Clock, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        let now = clock.now();
        match self {
            Self::Pg(pg) => work(&mut Tx::new(Handle::Pg(pg), now)),
            Self::Lite(lite) => work(&mut Tx::new(Handle::Lite(lite), now)),
        }
    }

    /// Runs `work` over one unchanging state of the database.
    pub(crate) fn snapshot<T, E: From<Error>>(
        &mut self,
        clock: &dyn Clock,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = clock.now();
        let done = match self {
            Self::Pg(pg) => pg
                .build_transaction()
                .read_only()
                .repeatable_read()
                .run(|c| work(&mut Tx::new(Handle::Pg(c), now)).map_err(Halt::Refused)),
            Self::Lite(lite) => lite
                .transaction(|c| work(&mut Tx::new(Handle::Lite(c), now)).map_err(Halt::Refused)),
        };
        done.map_err(Halt::into_error)
    }
}

/// Why a server is not reached, without what its address holds of a password: one with an `@` in it is taken for a host.
pub(crate) fn unreachable(url: &str, fault: &diesel::ConnectionError) -> Error {
    let address = url.split('?').next().unwrap_or(url);
    let secret = address.rsplit_once('@').and_then(|(before, _)| before.rsplit_once("://"));
    let secret = secret.and_then(|(_, who)| who.split_once(':')).map_or("", |(_, secret)| secret);
    let parts = secret.split(['@', ':', '/']).filter(|part| part.len() > 1);
    let said = parts.fold(fault.to_string(), |said, part| said.replace(part, "***"));
    Error::Unavailable(said)
}

fn is_broken<C: diesel::Connection>(conn: &mut C) -> bool {
    C::TransactionManager::is_broken_transaction_manager(conn)
}

/// Runs `work` within a savepoint of an open transaction: undone on `Err`, without touching what came before.
pub(crate) fn savepoint<T, E: From<Error>>(
    tx: &mut Tx<'_>,
    now: Timestamp,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let done = match &mut tx.handle {
        Handle::Pg(pg) => {
            pg.transaction(|c| work(&mut Tx::new(Handle::Pg(c), now)).map_err(Halt::Refused))
        }
        Handle::Lite(lite) => {
            lite.transaction(|c| work(&mut Tx::new(Handle::Lite(c), now)).map_err(Halt::Refused))
        }
    };
    done.map_err(Halt::into_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_database_and_nothing_is_guessed() {
        assert_eq!("sqlite:data/sillon.db".parse(), Ok(Database::Sqlite("data/sillon.db".into())));
        let server = "postgres://sillon@localhost/sillon";
        assert_eq!(server.parse(), Ok(Database::Postgres(server.into())));
        for unknown in ["", "sqlite:", "sqlite::memory:", "mysql://x", "data/sillon.db", "Postgres"]
        {
            assert_eq!(unknown.parse::<Database>(), Err(UnknownScheme), "{unknown}");
        }
    }

    #[test]
    fn a_server_is_given_up_in_time_and_its_address_has_the_last_word() {
        let told = |url: &str| url.parse::<Database>().unwrap().given_up_after(5);
        for (url, with) in [
            ("postgres://a@h/n", "postgres://a@h/n?connect_timeout=5"),
            ("postgres://h/n?sslmode=require", "postgres://h/n?sslmode=require&connect_timeout=5"),
            ("postgres://h/n?connect_timeout=2&user=a", "postgres://h/n?connect_timeout=2&user=a"),
        ] {
            assert_eq!(told(url), Database::Postgres(with.to_owned()));
        }
        assert_eq!(told("sqlite:a.db"), Database::Sqlite("a.db".to_owned()));
    }
}
