use csv::{Reader, ReaderBuilder, StringRecord};

use crate::columns::Column;

/// The rows of a list, each with the number its first line has in an editor. Empty lines are passed over.
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    delimiter: u8,
    reader: Reader<&'t [u8]>,
    /// Up to where line breaks are counted, and the number of the line there.
    counted: usize,
    number: u64,
}

/// One row as it stands in the file.
pub(crate) struct Line {
    /// The number of its first line, from 1.
    pub(crate) number: u64,
    /// Its cells, without their quotation marks.
    pub(crate) cells: StringRecord,
    /// What is wrong with its quotation marks, so that its cells cannot be trusted.
    pub(crate) misquoted: Option<&'static str>,
}

impl<'t> Lines<'t> {
    /// The rows of a text, whose delimiter is recognised from its first line.
    pub(crate) fn of(text: &'t str) -> Self {
        let delimiter = recognise(text);
        let text = text.as_bytes();
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        Self { text, delimiter, reader, counted: 0, number: 1 }
    }

    /// Whether the list is written where the decimal mark is a comma: spreadsheets part cells by semicolons just there.
    pub(crate) fn has_decimal_comma(&self) -> bool {
        self.delimiter == b';'
    }

    /// Moves on to a row's first byte. The reader's own line number is not used: it stays at the empty lines before a row, and
    /// does not know lines that end in a lone carriage return.
    fn advance_to(&mut self, row: usize) {
        let passed = self.text.get(self.counted..row).unwrap_or_default();
        self.number += breaks_in(passed);
        self.counted = row;
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let from = offset(self.reader.position());
        let mut cells = StringRecord::new();
        let read = self.reader.read_record(&mut cells);
        if !read.expect("the text is UTF-8 in memory, and rows may be of any length") {
            return None;
        }
        let until = offset(self.reader.position());
        let passed = self.text.get(from..until).unwrap_or_default();
        let empty = passed.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let (_, row) = passed.split_at(empty);
        self.advance_to(from + empty);
        Some(Line { number: self.number, misquoted: misquoted(row, self.delimiter), cells })
    }
}

/// How many lines end in a text: at a line feed, a carriage return, or both together.
pub(crate) fn breaks_in(text: &[u8]) -> u64 {
    let (mut breaks, mut before) = (0, 0);
    for byte in text {
        if *byte == b'\r' || (*byte == b'\n' && before != b'\r') {
            breaks += 1;
        }
        before = *byte;
    }
    breaks
}

fn offset(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).expect("the text is in memory")
}

/// The delimiter under which the first line names the most columns; a comma when none does better.
fn recognise(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let named = |delimiter: char| {
        let names = header.split(delimiter).map(|name| name.trim().trim_matches('"'));
        names.filter(|name| Column::find(name).is_some()).count()
    };
    let better = |best: char, next: char| if named(next) > named(best) { next } else { best };
    match [';', '\t'].into_iter().fold(',', better) {
        ';' => b';',
        '\t' => b'\t',
        _ => b',',
    }
}

/// What is wrong with a row's quotation marks, if anything (RFC 4180 §2, rules 5 to 7). The reader itself takes them as they come,
/// and one never closed would swallow the rows below.
fn misquoted(row: &[u8], delimiter: u8) -> Option<&'static str> {
    enum At {
        Start,
        Bare,
        Quoted,
        Closed,
    }
    let mut at = At::Start;
    for byte in row {
        at = match (at, *byte) {
            (At::Quoted, b'"') => At::Closed,
            (At::Start | At::Closed, b'"') | (At::Quoted, _) => At::Quoted,
            (_, b) if b == delimiter => At::Start,
            (_, b'\r' | b'\n') => At::Start,
            (At::Start | At::Bare, _) => At::Bare,
            (At::Closed, _) => {
                return Some(
                    "text follows a closing quotation mark: write a mark within a text twice, as \"\"",
                );
            }
        };
    }
    matches!(at, At::Quoted).then_some(
        "a quotation mark is opened and never closed: close it, or write it twice, as \"\"",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u64> {
        Lines::of(text).map(|line| line.number).collect()
    }

    fn complaints(text: &str) -> Vec<bool> {
        Lines::of(text).map(|line| line.misquoted.is_some()).collect()
    }

    #[test]
    fn rows_are_numbered_as_an_editor_does() {
        assert_eq!(numbers("a\nb\nc"), [1, 2, 3]);
        assert_eq!(numbers("a\r\nb\r\nc\r\n"), [1, 2, 3]);
        assert_eq!(numbers("a\rb\rc"), [1, 2, 3]);
        assert_eq!(
            numbers("\n\na\n\n\r\nb\r\n\r\n\r\nc"),
            [3, 6, 9],
            "empty lines count, and are no rows"
        );
        assert_eq!(
            numbers("a,\"1\n2\r\n3\"\nb\n\"\n\"\nc"),
            [1, 4, 5, 7],
            "so do those within quotes"
        );
    }

    #[test]
    fn the_delimiter_is_the_one_that_names_columns() {
        assert_eq!(recognise("\n name ,price\n"), b',');
        assert_eq!(recognise("\"name\";\"price\"\r\na,b,c;d"), b';');
        assert_eq!(recognise("Name\tPrice, of one"), b'\t');
        assert_eq!(recognise(""), b',');
    }

    #[test]
    fn quotation_marks_that_do_not_pair_are_seen() {
        assert_eq!(complaints("\"a\",\"b \"\"c\"\"\",\"\"\n"), [false]);
        assert_eq!(complaints("5\" pot,b\n"), [false], "within a bare cell they are text");
        assert_eq!(complaints("a,\"b\nc,d\n"), [true]);
        assert_eq!(complaints("a,\"b\nc,\"d\ne,f\n"), [true, false]);
    }
}
