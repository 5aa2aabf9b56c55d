//! The cluster is gone when the process that started it is, however it ended.
#![cfg(test)]

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sillon_store::Database;
use sillon_testkit::TestDatabase;

/// Tells the test below to be the process that ends.
const ENDS: &str = "SILLON_TEST_ENDS";

/// Starts a cluster in a process of its own; the process, and the folder of its cluster.
fn process_with_cluster(ends: &str) -> (Child, String) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "a_process_with_a_cluster_ends", "--nocapture"]).env(ENDS, ends);
    let mut process =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let folder =
        said.find_map(|line| line.split("host=").nth(1)?.split('&').next().map(str::to_owned));
    (process, folder.unwrap())
}

/// Whether the folder goes away, and the server with it.
fn goes_away(folder: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(30);
    while Path::new(folder).exists() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let commands =
        Command::new("ps").args(["-A", "-o", "args"]).output().map(|listed| listed.stdout);
    !Path::new(folder).exists()
        && !String::from_utf8_lossy(&commands.unwrap_or_default()).contains(folder)
}

#[test]
fn a_process_with_a_cluster_ends() {
    let Ok(ends) = env::var(ENDS) else { return };
    let db = TestDatabase::postgres("the process itself").unwrap();
    let Database::Postgres(address) = &db.database else { panic!("asked for PostgreSQL") };
    std::io::Write::write_all(&mut std::io::stdout(), format!("\n{address}\n").as_bytes()).unwrap();
    assert!(ends != "panic", "the test fails");
    // Until it is killed, or its parent goes.
    drop(std::io::stdin().lines().next());
}

#[test]
fn no_server_outlives_a_killed_process() {
    if TestDatabase::postgres("no_server_outlives_a_killed_process").is_none() {
        return;
    }
    let (mut process, folder) = process_with_cluster("killed");
    assert!(Path::new(&folder).join("data/postmaster.pid").exists());
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(goes_away(&folder));
}

#[test]
fn no_server_outlives_a_failed_test() {
    if TestDatabase::postgres("no_server_outlives_a_failed_test").is_none() {
        return;
    }
    let (mut process, folder) = process_with_cluster("panic");
    assert!(!process.wait().unwrap().success());
    assert!(goes_away(&folder));
}
