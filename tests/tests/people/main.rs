//! Who one is, what one may do, and what is known of whom.
#![cfg(test)]

mod accounts;
mod consent;
mod consent_of_people;
mod customers;
mod enterprises;
mod grants;
mod history;
mod keys;
mod notices;
mod open_id;
mod practices;
mod privacy;
mod sellers;
