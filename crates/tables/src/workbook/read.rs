use std::io::Cursor;

use zip::ZipArchive;

use crate::{
    Fault, Line,
    workbook::archive::{Archive, damaged},
    workbook::ods,
    workbook::xlsx,
};

/// The most parts a workbook may be made of.
const MAX_PARTS: usize = 5_000;

/// The rows of a workbook's first sheet.
pub(crate) fn read_workbook(bytes: &[u8]) -> Result<Vec<Line>, Fault> {
    // Opening an archive reads the names of all its parts: first it is looked how many it says there are.
    if parts_said(bytes).is_some_and(|parts| parts > MAX_PARTS) {
        return Err(damaged(&format!("it has more than {MAX_PARTS} parts")));
    }
    let opened = ZipArchive::new(Cursor::new(bytes));
    let mut archive: Archive<'_> = opened.map_err(|fault| damaged(&fault.to_string()))?;
    if archive.len() > MAX_PARTS {
        return Err(damaged(&format!("it has more than {MAX_PARTS} parts")));
    }
    if archive.index_for_name(xlsx::WORKBOOK).is_some() {
        xlsx::read(&mut archive)
    } else if archive.index_for_name(ods::CONTENT).is_some() {
        ods::read(&mut archive)
    } else {
        let rule =
            "the file is an archive and no workbook: save the list as .xlsx, .ods, or CSV in UTF-8";
        Err(Fault::new(1, "file", rule))
    }
}

/// How many parts an archive says it has, at its end (APPNOTE.TXT, 4.3.16); what says more than it can is too large.
fn parts_said(bytes: &[u8]) -> Option<usize> {
    /// The longest end there is: a record of 22 bytes and a remark of 65,535.
    const LONGEST_END: usize = 22 + 65_535;
    let end = bytes.get(bytes.len().saturating_sub(LONGEST_END)..)?;
    let at = end.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let said = end.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes(said.try_into().ok()?)))
}

/// The first cell of a workbook of these parts, or what is wrong with it.
#[cfg(test)]
pub(crate) fn first_cell(parts: &[(&str, &str)]) -> Result<String, String> {
    use std::io::Write as _;

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let lines = read_workbook(&zip.finish().unwrap().into_inner()).map_err(|fault| fault.rule)?;
    let Some(line) = lines.first() else { return Ok(String::new()) };
    match line.broken.first() {
        Some(broken) => Err(broken.rule.clone()),
        None => Ok(line.cells.get(0).unwrap_or_default().to_owned()),
    }
}
