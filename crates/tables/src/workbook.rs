use std::io::Cursor;

use zip::ZipArchive;

use crate::{Fault, Line, ods, xlsx};

/// The most parts a workbook may be made of.
const MOST_PARTS: usize = 5_000;

/// A workbook, opened: an archive of parts.
pub(crate) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The rows of a workbook's first sheet.
pub(crate) fn read_workbook(bytes: &[u8]) -> Result<Vec<Line>, Fault> {
    let opened = ZipArchive::new(Cursor::new(bytes));
    let mut archive: Archive<'_> = opened.map_err(|fault| damaged(&fault.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(damaged(&format!("it has more than {MOST_PARTS} parts")));
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

/// The workbook cannot be read at all.
pub(crate) fn damaged(why: &str) -> Fault {
    let why: String = why.chars().take(200).collect();
    Fault::new(
        1,
        "file",
        format!("the workbook cannot be opened ({why}): save it again, or as CSV in UTF-8"),
    )
}
