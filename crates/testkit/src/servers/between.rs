use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use parking_lot::Mutex;
use sillon_store::Database;

/// How long nothing is waited for before it is looked again whether the line is silent.
const A_MOMENT: Duration = Duration::from_millis(20);

/// Stands between a program and a PostgreSQL server, as a network does: it may fall silent, cut every connection, or let none
/// through.
pub struct Between {
    line: Arc<Line>,
    database: Database,
    port: u16,
}

#[derive(Default)]
struct Line {
    is_silent: AtomicBool,
    is_down: AtomicBool,
    ends: Mutex<Vec<TcpStream>>,
}

/// How a server is reached.
#[derive(Clone)]
enum Server {
    Socket(String),
    Port(u16),
}

impl Between {
    /// Before a PostgreSQL database, whose address it takes apart.
    ///
    /// # Panics
    ///
    /// When it is no database of a test's cluster, or there is no free port.
    pub fn before(database: &Database) -> Self {
        let Database::Postgres(url) = database else { panic!("nothing is between us and a file") };
        let (place, parameters) = url.split_once('?').expect("a test's address says the host");
        let parameter = |name: &str| {
            let mut pairs = parameters.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        let (host, port) = (parameter("host").expect("a host"), parameter("port").expect("a port"));
        let server = if host.starts_with('/') {
            Server::Socket(format!("{host}/.s.PGSQL.{port}"))
        } else {
            Server::Port(port.parse().expect("a port"))
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let line = Arc::new(Line::default());
        let kept = Arc::clone(&line);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if !kept.is_down.load(Ordering::Relaxed) {
                    connect(&kept, client, &server);
                }
            }
        });
        let place = place.replace("@/", &format!("@127.0.0.1:{port}/"));
        Self { line, database: Database::Postgres(place), port }
    }

    /// The database, as it is reached through here.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Lets nothing through any more, either way, and cuts nothing; or lets everything through again.
    pub fn fall_silent(&self, is_silent: bool) {
        self.line.is_silent.store(is_silent, Ordering::Relaxed);
    }

    /// Cuts every connection, and lets no new one through; or lets them through again.
    pub fn go_down(&self, is_down: bool) {
        self.line.is_down.store(is_down, Ordering::Relaxed);
        if is_down {
            self.cut();
        }
    }

    /// Cuts every connection there is.
    pub fn cut(&self) {
        for end in self.line.ends.lock().drain(..) {
            // One that is gone already needs no cutting.
            drop(end.shutdown(Shutdown::Both));
        }
    }
}

/// Joins a client to the server.
fn connect(line: &Arc<Line>, client: TcpStream, server: &Server) {
    let again = |stream: &TcpStream| stream.try_clone().expect("a socket can be had twice");
    line.ends.lock().push(again(&client));
    client.set_read_timeout(Some(A_MOMENT)).expect("a timeout can be set");
    let (from_client, to_client) = (again(&client), client);
    match server {
        Server::Socket(path) => {
            let server = UnixStream::connect(path).expect("the server listens");
            server.set_read_timeout(Some(A_MOMENT)).expect("a timeout can be set");
            let to_server = server.try_clone().expect("a socket can be had twice");
            pass_on(line, from_client, to_server);
            pass_on(line, server, to_client);
        }
        Server::Port(port) => {
            let server = TcpStream::connect(("127.0.0.1", *port)).expect("the server listens");
            server.set_read_timeout(Some(A_MOMENT)).expect("a timeout can be set");
            line.ends.lock().push(again(&server));
            pass_on(line, from_client, again(&server));
            pass_on(line, server, to_client);
        }
    }
}

/// Passes on what comes, on a thread of its own, until one of the two is gone.
fn pass_on(
    line: &Arc<Line>,
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
) {
    let line = Arc::clone(line);
    thread::spawn(move || {
        let mut some = [0; 16 * 1024];
        loop {
            if line.is_silent.load(Ordering::Relaxed) {
                thread::sleep(A_MOMENT);
                continue;
            }
            match from.read(&mut some) {
                Ok(0) => return,
                Ok(bytes) => {
                    let came = some.get(..bytes).unwrap_or_default();
                    if to.write_all(came).is_err() {
                        return;
                    }
                }
                Err(fault)
                    if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&fault.kind()) => {}
                Err(_) => return,
            }
        }
    });
}
