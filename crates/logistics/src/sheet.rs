use std::io;

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};
use sillon_tables::{Cell, CsvWriter, Delimiter};

/// Begins a sheet that a spreadsheet of the language opens: its header row is written.
pub(crate) fn begin<W: io::Write>(
    out: W,
    language: Language,
    header: &[&str],
) -> io::Result<CsvWriter<W>> {
    let delimiter = Delimiter::where_decimal_comma(language.has_decimal_comma());
    let mut sheet = CsvWriter::new(out, delimiter)?;
    sheet.row(&header.iter().copied().map(text).collect::<Vec<_>>())?;
    Ok(sheet)
}

/// A cell of text.
pub(crate) fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// A cell with a number, which a spreadsheet can sum.
pub(crate) fn number(number: &impl ToString) -> Cell {
    Cell::Number(number.to_string())
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
