//! A farmer's week as a text: read word by word and line by line, and written.

pub(crate) mod intent;
pub(crate) mod line;
pub(crate) mod list;
pub(crate) mod matching;
pub(crate) mod token;
pub(crate) mod words;
pub(crate) mod write;
