use std::{collections::HashMap, hash::Hash};

use sillon_kernel::name_key;
use sillon_tables::Fault;

use crate::{HubRow, ListRow};

/// The rows of a list that could be read, and the faults of those that could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadList<R> {
    /// The sound rows, in order.
    pub rows: Vec<R>,
    /// What is wrong with the others, in order.
    pub faults: Vec<Fault>,
    /// What was passed over, with its first line; nothing is wrong with it.
    pub notes: Vec<Fault>,
}

impl<R> ReadList<R> {
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
    Products(ReadList<ListRow>),
    /// What hubs sell it at.
    Inventory(ReadList<HubRow>),
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

    /// The list in parts of about so many rows, to be brought in one after another; the rows of a product are all in one of them,
    /// since they are about one supply. The same list is always cut alike. Of nothing there is one part.
    pub fn into_parts(self, rows_at_once: usize) -> Vec<Self> {
        match self {
            Self::Products(rows) => {
                let of_product = |row: &ListRow| (name_key(&row.producer), name_key(&row.name));
                cut(rows, rows_at_once, of_product).into_iter().map(Self::Products).collect()
            }
            Self::Inventory(rows) => {
                let of_product = |row: &HubRow| (name_key(&row.producer), name_key(&row.name));
                cut(rows, rows_at_once, of_product).into_iter().map(Self::Inventory).collect()
            }
        }
    }
}

/// Cuts rows into parts that hold all rows of a key, or none.
fn cut<R, K: Eq + Hash>(rows: Vec<R>, rows_at_once: usize, key: impl Fn(&R) -> K) -> Vec<Vec<R>> {
    let mut parts = vec![Vec::new()];
    let mut part_of: HashMap<K, usize> = HashMap::new();
    for row in rows {
        let at = *part_of.entry(key(&row)).or_insert_with(|| {
            if parts.last().is_some_and(|part| part.len() >= rows_at_once) {
                parts.push(Vec::new());
            }
            parts.len() - 1
        });
        if let Some(part) = parts.get_mut(at) {
            part.push(row);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn rows_of_one_key_stay_together_and_in_order() {
        let parts = |rows: &[(char, u8)], at_once| cut(rows.to_vec(), at_once, |row| row.0);
        assert_eq!(parts(&[], 2), [vec![]]);
        let rows = [('a', 1), ('b', 2), ('c', 3), ('a', 4), ('d', 5), ('c', 6), ('e', 7)];
        assert_eq!(
            parts(&rows, 2),
            [
                vec![('a', 1), ('b', 2), ('a', 4)],
                vec![('c', 3), ('d', 5), ('c', 6)],
                vec![('e', 7)]
            ]
        );
        assert_eq!(parts(&rows, 7), [rows.to_vec()]);
    }
}
