use crate::{letters::paragraph::one_line, letters::table::Table};

/// A part of a letter. Each text in it is one line, however it is broken later.
#[derive(Debug)]
pub(crate) enum Part {
    /// A paragraph of sentences.
    Paragraph(String),
    /// Rows in columns.
    Table(Table),
    /// Lines under a title.
    Titled { title: String, lines: Vec<String> },
    /// A web address, after what it is for.
    Address { purpose: String, address: String },
    /// Who it is from, after a last word.
    Signature { last_word: String, name: String },
}

impl Part {
    /// An address to follow, after what it is for.
    pub(crate) fn to_follow(purpose: &str, address: &str) -> Self {
        Self::Address { purpose: one_line(purpose), address: one_line(address) }
    }
}
