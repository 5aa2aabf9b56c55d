//! Requests byte by byte, as no HTTP library would send them.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

/// A connection to a server at `http://127.0.0.1:PORT`.
pub(crate) fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// The head of a request, with more headers, each with its line break.
pub(crate) fn head(method: &str, path: &str, headers: &[u8]) -> Vec<u8> {
    let first = format!("{method} {path} HTTP/1.1\r\nHost: market.example.org\r\n");
    [first.as_bytes(), headers, b"\r\n"].concat()
}

/// Reads what comes until a head is whole; its status, and all that came.
pub(crate) fn status(stream: &mut TcpStream) -> (u16, String) {
    let (mut came, mut some) = (Vec::new(), [0; 4096]);
    while !came.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut some) {
            Ok(0) => break,
            Ok(bytes) => came.extend_from_slice(&some[..bytes]),
            Err(fault) => panic!("no answer: {fault}"),
        }
    }
    let text = String::from_utf8_lossy(&came).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_default(), text)
}

/// All that comes until the other side ends the connection, however it does.
pub(crate) fn all(stream: &mut TcpStream) -> String {
    let (mut came, mut some) = (Vec::new(), [0; 4096]);
    while let Ok(bytes @ 1..) = stream.read(&mut some) {
        came.extend_from_slice(&some[..bytes]);
    }
    String::from_utf8_lossy(&came).into_owned()
}

/// Whether the other side ends the connection within so long, whatever it still says.
pub(crate) fn ends_within(stream: &mut TcpStream, patience: Duration) -> bool {
    let (begun, mut some) = (Instant::now(), [0; 4096]);
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    while begun.elapsed() < patience {
        match stream.read(&mut some) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(fault) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&fault.kind()) => {}
            Err(_) => return true,
        }
    }
    false
}

/// Sends a whole request on a connection of its own; the status it is answered with.
pub(crate) fn ask(url: &str, head: &[u8], body: &[u8]) -> u16 {
    let mut stream = connect(url);
    stream.write_all(&[head, body].concat()).unwrap();
    status(&mut stream).0
}
