use crate::{
    Fault, Faults, Line, MAX_BYTES, TextEncoding, text::decode::decode,
    text::delimited::read_delimited, workbook::read::read_workbook,
};

/// A table as a file has it: rows of text cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its rows, blank ones left out; the first is the header.
    pub lines: Vec<Line>,
    /// Whether semicolons part its cells, as spreadsheets have it where the decimal mark is a comma.
    pub has_semicolons: bool,
}

/// Reads the table of a file, whatever kind of file it is.
///
/// `encoding` is what a text is said to be written in; none to tell it by its bytes. `is_column` tells which names a header may have; a text's delimiter is the one under which its first line names the most.
///
/// # Errors
///
/// What keeps the file from being read, with its line. What is wrong with single rows is told with them.
pub fn read_table(
    bytes: &[u8],
    encoding: Option<TextEncoding>,
    is_column: &dyn Fn(&str) -> bool,
) -> Result<Table, Fault> {
    if bytes.len() > MAX_BYTES {
        let rule = format!("the file has {} bytes: it may have {MAX_BYTES} (32 MB)", bytes.len());
        return Err(Fault::new(1, "file", rule));
    }
    if bytes.starts_with(b"PK") {
        let lines = read_workbook(bytes)?;
        return Ok(Table { lines, has_semicolons: false });
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let rule =
            "the file is a workbook of an old kind (.xls): save it as .xlsx, or as CSV in UTF-8";
        return Err(Fault::new(1, "file", rule));
    }
    let (lines, delimiter) = read_delimited(&decode(bytes, encoding)?, is_column)?;
    Ok(Table { lines, has_semicolons: delimiter == ';' })
}

impl Table {
    /// Takes the header off the rows; a table without one is a fault.
    pub fn take_header(&mut self, faults: &mut Faults) -> Option<Line> {
        if self.lines.is_empty() {
            faults.add(1, "file", "the file is empty: its first line names the columns");
            return None;
        }
        let header = self.lines.remove(0);
        if let Some(broken) = header.broken.first() {
            faults.add(header.number, "header", broken.rule.as_str());
            return None;
        }
        Some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MAX_ROWS;

    #[test]
    fn a_file_has_its_bounds() {
        let told = |bytes: &[u8]| {
            read_table(bytes, None, &|_| true)
                .map(|table| table.lines.len())
                .map_err(|fault| fault.line)
        };
        assert_eq!(told(&vec![b'\n'; MAX_BYTES + 1]), Err(1));
        let rows = |count: usize| "a\n".repeat(count + 1);
        assert_eq!(told(rows(MAX_ROWS).as_bytes()), Ok(MAX_ROWS + 1));
        assert_eq!(told(rows(MAX_ROWS + 1).as_bytes()), Err(100_002));
        assert_eq!(told(b"\xd0\xcf\x11\xe0 old"), Err(1));
    }
}
