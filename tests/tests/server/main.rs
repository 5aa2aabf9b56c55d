//! What the server bears: bad input, rushes, crashes, mail servers that fail, and an operator's commands.
#![cfg(test)]

mod bad_input;
mod bounds;
mod browser;
mod commands;
mod compression;
mod crashes;
mod events;
mod files;
mod german;
mod idempotency;
mod letters;
mod races;
mod real_mail_server;
mod unavailable;
