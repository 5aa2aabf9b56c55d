//! Just enough HTTP/1.1 to ask a server of ours over a connection that stays open, at little cost to the machine that
//! the server shares.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How much is read at a time.
const READ_BYTES: usize = 64 * 1024;

/// A request as it is sent.
pub(crate) fn request(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
) -> Vec<u8> {
    let headers: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.map(|body| format!("content-length: {}\r\n", body.len())).unwrap_or_default();
    let headers = headers.concat();
    let body = body.unwrap_or_default();
    format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}{length}\r\n{body}")
        .into_bytes()
}

/// What becomes of an answer's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// It is kept.
    Kept,
    /// It is read and forgotten, unless the answer is a refusal.
    Dropped,
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The head, if the body was kept.
    pub(crate) head: Vec<u8>,
    /// The body, if it was kept.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(&self.head);
        let headers = head.lines().filter_map(|line| line.split_once(": "));
        let mut found = headers.filter(|(header, _)| header.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.to_owned())
    }

    /// The status and the beginning of the body, for a person.
    pub(crate) fn told(&self) -> String {
        let body: String = String::from_utf8_lossy(&self.body).chars().take(500).collect();
        format!("{} {body}", self.status)
    }
}

/// A connection that stays open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(READ_BYTES) })
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8], body: Body) -> io::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = self.read_head().await?;
        let kept = body == Body::Kept || head.status >= 400;
        let told = if kept { self.buffer.get(..head.bytes).unwrap_or_default() } else { &[] };
        let told = told.to_vec();
        let body = match head.framing {
            Framing::Length(length) if kept => self.read_length(&head, length).await?,
            Framing::Length(length) => self.pass_over(&head, length).await?,
            Framing::Chunks => self.read_chunks(&head).await?,
        };
        Ok(Answer { status: head.status, head: told, body })
    }

    /// The head of the answer as it came; what is read of the body stays in the buffer.
    async fn read_head(&mut self) -> io::Result<Head> {
        loop {
            self.read_more().await?;
            if let Some(bytes) = head_end(&self.buffer) {
                let head = self.buffer.get(..bytes).unwrap_or_default();
                return Head::parse(head)
                    .ok_or_else(|| io::Error::other("an answer whose head cannot be read"));
            }
        }
    }

    async fn read_length(&mut self, head: &Head, length: usize) -> io::Result<Vec<u8>> {
        let mut body = self.buffer.split_off(head.bytes);
        body.reserve(length.saturating_sub(body.len()));
        while body.len() < length {
            if self.stream.read_buf(&mut body).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(body)
    }

    async fn pass_over(&mut self, head: &Head, length: usize) -> io::Result<Vec<u8>> {
        let mut read = self.buffer.len() - head.bytes;
        while read < length {
            self.buffer.clear();
            self.read_more().await?;
            read += self.buffer.len();
        }
        Ok(Vec::new())
    }

    async fn read_chunks(&mut self, head: &Head) -> io::Result<Vec<u8>> {
        loop {
            if let Some(body) = joined(self.buffer.get(head.bytes..).unwrap_or_default()) {
                return Ok(body);
            }
            self.buffer.reserve(READ_BYTES);
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// How the end of a body is known.
#[derive(Debug, PartialEq, Eq)]
enum Framing {
    Length(usize),
    Chunks,
}

#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    framing: Framing,
    bytes: usize,
}

impl Head {
    fn parse(head: &[u8]) -> Option<Self> {
        let mut lines = str::from_utf8(head).ok()?.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let mut framing = Framing::Length(0);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                framing = Framing::Length(value.trim().parse().ok()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                framing = Framing::Chunks;
            }
        }
        Some(Self { status, framing, bytes: head.len() })
    }
}

/// Where the head ends, its empty line included.
fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// The chunks as one body; `None` while the last one has not come.
fn joined(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = chunks.windows(2).position(|window| window == b"\r\n")?;
        let size = str::from_utf8(chunks.get(..line)?).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        let after = line + 2 + size;
        body.extend_from_slice(chunks.get(line + 2..after)?);
        chunks = chunks.get(after + 2..)?;
        if size == 0 {
            return Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_its_headers_and_the_length_of_its_body() {
        let sent = request("POST", "/v1/carts", &[("idempotency-key", "k1")], Some("{}"));
        let sent = String::from_utf8(sent).unwrap();
        assert_eq!(
            sent,
            "POST /v1/carts HTTP/1.1\r\nhost: localhost\r\nidempotency-key: k1\r\ncontent-length: 2\r\n\r\n{}"
        );
    }

    #[test]
    fn a_head_tells_the_status_and_how_the_body_ends() {
        let head = b"HTTP/1.1 201 Created\r\nContent-Length: 17\r\ndate: now\r\n\r\n";
        let expected = Head { status: 201, framing: Framing::Length(17), bytes: head.len() };
        assert_eq!(Head::parse(head), Some(expected));
        assert_eq!(head_end(b"HTTP/1.1 204 No Content\r\n\r\nmore"), Some(27));
        assert_eq!(Head::parse(b"nonsense\r\n\r\n"), None);
    }

    #[test]
    fn chunks_are_joined_once_the_last_has_come() {
        assert_eq!(
            joined(b"4\r\nabcd\r\na\r\n0123456789\r\n0\r\n\r\n").unwrap(),
            b"abcd0123456789"
        );
        assert_eq!(joined(b"4\r\nabcd\r\na\r\n01234"), None);
        assert_eq!(joined(b"4\r\nabcd\r\n0\r\n"), None);
    }
}
