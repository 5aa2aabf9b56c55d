use sha2::{Digest, Sha256};
use sillon_kernel::{Detail, Email, Failure, FailureKind, Timestamp};
use uuid::Uuid;

use crate::Network;

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

    /// The tallies of a letter that is sent again: about what it is, as of whoever gets it, and of the enterprise that has it sent.
    pub fn of_letter_again(self, about: Uuid, sender: Uuid) -> [Count; 2] {
        let count = |key: String, most| Count { key: digest(&key), most };
        [
            count(format!("letter again about {about}"), self.each_address),
            count(format!("letter again sender {sender}"), self.each_sender),
        ]
    }

    /// The tally of an order that a guest places, by where it comes from.
    pub fn of_guest_order(self, network: Network) -> Count {
        Count { key: digest(&format!("guest order network {network}")), most: self.each_network }
    }
}

impl LetterLimit {
    /// The tally of the voucher codes that are tried, by where they come from: as many as guests may place orders from there.
    pub fn of_voucher_code(self, network: Network) -> Count {
        Count { key: digest(&format!("voucher code network {network}")), most: self.each_network }
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
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
        Some(Count { key: self.key("network", &network.to_string()), most: limit.each_network })
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
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::TooOften, "too-many-attempts")
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
