#![doc = include_str!("../README.md")]

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use sillon_server::commands;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // Whatever it writes, a letter or a backup, may hold what opens an account: nobody else reads it.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = commands::Arguments::parse();
    let filter = arguments
        .settings()
        .map_or_else(|_unusable| "info".to_owned(), |settings| settings.log.filter);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_unusable| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .init();
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("sillon: {fault}");
            ExitCode::FAILURE
        }
    }
}
