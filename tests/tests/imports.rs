//! Lists come in from whatever a spreadsheet made of them, all of them or nothing; and what goes out comes back the same.
#![cfg(test)]

#[path = "imports/bounds.rs"]
mod bounds;
#[path = "imports/files.rs"]
mod files;
#[path = "imports/fuzz.rs"]
mod fuzz;
#[path = "imports/hub_lists.rs"]
mod hub_lists;
#[path = "imports/kinds.rs"]
mod kinds;
#[path = "imports/laws.rs"]
mod laws;
#[path = "imports/long.rs"]
mod long;
#[path = "imports/over_http.rs"]
mod over_http;
#[path = "imports/systems.rs"]
mod systems;

/// The media type of most lists.
const CSV: &str = "text/csv";
