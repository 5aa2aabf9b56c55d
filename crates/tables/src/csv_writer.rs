use std::{borrow::Cow, io};

use crate::{Cell, csv_injection::guarded};

/// What parts the cells of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// Commas; the decimal mark is a point.
    Comma,
    /// Semicolons; the decimal mark is a comma, as spreadsheets of many countries have it.
    Semicolon,
}

impl Delimiter {
    /// What a spreadsheet expects between cells: where the decimal mark is a comma, the comma cannot part them.
    pub fn where_decimal_comma(is_comma: bool) -> Self {
        if is_comma { Self::Semicolon } else { Self::Comma }
    }

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }

    /// A cell, as it is written between such delimiters.
    fn text(self, cell: &Cell) -> Cow<'_, str> {
        match cell {
            Cell::Text(text) => guarded(text),
            Cell::Number(number) | Cell::Measure(number) => self.number(number),
            Cell::Blank => "".into(),
        }
    }

    /// A plain decimal number, likewise.
    fn number(self, plain: &str) -> Cow<'_, str> {
        match self {
            Self::Comma => plain.into(),
            Self::Semicolon => plain.replacen('.', ",", 1).into(),
        }
    }
}

/// A cell as it stands in a CSV file: no spreadsheet runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvCell(String);

/// Writes a CSV file row by row, however many there are: UTF-8 that says so, lines that end in CR LF, and no cell that a
/// spreadsheet would run.
#[derive(Debug)]
pub struct CsvWriter<W: io::Write> {
    records: csv::Writer<W>,
    delimiter: Delimiter,
}

impl<W: io::Write> CsvWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(mut out: W, delimiter: Delimiter) -> io::Result<Self> {
        // Without this mark, spreadsheets take the text for an old code page.
        out.write_all("\u{feff}".as_bytes())?;
        let mut format = csv::WriterBuilder::new();
        format.delimiter(delimiter.byte()).terminator(csv::Terminator::CRLF).flexible(true);
        Ok(Self { records: format.from_writer(out), delimiter })
    }

    /// Writes a row.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            self.records.write_field(self.delimiter.text(cell).as_bytes())?;
        }
        Ok(self.records.write_record(None::<&[u8]>)?)
    }

    /// A cell made ready once, for many rows.
    pub fn prepared(&self, cell: &Cell) -> CsvCell {
        CsvCell(self.delimiter.text(cell).into_owned())
    }

    /// Writes a row of cells that were made ready.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn prepared_row<'c>(
        &mut self,
        cells: impl IntoIterator<Item = &'c CsvCell>,
    ) -> io::Result<()> {
        Ok(self.records.write_record(cells.into_iter().map(|cell| cell.0.as_bytes()))?)
    }

    /// Writes what is left, and gives back where it was written to.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.records.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
