#![doc = include_str!("../README.md")]

mod arguments;
mod bare_loop;
mod bench;
mod catalogue;
mod checkout_floor;
mod checkouts;
mod close;
mod close_floor;
mod cpu;
mod database;
mod desk;
mod dice;
mod environment;
mod http;
mod load;
mod market;
mod offers;
mod one_statement;
mod pgbench;
mod pool_race;
mod race;
mod report;
mod sillon;
mod spread;
mod static_server;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Task};

/// What keeps a measurement from being made, in words for whoever runs it.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("sillon-bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Fault> {
    if let Some(Task::StaticServer { port, body, etag, gzip }) = &arguments.task {
        return static_server::run(*port, body, etag, *gzip);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(bench::run(arguments))
}
