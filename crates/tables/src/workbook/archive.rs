use std::io::Cursor;

use zip::ZipArchive;

use crate::Fault;

/// A workbook, opened: an archive of parts.
pub(crate) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The workbook cannot be read at all.
pub(crate) fn damaged(why: &str) -> Fault {
    let why: String = why.chars().take(200).collect();
    Fault::new(
        1,
        "file",
        format!("the workbook cannot be opened ({why}): save it again, or as CSV in UTF-8"),
    )
}
