use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use sillon_store::Database;

use crate::{Client, marketplace::variables};

/// How long a server may take to start, whatever else the machine does.
const PATIENCE: Duration = Duration::from_mins(1);

/// The real program `sillon`, built beside these tests as they were.
pub struct Program {
    variables: Vec<(String, String)>,
}

/// A server that is a process of its own. Dropped, it is killed.
pub struct Process {
    child: Child,
    url: String,
}

impl Program {
    /// The program over a database, with letters put into a folder.
    pub fn over(database: &Database, mail: &Path) -> Self {
        Self { variables: variables(database, mail) }
    }

    /// The program with one more variable set.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    ///
    /// When it cannot be run.
    pub fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        output.expect("the program was just built").into()
    }

    /// Starts a server, and waits until it listens.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn serve(&self) -> Process {
        let mut command = self.command(&["serve"]);
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it was just built");
        let log = child.stderr.take().expect("its log is piped");
        let (tell, told) = mpsc::channel();
        // The log is read to its end, so that the server never waits for whoever reads it.
        thread::spawn(move || {
            let mut lines = Vec::new();
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("address=") {
                    let address = address.split(' ').next().unwrap_or_default().to_owned();
                    drop(tell.send(Ok(address)));
                }
                lines.push(line);
            }
            drop(tell.send(Err(lines)));
        });
        match told.recv_timeout(PATIENCE).expect("the server starts in time") {
            Ok(address) => Process { child, url: format!("http://{address}") },
            Err(log) => panic!("the server stopped: {log:#?}"),
        }
    }

    /// Starts the demo with a few shoppers, and waits until its shop is open for orders by hand; the shop's address.
    ///
    /// # Panics
    ///
    /// When it does not come to that.
    pub fn demo() -> (Process, String) {
        let program = Self { variables: vec![("LC_ALL".to_owned(), "C".to_owned())] };
        let mut command = program.command(&["demo", "--shoppers", "5", "--port", "0"]);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it was just built");
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
        (Process { child, url }, shop)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(built());
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

    /// A guest at this server.
    pub fn guest(&self) -> Client {
        Client::guest(&self.url)
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
pub struct Said {
    /// Its exit status.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// The program, built by cargo in the profile these tests were built in.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let tests = env::current_exe().expect("a test knows where it is");
        // It lies in `target/PROFILE/deps`.
        let folder = tests.parent().and_then(Path::parent).expect("cargo built it").to_owned();
        let folder_name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let profile = if folder_name == "debug" { "dev" } else { folder_name };
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--package", "sillon-server", "--bin", "sillon"]);
        build.args(["--profile", profile, "--manifest-path", manifest]);
        let done = build.stdin(Stdio::null()).output().expect("there is a cargo");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        folder.join(format!("sillon{}", env::consts::EXE_SUFFIX))
    })
}
