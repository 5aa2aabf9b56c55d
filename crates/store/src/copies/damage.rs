//! Damage: what is stored is not what was written.

use crate::{Error, Tx, postgres, sqlite, tx::Handle};

/// Something of what is stored that no change of ours made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file is not put together as it should be, in the words of the database.
    #[error("the file is damaged: {0}")]
    Structure(String),
    /// Rows refer to rows that are not there.
    #[error("{rows} rows of {table} refer to rows of {referred} that are not there")]
    Dangling {
        /// Whose rows.
        table: String,
        /// Where what they refer to should be.
        referred: String,
        /// How many.
        rows: i64,
    },
    /// Rows are gone, or came from elsewhere.
    #[error("{table} should hold {expected} rows and holds {found}")]
    Rows {
        /// Which table.
        table: String,
        /// How many rows were written and not deleted.
        expected: i64,
        /// How many there are.
        found: i64,
    },
    /// As many rows as there should be, and not all of them hold what was written.
    #[error("what {0} holds is not what was written to it")]
    Content(String),
}

impl Tx<'_> {
    /// Looks for damage in all that is stored, over the state this transaction sees; empty when there is none.
    ///
    /// An SQLite file is checked whole: how it is put together, every reference, and every row against a digest that
    /// was kept as it was written. PostgreSQL keeps checksums of its own pages; here its references are checked.
    ///
    /// # Errors
    ///
    /// What the database refuses, as [`Error`].
    pub fn damage(&mut self) -> Result<Vec<Damage>, Error> {
        match &mut self.handle {
            Handle::Pg(conn) => postgres::damage::find(conn),
            Handle::Lite(conn) => {
                let mut damage = sqlite::damage::find(conn)?;
                damage.extend(sqlite::damage::lost_tallies(conn)?);
                Ok(damage)
            }
        }
    }
}
