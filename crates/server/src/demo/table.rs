use std::fmt::{self, Write as _};

/// What stands between two columns.
const GAP: &str = "  ";

/// Where a column's cells stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Rows of text in columns, for a terminal.
pub(crate) struct Table {
    columns: Vec<Align>,
    rows: Vec<Row>,
}

enum Row {
    Cells(Vec<String>),
    Rule,
}

impl Table {
    pub(crate) fn new(columns: &[Align]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; cells it does not have are blank.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(Row::Cells(cells.into()));
    }

    /// Adds a line across.
    pub(crate) fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    /// How wide each column is: as its widest cell.
    fn widths(&self) -> Vec<usize> {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| match row {
                Row::Cells(cells) => cells.get(column),
                Row::Rule => None,
            });
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        (0..self.columns.len()).map(width).collect()
    }
}

impl fmt::Display for Table {
    /// Every row on a line of its own, two spaces from the edge.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let across = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        for row in &self.rows {
            let mut line = String::new();
            match row {
                Row::Rule => line.push_str(&"─".repeat(across)),
                Row::Cells(cells) => {
                    for ((cell, width), align) in cells.iter().zip(&widths).zip(&self.columns) {
                        match align {
                            Align::Left => write!(line, "{cell:<width$}{GAP}")?,
                            Align::Right => write!(line, "{cell:>width$}{GAP}")?,
                        }
                    }
                }
            }
            writeln!(f, "{GAP}{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_numbers_end_together() {
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Left]);
        table.row(["Épis".to_owned(), "1 234,50 €".to_owned(), "kg".to_owned()]);
        table.rule();
        table.row(["Sourdine".to_owned(), "5,00 €".to_owned(), String::new()]);
        let lines = [
            "  Épis      1 234,50 €  kg",
            "  ────────────────────────",
            "  Sourdine      5,00 €",
            "",
        ];
        assert_eq!(table.to_string(), lines.join("\n"));
    }
}
