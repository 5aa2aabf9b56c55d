use std::fmt;

/// The longest origin: a scheme, the longest host name (253 characters, RFC 1035), and a port.
const LONGEST: usize = 270;

/// Where a web page comes from, as browsers say it in `Origin` (RFC 6454): scheme, host, and port where it is not the
/// scheme's own. It is `https`, or `http` on the developer's own machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin, and writes it the way browsers do.
    ///
    /// # Errors
    ///
    /// [`NoSuchOrigin`] for anything else: a path, a wildcard, a scheme that anybody on the way could read.
    pub fn parse(text: &str) -> Result<Self, NoSuchOrigin> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(NoSuchOrigin)?;
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_fault| NoSuchOrigin)?)),
            None => (rest, None),
        };
        let is_local = host == "localhost" || host == "127.0.0.1";
        let is_safe = scheme == "https" || (scheme == "http" && is_local);
        if !is_safe || !is_host(host) || port == Some(0) || text.len() > LONGEST {
            return Err(NoSuchOrigin);
        }
        let usual = if scheme == "https" { 443 } else { 80 };
        Ok(Self(match port.filter(|port| *port != usual) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is a host name of ASCII labels, as browsers write also those of other alphabets.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no origin a shop front may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is https:// and a host, with a port where it has one of its own, such as https://shop.example.org; for \
     development, http://localhost and a port"
)]
pub struct NoSuchOrigin;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let written = |text| Origin::parse(text).map(|origin| origin.to_string());
        assert_eq!(written(" HTTPS://Shop.Example.org:443 ").unwrap(), "https://shop.example.org");
        assert_eq!(written("https://a.example:8443").unwrap(), "https://a.example:8443");
        assert_eq!(written("http://localhost:5173").unwrap(), "http://localhost:5173");
        assert_eq!(
            written("https://xn--mnchen-3ya.example").unwrap(),
            "https://xn--mnchen-3ya.example"
        );
    }

    #[test]
    fn what_is_no_origin_of_a_page_of_theirs_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "shop.example.org",
            "https://",
            "https://*.example.org",
            "https://a.example/",
            "https://a.example/shop",
            "http://a.example",
            "http://localhost.evil.example",
            "https://a@b.example",
            "https://a.example:0",
            "https://a.example:99999",
            "https://a..example",
            "https://[::1]",
            "https://a b",
            "https://-a.example",
            "file:///x",
            "https://é.example",
        ] {
            assert_eq!(Origin::parse(text), Err(NoSuchOrigin), "{text}");
        }
        assert!(Origin::parse(&format!("https://{}.example", "a".repeat(300))).is_err());
    }
}
