#![doc = include_str!("../README.md")]

mod arguments;
mod bench;
mod floors;
mod load;
mod machine;
mod parts;
mod run;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Task};

/// What keeps a measurement from being made, in words for whoever runs it.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    match work(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("sillon-bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn work(arguments: &Arguments) -> Result<(), Fault> {
    if let Some(Task::StaticServer { port, body, etag, gzip }) = &arguments.task {
        return floors::static_server::run(*port, body, etag, *gzip);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run::run(arguments))
}
