#![doc = include_str!("../README.md")]

mod fault;
mod rules;
mod source;
mod tidy;
mod tree;
mod workspace;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Holds the workspace against the house rules and prints every fault.
    Tidy,
    /// Holds what Cargo.lock names against the advisories we know of.
    Advisories,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    match Arguments::parse().chore {
        Chore::Tidy => tidy::run(),
        Chore::Advisories => rules::advisories::run(),
    }
}
