//! How something is sent to a webhook: to an address that was looked at, over a connection to that very address, within a bounded
//! time, and never further than where it was sent.

use std::{
    io,
    time::{Duration, Instant},
};

use sillon_events::{Delivered, DeliveryFailure, ReceiverUrl, is_public};
use ureq::{
    Agent,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// How long a receiver has to answer, from the look-up of its name on.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// How long it may take until there is a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest head of an answer, in bytes. Its body is not read.
const MAX_HEAD: usize = 16 * 1_024;

/// How many pings are under way at once: each waits for a stranger's server.
pub(crate) const MAX_PINGS: usize = 4;

/// How webhooks are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Whether receivers in private networks are sent something, and those without TLS: for tests, and where nobody but friends has
    /// an enterprise.
    pub allow_private: bool,
}

/// What webhooks are sent by.
#[derive(Debug, Clone)]
pub(crate) struct Poster {
    agent: Agent,
}

/// Something to send.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(crate) url: ReceiverUrl,
    pub(crate) event: String,
    pub(crate) signature: String,
    pub(crate) body: String,
}

impl Poster {
    pub(crate) fn new(WebhookSettings { allow_private }: WebhookSettings) -> Self {
        Self::resolving(CheckedResolver { names: DefaultResolver::default(), allow_private })
    }

    fn resolving<R: Resolver>(resolver: CheckedResolver<R>) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .https_only(!resolver.allow_private)
            // Whoever is asked may send us anywhere: we do not go.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy that the environment names would look names up itself.
            .proxy(None)
            // A connection that is kept was checked for another day.
            .max_idle_connections(0)
            .max_response_header_size(MAX_HEAD)
            .user_agent(concat!("Sillon/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    /// Sends something, and tells what became of it. Waits for the network: run it where that is allowed.
    pub(crate) fn post(&self, sending: &Sending) -> Delivered {
        let begun = Instant::now();
        let answer = self
            .agent
            .post(sending.url.as_str())
            .header("content-type", "application/json")
            .header("sillon-event", &sending.event)
            .header("sillon-signature", &sending.signature)
            .send(&sending.body);
        let (status, failure) = match answer {
            Ok(answer) => {
                let status = answer.status();
                let failure = if status.is_success() {
                    None
                } else if status.is_redirection() {
                    Some(DeliveryFailure::Redirected)
                } else {
                    Some(DeliveryFailure::Status)
                };
                (Some(status.as_u16()), failure)
            }
            Err(fault) => (None, Some(why(&fault))),
        };
        let milliseconds = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        Delivered { status, milliseconds, failure }
    }
}

/// Looks names up once, and lets nobody connect to an address that is not on the public internet: the connection is made to the
/// addresses that were checked, so that a name which leads elsewhere a moment later leads nowhere.
#[derive(Debug)]
struct CheckedResolver<R> {
    names: R,
    allow_private: bool,
}

/// A name leads into a private network.
#[derive(Debug, thiserror::Error)]
#[error("the name leads into a private network")]
struct PrivateAddress;

impl<R: Resolver> Resolver for CheckedResolver<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout).map_err(|fault| match fault {
            // Whatever name servers say, nobody was found.
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        })?;
        // One that leads to both is no mistake, but somebody's try.
        if !self.allow_private && !found.iter().all(|address| is_public(address.ip())) {
            return Err(ureq::Error::Other(Box::new(PrivateAddress)));
        }
        Ok(found)
    }
}

fn why(fault: &ureq::Error) -> DeliveryFailure {
    match fault {
        ureq::Error::Other(cause) if cause.is::<PrivateAddress>() => {
            DeliveryFailure::PrivateAddress
        }
        ureq::Error::Timeout(_) => DeliveryFailure::TimedOut,
        ureq::Error::HostNotFound => DeliveryFailure::NameNotFound,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::RequireHttpsOnly(_) => {
            DeliveryFailure::NotTrusted
        }
        // What rustls says of a certificate.
        ureq::Error::Io(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            DeliveryFailure::NotTrusted
        }
        ureq::Error::Protocol(_)
        | ureq::Error::Http(_)
        | ureq::Error::LargeResponseHeader(_, _) => DeliveryFailure::NotHttp,
        _ => DeliveryFailure::NotReached,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::{Ipv4Addr, SocketAddr, TcpListener},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        thread,
    };

    use super::*;

    /// A name server of a test: each time it is asked it says the next of its answers, and the last one for ever.
    #[derive(Debug)]
    struct Names {
        answers: Vec<Vec<SocketAddr>>,
        asked: AtomicUsize,
    }

    impl Names {
        fn says(answers: &[&[SocketAddr]]) -> Self {
            let answers = answers.iter().map(|answer| answer.to_vec()).collect();
            Self { answers, asked: AtomicUsize::new(0) }
        }
    }

    impl Resolver for Names {
        fn resolve(
            &self,
            _uri: &Uri,
            _config: &ureq::config::Config,
            _timeout: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let asked = self.asked.fetch_add(1, Ordering::Relaxed);
            let mut found = self.empty();
            for address in &self.answers[asked.min(self.answers.len() - 1)] {
                found.push(*address);
            }
            Ok(found)
        }
    }

    /// Somebody who answers everybody alike, and counts who came.
    fn receiver(answer: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (address, came) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&came);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                counted.fetch_add(1, Ordering::Relaxed);
                let _ = stream.read(&mut [0; 4_096]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (address, came)
    }

    fn sending(url: &str) -> Sending {
        Sending {
            url: ReceiverUrl::stored(url).unwrap(),
            event: "1".to_owned(),
            signature: "t=1".to_owned(),
            body: "{}".to_owned(),
        }
    }

    const OK: &str = "HTTP/1.1 204 No Content\r\n\r\n";

    #[test]
    fn a_name_that_leads_into_a_private_network_is_not_followed() {
        let (here, came) = receiver(OK);
        let public: SocketAddr = "93.184.216.34:443".parse().unwrap();
        for answer in [&[here][..], &[public, here], &[here, public]] {
            let names = CheckedResolver { names: Names::says(&[answer]), allow_private: false };
            let delivered = Poster::resolving(names).post(&sending("https://shop.example.org/"));
            assert_eq!(delivered.failure, Some(DeliveryFailure::PrivateAddress), "{answer:?}");
        }
        assert_eq!(came.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_name_is_looked_up_once_for_each_connection_and_never_again_for_it() {
        let (here, came) = receiver(OK);
        let (elsewhere, lured) = receiver(OK);
        let names = Names::says(&[&[here], &[elsewhere]]);
        let poster = Poster::resolving(CheckedResolver { names, allow_private: true });
        let url = "http://shop.example.org/";
        assert_eq!(poster.post(&sending(url)).failure, None);
        assert_eq!((came.load(Ordering::Relaxed), lured.load(Ordering::Relaxed)), (1, 0));
        assert_eq!(poster.post(&sending(url)).failure, None);
        assert_eq!((came.load(Ordering::Relaxed), lured.load(Ordering::Relaxed)), (1, 1));
    }

    #[test]
    fn an_address_within_the_url_is_checked_like_any_other() {
        let (here, came) = receiver(OK);
        let poster = Poster::new(WebhookSettings { allow_private: false });
        for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "localhost"] {
            let delivered = poster.post(&sending(&format!("https://{host}:{}/", here.port())));
            assert_eq!(delivered.failure, Some(DeliveryFailure::PrivateAddress), "{host}");
        }
        let plain = poster.post(&sending(&format!("http://127.0.0.1:{}/", here.port())));
        assert_eq!(plain.failure, Some(DeliveryFailure::NotTrusted));
        assert_eq!(came.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn nobody_is_followed_who_sends_us_elsewhere() {
        let (elsewhere, lured) = receiver(OK);
        let answer = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n"
        );
        let (here, _) = receiver(Box::leak(answer.into_boxed_str()));
        let delivered = Poster::new(WebhookSettings { allow_private: true })
            .post(&sending(&format!("http://{here}/")));
        assert_eq!(
            (delivered.status, delivered.failure),
            (Some(307), Some(DeliveryFailure::Redirected))
        );
        assert_eq!(lured.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_goes_wrong_is_told_by_its_kind() {
        let (status, _) = receiver("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n");
        let (prose, _) = receiver("hello\r\n\r\n");
        let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let poster = Poster::new(WebhookSettings { allow_private: true });
        let why = |url: String| poster.post(&sending(&url)).failure;
        assert_eq!(why(format!("http://{status}/")), Some(DeliveryFailure::Status));
        assert_eq!(why(format!("http://{prose}/")), Some(DeliveryFailure::NotHttp));
        assert_eq!(why(format!("http://{nobody}/")), Some(DeliveryFailure::NotReached));
        assert_eq!(why(format!("https://{prose}/")), Some(DeliveryFailure::NotTrusted));
        assert_eq!(why("http://nobody.invalid/".to_owned()), Some(DeliveryFailure::NameNotFound));
    }
}
