use std::io;

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};

/// A sheet of cells that a spreadsheet of the language opens: UTF-8 that says so, cells parted as it expects.
#[derive(Debug)]
pub(crate) struct Sheet<W: io::Write> {
    cells: csv::Writer<W>,
}

impl<W: io::Write> Sheet<W> {
    /// A sheet with its header row.
    pub(crate) fn new<const N: usize>(
        mut out: W,
        language: Language,
        header: [&str; N],
    ) -> io::Result<Self> {
        // Without this mark, spreadsheets take the text for an old code page.
        out.write_all("\u{feff}".as_bytes())?;
        // Where the decimal sign is a comma, the comma cannot part cells.
        let delimiter = if language.has_decimal_comma() { b';' } else { b',' };
        let mut format = csv::WriterBuilder::new();
        let format = format.delimiter(delimiter).terminator(csv::Terminator::CRLF);
        let mut sheet = Self { cells: format.from_writer(out) };
        sheet.row(header)?;
        Ok(sheet)
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) -> io::Result<()> {
        Ok(self.cells.write_record(cells)?)
    }

    /// Writes what is left, and gives back where it was written to.
    pub(crate) fn finish(self) -> io::Result<W> {
        self.cells.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// How it is stored, in the language; a word we do not know stays as it is.
pub(crate) fn storage(storage: &str, language: Language) -> &str {
    let words = &Words::of(language).sheets.storage;
    match storage {
        "ambient" => words.ambient,
        "chilled" => words.chilled,
        "frozen" => words.frozen,
        other => other,
    }
}
