//! Workbooks are written by 120 lines of our own: a number stays the digits it was (`2.20`), where `rust_xlsxwriter` 0.102, well kept
//! as it is, takes a binary float and writes `2.2`. Beside that there is little to gain: for 100,000 rows of 34 columns both take
//! 3.3 s and 17 MB, the library by way of a temporary file (kept in memory it takes 6 s and 704 MB), and building it takes
//! 26 s of a cold build.

use std::{
    fmt::{self, Write as _},
    io::{self, Write as _},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Cell, CsvWriter, Delimiter, workbook::xlsx::escaped};

/// What kind of file a table is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// CSV, as [`CsvWriter`] writes it.
    Csv(Delimiter),
    /// A workbook of Excel.
    Workbook,
}

/// Writes a table, row by row, into memory.
#[derive(Debug)]
pub struct Writer(Kind);

#[derive(Debug)]
enum Kind {
    Csv(Box<CsvWriter<Vec<u8>>>),
    Workbook { zip: Box<ZipWriter<io::Cursor<Vec<u8>>>>, row: String, number: usize },
}

impl Writer {
    /// Begins a table with its header.
    ///
    /// # Errors
    ///
    /// When a workbook cannot be compressed.
    pub fn new<'h>(layout: Layout, header: impl IntoIterator<Item = &'h str>) -> io::Result<Self> {
        let kind = match layout {
            Layout::Csv(delimiter) => Kind::Csv(Box::new(CsvWriter::new(Vec::new(), delimiter)?)),
            Layout::Workbook => begin_workbook()?,
        };
        let mut writer = Self(kind);
        let header: Vec<Cell> =
            header.into_iter().map(|name| Cell::Text(name.to_owned())).collect();
        writer.row(&header)?;
        Ok(writer)
    }

    /// Writes a row.
    ///
    /// # Errors
    ///
    /// When a workbook cannot be compressed.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        match &mut self.0 {
            Kind::Csv(csv) => csv.row(cells),
            Kind::Workbook { zip, row, number } => {
                *number += 1;
                row.clear();
                write_xml_row(row, *number, cells).map_err(io::Error::other)?;
                zip.write_all(row.as_bytes())
            }
        }
    }

    /// The whole file.
    ///
    /// # Errors
    ///
    /// When a workbook cannot be compressed.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self.0 {
            Kind::Csv(csv) => csv.finish(),
            Kind::Workbook { mut zip, .. } => {
                zip.write_all(b"</sheetData></worksheet>")?;
                Ok(zip.finish().map_err(io::Error::other)?.into_inner())
            }
        }
    }
}

/// The parts of a workbook beside its one sheet.
const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

fn begin_workbook() -> io::Result<Kind> {
    let mut zip = Box::new(ZipWriter::new(io::Cursor::new(Vec::new())));
    // No time of day is written, so that the same table makes the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in PARTS {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(XML.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    zip.start_file("xl/worksheets/sheet1.xml", options).map_err(io::Error::other)?;
    zip.write_all(XML.as_bytes())?;
    zip.write_all(
        br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    )?;
    Ok(Kind::Workbook { zip, row: String::new(), number: 0 })
}

fn write_xml_row(out: &mut String, number: usize, cells: &[Cell]) -> fmt::Result {
    write!(out, "<row r=\"{number}\">")?;
    for (place, cell) in cells.iter().enumerate() {
        let column = column_name(place);
        match cell {
            Cell::Blank => {}
            Cell::Number(value) => write!(out, "<c r=\"{column}{number}\"><v>{value}</v></c>")?,
            Cell::Text(text) | Cell::Measure(text) => {
                write!(
                    out,
                    "<c r=\"{column}{number}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
                )?;
                write_xml_text(out, text)?;
                out.push_str("</t></is></c>");
            }
        }
    }
    out.push_str("</row>");
    Ok(())
}

/// The letters of a column, counted from 0.
fn column_name(place: usize) -> String {
    let letter =
        |number: usize| u8::try_from(number % 26).map_or('A', |number| char::from(b'A' + number));
    match (place / 26).checked_sub(1) {
        None => letter(place).to_string(),
        Some(before) => format!("{}{}", column_name(before), letter(place)),
    }
}

/// Writes text as XML has it; what would read as an escape, and what XML cannot hold, is escaped as the format has it.
fn write_xml_text(out: &mut String, text: &str) -> fmt::Result {
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            '_' if text.get(at..).is_some_and(|rest| escaped(rest).is_some()) => {
                out.push_str("_x005F_");
            }
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                write!(out, "_x{:04X}_", u32::from(c))?;
            }
            c => out.push(c),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::read_table;

    fn written(layout: Layout, rows: &[Vec<String>]) -> Vec<u8> {
        let mut writer = Writer::new(layout, ["name", "price"]).unwrap();
        for row in rows {
            let cells: Vec<Cell> = row.iter().map(|text| Cell::Text(text.clone())).collect();
            writer.row(&cells).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read(bytes: &[u8], width: usize) -> Vec<Vec<String>> {
        let table = read_table(bytes, None, &|name| matches!(name, "name" | "price")).unwrap();
        let row = |line: &crate::Line| {
            assert_eq!(line.broken, []);
            (0..width).map(|place| line.cells.get(place).unwrap_or_default().to_owned()).collect()
        };
        table.lines.iter().skip(1).map(row).collect()
    }

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn numbers_are_numbers_and_the_same_table_makes_the_same_bytes() {
        let file = || {
            let mut writer = Writer::new(Layout::Workbook, ["name", "price"]).unwrap();
            writer.row(&[Cell::Text("Leeks".to_owned()), Cell::Number("2.20".to_owned())]).unwrap();
            writer.row(&[Cell::Blank, Cell::Number("3".to_owned())]).unwrap();
            writer.finish().unwrap()
        };
        assert_eq!(file(), file());
        assert_eq!(read(&file(), 2), [["Leeks", "2.20"], ["", "3"]]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            rows in vec(vec("[a-c '\"=+@_x0041,;\r\n\t<&é🥕ש-]{0,12}", 2), 0..6)
        ) {
            let wanted: Vec<_> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            for delimiter in [Delimiter::Comma, Delimiter::Semicolon] {
                let layout = Layout::Csv(delimiter);
                let back = read(&written(layout, &rows), 2);
                prop_assert_eq!(back.iter().collect::<Vec<_>>(), wanted.clone());
            }
            let back = read(&written(Layout::Workbook, &rows), 2);
            let blanks_gone = |row: &&Vec<String>| row.iter().map(|cell| if cell.trim().is_empty() { String::new() } else { cell.clone() }).collect::<Vec<_>>();
            prop_assert_eq!(back, wanted.iter().map(blanks_gone).collect::<Vec<_>>());
        }
    }
}
