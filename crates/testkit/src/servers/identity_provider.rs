use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use url::form_urlencoded;

/// How a request begins that asks where its parts are.
const DISCOVERY: &str = "GET /.well-known/openid-configuration ";

/// An `OpenID` Connect provider on this machine that vouches for whatever it is told, as long as our own client asks. It
/// answers until the tests end.
pub struct IdentityProvider {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl IdentityProvider {
    /// Our id there.
    pub const CLIENT_ID: &str = "sillon";
    /// Our secret there.
    pub const CLIENT_SECRET: &str = "our secret";
    /// Both, as its token endpoint is shown them: form-encoded, and in Base64.
    const SHOWN: &str = "Basic c2lsbG9uOm91citzZWNyZXQ=";

    /// Starts one.
    ///
    /// # Panics
    ///
    /// When it cannot listen.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let issuer = format!("http://{address}");
        let (own, asked) = (issuer.clone(), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&asked);
        // Whoever hangs up while it answers is none of its business.
        thread::spawn(move || {
            listener.incoming().flatten().for_each(|stream| drop(answer(stream, &own, &count)));
        });
        Self { address: issuer, asked }
    }

    /// How often it was asked where its parts are.
    pub fn discoveries(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Its address, as it names itself.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The settings of a server that trusts it, and whose people come back to an address.
    pub fn told<'s>(&'s self, public_url: &'s str) -> [(&'static str, &'s str); 4] {
        Self::told_of(&self.address, public_url)
    }

    /// The settings of a server that trusts the provider of an address, and knows it as our client does.
    pub fn told_of<'s>(issuer: &'s str, public_url: &'s str) -> [(&'static str, &'s str); 4] {
        [
            ("SILLON_OPENID_ISSUER", issuer),
            ("SILLON_OPENID_CLIENT_ID", Self::CLIENT_ID),
            ("SILLON_OPENID_CLIENT_SECRET", Self::CLIENT_SECRET),
            ("SILLON_SERVER_PUBLIC_URL", public_url),
        ]
    }

    /// The code that it trades for these claims.
    pub fn code(claims: &Value) -> String {
        URL_SAFE_NO_PAD.encode(claims.to_string())
    }
}

fn answer(mut stream: TcpStream, issuer: &str, asked: &AtomicUsize) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    let length = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body)?;
    if head.starts_with(DISCOVERY) {
        asked.fetch_add(1, Ordering::SeqCst);
    }
    let (status, said) = said(&head, &body, issuer);
    let (said, kind) = (said.to_string(), "content-type: application/json\r\nconnection: close");
    write!(stream, "HTTP/1.1 {status}\r\n{kind}\r\ncontent-length: {}\r\n\r\n{said}", said.len())
}

/// The status and body of an answer.
fn said(head: &str, body: &[u8], issuer: &str) -> (&'static str, Value) {
    let asked: BTreeMap<_, _> = form_urlencoded::parse(body).into_owned().collect();
    let has_verifier = asked.get("code_verifier").is_some_and(|verifier| verifier.len() >= 43);
    if head.starts_with(DISCOVERY) {
        let [authorize, token] = ["authorize", "token"].map(|part| format!("{issuer}/{part}"));
        let told =
            json!({"issuer": issuer, "authorization_endpoint": authorize, "token_endpoint": token});
        return ("200 OK", told);
    }
    match asked.get("code").filter(|_| has_verifier && head.contains(IdentityProvider::SHOWN)) {
        Some(claims) => {
            let token = format!("e30.{claims}.sig");
            ("200 OK", json!({"access_token": "a", "token_type": "Bearer", "id_token": token}))
        }
        None => ("401 Unauthorized", json!({"error": "invalid_client"})),
    }
}
