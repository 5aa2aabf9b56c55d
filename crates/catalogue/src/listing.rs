use sillon_tables::Fault;

use crate::{HubRow, ListRow};

/// The rows of a list that could be read, and the faults of those that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<R> {
    /// The sound rows, in order.
    pub rows: Vec<R>,
    /// What is wrong with the others, in order.
    pub faults: Vec<Fault>,
    /// What was passed over, with its first line; nothing is wrong with it.
    pub notes: Vec<Fault>,
}

impl<R> Listing<R> {
    /// The rows of a list without faults.
    ///
    /// # Errors
    ///
    /// Every fault; then no row is given.
    pub fn whole(self) -> Result<Vec<R>, Vec<Fault>> {
        if self.faults.is_empty() { Ok(self.rows) } else { Err(self.faults) }
    }
}

/// A list, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// What producers have.
    Products(Listing<ListRow>),
    /// What hubs sell it at.
    Inventory(Listing<HubRow>),
}

impl List {
    /// What was passed over, with its first line.
    pub fn notes(&self) -> &[Fault] {
        match self {
            Self::Products(listing) => &listing.notes,
            Self::Inventory(listing) => &listing.notes,
        }
    }

    /// The rows of a list without faults.
    ///
    /// # Errors
    ///
    /// Every fault; then no row is given.
    pub fn whole(self) -> Result<ListRows, Vec<Fault>> {
        Ok(match self {
            Self::Products(listing) => ListRows::Products(listing.whole()?),
            Self::Inventory(listing) => ListRows::Inventory(listing.whole()?),
        })
    }
}

/// The rows of a list without faults, by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListRows {
    /// What producers have.
    Products(Vec<ListRow>),
    /// What hubs sell it at.
    Inventory(Vec<HubRow>),
}

impl ListRows {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Self::Products(rows) => rows.len(),
            Self::Inventory(rows) => rows.len(),
        }
    }
}
