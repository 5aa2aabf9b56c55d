use crate::{
    Cells, Fault, MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROWS, MAX_TABLE_BYTES,
    workbook::errors::is_error,
};

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number of its first line, or of its row in a workbook, from 1.
    pub number: u64,
    /// Its cells, as text.
    pub cells: Cells,
    /// What keeps it, or cells of it, from being trusted.
    pub broken: Vec<Broken>,
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

    pub(crate) fn shows_error(place: usize, error: &str) -> Self {
        let shown = crate::shown(error);
        let rule = format!("the cell shows an error of the spreadsheet, {shown}: mend its formula");
        Self::cell(place, rule)
    }

    pub(crate) fn keeps_no_value(place: usize) -> Self {
        Self::cell(
            place,
            "the cell has a formula, and the file does not keep what it comes to: open and save it in a spreadsheet, or write the value",
        )
    }

    /// `shown` is the date as a program writes it, which may not be how the sheet shows it.
    pub(crate) fn is_date(place: usize, shown: &str) -> Self {
        let shown = crate::shown(shown);
        let rule = format!(
            "the cell holds a date or a time, {shown}: spreadsheets make dates of what looks like one; format the cell as text and write it again"
        );
        Self::cell(place, rule)
    }

    /// `currency` is its sign or its code, as the sheet has it.
    pub(crate) fn is_other_currency(place: usize, currency: &str) -> Self {
        let shown = crate::shown(currency);
        let rule = format!(
            "the cell shows an amount in another currency than the euro, {shown}: write the amount in the currency of the list, in a cell whose format has no currency"
        );
        Self::cell(place, rule)
    }

    pub(crate) fn too_long(place: usize) -> Self {
        Self::cell(place, format!("the cell has more than {MAX_CELL_BYTES} bytes: shorten it"))
    }

    pub(crate) fn too_wide() -> Self {
        Self::row(format!(
            "the row has more than {MAX_COLUMNS} cells: take out what no column names"
        ))
    }
}

/// Rows as they are gathered, within the bounds of a table.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) lines: Vec<Line>,
    bytes: usize,
}

/// What a row and a cell cost beside their text: their ends and their numbers.
const ROW_BYTES: usize = 96;
const CELL_BYTES: usize = 8;

/// How many things that are wrong are told of one row.
const MAX_BROKEN: usize = 8;

impl Rows {
    /// Adds a row, unless it is blank and sound.
    pub(crate) fn add(&mut self, line: Line) -> Result<(), Fault> {
        if line.broken.is_empty() && line.cells.is_blank() {
            return Ok(());
        }
        // The header is no row of its own.
        if self.lines.len() > MAX_ROWS {
            let rule = format!("there are more rows than {MAX_ROWS}: split the file");
            return Err(Fault::new(line.number, "file", rule));
        }
        let text = line.cells.iter().map(str::len).sum::<usize>();
        let broken = line.broken.iter().map(|broken| size_of::<Broken>() + broken.rule.len());
        self.bytes += text + line.cells.len() * CELL_BYTES + ROW_BYTES + broken.sum::<usize>();
        if self.bytes > MAX_TABLE_BYTES {
            let rule =
                format!("the rows hold more than {MAX_TABLE_BYTES} bytes (40 MB): split the file");
            return Err(Fault::new(line.number, "file", rule));
        }
        let mut line = line;
        for (place, cell) in line.cells.iter().enumerate() {
            if is_error(cell) && line.broken.len() < MAX_BROKEN {
                line.broken.push(Broken::shows_error(place, cell));
            }
        }
        self.lines.push(line);
        Ok(())
    }
}

/// The cells of a workbook's row, which come by their place, blanks left out.
#[derive(Debug, Default)]
pub(crate) struct SparseRow {
    cells: Vec<String>,
    broken: Vec<Broken>,
}

impl SparseRow {
    /// Puts a text into a place; blank texts and what was there before are passed over.
    pub(crate) fn put(&mut self, place: usize, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if place >= MAX_COLUMNS {
            if self.broken.is_empty() {
                self.broken.push(Broken::too_wide());
            }
            return;
        }
        if text.len() > MAX_CELL_BYTES {
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
        if self.broken.len() < MAX_BROKEN {
            self.broken.push(broken);
        }
    }

    /// The row, of this number, and room for the next one.
    pub(crate) fn take(&mut self, number: u64) -> Line {
        let cells = std::mem::take(&mut self.cells);
        let cells = cells.iter().map(String::as_str).collect();
        Line { number, cells, broken: std::mem::take(&mut self.broken) }
    }
}
