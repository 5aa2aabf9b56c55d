//! Files as spreadsheets make them, by hand.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// An archive of parts.
pub(crate) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of Excel whose rows share their texts, and whose prices are numbers, as Excel keeps them.
pub(crate) fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let (mut shared, mut sheet) = (Vec::new(), String::new());
    for (number, row) in (1..).zip(rows) {
        write!(sheet, "<row r=\"{number}\">").unwrap();
        for (column, cell) in ('A'..='Z').zip(row.iter()) {
            if cell.parse::<f64>().is_ok() {
                write!(sheet, "<c r=\"{column}{number}\"><v>{cell}</v></c>").unwrap();
            } else if !cell.is_empty() {
                write!(sheet, "<c r=\"{column}{number}\" t=\"s\"><v>{}</v></c>", shared.len())
                    .unwrap();
                shared.push(format!(
                    "<si><r><t>{}</t></r><rPh><t>reading</t></rPh></si>",
                    escaped(cell)
                ));
            }
        }
        sheet.push_str("</row>");
    }
    archive(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"old\" state=\"hidden\" r:id=\"a\"/><sheet name=\"new\" r:id=\"b\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"b\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>",
        ),
        ("xl/sharedStrings.xml", &format!("<sst>{}</sst>", shared.concat())),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c t=\"str\"><f>1+1</f><v>hidden</v></c></row></sheetData></worksheet>",
        ),
        (
            "xl/worksheets/sheet2.xml",
            &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ])
}

/// A workbook of LibreOffice, with blank rows and cells told by how many there are.
pub(crate) fn ods(rows: &[&[&str]]) -> Vec<u8> {
    let mut table = String::new();
    for row in rows {
        table.push_str("<table:table-row>");
        for cell in *row {
            if cell.parse::<f64>().is_ok() {
                write!(table, "<table:table-cell office:value-type=\"float\" office:value=\"{cell}\"><text:p>€ {cell}</text:p></table:table-cell>").unwrap();
            } else if cell.is_empty() {
                table.push_str("<table:table-cell/>");
            } else {
                let paragraphs = escaped(cell).replace('\n', "</text:p><text:p>");
                write!(table, "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>a note</text:p></office:annotation><text:p>{paragraphs}</text:p></table:table-cell>").unwrap();
            }
        }
        table.push_str(
            "<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>",
        );
    }
    table.push_str("<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>");
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:body><office:spreadsheet><table:table>{table}</table:table><table:table><table:table-row><table:table-cell><text:p>another sheet</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A text as a file in UTF-16, the low byte first, without a mark.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A text as a file in Windows-1252, for letters it has at Latin-1's places.
pub(crate) fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}
