/// The cells of a row, kept in one piece: a table has many rows of few and short cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// The cell of a place, counted from 0, where the row has one.
    pub fn get(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start =
            place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cells, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|place| self.get(place))
    }

    /// Whether every cell is white space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl<'t> FromIterator<&'t str> for Cells {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Self {
        let mut cells = Self::default();
        for text in texts {
            cells.push(text);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_by_their_place() {
        let cells: Cells = ["a", "", "né"].into_iter().collect();
        assert_eq!(
            [0, 1, 2, 3].map(|place| cells.get(place)),
            [Some("a"), Some(""), Some("né"), None]
        );
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["a", "", "né"]);
        assert!(!cells.is_blank() && ["", " \n"].into_iter().collect::<Cells>().is_blank());
    }
}
