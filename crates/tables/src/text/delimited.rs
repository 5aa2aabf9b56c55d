use crate::{
    Cells, Fault, MAX_CELL_BYTES, MAX_COLUMNS,
    csv_injection::bared,
    workbook::rows::{Broken, Line, Rows},
};

/// The rows of a text, and the delimiter between their cells.
pub(crate) fn read_delimited(
    text: &str,
    is_column: &dyn Fn(&str) -> bool,
) -> Result<(Vec<Line>, char), Fault> {
    let (said, rest) = separator_line(text).unzip();
    let delimiter = said.unwrap_or_else(|| recognise(text, is_column));
    let (text, number) = rest.map_or((text, 1), |rest| (rest, 2));
    let mut rows = Rows::default();
    let mut scanner = Scanner { rest: text.char_indices().peekable(), text, delimiter, number };
    while let Some(line) = scanner.row() {
        rows.add(line)?;
    }
    Ok((rows.lines, delimiter))
}

/// The delimiter that a first line says, as Excel writes it (`sep=;`), and the text behind that line.
fn separator_line(text: &str) -> Option<(char, &str)> {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let line = line.trim_matches([' ', '"']);
    let says = line.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("sep="));
    let mut said = line.get(4..).filter(|_| says)?.chars();
    let delimiter = said.next().filter(|c| !c.is_alphanumeric() && *c != '"')?;
    let rest =
        rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
    said.next().is_none().then_some((delimiter, rest))
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

/// The delimiter under which the first line names the most columns; a comma when none does better.
fn recognise(text: &str, is_column: &dyn Fn(&str) -> bool) -> char {
    let first = text.split(['\n', '\r']).find(|line| line.contains(|c: char| c.is_alphanumeric()));
    let header: String = first.unwrap_or_default().chars().take(4_000).collect();
    let named = |delimiter: char| {
        let names = header.split(delimiter).map(|name| name.trim().trim_matches('"'));
        names.filter(|name| is_column(name)).count()
    };
    let better = |best: char, next: char| if named(next) > named(best) { next } else { best };
    [';', '\t'].into_iter().fold(',', better)
}

/// Takes a text apart, row by row (RFC 4180 §2).
struct Scanner<'t> {
    rest: std::iter::Peekable<std::str::CharIndices<'t>>,
    text: &'t str,
    delimiter: char,
    /// The number of the line `rest` stands at.
    number: u64,
}

/// Where in a cell the scanner stands.
#[derive(Clone, Copy)]
enum At {
    Start,
    Bare,
    Quoted,
    Closed,
}

impl Scanner<'_> {
    fn row(&mut self) -> Option<Line> {
        self.rest.peek()?;
        let mut row = Row::new(self.number);
        let mut at = At::Start;
        while let Some((place, c)) = self.rest.next() {
            let ends_line = self.ends_line(c);
            at = match (at, c) {
                (At::Quoted, '"') => At::Closed,
                (At::Closed, '"') => {
                    row.keep('"');
                    At::Quoted
                }
                (At::Quoted, _) => {
                    row.keep(c);
                    if ends_line && c == '\r' && self.takes_line_feed() {
                        row.keep('\n');
                    }
                    At::Quoted
                }
                (At::Start, '"') => At::Quoted,
                _ if ends_line => {
                    if c == '\r' {
                        self.takes_line_feed();
                    }
                    return Some(row.end());
                }
                (_, c) if c == self.delimiter => {
                    row.end_cell();
                    At::Start
                }
                (At::Start | At::Bare, _) => {
                    self.keep_bare(&mut row, place, c);
                    At::Bare
                }
                (At::Closed, _) => {
                    row.misquoted(
                        "text follows a closing quotation mark: write a mark within a text twice, as \"\"",
                    );
                    At::Bare
                }
            };
        }
        if matches!(at, At::Quoted) {
            row.misquoted(
                "a quotation mark is opened and never closed: close it, or write it twice, as \"\"",
            );
        }
        Some(row.end())
    }

    /// Whether a line ends at a character that was read; counts it then.
    fn ends_line(&mut self, c: char) -> bool {
        let ends = matches!(c, '\n' | '\r');
        if ends {
            self.number += 1;
        }
        ends
    }

    /// Passes over the line feed that belongs to a carriage return.
    fn takes_line_feed(&mut self) -> bool {
        self.rest.next_if(|(_, c)| *c == '\n').is_some()
    }

    /// Keeps a character outside of quotes and all that follow it up to what means something, in one piece.
    fn keep_bare(&mut self, row: &mut Row, from: usize, first: char) {
        let mut until = from + first.len_utf8();
        let delimiter = self.delimiter;
        while let Some((place, c)) =
            self.rest.next_if(|(_, c)| *c != delimiter && !matches!(c, '\n' | '\r'))
        {
            until = place + c.len_utf8();
        }
        row.keep_all(self.text.get(from..until).unwrap_or_default());
    }
}

/// A row while it is read.
struct Row {
    line: Line,
    cell: String,
    is_cut: bool,
    is_wide: bool,
}

impl Row {
    fn new(number: u64) -> Self {
        let line = Line { number, cells: Cells::default(), broken: Vec::new() };
        Self { line, cell: String::new(), is_cut: false, is_wide: false }
    }

    fn keep(&mut self, c: char) {
        self.keep_all(c.encode_utf8(&mut [0; 4]));
    }

    fn keep_all(&mut self, text: &str) {
        if self.is_wide || self.cell.len() + text.len() > MAX_CELL_BYTES {
            self.is_cut = true;
        } else {
            self.cell.push_str(text);
        }
    }

    /// Of what is wrong with a row of a text the first is told: what follows comes of it.
    fn break_once(&mut self, broken: impl FnOnce() -> Broken) {
        if self.line.broken.is_empty() {
            self.line.broken.push(broken());
        }
    }

    fn misquoted(&mut self, rule: &'static str) {
        self.break_once(|| Broken::row(rule));
    }

    fn end_cell(&mut self) {
        let place = self.line.cells.len();
        if place == MAX_COLUMNS {
            self.is_wide = true;
            self.break_once(Broken::too_wide);
        } else {
            if self.is_cut {
                self.break_once(|| Broken::too_long(place));
            }
            self.line.cells.push(&bared(&self.cell));
        }
        self.cell.clear();
        self.is_cut = false;
    }

    fn end(mut self) -> Line {
        self.end_cell();
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        read_delimited(text, &|name| name == "name" || name == "price").unwrap().0
    }

    fn numbers(text: &str) -> Vec<u64> {
        lines(text).iter().map(|line| line.number).collect()
    }

    fn complaints(text: &str) -> Vec<bool> {
        lines(text).iter().map(|line| !line.broken.is_empty()).collect()
    }

    #[test]
    fn rows_are_numbered_as_an_editor_does() {
        assert_eq!(numbers("a\nb\nc"), [1, 2, 3]);
        assert_eq!(numbers("a\r\nb\r\nc\r\n"), [1, 2, 3]);
        assert_eq!(numbers("a\rb\rc"), [1, 2, 3]);
        let gaps = "\n\na\n\n\r\nb\r\n\r\n\r\nc";
        assert_eq!(numbers(gaps), [3, 6, 9], "empty lines count, and are no rows");
        let within = "a,\"1\n2\r\n3\"\nb\n\"\n\"\nc";
        assert_eq!(numbers(within), [1, 4, 7], "so do those within quotes");
    }

    #[test]
    fn cells_are_what_stands_between_the_delimiters() {
        let cells = |text: &str| {
            let lines = lines(text);
            lines[0].cells.iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(cells("a,,\"b \"\"c\"\",\r\nd\", e \r\n"), ["a", "", "b \"c\",\r\nd", " e "]);
        assert_eq!(cells("a,\"\",b,"), ["a", "", "b", ""]);
        assert_eq!(cells("'=1,'a,''=1"), ["=1", "'a", "'=1"], "formulas are text");
    }

    #[test]
    fn the_delimiter_is_the_one_that_names_columns() {
        let delimiter =
            |text: &str| read_delimited(text, &|name| name == "name" || name == "price").unwrap().1;
        assert_eq!(delimiter("\n name ,price\n"), ',');
        assert_eq!(delimiter("\"name\";\"price\"\r\na,b,c;d"), ';');
        assert_eq!(delimiter("name\tPrice, of one"), '\t');
        assert_eq!(delimiter(""), ',');
    }

    #[test]
    fn quotation_marks_that_do_not_pair_are_seen() {
        assert_eq!(complaints("\"a\",\"b \"\"c\"\"\",\"\"\n"), [false]);
        assert_eq!(complaints("5\" pot,b\n"), [false], "within a bare cell they are text");
        assert_eq!(complaints("a,\"b\nc,d\n"), [true]);
        assert_eq!(complaints("a,\"b\nc,\"d\ne,f\n"), [true, false]);
    }

    #[test]
    fn a_row_has_bounds_of_its_own() {
        let long = "x".repeat(MAX_CELL_BYTES);
        assert_eq!(complaints(&format!("a,{long}\n\"{long}\"\n")), [false, false]);
        for text in [format!("a,{long}x\n"), format!("a,\"{long}x\"\n")] {
            let broken = lines(&text)[0].broken[0].clone();
            assert_eq!(broken.place, Some(1), "{}", broken.rule);
        }
        let wide = |cells: usize| vec!["x"; cells].join(",");
        assert_eq!(complaints(&wide(MAX_COLUMNS)), [false]);
        let broken = lines(&wide(MAX_COLUMNS + 1))[0].broken[0].clone();
        assert_eq!(broken.place, None);
        assert_eq!(lines(&",".repeat(1_000_000))[0].cells.len(), MAX_COLUMNS);
    }
}
