//! Lists come in from whatever a spreadsheet made of them, all of them or nothing; and what goes out comes back the same.

mod bounds;
mod files;
mod fuzz;
mod hub_lists;
mod kinds;
mod laws;
mod long;
mod over_http;
mod systems;

/// The media type of most lists.
const CSV: &str = "text/csv";
