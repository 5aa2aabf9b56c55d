use std::{fmt, net::IpAddr};

use sillon_kernel::{Failure, FailureKind};
use url::{Host, Url};

use crate::is_public;

/// The longest address of a receiver, in bytes.
const LONGEST: usize = 500;

/// Names that never lead out of a network: RFC 6761 and RFC 6762, and what networks use for themselves.
const LOCAL_NAMES: [&str; 6] =
    ["localhost", "local", "localdomain", "internal", "home.arpa", "lan"];

/// Where a webhook is sent: an address as browsers write it.
///
/// What its name leads to is looked at each time something is sent, as names may lead elsewhere the next day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverUrl(Url);

impl ReceiverUrl {
    /// Reads an address: `https`, without a name, a password or a fragment, at a port that web servers have, and not one that
    /// is plainly in a private network. Where receivers in private networks are allowed, `http` and they are, too.
    ///
    /// # Errors
    ///
    /// [`ReceiverRefused`].
    pub fn parse(text: &str, allow_private: bool) -> Result<Self, ReceiverRefused> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(ReceiverRefused::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_fault| ReceiverRefused::NotAnAddress)?;
        let is_http = url.scheme() == "http" && allow_private;
        if url.scheme() != "https" && !is_http {
            return Err(ReceiverRefused::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(ReceiverRefused::NotAnAddress);
        }
        let host = url.host().ok_or(ReceiverRefused::NotAnAddress)?;
        let port = url.port_or_known_default().unwrap_or_default();
        if !allow_private {
            if is_plainly_private(&host) {
                return Err(ReceiverRefused::Private);
            }
            // Below 1024 stand other services than web servers, which must not be talked to.
            if port != 443 && port < 1_024 {
                return Err(ReceiverRefused::Port);
            }
        }
        if url.as_str().len() > LONGEST {
            return Err(ReceiverRefused::NotAnAddress);
        }
        Ok(Self(url))
    }

    /// The address as it was stored, whatever is allowed now.
    ///
    /// # Errors
    ///
    /// [`ReceiverRefused`] for what is no address.
    pub fn stored(text: &str) -> Result<Self, ReceiverRefused> {
        Self::parse(text, true)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host it leads to.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl fmt::Display for ReceiverUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a host is in a private network, as far as can be told without looking its name up.
fn is_plainly_private(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => !is_public(IpAddr::V4(*address)),
        Host::Ipv6(address) => !is_public(IpAddr::V6(*address)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let is_in = |of: &str| {
                name.strip_suffix(of).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            // A name of one word is looked up in the network around.
            !name.contains('.') || LOCAL_NAMES.into_iter().any(is_in)
        }
    }
}

/// The text is no address that webhooks are sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiverRefused {
    /// It is not an address, or one with a name, a password or a fragment in it.
    #[error(
        "it is not an address such as https://shop.example.org/hooks, of at most 500 characters"
    )]
    NotAnAddress,
    /// What is sent there could be read on the way.
    #[error("it must begin with https://")]
    NotHttps,
    /// It is in a private network.
    #[error("it is in a private network, which webhooks are not sent to")]
    Private,
    /// No web server is at its port.
    #[error("its port must be 443, or from 1024 on")]
    Port,
}

impl Failure for ReceiverRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_on_the_public_internet_is_taken() {
        for text in [
            "https://shop.example.org/hooks?a=b",
            "https://shop.example.org:8443/",
            "https://1.1.1.1/",
        ] {
            assert_eq!(ReceiverUrl::parse(text, false).unwrap().as_str(), text);
        }
        let written = ReceiverUrl::parse(" HTTPS://Épicerie.example:443 ", false).unwrap();
        assert_eq!(written.as_str(), "https://xn--picerie-9xa.example/");
    }

    #[test]
    fn whatever_leads_into_a_private_network_is_refused_however_it_is_written() {
        use ReceiverRefused::{NotAnAddress, NotHttps, Port, Private};
        let refused = [
            ("https://127.0.0.1/", Private),
            ("https://2130706433/", Private),
            ("https://0x7f.1/", Private),
            ("https://017700000001/", Private),
            ("https://[::1]/", Private),
            ("https://[::ffff:10.0.0.1]/", Private),
            ("https://169.254.169.254/latest/meta-data/", Private),
            ("https://localhost/", Private),
            ("https://LOCALHOST./", Private),
            ("https://a.localhost/", Private),
            ("https://printer.local/", Private),
            ("https://metadata.google.internal/", Private),
            ("https://db/", Private),
            ("https://shop.example.org:25/", Port),
            ("http://shop.example.org/", NotHttps),
            ("ftp://shop.example.org/", NotHttps),
            ("file:///etc/passwd", NotHttps),
            ("https://me:secret@shop.example.org/", NotAnAddress),
            ("https://shop.example.org/#a", NotAnAddress),
            ("https://", NotAnAddress),
            ("shop.example.org", NotAnAddress),
        ];
        for (text, why) in refused {
            assert_eq!(ReceiverUrl::parse(text, false), Err(why), "{text}");
        }
    }

    #[test]
    fn where_private_networks_are_allowed_so_is_what_is_in_them() {
        for text in ["http://127.0.0.1:8080/", "https://localhost/", "http://db:81/"] {
            assert_eq!(ReceiverUrl::parse(text, true).unwrap().as_str(), text);
        }
        assert_eq!(ReceiverUrl::parse("gopher://db/", true), Err(ReceiverRefused::NotHttps));
    }
}
