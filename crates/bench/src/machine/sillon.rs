//! The server that is measured: the binary `sillon`, built beside this program and run as a process of its own.

use std::{
    env, fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Fault,
    load::http::{Body, Connection, request},
    machine::cpu,
};

/// How long a server may take to answer its first request.
const MAX_START: Duration = Duration::from_secs(20);

/// The binary, and the folder it runs in.
pub(crate) struct Sillon {
    program: PathBuf,
    folder: PathBuf,
}

impl Sillon {
    /// Builds the binary if it is not up to date; it runs in the folder.
    pub(crate) fn build(folder: &Path) -> Result<Self, Fault> {
        let own = env::current_exe()?;
        let folder_of_programs = own.parent().ok_or("this program lies in no folder")?;
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--quiet", "--package", "sillon-server"]);
        if folder_of_programs.ends_with("release") {
            build.arg("--release");
        }
        let program = folder_of_programs.join("sillon");
        if !build.status().is_ok_and(|status| status.success()) {
            return Err(format!("{} cannot be built", program.display()).into());
        }
        Ok(Self { program, folder: folder.to_owned() })
    }

    /// What the binary says of itself.
    pub(crate) fn version(&self) -> Result<String, Fault> {
        let said = self.command("").arg("--version").output()?;
        Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    }

    /// Brings a database's schema up to date.
    pub(crate) fn migrate(&self, url: &str) -> Result<(), Fault> {
        self.run(url, "migrate")
    }

    /// Recomputes a whole database from its history; a fault when there is any difference.
    pub(crate) fn verify(&self, url: &str) -> Result<(), Fault> {
        self.run(url, "verify")
    }

    /// Fills a shop from a list.
    pub(crate) fn import(&self, url: &str, file: &Path) -> Result<(), Fault> {
        done("import", self.command(url).arg("import").arg(file))
    }

    fn run(&self, url: &str, word: &str) -> Result<(), Fault> {
        done(word, self.command(url).arg(word))
    }

    /// Starts a server over a database, and waits until it answers.
    pub(crate) async fn serve(&self, url: &str) -> Result<Serving, Fault> {
        self.serve_with(url, &[]).await
    }

    /// Starts a server with some settings that are not the default.
    pub(crate) async fn serve_with(
        &self,
        url: &str,
        settings: &[(&str, &str)],
    ) -> Result<Serving, Fault> {
        let port = free_port()?;
        let log = fs::File::create(self.folder.join("sillon.log"))?;
        let mut command = self.command(url);
        command.arg("serve").env("SILLON_SERVER_PORT", port.to_string());
        command.envs(settings.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(log).spawn()?;
        Serving::ready(child, port, "/health").await
    }

    /// The binary with the default settings, but that letters wait until the measurement is over, one person may have and
    /// order a lot, and little is logged.
    fn command(&self, url: &str) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"SILLON_") {
                command.env_remove(name);
            }
        }
        command.current_dir(&self.folder).env("DATABASE_URL", url).stdin(Stdio::null());
        command
            .env("SILLON_MAIL_INTERVAL_SECONDS", "3600")
            .env("SILLON_SERVER_SHUTDOWN_SECONDS", "1")
            // One person runs all there is, and nobody reads letters.
            .env("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "false")
            .env("SILLON_ENTERPRISES_MAX_OWNED", "1000000")
            // One session asks as often as it is answered.
            .env("SILLON_LIMITS_KEY_PER_SECOND", "0")
            // The same customers come again, race after race.
            .env("SILLON_LETTERS_EACH_ADDRESS", "1000000")
            .env("SILLON_LOG_FILTER", "warn");
        command
    }
}

/// Runs a command to its end; a fault when it fails.
fn done(word: &str, command: &mut Command) -> Result<(), Fault> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(());
    }
    let [said, fault] =
        [&done.stdout, &done.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    Err(format!("sillon {word}: {said}{fault}").into())
}

/// A server that runs; it ends with the value.
pub(crate) struct Serving {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Serving {
    /// Waits until a server just started answers at a path.
    pub(crate) async fn ready(child: Child, port: u16, path: &str) -> Result<Self, Fault> {
        let mut serving = Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) };
        let begun = Instant::now();
        let asked = request("GET", path, &[], None);
        while begun.elapsed() < MAX_START {
            if let Some(status) = serving.child.try_wait()? {
                return Err(format!("a server ended at once: {status}").into());
            }
            if let Ok(mut connection) = Connection::open(serving.address).await
                && connection.ask(&asked, Body::Kept).await?.status == 200
            {
                return Ok(serving);
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err(format!("a server does not answer within {MAX_START:?}").into())
    }

    /// What it has used of the processors so far.
    pub(crate) fn cpu(&self) -> Duration {
        cpu::of_process(self.child.id())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Asked, it ends by itself; if that fails it is ended all the same.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

/// A port nobody listens at.
pub(crate) fn free_port() -> Result<u16, Fault> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
