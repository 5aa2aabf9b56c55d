use std::{fmt, str::FromStr};

use sillon_kernel::{DeliveryId, Timestamp, WebhookId};

/// How long after its first failure a webhook is tried again, in seconds; each failure doubles it.
const FIRST_WAIT_SECONDS: i64 = 30;

/// The longest a webhook waits for its next try, in seconds.
const LONGEST_WAIT_SECONDS: i64 = 3_600;

/// How long a webhook waits that failed so often in a row, in seconds.
pub fn wait_seconds(failures: i64) -> i64 {
    let doublings = failures.saturating_sub(1).clamp(0, 20);
    (FIRST_WAIT_SECONDS << doublings).min(LONGEST_WAIT_SECONDS)
}

/// What became of one try to tell a webhook something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// The status that the receiver answered with, if it answered.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub milliseconds: i64,
    /// Why it was not taken; none where it was.
    pub failure: Option<DeliveryFailure>,
}

/// One try to tell a webhook something, as its log shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook: WebhookId,
    /// The event's number in the feed; none for a ping.
    pub number: Option<i64>,
    /// What the event is called; another program's may be unknown to this one.
    pub kind: String,
    /// Which try of this event it was, from 1.
    pub attempt: i64,
    /// When it began.
    pub at: Timestamp,
    /// What became of it.
    pub delivered: Delivered,
}

/// Declares why what is sent is not taken: the name of each.
macro_rules! failures {
    ($($(#[$doc:meta])* $failure:ident $name:literal;)*) => {
        /// Why something that was sent was not taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum DeliveryFailure { $($(#[$doc])* $failure),* }

        impl DeliveryFailure {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$failure),*];

            /// The name it is stored and sent under.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$failure => $name),* }
            }
        }
    };
}

failures! {
    /// The receiver answered with a status that is not from 200 to 299.
    Status "status";
    /// The receiver sent us elsewhere, where nobody goes.
    Redirected "redirected";
    /// The receiver did not answer in time.
    TimedOut "timed-out";
    /// There is no such name, or nobody could say.
    NameNotFound "name-not-found";
    /// The name leads to an address in a private network, where nothing is sent.
    PrivateAddress "private-address";
    /// Nothing listens there, or the connection broke.
    NotReached "not-reached";
    /// The receiver has no good certificate for its name, or speaks no TLS.
    NotTrusted "not-trusted";
    /// What the receiver answered is not HTTP.
    NotHttp "not-http";
}

impl fmt::Display for DeliveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no failure of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not why a delivery fails")]
pub struct NoSuchFailure;

impl FromStr for DeliveryFailure {
    type Err = NoSuchFailure;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|failure| failure.as_str() == text).ok_or(NoSuchFailure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_twice_as_long_and_at_most_an_hour() {
        let waits: Vec<i64> = (1..=9).map(wait_seconds).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!((wait_seconds(0), wait_seconds(i64::MAX)), (30, 3_600));
    }

    #[test]
    fn every_failure_is_known_by_its_name() {
        for failure in DeliveryFailure::ALL {
            assert_eq!(failure.as_str().parse(), Ok(*failure));
        }
    }
}
