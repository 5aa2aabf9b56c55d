//! In what circumstances a run was made: the machine, its disk, and the versions.

use std::{
    env, fs,
    io::{Seek, SeekFrom, Write},
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use sillon_kernel::{Clock, SystemClock};

use crate::{
    Fault,
    load::spread::{millis, number},
};

/// How often the disk is asked.
const FLUSHES: usize = 200;

/// How busy the machine is: the load average of the last minute.
pub(crate) fn load() -> String {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or("unknown").to_owned()
}

/// One line on the circumstances; `load` was asked before anything ran.
pub(crate) fn told(folder: &Path, load: &str, versions: &[String]) -> Result<String, Fault> {
    let today: String = SystemClock.now().to_string().chars().take(10).collect();
    let cores = thread::available_parallelism()?;
    let (half, most) = flush(folder)?;
    let disk =
        format!("fdatasync of 8 kB {} ms (p99 {} ms)", number(millis(half)), number(millis(most)));
    let versions = versions.join(", ");
    Ok(format!(
        "{today}: {cores} cores ({}), load {load} before, {disk}; {versions}, revision {}, {}.",
        processor(),
        revision(),
        first_line("rustc", &["--version"]),
    ))
}

/// How long the disk takes to make 8 kB durable: half of the times, and 99 of 100.
fn flush(folder: &Path) -> Result<(Duration, Duration), Fault> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut times = Vec::with_capacity(FLUSHES);
    for _ in 0..FLUSHES {
        let begun = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[7; 8_192])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    Ok((at(FLUSHES / 2), at(FLUSHES * 99 / 100)))
}

fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = told.lines().find_map(|line| line.strip_prefix("model name"));
    name.map_or("unknown", |name| name.trim_start_matches([' ', '\t', ':'])).to_owned()
}

/// The commit this was built from, as git tells it.
fn revision() -> String {
    let git = |arguments: &[&str]| first_line("git", arguments);
    match git(&["rev-parse", "--short", "HEAD"]).as_str() {
        "" => "unknown".to_owned(),
        head if git(&["status", "--porcelain"]).is_empty() => head.to_owned(),
        head => format!("{head} and changes"),
    }
}

fn first_line(program: &str, arguments: &[&str]) -> String {
    let folder = env::current_dir().unwrap_or_default();
    let said = Command::new(program).args(arguments).current_dir(folder).output();
    let said = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    said.unwrap_or_default().lines().next().unwrap_or_default().to_owned()
}
