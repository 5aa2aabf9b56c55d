#![doc = include_str!("../README.md")]

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use mimalloc::MiMalloc;
use sillon_server::commands;
use tracing_subscriber::EnvFilter;

/// What memory is taken from: it gives back what was freed, so that one large list does not stay for ever.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

/// After how many milliseconds freed memory is given back to the system: mimalloc's own setting.
#[cfg(unix)]
const GIVES_BACK_AFTER: &str = "MIMALLOC_PURGE_DELAY";

/// Lets freed memory be given back as it is freed, unless it was said otherwise.
///
/// By itself mimalloc waits for a second, and then for the thread that freed it to want memory again: one that stays idle after a
/// large list keeps what it took. It reads its settings before `main` begins, so the program begins once more, as the same
/// process, with it set; where that is not allowed, it goes on, and keeps more memory.
#[cfg(unix)]
fn give_memory_back_at_once() {
    use std::{env, os::unix::process::CommandExt, process::Command};

    if env::var_os(GIVES_BACK_AFTER).is_some() {
        return;
    }
    let mut arguments = env::args_os();
    if let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) {
        let mut again = Command::new(program);
        let _not_allowed = again.arg0(name).args(arguments).env(GIVES_BACK_AFTER, "0").exec();
    }
}

fn main() -> ExitCode {
    #[cfg(unix)]
    give_memory_back_at_once();
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
