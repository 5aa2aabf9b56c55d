//! PostgreSQL's own load generator.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use sillon_testkit::Cluster;

use crate::Fault;

/// What is run: one script, over and over, from so many clients.
pub(crate) struct Pgbench<'a> {
    /// The cluster.
    pub(crate) cluster: &'a Cluster,
    /// The database.
    pub(crate) name: &'a str,
    /// The script.
    pub(crate) script: &'a Path,
    /// A folder for what it writes.
    pub(crate) folder: &'a Path,
    /// How many clients.
    pub(crate) clients: usize,
    /// How often each runs the script.
    pub(crate) turns: usize,
}

/// What it came to.
pub(crate) struct Outcome {
    /// How often the script ran in all.
    pub(crate) count: usize,
    /// How often a second.
    pub(crate) rate: f64,
    /// How long half of the runs took at most.
    pub(crate) half: Duration,
    /// How long 99 of 100 took at most.
    pub(crate) most: Duration,
}

impl Pgbench<'_> {
    /// Runs it, each statement prepared once a client, without work that planning a second time or compiling would be.
    pub(crate) fn run(&self) -> Result<Outcome, Fault> {
        let prefix = self.folder.join("pgbench");
        let clients = self.clients.to_string();
        let mut command = self.cluster.command("pgbench");
        command.env("PGOPTIONS", "-c jit=off -c plan_cache_mode=force_generic_plan");
        command.args(["--no-vacuum", "--protocol", "prepared", "--jobs", "1", "--max-tries", "10"]);
        command.args(["--client", &clients, "--transactions", &self.turns.to_string()]);
        command.args(["--define", "turn=0", "--define", &format!("clients={clients}")]);
        command.arg("--file").arg(self.script).arg("--log");
        command.arg("--log-prefix").arg(&prefix).arg(self.name);
        let done = command.stdin(Stdio::null()).output()?;
        let said = String::from_utf8_lossy(&done.stdout);
        let count = self.clients * self.turns;
        if !done.status.success() || !said.contains(&format!("actually processed: {count}/{count}"))
        {
            let fault = String::from_utf8_lossy(&done.stderr);
            return Err(format!("pgbench: {said}{fault}").into());
        }
        let rate = rate(&said).ok_or_else(|| format!("pgbench tells no rate: {said}"))?;
        let times = times(self.folder)?;
        let at =
            |place: usize| Duration::from_micros(times.get(place).copied().unwrap_or_default());
        Ok(Outcome { count, rate, half: at(count / 2), most: at(count * 99 / 100) })
    }
}

/// The rate of `tps = 1234.5 (without initial connection time)`.
fn rate(said: &str) -> Option<f64> {
    let told = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    told.split(' ').next()?.parse().ok()
}

/// How long each run took, in microseconds, the shortest first; the logs are removed.
fn times(folder: &Path) -> Result<Vec<u64>, Fault> {
    let is_log = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("pgbench."))
    };
    let entries = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let mut times = Vec::new();
    for log in entries.filter(is_log) {
        let lines = fs::read_to_string(&log)?;
        let took = |line: &str| line.split(' ').nth(2)?.parse::<u64>().ok();
        times.extend(lines.lines().filter_map(took));
        fs::remove_file(log)?;
    }
    times.sort_unstable();
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_from_what_it_says() {
        let said =
            "latency average = 3.4 ms\ntps = 2345.678901 (without initial connection time)\n";
        assert_eq!(rate(said), Some(2_345.678_901));
        assert_eq!(rate("nothing"), None);
    }
}
