use std::sync::Arc;

use diesel::{
    Connection as _, PgConnection, SqliteConnection,
    connection::{SimpleConnection as _, TransactionManager as _},
};
use sillon_kernel::{Clock, Timestamp};

use crate::{Error, StatementWatch, Tx, postgres, run::pulse::Pulse, sqlite, tx::Handle};

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
        match self {
            Self::Postgres(url) => Self::Postgres(with(url, CONNECT_TIMEOUT, &seconds.to_string())),
            Self::Sqlite(path) => Self::Sqlite(path),
        }
    }
}

/// What is asked of every connection to a server, in libpq's words and units, unless its address says otherwise: a peer that
/// is gone without a word is noticed within half a minute, also while nothing is asked (PostgreSQL, libpq, §32.1.2).
const KEPT_ALIVE: [(&str, &str); 4] = [
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "20000"),
];

/// The address of a server with what keeps its connections alive, or finds out that they are not.
pub(crate) fn kept_alive(url: &str) -> String {
    KEPT_ALIVE.iter().fold(url.to_owned(), |url, (name, value)| with(url, name, value))
}

/// An address with a parameter, unless it has one of that name.
fn with(url: String, name: &str, value: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let is_set = |parameter: &str| parameter.split('=').next() == Some(name);
    if parameters.split('&').any(is_set) {
        return url;
    }
    let and = if parameters.is_empty() { "" } else { "&" };
    format!("{address}?{parameters}{and}{name}={value}")
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
    /// How long the server may work on one statement, in milliseconds; 0 is without end.
    pub(crate) statement_timeout_ms: i32,
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
    /// Connects and prepares the session, whose statements the pulse tells of.
    pub(crate) fn open(source: &Source, wanted: Use, pulse: &Arc<Pulse>) -> Result<Self, Error> {
        let mut open = Self::to(&source.database, wanted)?;
        open.observe(source, pulse);
        match &mut open {
            Self::Pg(pg) => postgres::dialect::bound_statements(pg, source.statement_timeout_ms)?,
            Self::Lite(_) => {}
        }
        Ok(open)
    }

    /// Has another pulse tell of its statements from now on.
    pub(crate) fn observe(&mut self, source: &Source, pulse: &Arc<Pulse>) {
        let watch = source.watch.as_ref();
        match self {
            Self::Pg(pg) => pg.set_instrumentation(pulse.observer(watch)),
            // A file does not fall silent.
            Self::Lite(lite) => {
                if let Some(watch) = watch {
                    lite.set_instrumentation(watch.observer());
                }
            }
        }
    }

    /// Connects and prepares the session; nobody watches it.
    pub(crate) fn to(database: &Database, wanted: Use) -> Result<Self, Error> {
        match database {
            Database::Sqlite(path) => {
                let mut lite = sqlite::dialect::connect(path)?;
                sqlite::dialect::prepare(&mut lite, wanted)?;
                Ok(Self::Lite(Box::new(lite)))
            }
            Database::Postgres(url) => {
                let mut pg = PgConnection::establish(&kept_alive(url))
                    .map_err(|fault| unreachable(url, &fault))?;
                postgres::dialect::prepare(&mut pg, wanted)?;
                Ok(Self::Pg(Box::new(pg)))
            }
        }
    }

    /// Whether the server at the other end has gone, asked after something failed: an error that it sends last need not say
    /// so in words we know.
    pub(crate) fn is_gone(&mut self) -> bool {
        match self {
            Self::Pg(pg) => is_broken(&mut **pg) || pg.batch_execute("select 1").is_err(),
            Self::Lite(_) => false,
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
