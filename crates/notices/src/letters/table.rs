use std::fmt;

use crate::letters::paragraph::{LINE, one_line, wrapped};

/// What parts columns, and stands before the first.
const GAP: &str = "  ";

/// The narrowest a column of text gets.
const NARROWEST: usize = 16;

/// Rows in columns that line up in plain text: how many, of what, and numbers.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(crate) enum Row {
    /// How many, of what, and numbers.
    Cells { count: String, text: String, numbers: Vec<String> },
    /// A line across the table.
    Rule,
}

impl Table {
    /// Adds a row: `12 × Carottes`, then its numbers. What is not counted has an empty count.
    pub(crate) fn row(&mut self, count: &str, text: &str, numbers: Vec<String>) {
        let (count, text) = (count.to_owned(), one_line(text));
        let numbers = numbers.into_iter().map(|number| one_line(&number)).collect();
        self.rows.push(Row::Cells { count, text, numbers });
    }

    /// Adds a line across the table.
    pub(crate) fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    /// The rows, from the top.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The table's lines; text that is too long for its column goes on below.
    pub(crate) fn lines(&self) -> Vec<String> {
        let widths = self.widths();
        self.rows.iter().flat_map(|row| row.lines(&widths)).collect()
    }

    fn widths(&self) -> Widths {
        let mut widths = Widths { count: 0, text: NARROWEST, numbers: Vec::new() };
        for row in &self.rows {
            let Row::Cells { count, text, numbers } = row else { continue };
            widths.count = widths.count.max(length(count));
            widths.text = widths.text.max(length(text));
            widths.numbers.resize(widths.numbers.len().max(numbers.len()), 0);
            for (width, number) in widths.numbers.iter_mut().zip(numbers) {
                *width = length(number).max(*width);
            }
        }
        let room = LINE.saturating_sub(widths.all() - widths.text);
        widths.text = widths.text.min(room.max(NARROWEST));
        widths
    }
}

/// How many, as it stands before what is counted.
pub(crate) fn times(items: impl fmt::Display) -> String {
    format!("{items} × ")
}

/// A product and its size; some have only a name.
pub(crate) fn size_of(name: &str, label: &str) -> String {
    if label.trim().is_empty() { name.to_owned() } else { format!("{name}, {label}") }
}

impl Row {
    fn lines(&self, widths: &Widths) -> Vec<String> {
        let Self::Cells { count, text, numbers } = self else {
            return vec![format!("{GAP}{}", "-".repeat(widths.all() - GAP.len()))];
        };
        let (of_count, of_text) = (widths.count, widths.text);
        let mut parts = wrapped(text, of_text)
            .into_iter()
            .flat_map(|line| cut(&line, of_text))
            .collect::<Vec<_>>();
        let below = parts.split_off(parts.len().min(1));
        let first = parts.pop().unwrap_or_default();
        let mut cells = vec![format!("{count:>of_count$}{first:<of_text$}")];
        cells.extend(
            widths.numbers.iter().zip(numbers).map(|(width, number)| format!("{number:>width$}")),
        );
        let top = format!("{GAP}{}", cells.join(GAP)).trim_end().to_owned();
        let below = below.iter().map(|part| format!("{GAP}{:of_count$}{part}", ""));
        [top].into_iter().chain(below).collect()
    }
}

/// How many characters each column is wide.
struct Widths {
    count: usize,
    text: usize,
    numbers: Vec<usize>,
}

impl Widths {
    /// How wide the whole table is.
    fn all(&self) -> usize {
        let numbers: usize = self.numbers.iter().map(|width| GAP.len() + width).sum();
        GAP.len() + self.count + self.text + numbers
    }
}

/// The line in parts of at most `width` characters: in a column even a single word has to give.
fn cut(line: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    characters.chunks(width).map(|part| part.iter().collect()).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut table = Table::default();
        table.row(&times(12), &size_of("Carottes", "botte"), vec!["6 kg".into(), "26,40 €".into()]);
        table.row(&times(1), &size_of("Épinards", ""), vec!["500 g".into(), "2,10 €".into()]);
        table.rule();
        table.row("", "Total", vec![String::new(), "28,50 €".into()]);
        assert_eq!(
            table.lines(),
            [
                "  12 × Carottes, botte    6 kg  26,40 €",
                "   1 × Épinards          500 g   2,10 €",
                "  -------------------------------------",
                "       Total                    28,50 €",
            ]
        );
    }

    #[test]
    fn long_text_goes_on_below_and_no_line_is_too_long() {
        let mut table = Table::default();
        table.row("2 × ", &"pain de campagne ".repeat(8), vec!["9,00 €".into()]);
        table.row("1 × ", &"x".repeat(120), vec!["1,00 €".into()]);
        let lines = table.lines();
        assert!(lines.iter().all(|line| line.chars().count() <= LINE), "{lines:#?}");
        assert!(
            lines[0].ends_with("9,00 €") && lines[1].starts_with("      campagne"),
            "{lines:#?}"
        );
    }
}
