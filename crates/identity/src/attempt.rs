use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use sha2::{Digest, Sha256};
use sillon_kernel::{Detail, Email, Failure, Kind, Timestamp};
use uuid::Uuid;

/// What is not to be tried often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// A password: to sign in with, or to change.
    Password,
    /// A letter, which whoever asks for it makes us send to somebody.
    Letter,
    /// The secret of a letter.
    Secret,
}

impl Trial {
    fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Letter => "letter",
            Self::Secret => "secret",
        }
    }
}

/// How many attempts there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptLimit {
    /// For one e-mail address.
    pub each_address: u32,
    /// From one network.
    pub each_network: u32,
    /// Within how long, in seconds; it begins with the first of them.
    pub window_seconds: i64,
}

impl Default for AttemptLimit {
    fn default() -> Self {
        Self { each_address: 10, each_network: 100, window_seconds: 15 * 60 }
    }
}

/// How much of what strangers type may be sent to people: invitations, and the letters that follow from orders of guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterLimit {
    /// How many of each kind for one e-mail address.
    pub each_address: u32,
    /// How many a person, and an enterprise, may have sent.
    pub each_sender: u32,
    /// How many orders guests may place from one network.
    pub each_network: u32,
    /// Within how long, in seconds; it begins with the first of them.
    pub window_seconds: i64,
}

impl Default for LetterLimit {
    fn default() -> Self {
        Self { each_address: 20, each_sender: 50, each_network: 200, window_seconds: 24 * 3_600 }
    }
}

impl LetterLimit {
    /// The tallies of an invitation: of whoever reads at the address, and of those who have it sent. Always in this order,
    /// so that nobody waits for one who waits for them.
    pub fn of_invitation(self, address: &Email, senders: &[Uuid]) -> Vec<Count> {
        let mut counts = vec![Count {
            key: digest(&format!("invitation address {}", address.as_str())),
            most: self.each_address,
        }];
        let mut senders = senders.to_vec();
        senders.sort_unstable();
        counts.extend(senders.iter().map(|sender| Count {
            key: digest(&format!("invitation sender {sender}")),
            most: self.each_sender,
        }));
        counts
    }

    /// The tally of an order that a guest places, by where it comes from.
    pub fn of_guest_order(self, network: Network) -> Count {
        Count {
            key: digest(&format!("guest order network {}", network.0)),
            most: self.each_network,
        }
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Where a request comes from, as far as attempts are counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address: an IPv4 address itself, and of IPv6 the first 64 bits, as that much is given to one
    /// customer (RFC 6177). None for the machine's own: behind a proxy that is not known as one everybody would share it.
    pub fn of(address: IpAddr) -> Option<Self> {
        let address = address.to_canonical();
        if address.is_loopback() {
            return None;
        }
        Some(Self(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(whole) => {
                let [a, b, c, d, ..] = whole.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }))
    }

    /// The network a request comes from, when so many proxies stand before the server: the address that the first of them was
    /// asked from, as `X-Forwarded-For` says. What stands before it there anybody may have made up. The peer's own, when
    /// nothing was said.
    pub fn told(forwarded: &str, proxies: usize, peer: Option<IpAddr>) -> Option<Self> {
        let told = proxies.checked_sub(1);
        let told = told.and_then(|last| forwarded.split(',').map(str::trim).rev().nth(last));
        let address = told.and_then(|told| {
            let with_port = || told.parse().ok().map(|address: SocketAddr| address.ip());
            told.parse().ok().or_else(with_port)
        });
        address.or(peer).and_then(Self::of)
    }
}

/// An attempt at something: whose address it is about, and where it comes from, as far as either is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What is tried.
    pub trial: Trial,
    /// Whose password, or whom the letter is for; there need not be an account.
    pub address: Option<Email>,
    /// Where it comes from.
    pub network: Option<Network>,
}

/// A tally that an attempt is counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What tells it apart: a digest, so that no address is kept for it.
    pub key: [u8; 32],
    /// How many may be counted.
    pub most: u32,
}

impl Attempt {
    /// The tally of the address.
    pub fn of_address(&self, limit: AttemptLimit) -> Option<Count> {
        let address = self.address.as_ref()?;
        Some(Count { key: self.key("address", address.as_str()), most: limit.each_address })
    }

    /// The tally of the network.
    pub fn of_network(&self, limit: AttemptLimit) -> Option<Count> {
        let network = self.network?;
        Some(Count { key: self.key("network", &network.0.to_string()), most: limit.each_network })
    }

    fn key(&self, kind: &str, whose: &str) -> [u8; 32] {
        let text = format!("{} {kind} {whose}", self.trial.as_str());
        digest(&text)
    }
}

/// It was tried too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts: try again after {until}")]
pub struct TooManyAttempts {
    /// When it may be tried again.
    pub until: Timestamp,
    /// When it was refused.
    pub now: Timestamp,
}

impl Failure for TooManyAttempts {
    fn class(&self) -> (Kind, &'static str) {
        (Kind::TooOften, "too-many-attempts")
    }

    fn details(&self) -> Vec<Detail> {
        Vec::new()
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        let micros = self.until.micros().saturating_sub(self.now.micros());
        // Rounded up: who comes back then is not too early.
        Some((micros.saturating_add(999_999) / 1_000_000).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Option<Network> {
        Network::of(text.parse().unwrap())
    }

    #[test]
    fn a_household_is_one_network_and_the_machine_itself_is_none() {
        assert_eq!(network("127.0.0.1"), None);
        assert_eq!(network("::1"), None);
        assert_eq!(network("::ffff:127.0.0.1"), None);
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("::ffff:203.0.113.7"), network("203.0.113.7"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let peer = "192.0.2.1".parse().ok();
        let told = |proxies| Network::told("198.51.100.1, 203.0.113.7,10.0.0.2", proxies, peer);
        assert_eq!(told(0), network("192.0.2.1"));
        assert_eq!(told(1), network("10.0.0.2"));
        assert_eq!(told(2), network("203.0.113.7"));
        assert_eq!(told(9), network("192.0.2.1"), "more proxies than spoke");
        let odd = |proxies| Network::told("203.0.113.7:443, unknown", proxies, peer);
        assert_eq!(odd(1), network("192.0.2.1"));
        assert_eq!(odd(2), network("203.0.113.7"));
        assert_eq!(Network::told("", 1, None), None);
    }

    #[test]
    fn each_kind_of_attempt_has_tallies_of_its_own() {
        let limit = AttemptLimit::default();
        let at = |trial| Attempt {
            trial,
            address: Email::parse("Awa@example.org").ok(),
            network: network("203.0.113.7"),
        };
        let (password, letter) = (at(Trial::Password), at(Trial::Letter));
        assert_eq!(password.of_address(limit).unwrap().most, 10);
        assert_eq!(password.of_network(limit).unwrap().most, 100);
        assert_ne!(password.of_address(limit), letter.of_address(limit));
        assert_ne!(
            password.of_address(limit).unwrap().key,
            password.of_network(limit).unwrap().key
        );
        assert_eq!(Attempt { address: None, ..password }.of_address(limit), None);
    }

    #[test]
    fn who_waits_as_long_as_told_is_not_too_early() {
        let at = |micros| Timestamp::from_micros(micros).unwrap();
        let wait =
            |until, now| TooManyAttempts { until: at(until), now: at(now) }.retry_after_seconds();
        assert_eq!(wait(900_000_000, 0), Some(900));
        assert_eq!(wait(900_000_001, 0), Some(901));
        assert_eq!(wait(5, 5), Some(1));
    }
}
