use crate::{Cells, Fault, MOST_CELL_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_TEXT_BYTES};

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number of its first line, or of its row in a workbook, from 1.
    pub number: u64,
    /// Its cells, as text.
    pub cells: Cells,
    /// What keeps its cells from being trusted.
    pub broken: Option<Broken>,
}

/// What is wrong with a row or one of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The place of the cell, counted from 0; none where it is about the row.
    pub place: Option<usize>,
    /// What was wrong, and what is right.
    pub rule: String,
}

impl Broken {
    pub(crate) fn row(rule: impl Into<String>) -> Self {
        Self { place: None, rule: rule.into() }
    }

    pub(crate) fn cell(place: usize, rule: impl Into<String>) -> Self {
        Self { place: Some(place), rule: rule.into() }
    }

    pub(crate) fn too_long(place: usize) -> Self {
        Self::cell(place, format!("the cell has more than {MOST_CELL_BYTES} bytes: shorten it"))
    }

    pub(crate) fn too_wide() -> Self {
        Self::row(format!(
            "the row has more than {MOST_COLUMNS} cells: take out what no column names"
        ))
    }
}

/// Rows as they are gathered, within the bounds of a table.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) lines: Vec<Line>,
    bytes: usize,
}

impl Rows {
    /// Adds a row, unless it is blank and sound.
    pub(crate) fn add(&mut self, line: Line) -> Result<(), Fault> {
        if line.broken.is_none() && line.cells.is_blank() {
            return Ok(());
        }
        // The header is no row of its own.
        if self.lines.len() > MOST_ROWS {
            let rule = format!("there are more rows than {MOST_ROWS}: split the file");
            return Err(Fault::new(line.number, "file", rule));
        }
        self.bytes += line.cells.iter().map(str::len).sum::<usize>();
        if self.bytes > MOST_TEXT_BYTES {
            let rule = format!(
                "the cells hold more than {MOST_TEXT_BYTES} bytes of text (64 MB): split the file"
            );
            return Err(Fault::new(line.number, "file", rule));
        }
        self.lines.push(line);
        Ok(())
    }
}

/// The cells of a workbook's row, which come by their place, blanks left out.
#[derive(Debug, Default)]
pub(crate) struct SparseRow {
    cells: Vec<String>,
    broken: Option<Broken>,
}

impl SparseRow {
    /// Puts a text into a place; blank texts and what was there before are passed over.
    pub(crate) fn put(&mut self, place: usize, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if place >= MOST_COLUMNS {
            self.broken.get_or_insert_with(Broken::too_wide);
            return;
        }
        if text.len() > MOST_CELL_BYTES {
            self.break_at(Broken::too_long(place));
            return;
        }
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(place) {
            text.clone_into(cell);
        }
    }

    pub(crate) fn break_at(&mut self, broken: Broken) {
        self.broken.get_or_insert(broken);
    }

    /// The row, of this number, and room for the next one.
    pub(crate) fn take(&mut self, number: u64) -> Line {
        let cells = std::mem::take(&mut self.cells);
        let cells = cells.iter().map(String::as_str).collect();
        Line { number, cells, broken: self.broken.take() }
    }
}
