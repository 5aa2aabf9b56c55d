use std::{fs, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};

/// A letter that left, as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Letter {
    /// Whom it is for.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says as plain text. No-break spaces are plain ones, lines end as they do here.
    pub text: String,
    /// What it says as HTML, written likewise; nothing, where it is plain text only.
    pub html: String,
    /// Its other headers, each whole on one line.
    pub headers: Vec<String>,
}

impl Letter {
    /// The letters in a folder, by whom they are for and what they are about.
    ///
    /// # Panics
    ///
    /// When one cannot be read.
    pub fn all(folder: &Path) -> Vec<Self> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        let files = entries.map(|entry| entry.expect("the folder can be read").path());
        let whole = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
        let mut letters: Vec<Self> = whole.map(|path| Self::one(&path)).collect();
        letters.sort();
        letters
    }

    /// The letter in a file.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub fn one(file: &Path) -> Self {
        Self::read(&fs::read_to_string(file).expect("a letter is text"))
    }

    /// The secret of the link in it, to send to the API.
    ///
    /// # Panics
    ///
    /// When it has no such link.
    pub fn token(&self) -> String {
        let link = self.text.split_once("token=").map(|(_, rest)| rest.split_whitespace().next());
        let token = link.flatten().unwrap_or_else(|| panic!("no link in {self:?}"));
        token.to_owned()
    }

    /// Whether it welcomes an enterprise that was just founded.
    pub fn is_welcome(&self) -> bool {
        ["Bienvenue, ", "Welcome, ", "Willkommen, "]
            .iter()
            .any(|word| self.subject.starts_with(word))
    }

    /// A header of it by its name; nothing, where it has none such.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter_map(|line| line.split_once(": "));
        named.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// A message as it is sent, of one part or of several.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub fn read(message: &str) -> Self {
        let (head, body) = split(message);
        let boundary = header(&head, "Content-Type");
        let boundary = boundary.split_once("boundary=").map(|(_, name)| name.trim_matches('"'));
        let parts: Vec<(String, &str)> = match boundary {
            Some(name) => {
                let pieces = body.split(&format!("--{name}")).skip(1).collect::<Vec<_>>();
                pieces.iter().filter(|piece| !piece.starts_with("--")).map(|it| split(it)).collect()
            }
            None => vec![(head.clone(), body)],
        };
        let said = |kind: &str| {
            let is_one = |head: &str| header(head, "Content-Type").starts_with(kind);
            let part = parts.iter().find(|(head, _)| is_one(head));
            part.map(|(head, body)| plain(&decoded(head, body))).unwrap_or_default()
        };
        let text =
            if boundary.is_none() { plain(&decoded(&head, body)) } else { said("text/plain") };
        Self {
            to: header(&head, "To"),
            subject: plain(&words(&header(&head, "Subject"))),
            text,
            html: said("text/html"),
            headers: head.lines().map(str::to_owned).collect(),
        }
    }
}

/// The head of a message or of a part of one, its lines whole, and the body.
fn split(message: &str) -> (String, &str) {
    let message = message.strip_prefix("\r\n").unwrap_or(message);
    let (head, body) = message.split_once("\r\n\r\n").expect("a head, a blank line, a body");
    // A long header goes on in the next line, which then begins with a space.
    (head.replace("\r\n ", " "), body.strip_suffix("\r\n").unwrap_or(body))
}

fn header(head: &str, name: &str) -> String {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut named = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
    named.next().map(|(_, value)| value.to_owned()).unwrap_or_default()
}

fn decoded(head: &str, body: &str) -> String {
    match header(head, "Content-Transfer-Encoding").as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64_text(&body.replace("\r\n", "")),
        _ => body.to_owned(),
    }
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\u{a0}', '\u{202f}'], " ")
}

/// Text as RFC 2045 §6.7 writes it.
fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let digit = |byte: Option<u8>| {
                byte.and_then(|byte| char::from(byte).to_digit(16)).expect("two digits")
            };
            let value = digit(rest.next()) * 16 + digit(rest.next());
            bytes.push(u8::try_from(value).expect("two digits are a byte"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("a letter is UTF-8")
}

fn base64_text(text: &str) -> String {
    let bytes = BASE64_STANDARD.decode(text).expect("it says that it is base 64");
    String::from_utf8(bytes).expect("a letter is UTF-8")
}

/// A header's encoded words (RFC 2047), and what stands between them.
fn words(header: &str) -> String {
    let decode = |word: &str| {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        encoded.map(base64_text)
    };
    let mut read = String::new();
    let mut after_encoded = true;
    for word in header.split(' ') {
        let decoded = decode(word);
        let joined = after_encoded && decoded.is_some();
        if !joined && !read.is_empty() {
            read.push(' ');
        }
        after_encoded = decoded.is_some();
        read.push_str(&decoded.unwrap_or_else(|| word.to_owned()));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_as_they_are_sent() {
        let message = "To: awa@example.org\r\nSubject: Votre =?utf-8?b?csOp?= =?utf-8?b?Y29sdGU=?= !\r\n\
                       Content-Transfer-Encoding: quoted-printable\r\n\r\nR=C3=A9colte=\r\n : 2=C2=A0kg\r\n\r\n";
        let letter = Letter::read(message);
        assert_eq!(letter.subject, "Votre récolte !");
        assert_eq!(
            (letter.to.as_str(), letter.text.as_str()),
            ("awa@example.org", "Récolte : 2 kg\n")
        );
    }

    #[test]
    fn a_letter_of_two_parts_says_both() {
        let message = "To: awa@example.org\r\nContent-Type: multipart/alternative;\r\n boundary=\"b-1\"\r\n\r\n\
                       --b-1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello.\n\r\n--b-1\r\n\
                       Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=A9</p>\r\n--b-1--\r\n";
        let letter = Letter::read(message);
        assert_eq!((letter.text.as_str(), letter.html.as_str()), ("Hello.\n", "<p>é</p>"));
        assert_eq!(letter.header("to"), Some("awa@example.org"));
    }
}
