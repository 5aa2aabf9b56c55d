use std::{
    io::{self, BufRead, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use parking_lot::Mutex;
use serde_json::Value;

/// How a receiver of webhooks treats what it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// It takes everything at once: 204.
    Kind,
    /// It takes everything, after so long.
    Slow(Duration),
    /// It takes nothing, and says so by this status.
    Refusing(u16),
    /// It sends whoever comes elsewhere.
    Redirecting(String),
}

/// Something that a receiver was sent.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The header that names the event.
    pub event: String,
    /// The header that signs it.
    pub signature: String,
    /// The body, to the byte.
    pub body: String,
}

impl Heard {
    /// The body, read.
    ///
    /// # Panics
    ///
    /// When it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("what is sent is JSON")
    }

    /// The event's number in its feed.
    ///
    /// # Panics
    ///
    /// When it has none.
    pub fn number(&self) -> i64 {
        self.json().get("number").and_then(Value::as_i64).expect("an event has a number")
    }
}

/// A receiver of webhooks, in threads of its own, on this machine.
pub struct Receiver {
    address: SocketAddr,
    state: Arc<Mutex<(Manner, Vec<Heard>)>>,
}

impl Receiver {
    /// Starts one that takes everything.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let address = listener.local_addr().expect("it has an address");
        let state = Arc::new(Mutex::new((Manner::Kind, Vec::new())));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || drop(answer(stream, &state)));
            }
        });
        Self { address, state }
    }

    /// Where it is, by its address.
    pub fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Changes how it treats what it is sent, from the next on.
    pub fn be(&self, manner: Manner) {
        self.state.lock().0 = manner;
    }

    /// What it was sent, in order.
    pub fn heard(&self) -> Vec<Heard> {
        self.state.lock().1.clone()
    }

    /// What it was sent, in order, and forgets it.
    pub fn take(&self) -> Vec<Heard> {
        std::mem::take(&mut self.state.lock().1)
    }
}

/// Hears one request to its end, keeps it, and answers in the receiver's manner.
fn answer(mut stream: TcpStream, state: &Mutex<(Manner, Vec<Heard>)>) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut event, mut signature, mut length) = (String::new(), String::new(), None);
    for line in reader.by_ref().lines().skip(1) {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "sillon-event" => value.clone_into(&mut event),
            "sillon-signature" => value.clone_into(&mut signature),
            "content-length" => length = value.parse::<u64>().ok(),
            _ => {}
        }
    }
    // Whoever sends may be killed meanwhile, in its headers or in what it sends.
    let length = length.ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body)?;
    if u64::try_from(body.len()) != Ok(length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let manner = {
        let mut state = state.lock();
        state.1.push(Heard { event, signature, body });
        state.0.clone()
    };
    let (status, more) = match manner {
        Manner::Kind => (204, String::new()),
        Manner::Slow(time) => {
            thread::sleep(time);
            (204, String::new())
        }
        Manner::Refusing(status) => (status, String::new()),
        Manner::Redirecting(to) => (307, format!("location: {to}\r\n")),
    };
    write!(stream, "HTTP/1.1 {status} Said\r\n{more}content-length: 0\r\nconnection: close\r\n\r\n")
}
