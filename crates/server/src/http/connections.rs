use std::{
    any::Any,
    collections::HashMap,
    net::Shutdown,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{dev::Extensions, rt};
use parking_lot::Mutex;
use sillon_identity::Network;
use socket2::{SockRef, Socket};

use super::deadlines::Deadlines;

/// How often it is looked for connections whose time is over.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The open connections of a server, each with the time by which something must have come of it. Whoever is too slow, at sending
/// or at taking what was asked for, is cut off: the HTTP library itself bounds only a connection's first head and its idling.
pub(crate) struct Connections {
    open: Mutex<Open>,
    begun: Instant,
    deadlines: Deadlines,
    /// How many one network may have open at once.
    each_network: usize,
}

#[derive(Default)]
struct Open {
    next: u64,
    all: HashMap<u64, Arc<Connection>>,
    of_network: HashMap<Network, usize>,
}

struct Connection {
    /// The same socket once more, to close it from outside.
    socket: Socket,
    network: Option<Network>,
    /// When it is cut off, in milliseconds since the server began.
    ends_ms: AtomicU64,
}

impl Connections {
    pub(crate) fn new(deadlines: Deadlines, each_network: usize) -> Arc<Self> {
        Arc::new(Self { open: Mutex::default(), begun: Instant::now(), deadlines, each_network })
    }

    /// Watches a connection that was just accepted, until what is put beside it goes.
    pub(crate) fn watch(self: &Arc<Self>, io: &dyn Any, beside: &mut Extensions) {
        let Some(stream) = io.downcast_ref::<rt::net::TcpStream>() else { return };
        // Without a second handle it is bounded by what the HTTP library bounds.
        let Ok(socket) = SockRef::from(stream).try_clone() else { return };
        let network = stream.peer_addr().ok().and_then(|peer| Network::of(peer.ip()));
        let connection =
            Arc::new(Connection { socket, network, ends_ms: AtomicU64::new(u64::MAX) });
        self.bound(&connection, self.deadlines.head());
        let mut open = self.open.lock();
        let number = open.next;
        open.next += 1;
        open.all.insert(number, Arc::clone(&connection));
        let is_one_too_many = network.is_some_and(|network| {
            let count = open.of_network.entry(network).or_default();
            *count += 1;
            *count > self.each_network
        });
        drop(open);
        if is_one_too_many {
            connection.cut();
        }
        beside.insert(Watched { connections: Arc::clone(self), connection, number });
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.open.lock().all.len()
    }

    /// Cuts off connections whose time is over, for as long as the server runs.
    pub(crate) async fn look_after(self: Arc<Self>) {
        let mut turn = rt::time::interval(LOOK_EVERY);
        loop {
            turn.tick().await;
            let now = self.now_ms();
            let is_late = |one: &&Arc<Connection>| one.ends_ms.load(Ordering::Relaxed) <= now;
            let late: Vec<_> = self.open.lock().all.values().filter(is_late).cloned().collect();
            if !late.is_empty() {
                tracing::debug!(connections = late.len(), "too slow, and cut off");
            }
            for connection in late {
                connection.cut();
            }
        }
    }

    fn bound(&self, connection: &Connection, within: Duration) {
        let within = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
        connection.ends_ms.store(self.now_ms().saturating_add(within), Ordering::Relaxed);
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Connection {
    /// Closes it both ways; whoever works on it finds out at its next byte.
    fn cut(&self) {
        // One that is gone already needs no closing.
        drop(self.socket.shutdown(Shutdown::Both));
    }
}

/// A connection that is watched for as long as this lives.
pub(crate) struct Watched {
    connections: Arc<Connections>,
    connection: Arc<Connection>,
    number: u64,
}

impl Watched {
    /// A request has come: it has its own time from now on.
    pub(crate) fn asked(&self) {
        let within = self.connections.deadlines.request() + self.connections.deadlines.write(0);
        self.connections.bound(&self.connection, within);
    }

    /// An answer of so many bytes goes out; then the connection may idle, and send another head.
    pub(crate) fn answered(&self, bytes: u64) {
        let deadlines = &self.connections.deadlines;
        let within = deadlines.write(bytes) + deadlines.idle() + deadlines.head();
        self.connections.bound(&self.connection, within);
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock();
        open.all.remove(&self.number);
        if let Some(network) = self.connection.network
            && let Some(count) = open.of_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                open.of_network.remove(&network);
            }
        }
    }
}
