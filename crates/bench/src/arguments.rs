use std::{fmt, path::PathBuf, time::Duration};

use clap::{Parser, Subcommand, ValueEnum};

/// Measures a server of Sillon beside the least work that could do the same on this machine.
#[derive(Debug, Parser)]
#[command(name = "sillon-bench", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Only these parts: a offers, b checkouts, c a race for the last, d the close of a cycle, e a large catalogue,
    /// f a shop among many others
    #[arg(long, value_delimiter = ',', value_name = "PARTS")]
    only: Vec<Part>,
    /// Only this database
    #[arg(long)]
    database: Option<Backend>,
    /// About how long one reading takes, in seconds
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How often everything is measured, in turns
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
    /// One short round of small data: to see that everything works, not how fast
    #[arg(long)]
    quick: bool,
    /// Also put the tables into performance.md in this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) write: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) task: Option<Task>,
}

/// What this program is told when it is started by itself.
#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Answer every request with the same bytes
    #[command(hide = true)]
    StaticServer {
        /// Where to listen
        #[arg(long)]
        port: u16,
        /// The file that holds the bytes
        #[arg(long)]
        body: PathBuf,
        /// Their entity tag
        #[arg(long)]
        etag: String,
        /// They are compressed
        #[arg(long)]
        gzip: bool,
    },
}

/// A part of the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// What a shop offers.
    A,
    /// Checkouts.
    B,
    /// A race for the last of a thing.
    C,
    /// The close of an order cycle.
    D,
    /// A large catalogue.
    E,
    /// A shop among many others.
    F,
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// A file of our own.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What is measured, and how much of it.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Which parts.
    pub(crate) parts: Vec<Part>,
    /// On which databases.
    pub(crate) backends: Vec<Backend>,
    /// How often.
    pub(crate) rounds: u32,
    /// About how long a reading takes, in seconds.
    pub(crate) seconds: u32,
    /// Whether it is only to see that everything works.
    pub(crate) is_quick: bool,
    /// How many orders the cycle has that is closed.
    pub(crate) cycle_orders: usize,
}

impl Plan {
    /// What the arguments ask for.
    pub(crate) fn of(arguments: &Arguments) -> Self {
        let Arguments { only, database, seconds, rounds, quick, .. } = arguments;
        let parts = if only.is_empty() { Part::value_variants().to_vec() } else { only.clone() };
        Self {
            parts,
            backends: database.map_or_else(|| Backend::value_variants().to_vec(), |one| vec![one]),
            rounds: if *quick { 1 } else { *rounds },
            seconds: if *quick { 1 } else { *seconds },
            is_quick: *quick,
            cycle_orders: if *quick { 1_000 } else { 10_000 },
        }
    }

    /// How long a reading takes that is not of a fixed number of requests.
    pub(crate) fn reading(&self) -> Duration {
        Duration::from_secs(self.seconds.into())
    }

    /// How many of something there are when about so many come a second.
    pub(crate) fn count(&self, a_second: usize) -> usize {
        a_second * usize::try_from(self.seconds).unwrap_or(usize::MAX)
    }
}
