#![doc = include_str!("../README.md")]

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use mimalloc::MiMalloc;
use sillon_server::commands;
use tracing_subscriber::EnvFilter;

/// What memory is taken from: it gives back what was freed, so that one large list does not stay for ever.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // Whatever it writes, a letter or a backup, may hold what opens an account: nobody else reads it.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = commands::Arguments::parse();
    let log = arguments.settings().map(|settings| settings.log);
    let filter = log.as_ref().map_or("info", |log| log.filter.as_str());
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_unusable| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if log.is_ok_and(|log| log.format == "json") {
        lines.json().flatten_event(true).init();
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).init();
    }
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("sillon: {fault}");
            ExitCode::FAILURE
        }
    }
}
