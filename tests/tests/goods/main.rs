//! What farms have: lists of it, the farmer's week, what must be said of it, and where it is found.
#![cfg(test)]

mod compliance;
mod hub_terms;
mod images;
mod imports;
mod products;
mod search;
mod season;
mod vocabulary;
mod week;
