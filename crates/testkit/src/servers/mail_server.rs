use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use parking_lot::Mutex;

/// How a mail server treats those who come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// It takes everything at once.
    Kind,
    /// It takes everything, after so long at every step.
    Slow(Duration),
    /// It takes everything, and says so only after so long.
    SlowToAnswer(Duration),
    /// It turns everybody away at the door, for good: 554.
    Closed,
    /// It takes nothing from our sender: 550.
    NotFromUs,
    /// It knows no receiver: 550 5.1.1.
    NoSuchPerson,
    /// It dies in the middle of a message, and takes nothing.
    Dying,
    /// It hears a message to its end, and never says a word.
    Silent,
}

/// A mail server of a test, in threads of its own.
pub struct MailServer {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    temper: Option<Temper>,
    taken: HashMap<String, usize>,
    in_hand: usize,
    greeted: usize,
    messages: Vec<String>,
}

impl MailServer {
    /// Starts one that takes everything.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || drop(converse(&stream, &state)));
            }
        });
        Self { port, state }
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Changes how it treats those who come, from their next step on.
    pub fn be(&self, temper: Temper) {
        self.state.lock().temper = Some(temper);
    }

    /// How often it has taken each message, by the message's own id.
    pub fn taken(&self) -> HashMap<String, usize> {
        self.state.lock().taken.clone()
    }

    /// The messages it has taken, whole, in order.
    pub fn messages(&self) -> Vec<String> {
        self.state.lock().messages.clone()
    }

    /// How often it has greeted somebody.
    pub fn greeted(&self) -> usize {
        self.state.lock().greeted
    }

    /// How many messages it has heard to their end, and not answered yet.
    pub fn in_hand(&self) -> usize {
        self.state.lock().in_hand
    }
}

/// Answers commands until the other side leaves, or it has enough of it.
fn converse(stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let say = |reply: &str| {
        let mut stream = stream;
        stream.write_all(format!("{reply}\r\n").as_bytes())
    };
    let temper = || state.lock().temper.unwrap_or(Temper::Kind);
    if temper() == Temper::Closed {
        return say("554 5.3.2 not today");
    }
    say("220 test ESMTP")?;
    state.lock().greeted += 1;
    while let Some(line) = lines.next() {
        let line = line?;
        if let Temper::Slow(time) = temper() {
            thread::sleep(time);
        }
        match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say("250-test\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES")?,
            "MAIL" if temper() == Temper::NotFromUs => say("550 5.7.1 not from you")?,
            "RCPT" if temper() == Temper::NoSuchPerson => say("550 5.1.1 nobody of that name")?,
            "DATA" => {
                say("354 go on")?;
                if temper() == Temper::Dying {
                    return Ok(());
                }
                let message: Vec<String> =
                    lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                take(&message, state);
                match temper() {
                    Temper::SlowToAnswer(time) => thread::sleep(time),
                    Temper::Silent => loop {
                        thread::sleep(Duration::from_mins(1));
                    },
                    _ => {}
                }
                state.lock().in_hand -= 1;
                say("250 2.0.0 taken")?;
            }
            "QUIT" => return say("221 goodbye"),
            _ => say("250 2.0.0 ok")?,
        }
    }
    Ok(())
}

/// Takes a message: what was heard to its end is the server's from then on, whether its answer is heard or not.
fn take(message: &[String], state: &Mutex<State>) {
    let id = message.iter().find_map(|line| line.strip_prefix("Message-ID: "));
    let mut state = state.lock();
    state.in_hand += 1;
    *state.taken.entry(id.unwrap_or_default().to_owned()).or_default() += 1;
    state.messages.push(message.join("\n"));
}
