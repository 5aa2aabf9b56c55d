//! A node of a market that is a process of its own, and can be killed as one.

use std::{
    env,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use sillon_engine::advance_cycles;
use sillon_kernel::Timestamp;
use sillon_store::Database;
use sillon_testkit::{Marketplace, engine_at, run, send_events};

/// How long a node lives that nobody kills.
const LIFE: Duration = Duration::from_mins(5);

/// How long it rests between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// What a node does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jobs {
    /// It opens and closes cycles.
    Cycles,
    /// All a server does: letters leave and webhooks are sent, too.
    All,
}

/// A node of the market that is a process of its own, whose clock stands still: this program, which is told to be one.
pub(crate) struct Node(Child);

impl Node {
    pub(crate) fn beside(market: &Marketplace, now: Timestamp, jobs: Jobs) -> Self {
        let url = match &market.database.database {
            Database::Sqlite(path) => format!("sqlite:{path}"),
            Database::Postgres(url) => url.clone(),
        };
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "node::a_node_takes_steps_until_it_is_killed"])
            .env("SILLON_NODE_DATABASE", url)
            .env("SILLON_NODE_MAIL", market.mail())
            .env("SILLON_NODE_NOW", now.to_string())
            .env("SILLON_NODE_JOBS", if jobs == Jobs::All { "all" } else { "cycles" })
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        assert!(!self.0.wait().unwrap().success(), "it would go on for ever");
    }
}

impl Drop for Node {
    /// A test that fails leaves no process behind.
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _gone_already = self.0.wait();
    }
}

/// Another test runs it as a process of its own, and kills it.
#[test]
fn a_node_takes_steps_until_it_is_killed() {
    let told = |name: &str| env::var(name);
    let Ok(database) = told("SILLON_NODE_DATABASE") else { return };
    let (mail, now) = (told("SILLON_NODE_MAIL").unwrap(), told("SILLON_NODE_NOW").unwrap());
    let does_all = told("SILLON_NODE_JOBS").unwrap() == "all";
    let database: Database = database.parse().unwrap();
    let allowed = [("SILLON_WEBHOOKS_ALLOW_PRIVATE", "true")];
    let engine = engine_at(&database, Path::new(&mail), &now, &allowed);
    // Whoever started it and is no more cannot kill it: then it ends by itself.
    let end = Instant::now() + LIFE;
    while Instant::now() < end {
        // So that those who look beside it have the machine, too.
        thread::sleep(PAUSE);
        run(advance_cycles(&engine)).unwrap();
        if does_all {
            run(engine.send_mail()).unwrap();
            run(send_events(&engine)).unwrap();
        }
    }
}
