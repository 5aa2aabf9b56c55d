//! Books.

pub(crate) mod books;
