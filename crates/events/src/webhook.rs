use std::str::FromStr;

use sillon_kernel::{EnterpriseId, FieldValue, Fields, Timestamp, UserId, WebhookId};

use crate::{EventKind, ReceiverUrl, Secret, wait_seconds};

/// How long a webhook may fail before it is paused, in seconds: five days, which a broken server is mended within.
const PAUSED_AFTER_SECONDS: i64 = 5 * 24 * 3_600;

/// An address of an enterprise's that is sent its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Which.
    pub id: WebhookId,
    /// Whose events.
    pub enterprise: EnterpriseId,
    /// Where they are sent.
    pub url: ReceiverUrl,
    /// Which are sent, each once and in order; all, where none is named.
    pub kinds: Vec<EventKind>,
    /// What they are signed with.
    pub secret: Secret,
    /// The secret before, and until when it is good beside.
    pub previous: Option<(Secret, Timestamp)>,
    /// Since when.
    pub created_at: Timestamp,
    /// Who set it as it is; nobody for the operator. It is sent nothing once they may set none any more.
    pub set_by: Option<UserId>,
    /// The number of the last event it is done with: those after it are sent.
    pub cursor: i64,
    /// How often the next event was tried, and not taken.
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: Timestamp,
    /// Since when it takes nothing; none where it took the last it was sent.
    pub failing_since: Option<Timestamp>,
    /// Why it is sent nothing, if so.
    pub pause: Option<Pause>,
}

impl Webhook {
    /// The most an enterprise has at a time.
    pub const MAX: usize = 10;

    /// The longest the secret before may stay good beside a new one, in hours: a week.
    pub const MAX_OVERLAP_HOURS: i64 = 7 * 24;

    /// Whether it is sent events of a kind.
    pub fn wants(&self, kind: EventKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The secrets that are good at an instant, the newest first.
    pub fn secrets(&self, now: Timestamp) -> Vec<&Secret> {
        let previous = self.previous.as_ref().filter(|(_, until)| now < *until);
        std::iter::once(&self.secret).chain(previous.map(|(secret, _)| secret)).collect()
    }

    /// The webhook with another secret; the one before stays good for so many hours.
    #[must_use]
    pub fn with_secret(self, secret: Secret, overlap_hours: i64, now: Timestamp) -> Self {
        let until = now.plus_seconds(overlap_hours * 3_600);
        let previous = (overlap_hours > 0).then_some((self.secret, until));
        Self { secret, previous, ..self }
    }

    /// The webhook after a number of the feed was taken, or was none of its own.
    #[must_use]
    pub fn past(self, number: i64) -> Self {
        Self { cursor: number, attempts: 0, failing_since: None, ..self }
    }

    /// The webhook after what it was sent was not taken: it is tried again later, and paused once it has failed for days.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> Self {
        let attempts = self.attempts.saturating_add(1);
        let since = self.failing_since.unwrap_or(now);
        let is_over = since.plus_seconds(PAUSED_AFTER_SECONDS) <= now;
        Self {
            attempts,
            due_at: now.plus_seconds(wait_seconds(attempts)),
            failing_since: Some(since),
            // One that was paused while it was sent something stays so.
            pause: self
                .pause
                .or_else(|| is_over.then_some(Pause { at: now, why: PauseReason::Failing })),
            ..self
        }
    }

    /// The webhook sent nothing from now on, or sent what it is behind with.
    #[must_use]
    pub fn switched(self, is_on: bool, now: Timestamp) -> Self {
        match (is_on, self.pause) {
            (true, Some(_)) => {
                Self { pause: None, attempts: 0, failing_since: None, due_at: now, ..self }
            }
            (false, None) => {
                Self { pause: Some(Pause { at: now, why: PauseReason::Asked }), ..self }
            }
            (true, None) | (false, Some(_)) => self,
        }
    }

    /// The webhook sent everything after a number again.
    #[must_use]
    pub fn replayed(self, after: i64, now: Timestamp) -> Self {
        Self { cursor: after, attempts: 0, due_at: now, ..self }
    }

    /// Which try of the next event the next one is.
    pub fn next_attempt(&self) -> i64 {
        self.attempts.saturating_add(1)
    }
}

impl Fields for Webhook {
    /// The secrets are not told, nor where it stands.
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let pause = self.pause.map(|pause| pause.why.as_str());
        vec![
            ("url", FieldValue::one(&self.url)),
            ("types", FieldValue::several(&self.kinds)),
            ("pause", FieldValue::maybe(pause)),
        ]
    }
}

/// That a webhook is sent nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub why: PauseReason,
}

/// Why a webhook is sent nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseReason {
    /// Whoever manages it said so.
    Asked,
    /// It took nothing for days.
    Failing,
    /// Whoever set it may set none any more.
    SetterLeft,
}

impl PauseReason {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Failing, Self::SetterLeft];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Failing => "failing",
            Self::SetterLeft => "setter-left",
        }
    }
}

/// The text says not why a webhook is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not why a webhook is paused")]
pub struct NoSuchPause;

impl FromStr for PauseReason {
    type Err = NoSuchPause;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|why| why.as_str() == text).ok_or(NoSuchPause)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const DAY: i64 = 24 * 3_600;

    fn start() -> Timestamp {
        "2026-05-04T08:00:00Z".parse().unwrap()
    }

    fn webhook() -> Webhook {
        Webhook {
            id: WebhookId(Uuid::from_u128(1)),
            enterprise: EnterpriseId(Uuid::from_u128(2)),
            url: ReceiverUrl::parse("https://shop.example.org/", false).unwrap(),
            kinds: vec![EventKind::OrderPlaced],
            secret: Secret::from_random([1; 32]),
            previous: None,
            created_at: start(),
            set_by: None,
            cursor: 5,
            attempts: 0,
            due_at: start(),
            failing_since: None,
            pause: None,
        }
    }

    #[test]
    fn one_that_was_paused_while_it_was_sent_something_stays_so() {
        let paused = webhook().switched(false, start());
        assert_eq!(paused.clone().failed(start().plus_seconds(DAY)).pause, paused.pause);
        assert_eq!(webhook().failed(start()).pause, None);
    }

    #[test]
    fn both_secrets_are_good_until_the_overlap_is_over() {
        let turned = webhook().with_secret(Secret::from_random([2; 32]), 24, start());
        let good = |hours: i64| turned.secrets(start().plus_seconds(hours * 3_600)).len();
        assert_eq!((good(0), good(23), good(24)), (2, 2, 1));
        assert_eq!(turned.secrets(start())[0], &Secret::from_random([2; 32]));
        let at_once = turned.with_secret(Secret::from_random([3; 32]), 0, start());
        assert_eq!(at_once.secrets(start()), [&Secret::from_random([3; 32])]);
    }

    #[test]
    fn what_fails_for_five_days_is_paused_and_goes_on_where_it_stood() {
        let (mut hook, mut now) = (webhook(), start());
        while hook.pause.is_none() {
            hook = hook.failed(now);
            assert_eq!(hook.cursor, 5);
            now = hook.due_at;
        }
        let pause = hook.pause.unwrap();
        let after = pause.at.micros() - start().micros();
        assert!((5 * DAY..5 * DAY + 3_600).contains(&(after / 1_000_000)), "{after}");
        assert_eq!(pause.why, PauseReason::Failing);
        let on = hook.switched(true, now);
        assert_eq!((on.pause, on.cursor, on.attempts, on.failing_since), (None, 5, 0, None));
    }

    #[test]
    fn what_is_taken_begins_anew() {
        let hook = webhook().failed(start()).failed(start().plus_seconds(4 * DAY));
        assert_eq!((hook.attempts, hook.failing_since), (2, Some(start())));
        let hook = hook.past(6);
        assert_eq!((hook.cursor, hook.attempts, hook.failing_since), (6, 0, None));
        assert_eq!(hook.failed(start().plus_seconds(6 * DAY)).pause, None);
    }

    #[test]
    fn without_kinds_it_is_sent_everything() {
        let all = Webhook { kinds: Vec::new(), ..webhook() };
        assert!(EventKind::ALL.iter().all(|kind| all.wants(*kind)));
        assert!(
            webhook().wants(EventKind::OrderPlaced) && !webhook().wants(EventKind::CycleClosed)
        );
    }
}
