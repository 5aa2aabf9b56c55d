/// A cell to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, whatever it looks like.
    Text(String),
    /// A plain decimal number, which a spreadsheet may sum; where semicolons part the cells it is written with a comma.
    Number(String),
    /// A plain decimal number and its unit; written likewise.
    Measure(String),
    /// Nothing.
    Blank,
}

impl Cell {
    /// A number and its unit, or nothing.
    pub fn measure(text: Option<String>) -> Self {
        text.map_or(Self::Blank, Self::Measure)
    }

    /// A text, or nothing.
    pub fn optional(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Blank, |text| Self::Text(text.to_string()))
    }
}
