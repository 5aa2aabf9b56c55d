use std::borrow::Cow;

use quick_xml::events::BytesStart;

use crate::{
    Fault, Line, MAX_CELL_BYTES, MAX_COLUMNS,
    workbook::archive::{Archive, damaged},
    workbook::rows::{Broken, Rows, SparseRow},
    workbook::styles::{MAX_SIGN, is_euro},
    workbook::xlsx::{percent, plain_number},
    workbook::xml::{Next, Part, attribute},
};

/// The part that holds the sheets.
pub(crate) const CONTENT: &str = "content.xml";

/// The rows of the first sheet (OpenDocument 1.3, part 3, §9).
pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Vec<Line>, Fault> {
    let part = Part::open(archive, CONTENT)?.ok_or_else(|| damaged("it has no content"))?;
    Sheet::default().read(part)
}

/// A sheet while it is read.
#[derive(Default)]
struct Sheet {
    rows: Rows,
    row: SparseRow,
    /// The number of the row being read, and how often it stands there.
    number: u64,
    row_times: u64,
    /// The place of the cell being read, and how often it stands there.
    place: usize,
    cell_times: usize,
    /// What the cell's value is, where it says so apart from its text; what is wrong with it, if anything; and whether it has a
    /// formula whose value is not kept.
    value: Option<String>,
    wrong: Option<Wrong>,
    text: String,
    paragraphs: usize,
    /// How deep the reader is in a paragraph, and in a comment on the cell.
    in_paragraph: usize,
    in_comment: usize,
}

impl Sheet {
    fn read(mut self, mut part: Part<'_>) -> Result<Vec<Line>, Fault> {
        loop {
            match part.next()? {
                Next::Begin(element) => self.begin(&element),
                Next::End(name) if name == "table" => return Ok(self.rows.lines),
                Next::End(name) => self.end(&name)?,
                Next::Text(text) if self.in_paragraph > 0 => self.keep(&text),
                Next::Text(_) => {}
                Next::Over => return Ok(self.rows.lines),
            }
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.local_name().into_inner() {
            "table-row" => {
                self.row_times = times(element, "number-rows-repeated");
                self.number = self.number.saturating_add(1);
                self.place = 0;
            }
            "table-cell" | "covered-table-cell" => {
                let times = times(element, "number-columns-repeated");
                self.cell_times = usize::try_from(times).unwrap_or(usize::MAX);
                self.value = value_of(element).map(Cow::into_owned);
                self.wrong = Wrong::of(element);
                self.text.clear();
                self.paragraphs = 0;
            }
            "annotation" => self.in_comment += 1,
            "p" | "h" if self.in_comment == 0 => {
                self.in_paragraph += 1;
                if self.paragraphs > 0 {
                    self.keep("\n");
                }
                self.paragraphs += 1;
            }
            "s" if self.in_paragraph > 0 => {
                let spaces =
                    attribute(element, "c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.keep(&" ".repeat(spaces.min(MAX_CELL_BYTES)));
            }
            "tab" if self.in_paragraph > 0 => self.keep("\t"),
            "line-break" if self.in_paragraph > 0 => self.keep("\n"),
            _ => {}
        }
    }

    /// Keeps text of the cell; a cell beyond its bound is told of where it ends.
    fn keep(&mut self, text: &str) {
        if self.in_comment == 0 && self.text.len() <= MAX_CELL_BYTES {
            self.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        match name {
            "annotation" => self.in_comment = self.in_comment.saturating_sub(1),
            "p" | "h" if self.in_comment == 0 => {
                self.in_paragraph = self.in_paragraph.saturating_sub(1);
            }
            "table-cell" | "covered-table-cell" => {
                let text = self.value.as_deref().unwrap_or(&self.text);
                let last = self.place.saturating_add(self.cell_times);
                // One place more than there may be tells that the row is too wide.
                for place in self.place..last.min(MAX_COLUMNS + 1) {
                    match &self.wrong {
                        Some(Wrong::Error) => {
                            self.row.break_at(Broken::shows_error(place, &self.text));
                        }
                        Some(Wrong::Date) => self.row.break_at(Broken::is_date(place, &self.text)),
                        Some(Wrong::NoValue) if self.text.is_empty() => {
                            self.row.break_at(Broken::keeps_no_value(place));
                        }
                        Some(Wrong::OtherCurrency(currency)) => {
                            self.row.break_at(Broken::is_other_currency(place, currency));
                        }
                        Some(Wrong::NoValue) | None => self.row.put(place, text),
                    }
                }
                self.place = last;
            }
            "table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    /// Adds the row as often as it stands there; blank ones only count.
    fn end_row(&mut self) -> Result<(), Fault> {
        let line = self.row.take(self.number);
        let is_blank = line.broken.is_empty() && line.cells.is_blank();
        if !is_blank {
            for again in 0..self.row_times {
                self.rows
                    .add(Line { number: self.number.saturating_add(again), ..line.clone() })?;
            }
        }
        self.number = self.number.saturating_add(self.row_times - 1);
        Ok(())
    }
}

/// What may be wrong with a cell.
enum Wrong {
    /// Its formula failed.
    Error,
    /// It holds a date or a time.
    Date,
    /// It has a formula, and no value of it.
    NoValue,
    /// It is an amount in a currency that is not the euro.
    OtherCurrency(String),
}

impl Wrong {
    fn of(cell: &BytesStart<'_>) -> Option<Self> {
        let mut attributes = cell.attributes();
        attributes.with_checks(false);
        let (mut has_formula, mut has_value, mut wrong) = (false, false, None);
        for found in attributes.flatten() {
            match (found.key.local_name().into_inner(), found.value.as_ref()) {
                // LibreOffice says of a failed formula that it is a text, and in a name of its own that it is an error.
                ("value-type", "error") => return Some(Self::Error),
                ("value-type", "date" | "time") => wrong = Some(Self::Date),
                // The value of these stands beside their kind.
                ("value-type", "float" | "currency" | "percentage" | "boolean") => {}
                ("value-type", _) => has_value = true,
                ("value" | "boolean-value", value) => has_value |= !value.trim().is_empty(),
                ("currency", name) if !name.trim().is_empty() && !is_euro(name) => {
                    wrong =
                        wrong.or(Some(Self::OtherCurrency(name.chars().take(MAX_SIGN).collect())));
                }
                ("formula", _) => has_formula = true,
                _ => {}
            }
        }
        let is_date = matches!(wrong, Some(Self::Date));
        if has_formula && !has_value && !is_date { Some(Self::NoValue) } else { wrong }
    }
}

/// How often a row or a cell stands there, at least once.
fn times(element: &BytesStart<'_>, name: &str) -> u64 {
    attribute(element, name).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

/// The value of a cell that is more than its text: a number without its format, yes or no.
fn value_of<'e>(cell: &'e BytesStart<'_>) -> Option<Cow<'e, str>> {
    match attribute(cell, "value-type")?.as_ref() {
        "float" | "currency" => {
            attribute(cell, "value").map(|value| Cow::Owned(plain_number(&value).into_owned()))
        }
        "percentage" => {
            attribute(cell, "value").map(|value| Cow::Owned(percent(&value).into_owned()))
        }
        "boolean" => attribute(cell, "boolean-value"),
        "string" => attribute(cell, "string-value"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::read::first_cell;

    #[test]
    fn an_amount_in_another_currency_is_told() {
        let amount = |currency: &str| {
            let attributes = "office:value-type=\"currency\" office:value=\"2.2\"";
            read_cell(&format!("{attributes} office:currency=\"{currency}\""), "<p>2.20</p>")
        };
        for currency in ["USD", "CHF", "£"] {
            assert!(amount(currency).unwrap_err().contains("another currency"), "{currency}");
        }
        assert_eq!(["EUR", "€", ""].map(amount), ["2.2"; 3].map(|read| Ok(read.to_owned())));
    }

    /// The first cell of a sheet, or what is wrong with it; its attributes and what stands in it are said.
    fn read_cell(attributes: &str, inside: &str) -> Result<String, String> {
        let content = format!(
            "<content><table><table-row><table:table-cell {attributes}>{inside}</table:table-cell></table-row></table></content>"
        );
        first_cell(&[(CONTENT, &content)])
    }

    #[test]
    fn a_formula_without_a_value_is_told_however_the_value_is_left_out() {
        let formula = |rest: &str| format!("table:formula=\"of:=4*5\" {rest}");
        for rest in [
            "",
            "office:value-type=\"float\"",
            "office:value-type=\"float\" office:value=\"\"",
            "office:value-type=\"percentage\" calcext:value-type=\"percentage\"",
            "office:value-type=\"boolean\"",
        ] {
            assert!(read_cell(&formula(rest), "").unwrap_err().contains("has a formula"), "{rest}");
        }
        let kept = formula("office:value-type=\"float\" office:value=\"20\"");
        assert_eq!(read_cell(&kept, "").unwrap(), "20");
        assert_eq!(read_cell(&formula("office:value-type=\"float\""), "<p>20</p>").unwrap(), "20");
        assert_eq!(read_cell(&formula("office:value-type=\"string\""), "").unwrap(), "");
    }
}
