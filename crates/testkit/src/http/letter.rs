use std::{fs, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};

/// A letter that left, as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Letter {
    /// Whom it is for.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says. No-break spaces are plain ones, lines end as they do here.
    pub text: String,
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

    fn read(message: &str) -> Self {
        let (head, body) = message.split_once("\r\n\r\n").expect("a head, a blank line, a body");
        // A long header goes on in the next line, which then begins with a space.
        let head = head.replace("\r\n ", " ");
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let mut named = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.to_owned()).unwrap_or_default()
        };
        let body = match header("Content-Transfer-Encoding").as_str() {
            "quoted-printable" => quoted_printable(body),
            "base64" => base64_text(&body.replace("\r\n", "")),
            _ => body.to_owned(),
        };
        let plain = |text: &str| text.replace("\r\n", "\n").replace(['\u{a0}', '\u{202f}'], " ");
        let subject = words(&header("Subject"));
        Self { to: header("To"), subject: plain(&subject), text: plain(&body) }
    }
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
                       Content-Transfer-Encoding: quoted-printable\r\n\r\nR=C3=A9colte=\r\n : 2=C2=A0kg\r\n";
        let letter = Letter::read(message);
        assert_eq!(letter.subject, "Votre récolte !");
        assert_eq!(
            (letter.to.as_str(), letter.text.as_str()),
            ("awa@example.org", "Récolte : 2 kg\n")
        );
    }
}
