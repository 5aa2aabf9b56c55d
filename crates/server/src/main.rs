#![doc = include_str!("../README.md")]

use std::process::ExitCode;

use clap::Parser;
use sillon_server::{Settings, commands};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    let filter = Settings::load(None, std::env::vars())
        .map_or_else(|_| "info".to_owned(), |set| set.log.filter);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("sillon: {fault}");
            ExitCode::FAILURE
        }
    }
}
