use std::{
    env, fs,
    io::Read,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use parking_lot::Mutex;
use sillon_store::Database;

/// The superuser of a cluster.
const USER: &str = "sillon";
/// The database that new ones are copied from.
const TEMPLATE: &str = "sillon_template";
/// The longest path a socket may have on every system we know, less what PostgreSQL adds to its folder.
const MAX_SOCKET_FOLDER: usize = 107 - "/.s.PGSQL.65535".len();

/// Makes a cluster, starts it, says so, and keeps it until its standard input ends, as it does when the process that
/// started it ends, however it does. Names and places with a language's own order are harder to get right than bytes,
/// so the cluster sorts as French does where the server can.
const KEEPER: &str = r#"
cd "$folder" 2>&1 || exit
make() { "$bin/initdb" -D data -U sillon -A trust -E UTF8 --locale=C --no-sync "$@"; }
{ make --locale-provider=icu --icu-locale=fr-FR || { rm -rf data && make; }; } >>log 2>&1 &&
    cat settings >>data/postgresql.conf &&
    "$bin/pg_ctl" start -D data -w -t 120 -l log >>log 2>&1 &&
    echo ready && exec 1>&- && cat >>log
if [ -f data/postmaster.pid ]; then "$bin/pg_ctl" stop -D data -m immediate >>log 2>&1; else cat log; fi
cd / && rm -rf "$folder"
"#;

/// Settings for tests: nothing to wait for the disk with, as nothing is to last.
const TESTING: &str =
    "shared_buffers = 64MB\nfsync = off\nfull_page_writes = off\nautovacuum = off\n";
/// Settings for measuring: a server's usual ones, and memory for all that is measured.
const MEASURING: &str = "shared_buffers = 256MB\n";

/// A private PostgreSQL cluster, started once a process and gone when the process is.
pub struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    host: String,
    port: u16,
    made: AtomicU32,
    creating: Mutex<()>,
    /// Holds the keeper's standard input open.
    _keeper: Child,
}

/// Where its server listens.
struct Listening {
    host: String,
    port: u16,
}

impl Cluster {
    /// The process's cluster; `None` when no server programs are found.
    ///
    /// They are looked for in the folder `SILLON_PG_BIN` names, else in the newest of Debian's, else on the `PATH`.
    ///
    /// # Panics
    ///
    /// When there are server programs and they do not work.
    pub fn start() -> Option<&'static Self> {
        static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
        CLUSTER.get_or_init(|| programs().map(|bin| Self::new(bin, TESTING))).as_ref()
    }

    /// A cluster of the caller's own whose commits reach the disk: for measuring. `None` when no server programs are found.
    ///
    /// # Panics
    ///
    /// As [`Self::start`].
    pub fn durable() -> Option<Self> {
        programs().map(|bin| Self::new(bin, MEASURING))
    }

    fn new(bin: PathBuf, purpose: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sillon-pg-")
            .tempdir()
            .expect("a temporary folder can be made");
        let owner = owner(folder.path());
        let listening = listening(folder.path());
        let settings = folder.path().join("settings");
        fs::write(&settings, listening.settings(folder.path()) + purpose)
            .expect("a temporary file can be written");
        if let Some((user, group)) = owner {
            for path in [folder.path(), &settings] {
                chown(path, Some(user), Some(group)).expect("root may give files away");
            }
        }
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "sillon-postgres"]).current_dir("/");
        keeper.env("bin", &bin).env("folder", folder.path());
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // An interrupt from the terminal ends the tests; the keeper then tidies up.
        keeper.process_group(0);
        if let Some((user, group)) = owner {
            keeper.uid(user).gid(group);
        }
        let mut keeper = keeper.spawn().expect("there is a shell");
        // From here on the folder is the keeper's to remove.
        let folder = folder.keep();
        if let Err(said) = wait_until_ready(&mut keeper) {
            // It may not even have come into it.
            drop(fs::remove_dir_all(folder));
            panic!("PostgreSQL does not start: {said}");
        }
        let cluster = Self {
            bin,
            folder,
            host: listening.host,
            port: listening.port,
            made: AtomicU32::new(0),
            creating: Mutex::new(()),
            _keeper: keeper,
        };
        cluster.run("createdb", &[TEMPLATE]);
        sillon_store::migrate(&cluster.database(TEMPLATE)).expect("every migration runs");
        cluster
    }

    /// Makes a database with the schema and nothing in it; its name.
    pub(crate) fn create(&self) -> String {
        self.create_from(TEMPLATE)
    }

    /// Makes a database with nothing at all in it; its name.
    pub(crate) fn create_bare(&self) -> String {
        self.create_from("template0")
    }

    fn create_from(&self, template: &str) -> String {
        let name = format!("test_{}", self.made.fetch_add(1, Ordering::Relaxed));
        let _one_at_a_time = self.creating.lock();
        self.run("createdb", &["--template", template, &name]);
        name
    }

    /// Drops a database, whoever is still connected to it.
    pub(crate) fn drop(&self, name: &str) {
        self.run("dropdb", &["--force", "--if-exists", name]);
    }

    /// Ends every session with a database.
    pub(crate) fn cut_connections(&self, name: &str) {
        let cut = "select pg_terminate_backend(pid, 10000) from pg_stat_activity \
                   where datname = current_database() and pid <> pg_backend_pid()";
        self.run("psql", &["--quiet", "--dbname", name, "--command", cut]);
    }

    /// The address of a database of the cluster.
    pub fn database(&self, name: &str) -> Database {
        let host: String = self
            .host
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect();
        Database::Postgres(format!("postgres://{USER}@/{name}?host={host}&port={}", self.port))
    }

    /// One of PostgreSQL's own programs, told where the cluster is.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        let settings = env::vars_os().map(|(name, _)| name);
        for name in settings.filter(|name| name.as_encoded_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        let port = self.port.to_string();
        command.args(["--host", &self.host, "--port", &port, "--username", USER]);
        command
    }

    /// The server's process; all that work for it are its children.
    ///
    /// # Panics
    ///
    /// When the server has ended.
    pub fn server(&self) -> u32 {
        let told = fs::read_to_string(self.folder.join("data/postmaster.pid"));
        let told = told.expect("a server that runs says its process in a file");
        let first = told.lines().next().and_then(|line| line.trim().parse().ok());
        first.expect("the file begins with the process")
    }

    /// Runs one of PostgreSQL's own programs against the cluster.
    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(program).args(arguments).stdin(Stdio::null()).output();
        let done = done.unwrap_or_else(|fault| panic!("{program} does not start: {fault}"));
        assert!(
            done.status.success(),
            "{program} {arguments:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

impl Listening {
    /// What the server is told, whatever it is for: where to listen, and to take enough connections.
    fn settings(&self, folder: &Path) -> String {
        let is_socket = self.host.starts_with('/');
        let quoted = |text: &str| text.replace('\'', "''");
        format!(
            "listen_addresses = '{}'\nunix_socket_directories = '{}'\nport = {}\nmax_connections = 200\n\
             lc_messages = 'C'\n",
            if is_socket { "" } else { &self.host },
            if is_socket { quoted(&folder.display().to_string()) } else { String::new() },
            self.port,
        )
    }
}

/// A socket in the folder; where its path is too long for one, a free port of this machine's own.
fn listening(folder: &Path) -> Listening {
    let path = folder.to_str().filter(|path| path.len() <= MAX_SOCKET_FOLDER);
    let socket = path.map(|path| Listening { host: path.to_owned(), port: 5432 });
    socket.unwrap_or_else(|| {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr());
        Listening { host: "127.0.0.1".to_owned(), port: free.expect("a port is free").port() }
    })
}

/// Waits for the keeper's word that the server listens, or for what it says when it does not.
fn wait_until_ready(keeper: &mut Child) -> Result<(), String> {
    let mut said = String::new();
    let mut output = keeper.stdout.take().expect("its output is piped");
    output.read_to_string(&mut said).expect("the keeper writes text");
    if said == "ready\n" { Ok(()) } else { Err(said) }
}

/// The folder with the server programs.
fn programs() -> Option<PathBuf> {
    let has_all = |bin: &PathBuf| {
        ["initdb", "pg_ctl", "postgres", "createdb"].iter().all(|name| bin.join(name).is_file())
    };
    if let Some(named) = env::var_os("SILLON_PG_BIN") {
        return Some(PathBuf::from(named)).filter(has_all);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .map(|version| version.path())
        .filter(|path| has_all(&path.join("bin")))
        .max_by_key(number);
    let path = env::var_os("PATH").unwrap_or_default();
    newest.map(|version| version.join("bin")).or_else(|| env::split_paths(&path).find(has_all))
}

/// Whom a folder made by root must belong to, as PostgreSQL refuses to run as root: user and group.
fn owner(folder: &Path) -> Option<(u32, u32)> {
    let is_root = fs::metadata(folder).expect("the folder was just made").uid() == 0;
    is_root.then(|| {
        let accounts = fs::read_to_string("/etc/passwd").expect("there are accounts");
        let found = ["postgres", "nobody"].iter().find_map(|name| account(&accounts, name));
        found.expect("there is an account for those who should be nobody")
    })
}

/// The user and group of an account, from lines such as `nobody:x:65534:65534:nobody:/:/usr/sbin/nologin`.
fn account(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let fields = accounts.lines().map(|line| line.split(':'));
    fields.into_iter().find_map(|mut fields| {
        let named = fields.next()? == name;
        let (user, group) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        named.then_some((user, group))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_name() {
        let accounts =
            "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533:nobody:/:/usr/sbin/nologin\n";
        assert_eq!(account(accounts, "nobody"), Some((65_534, 65_533)));
        assert_eq!(account(accounts, "postgres"), None);
    }

    #[test]
    fn a_long_path_is_no_place_for_a_socket() {
        assert_eq!(listening(Path::new("/tmp/sillon")).host, "/tmp/sillon");
        let long = format!("/tmp/{}", "long".repeat(30));
        assert_eq!(listening(Path::new(&long)).host, "127.0.0.1");
    }
}
