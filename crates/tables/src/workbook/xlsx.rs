use std::borrow::Cow;

use quick_xml::events::BytesStart;
use rust_decimal::Decimal;

use crate::{
    Fault, Line, MAX_CELL_BYTES, MAX_TABLE_BYTES,
    workbook::archive::{Archive, damaged},
    workbook::rows::{Broken, Rows, SparseRow},
    workbook::styles::{ShownAs, Styles},
    workbook::xml::{Next, Part, attribute},
};

/// The part that names the sheets.
pub(crate) const WORKBOOK: &str = "xl/workbook.xml";

/// The digits of a number that a spreadsheet means: what follows comes of how it keeps numbers.
const MEANT_DIGITS: u32 = 15;

/// The rows of the first sheet that is not hidden (ECMA-376, part 1, §18.2 to 18.4).
pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Vec<Line>, Fault> {
    let sheet = sheet_part(archive)?;
    let texts = Texts::read(archive)?;
    let styles = Styles::read(archive)?;
    let part = Part::open(archive, &sheet)?;
    Sheet::new(&texts, &styles).read(part.ok_or_else(|| damaged("its first sheet is missing"))?)
}

/// The name of the first sheet's part: the workbook names its sheets, and its relationships their parts.
fn sheet_part(archive: &mut Archive<'_>) -> Result<String, Fault> {
    let mut wanted = None;
    if let Some(mut part) = Part::open(archive, WORKBOOK)? {
        loop {
            match part.next()? {
                Next::Begin(sheet) if is(&sheet, "sheet") && wanted.is_none() => {
                    let hidden = attribute(&sheet, "state").is_some_and(|state| state != "visible");
                    wanted = attribute(&sheet, "id").filter(|_| !hidden).map(Cow::into_owned);
                }
                Next::Begin(_) | Next::End(_) | Next::Text(_) => {}
                Next::Over => break,
            }
        }
    }
    if let Some(mut part) = Part::open(archive, "xl/_rels/workbook.xml.rels")? {
        loop {
            match part.next()? {
                Next::Begin(relation) if is(&relation, "Relationship") => {
                    let id = attribute(&relation, "Id").map(Cow::into_owned);
                    if id.is_some()
                        && id == wanted
                        && let Some(target) = attribute(&relation, "Target")
                    {
                        let absolute = target.strip_prefix('/').map(str::to_owned);
                        return Ok(absolute.unwrap_or_else(|| format!("xl/{target}")));
                    }
                }
                Next::Begin(_) | Next::End(_) | Next::Text(_) => {}
                Next::Over => break,
            }
        }
    }
    Ok("xl/worksheets/sheet1.xml".to_owned())
}

fn is(element: &BytesStart<'_>, name: &str) -> bool {
    element.local_name().into_inner() == name
}

/// The texts that cells share, in one piece.
#[derive(Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn read(archive: &mut Archive<'_>) -> Result<Self, Fault> {
        let mut texts = Self::default();
        let Some(mut part) = Part::open(archive, "xl/sharedStrings.xml")? else { return Ok(texts) };
        let (mut takes, mut is_reading_aid) = (false, false);
        loop {
            match part.next()? {
                Next::Begin(element) => match element.local_name().into_inner() {
                    "t" => takes = !is_reading_aid,
                    "rPh" => is_reading_aid = true,
                    _ => {}
                },
                Next::End(name) => match name.as_str() {
                    "t" => takes = false,
                    "rPh" => is_reading_aid = false,
                    "si" => texts.ends.push(texts.text.len()),
                    _ => {}
                },
                Next::Text(text) if takes => texts.text.push_str(&text),
                Next::Text(_) => {}
                Next::Over => return Ok(texts),
            }
            let held = texts.text.len() + texts.ends.len() * size_of::<usize>();
            if held > MAX_TABLE_BYTES {
                return Err(damaged(&format!("its texts are more than {MAX_TABLE_BYTES} bytes")));
            }
        }
    }

    fn get(&self, index: &str) -> Option<&str> {
        let index: usize = index.trim().parse().ok()?;
        let end = *self.ends.get(index)?;
        let start =
            index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }
}

/// A sheet while it is read.
struct Sheet<'t> {
    texts: &'t Texts,
    styles: &'t Styles,
    rows: Rows,
    row: SparseRow,
    number: u64,
    /// The place of the cell being read, its kind, and what stands in it so far.
    place: usize,
    kind: String,
    value: String,
    takes: bool,
    /// What a number in it is shown as, whether it has a formula, and whether it keeps a value.
    shown_as: &'t ShownAs,
    has_formula: bool,
    has_value: bool,
}

impl<'t> Sheet<'t> {
    fn new(texts: &'t Texts, styles: &'t Styles) -> Self {
        Self {
            texts,
            styles,
            rows: Rows::default(),
            row: SparseRow::default(),
            number: 0,
            place: 0,
            kind: String::new(),
            value: String::new(),
            takes: false,
            shown_as: &ShownAs::Number,
            has_formula: false,
            has_value: false,
        }
    }

    fn read(mut self, mut part: Part<'_>) -> Result<Vec<Line>, Fault> {
        loop {
            match part.next()? {
                Next::Begin(element) => self.begin(&element),
                Next::End(name) => self.end(&name)?,
                // A cell beyond its bound is told of where it ends.
                Next::Text(text) if self.takes && self.value.len() <= MAX_CELL_BYTES => {
                    self.value.push_str(&text);
                }
                Next::Text(_) => {}
                Next::Over => return Ok(self.rows.lines),
            }
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.local_name().into_inner() {
            "row" => {
                let number = attribute(element, "r").and_then(|number| number.parse().ok());
                self.number = number.unwrap_or(self.number.saturating_add(1));
                self.place = 0;
            }
            "c" => {
                let place = attribute(element, "r").and_then(|name| place_of(&name));
                self.place = place.unwrap_or(self.place);
                self.kind = attribute(element, "t").map(Cow::into_owned).unwrap_or_default();
                self.shown_as = self.styles.of(attribute(element, "s").as_deref());
                (self.has_formula, self.has_value) = (false, false);
                self.value.clear();
            }
            // The value of a cell, or a text within it; its formula is passed over.
            "v" | "t" => {
                self.takes = true;
                self.has_value = true;
            }
            "f" => self.has_formula = true,
            "rPh" => self.takes = false,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        match name {
            "v" | "t" => self.takes = false,
            "c" => {
                self.put();
                self.place += 1;
            }
            "row" => self.rows.add(self.row.take(self.number))?,
            _ => {}
        }
        Ok(())
    }

    /// Whether a value of the formula is kept. A text may be blank; some programs write a blank where a number is to come.
    fn keeps_value(&self) -> bool {
        self.has_value && (self.kind == "str" || !self.value.trim().is_empty())
    }

    fn put(&mut self) {
        if self.has_formula && !self.keeps_value() {
            self.row.break_at(Broken::keeps_no_value(self.place));
            return;
        }
        match self.kind.as_str() {
            "s" => match self.texts.get(&self.value) {
                Some(text) => self.row.put(self.place, &unescaped(text)),
                None => self.row.break_at(Broken::cell(
                    self.place,
                    "the cell names a text that the workbook does not have",
                )),
            },
            "e" => self.row.break_at(Broken::shows_error(self.place, &self.value)),
            "str" | "inlineStr" => self.row.put(self.place, &unescaped(&self.value)),
            // A truth is no number: a price of TRUE is a mistake.
            "b" => self.row.put(self.place, truth(&self.value)),
            "d" => self.row.break_at(Broken::is_date(self.place, &self.value)),
            _ if self.value.trim().is_empty() => {}
            _ => match self.shown_as {
                ShownAs::Number => self.row.put(self.place, &plain_number(&self.value)),
                ShownAs::Percent => self.row.put(self.place, &percent(&self.value)),
                ShownAs::Date => {
                    self.row.break_at(Broken::is_date(self.place, &plain_number(&self.value)));
                }
                ShownAs::OtherCurrency(currency) => {
                    self.row.break_at(Broken::is_other_currency(self.place, currency));
                }
            },
        }
    }
}

/// The place of a cell, from 0, by its name: `C7` is 2.
fn place_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0, |number: usize, letter| {
        number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

/// The word of a truth, which a workbook keeps as a number.
fn truth(value: &str) -> &str {
    match value.trim() {
        "1" => "true",
        "0" => "false",
        word => word,
    }
}

/// A number as people wrote it: a workbook keeps 2.2 as 2.2000000000000002, and 0.001 as 1E-3.
pub(crate) fn plain_number(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_plain = text.len() <= 15 && !text.contains(['e', 'E']);
    if is_plain {
        return Cow::Borrowed(text);
    }
    let number = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text)).ok();
    let meant = number.and_then(|number| number.round_sf(MEANT_DIGITS));
    meant.map_or(Cow::Borrowed(text), |number| Cow::Owned(number.normalize().to_string()))
}

/// A share of one as a sheet shows it: 0.2 is `20%`.
pub(crate) fn percent(text: &str) -> Cow<'_, str> {
    let number = plain_number(text).parse::<Decimal>().ok();
    let shown = number.and_then(|number| number.checked_mul(Decimal::ONE_HUNDRED));
    shown.map_or(Cow::Borrowed(text), |shown| Cow::Owned(format!("{}%", shown.normalize())))
}

/// The text with what XML cannot hold put back: `_x000D_` is a carriage return (ECMA-376, part 1, §22.9.2.19).
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut read, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        read.push_str(before);
        let (c, after) = match escaped(escape) {
            Some((c, after)) => (Some(c), after),
            None => (None, escape.get(2..).unwrap_or_default()),
        };
        match c {
            Some(c) => read.push(c),
            None => read.push_str("_x"),
        }
        rest = after;
    }
    read.push_str(rest);
    Cow::Owned(read)
}

/// The character that an escape at the beginning of a text stands for, and what follows it.
pub(crate) fn escaped(text: &str) -> Option<(char, &str)> {
    let (code, after) = text.strip_prefix("_x")?.split_at_checked(4)?;
    let is_hex = code.bytes().all(|b| b.is_ascii_hexdigit());
    let c = u32::from_str_radix(code, 16).ok().filter(|_| is_hex).and_then(char::from_u32)?;
    Some((c, after.strip_prefix('_')?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::read::first_cell;

    /// The first cell of a sheet, or what is wrong with it; its attributes and what stands in it are said.
    fn read_cell(attributes: &str, inside: &str) -> Result<String, String> {
        let sheet = format!(
            "<worksheet><sheetData><row><c {attributes}>{inside}</c></row></sheetData></worksheet>"
        );
        let workbook = "<workbook><sheets><sheet id=\"a\"/></sheets></workbook>";
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$USD] 0.00\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
        let parts =
            [(WORKBOOK, workbook), ("xl/styles.xml", styles), ("xl/worksheets/sheet1.xml", &sheet)];
        first_cell(&parts)
    }

    #[test]
    fn cells_know_their_place_by_their_name() {
        let places = ["A1", "C7", "Z1", "AA1", "XFD1", "7", ""].map(place_of);
        assert_eq!(places, [Some(0), Some(2), Some(25), Some(26), Some(16_383), None, None]);
        assert!(place_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1").is_some());
    }

    #[test]
    fn numbers_are_what_was_typed() {
        let typed = ["2.2000000000000002", "1E-3", "29932", "3.7000000000000001E1", "0.5", "x"];
        assert_eq!(typed.map(plain_number), ["2.2", "0.001", "29932", "37", "0.5", "x"]);
        let shares = ["0.2", "5.5000000000000007E-2", "1", "0.021", "x"];
        assert_eq!(shares.map(percent), ["20%", "5.5%", "100%", "2.1%", "x"]);
    }

    #[test]
    fn a_formula_without_a_value_is_told_however_the_value_is_left_out() {
        for cell in ["<f>4*5</f>", "<f>4*5</f><v />", "<f>4*5</f><v></v>", "<f>4*5</f><v> </v>"] {
            assert!(read_cell("", cell).unwrap_err().contains("has a formula"), "{cell}");
        }
        assert_eq!(read_cell("", "<f>4*5</f><v>20</v>").unwrap(), "20");
        assert_eq!(
            read_cell("t=\"str\"", "<f>\"\"</f><v></v>").unwrap(),
            "",
            "a blank text is a value"
        );
        assert_eq!(read_cell("", "<v/>").unwrap(), "");
    }

    #[test]
    fn an_amount_in_another_currency_is_told() {
        let refused = read_cell("s=\"1\"", "<v>2.2</v>").unwrap_err();
        assert!(refused.contains("another currency than the euro, “USD”"), "{refused}");
        assert_eq!(read_cell("s=\"0\"", "<v>2.2</v>").unwrap(), "2.2");
        assert_eq!(read_cell("s=\"1\"", "<v/>").unwrap(), "");
    }

    #[test]
    fn a_truth_is_a_word_and_no_number() {
        let read = ["1", "0", "true"].map(|value| read_cell("t=\"b\"", &format!("<v>{value}</v>")));
        assert_eq!(read, ["true", "false", "true"].map(|word| Ok(word.to_owned())));
    }

    #[test]
    fn what_xml_cannot_hold_comes_back() {
        let escapes = ["a_x000D_b", "_x005F_x000D_", "_x", "_xZZZZ_", "x_x", "_x0041_x0042_"];
        assert_eq!(escapes.map(unescaped), ["a\rb", "_x000D_", "_x", "_xZZZZ_", "x_x", "Ax0042_"]);
    }
}
