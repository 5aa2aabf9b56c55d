//! How much is read of a file: what it costs is bounded by what is counted here.

/// The most bytes a file may have: 32 MB.
pub const MAX_BYTES: usize = 32_000_000;

/// The most rows a table may have, its header aside.
pub const MAX_ROWS: usize = 100_000;

/// The most cells a row may have.
pub const MAX_COLUMNS: usize = 40;

/// The most bytes a cell may hold: 32 KB, what a spreadsheet takes.
pub const MAX_CELL_BYTES: usize = 32_768;

/// The most bytes all rows of a table together may hold, in text and what keeps it apart: 40 MB. It is counted as they are read:
/// a workbook may name one long text in many cells, and say that a row stands there a million times.
pub const MAX_TABLE_BYTES: usize = 40_000_000;

/// The most bytes a part of a workbook may inflate to: 128 MB.
pub const MAX_INFLATED_BYTES: u64 = 128_000_000;

/// The most bytes one mark-up or one text of a workbook's part may have: eight times what a cell may hold.
pub const MAX_EVENT_BYTES: usize = 8 * MAX_CELL_BYTES;

/// The most marks and texts a part of a workbook may have: five for each cell of the largest table.
pub const MAX_EVENTS: usize = 5 * MAX_ROWS * MAX_COLUMNS;
