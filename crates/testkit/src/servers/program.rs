use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use parking_lot::Mutex;
use sillon_store::Database;

use crate::{Client, market::marketplace::variables};

/// How long a server may take to start, whatever else the machine does.
const PATIENCE: Duration = Duration::from_mins(5);

/// The program `sillon` as a process of its own, over a database, with letters put into a folder.
pub struct Program {
    path: PathBuf,
    variables: Vec<(String, String)>,
    /// The command that runs it, where it does not run by itself.
    within: Vec<String>,
}

/// A server that is a process of its own. Dropped, it is killed.
pub struct Process {
    child: Child,
    url: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// The program at a path; cargo says which to tests in whose package it is built.
    pub fn new(path: &str, database: &Database, mail: &Path) -> Self {
        Self { path: path.into(), variables: variables(database, mail), within: Vec::new() }
    }

    /// The program with one more variable set.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The program run by another command, which is told its path and arguments.
    #[must_use]
    pub fn within(mut self, command: &[&str]) -> Self {
        self.within = command.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        output.expect("the program is there").into()
    }

    /// Starts a server, and waits until it listens.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn serve(&self) -> Process {
        let mut command = self.command(&["serve"]);
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it is there");
        let log = child.stderr.take().expect("its log is piped");
        let (tell, told) = mpsc::channel();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        // The log is read to its end, so that the server never waits for whoever reads it.
        thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                let address = line.split_once("address=").map(|(_, rest)| rest.to_owned());
                // As JSON has it, where the log is told to be that.
                let address = address.or_else(|| {
                    let (_, rest) = line.split_once("\"address\":\"")?;
                    Some(rest.replace('"', " "))
                });
                if let Some(address) = address {
                    let address = address.split(' ').next().unwrap_or_default().to_owned();
                    drop(tell.send(Some(address)));
                }
                kept.lock().push(line);
            }
            drop(tell.send(None));
        });
        match told.recv_timeout(PATIENCE).expect("the server starts in time") {
            Some(address) => Process { child, url: format!("http://{address}"), log: lines },
            None => panic!("the server stopped: {:#?}", lines.lock()),
        }
    }

    /// Starts the demo of the program at a path with a few shoppers, and waits until its shop is open for orders by hand; the shop's address.
    ///
    /// # Panics
    ///
    /// When it does not come to that.
    pub fn demo(path: &str) -> (Process, String) {
        let variables = vec![("LC_ALL".to_owned(), "C".to_owned())];
        let program = Self { path: path.into(), variables, within: Vec::new() };
        let mut command = program.command(&["demo", "--shoppers", "5", "--port", "0"]);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it is there");
        let told = BufReader::new(child.stdout.take().expect("its account is piped"));
        let (tell, heard) = mpsc::channel();
        thread::spawn(move || {
            for line in told.lines().map_while(Result::ok) {
                if let Some(at) = line.find("http://").filter(|_| line.contains("/shops/")) {
                    drop(tell.send(line.split_at(at).1.trim().to_owned()));
                }
            }
        });
        let shop = heard.recv_timeout(PATIENCE).expect("the demo opens its shop in time");
        let url = shop.split("/shops/").next().unwrap_or_default().to_owned();
        (Process { child, url, log: Arc::default() }, shop)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match self.within.split_first() {
            Some((first, words)) => {
                let mut command = Command::new(first);
                command.args(words).arg(&self.path);
                command
            }
            None => Command::new(&self.path),
        };
        let ours = |name: &str| name.starts_with("SILLON_") || name == "DATABASE_URL";
        for name in env::vars().map(|(name, _)| name).filter(|name| ours(name)) {
            command.env_remove(name);
        }
        command.args(arguments).env("NO_COLOR", "1");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Process {
    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A guest at this server.
    pub fn guest(&self) -> Client {
        Client::guest(&self.url)
    }

    /// What it has logged so far, line by line.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().clone()
    }

    /// The memory it has taken, in KiB, beside the pages of its program, which are many in one built for tests; `None` where the
    /// system does not say.
    pub fn memory_kib(&self) -> Option<u64> {
        self.status_kib("RssAnon:")
    }

    /// The most memory it had at any moment since it started, in KiB, beside the pages of its program as well; `None` where the
    /// system does not say.
    pub fn peak_memory_kib(&self) -> Option<u64> {
        Some(self.status_kib("VmHWM:")?.saturating_sub(self.status_kib("RssFile:")?))
    }

    fn status_kib(&self, name: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let value = status.lines().find_map(|line| line.strip_prefix(name))?;
        value.trim().strip_suffix(" kB")?.parse().ok()
    }

    /// Tells it to stop, as systemd does: SIGTERM.
    ///
    /// # Panics
    ///
    /// When it ended by itself.
    pub fn tell_to_stop(&mut self) {
        let ended = self.child.try_wait().expect("the child can be asked");
        assert!(ended.is_none(), "the server ended by itself: {ended:?}");
        self.signal("TERM");
    }

    /// Lets it do nothing at all until it may go on: SIGSTOP.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on: SIGCONT.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let told = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(told.expect("there is kill").success(), "our own child can be told");
    }

    /// Whether it has ended, and ended well.
    ///
    /// # Panics
    ///
    /// When it did not end well.
    pub fn has_stopped(&mut self) -> bool {
        let ended = self.child.try_wait().expect("the child can be asked");
        ended.is_some_and(|status| {
            assert!(status.success(), "it ended badly: {status}");
            true
        })
    }

    /// Kills it at once, as a power cut would: SIGKILL.
    ///
    /// # Panics
    ///
    /// When it ended by itself.
    pub fn kill(&mut self) {
        let ended = self.child.try_wait().expect("the child can be asked");
        assert!(ended.is_none(), "the server ended by itself: {ended:?}");
        self.child.kill().expect("our own child can be killed");
        self.child.wait().expect("a killed child ends");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What a command said, and whether all went well.
#[derive(Debug)]
pub struct CommandOutput {
    /// Its exit status.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl From<Output> for CommandOutput {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}
