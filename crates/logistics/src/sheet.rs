use std::io;

use sillon_kernel::{Language, Unit};
use sillon_tables::{Cell, CsvWriter, Delimiter};

/// Begins a sheet that a spreadsheet of the language opens: its header row is written.
pub(crate) fn begin<W: io::Write, const N: usize>(
    out: W,
    language: Language,
    header: [&str; N],
) -> io::Result<CsvWriter<W>> {
    let delimiter = Delimiter::where_decimal_comma(language.has_decimal_comma());
    let mut sheet = CsvWriter::new(out, delimiter)?;
    sheet.row(&header.map(text))?;
    Ok(sheet)
}

/// A cell of text.
pub(crate) fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// A cell with a number, which a spreadsheet can sum.
pub(crate) fn number(number: impl ToString) -> Cell {
    Cell::Number(number.to_string())
}

/// The unit as the language writes it; only pieces have a word of their own.
pub(crate) fn symbol(unit: Unit, language: Language) -> &'static str {
    if unit == Unit::Piece && language == Language::Fr { "pièce" } else { unit.symbol() }
}

/// How it is stored, in the language; a word we do not know stays as it is.
pub(crate) fn storage(storage: &str, language: Language) -> &str {
    match (language, storage) {
        (Language::Fr, "ambient") => "ambiant",
        (Language::Fr, "chilled") => "frais",
        (Language::Fr, "frozen") => "surgelé",
        (Language::Fr | Language::En, other) => other,
    }
}
