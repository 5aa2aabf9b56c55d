//! The table of events: what programs are told of, and what it is about.

use std::{fmt, str::FromStr};

use serde::Serialize;
use serde_json::value::RawValue;
use sillon_kernel::{
    CycleId, DeliveryId, EnterpriseId, Money, OrderId, PaymentId, Timestamp, WebhookId,
};
use uuid::Uuid;

/// Declares the kinds of events: the name of each, and what it is about.
macro_rules! events {
    ($($(#[$doc:meta])* $kind:ident $name:literal $subject:ident;)*) => {
        /// A kind of event. Kinds are added as the engine does more; a reader passes over those it does not know.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind { $($(#[$doc])* $kind),* }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name it is stored and sent under.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// What it is about.
            pub fn subject(self) -> SubjectKind {
                match self { $(Self::$kind => SubjectKind::$subject),* }
            }
        }
    };
}

events! {
    /// An order was placed.
    OrderPlaced "order.placed" Order;
    /// A placed order became another, or was cancelled.
    OrderChanged "order.changed" Order;
    /// A payment for an order came in.
    PaymentRecorded "payment.recorded" Order;
    /// A cycle that was a draft is announced: shops show when it opens.
    CycleAnnounced "cycle.announced" Cycle;
    /// A cycle takes orders, for the first time or again.
    CycleOpened "cycle.opened" Cycle;
    /// Something of an announced cycle is otherwise: when it takes orders, who takes part, what is offered on which terms.
    CycleChanged "cycle.changed" Cycle;
    /// A cycle takes no more orders.
    CycleClosed "cycle.closed" Cycle;
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no kind of event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of event such as order.placed or cycle.closed")]
pub struct NoSuchEvent(String);

impl FromStr for EventKind {
    type Err = NoSuchEvent;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| NoSuchEvent(text.chars().take(40).collect()))
    }
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A placed order.
    Order,
    /// An order cycle.
    Cycle,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Order, Self::Cycle];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Cycle => "cycle",
        }
    }
}

/// What is told of an event. It holds ids, sums and references, and nothing by which a person is known.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Facts<'a> {
    /// Of an order that was placed.
    Order {
        /// The cycle it is of.
        cycle: CycleId,
        /// What people call it.
        reference: &'a str,
        /// What it comes to.
        total: Money,
        /// How it is paid.
        payment: &'a str,
    },
    /// Of an order that changed.
    Change {
        /// The cycle it is of.
        cycle: CycleId,
        /// What people call it.
        reference: &'a str,
        /// What it comes to now.
        total: Money,
        /// What it came to before.
        before: Money,
        /// Why it changed.
        cause: &'a str,
        /// Whether nothing is left of it.
        is_cancelled: bool,
    },
    /// Of a payment.
    Payment {
        /// The payment.
        payment: PaymentId,
        /// What came in.
        amount: Money,
        /// Which way.
        method: &'a str,
    },
    /// Of a cycle.
    Cycle {
        /// Who runs it.
        coordinator: EnterpriseId,
        /// How far it is.
        stage: &'a str,
        /// Its version, which grows with each change.
        version: i64,
        /// From when it takes orders.
        opens_at: Timestamp,
        /// Until when it does.
        closes_at: Timestamp,
    },
}

/// Something that just happened, for one of those whom it concerns; it has no number yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Whom it concerns.
    pub enterprise: EnterpriseId,
    /// What happened.
    pub kind: EventKind,
    /// To what.
    pub subject: Uuid,
    /// When.
    pub at: Timestamp,
    /// The facts, as JSON.
    pub facts: String,
}

impl Happened {
    /// What happened to an order, for its hub.
    ///
    /// # Panics
    ///
    /// When the kind is not about orders, which is our mistake.
    pub fn to_order(
        (hub, order): (EnterpriseId, OrderId),
        kind: EventKind,
        at: Timestamp,
        facts: &Facts<'_>,
    ) -> Self {
        assert_eq!(kind.subject(), SubjectKind::Order, "{kind} is not about orders");
        Self { enterprise: hub, kind, subject: order.0, at, facts: written(facts) }
    }

    /// What happened to a cycle, for one of those who take part in it.
    ///
    /// # Panics
    ///
    /// When the kind is not about cycles, which is our mistake.
    pub fn to_cycle(
        (enterprise, cycle): (EnterpriseId, CycleId),
        kind: EventKind,
        at: Timestamp,
        facts: &Facts<'_>,
    ) -> Self {
        assert_eq!(kind.subject(), SubjectKind::Cycle, "{kind} is not about cycles");
        Self { enterprise, kind, subject: cycle.0, at, facts: written(facts) }
    }
}

fn written(facts: &Facts<'_>) -> String {
    serde_json::to_string(facts).expect("facts have names for keys, and are always JSON")
}

/// An event as it stands in an enterprise's feed.
#[derive(Debug, Clone)]
pub struct Event {
    /// Whose feed.
    pub enterprise: EnterpriseId,
    /// Its number there: without gaps, and the cursor to go on from.
    pub number: i64,
    /// What happened.
    pub kind: EventKind,
    /// To what.
    pub subject: Uuid,
    /// When; later for each event of one subject.
    pub at: Timestamp,
    /// The facts, as JSON.
    pub facts: Box<RawValue>,
}

/// An event as it is sent: the API shows it with the same fields.
#[derive(Serialize)]
struct Sent<'a> {
    id: String,
    number: Option<i64>,
    enterprise: EnterpriseId,
    #[serde(rename = "type")]
    kind: &'a str,
    subject: SentSubject<'a>,
    at: Timestamp,
    facts: &'a RawValue,
}

#[derive(Serialize)]
struct SentSubject<'a> {
    kind: &'a str,
    id: Uuid,
}

impl Event {
    /// What it is known by everywhere: the same each time it is told.
    pub fn id(&self) -> String {
        format!("{}-{}", self.enterprise, self.number)
    }

    /// The body that tells it.
    ///
    /// # Panics
    ///
    /// Never: its parts are always JSON.
    pub fn body(&self) -> String {
        sent(&Sent {
            id: self.id(),
            number: Some(self.number),
            enterprise: self.enterprise,
            kind: self.kind.as_str(),
            subject: SentSubject { kind: self.kind.subject().as_str(), id: self.subject },
            at: self.at,
            facts: &self.facts,
        })
    }
}

/// What is sent to try a webhook: it stands in no feed.
#[derive(Debug, Clone, Copy)]
pub struct Ping {
    /// Which try.
    pub id: DeliveryId,
    /// Whose webhook.
    pub enterprise: EnterpriseId,
    /// Which webhook.
    pub webhook: WebhookId,
    /// When.
    pub at: Timestamp,
}

impl Ping {
    /// The name it is sent under.
    pub const KIND: &'static str = "ping";

    /// What it is known by.
    pub fn event_id(&self) -> String {
        format!("{}-{}", Self::KIND, self.id)
    }

    /// The body that tells it.
    ///
    /// # Panics
    ///
    /// Never: its parts are always JSON.
    pub fn body(&self) -> String {
        sent(&Sent {
            id: self.event_id(),
            number: None,
            enterprise: self.enterprise,
            kind: Self::KIND,
            subject: SentSubject { kind: "webhook", id: self.webhook.0 },
            at: self.at,
            facts: RawValue::NULL,
        })
    }
}

fn sent(event: &Sent<'_>) -> String {
    serde_json::to_string(event).expect("an event has names for keys, and is always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_name_which_says_what_it_is_about() {
        for kind in EventKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            let (of, _) = kind.as_str().split_once('.').unwrap();
            let is_order = ["order", "payment"].contains(&of);
            assert_eq!(kind.subject() == SubjectKind::Order, is_order, "{kind}");
        }
        assert!("order".parse::<EventKind>().is_err());
    }

    #[test]
    fn an_event_is_sent_with_its_number_and_its_facts_as_they_were_written() {
        let (enterprise, order) = (EnterpriseId(Uuid::from_u128(1)), OrderId(Uuid::from_u128(2)));
        let facts = Facts::Order {
            cycle: CycleId(Uuid::from_u128(3)),
            reference: "AB-12",
            total: Money::new(1_250, "EUR".parse().unwrap()),
            payment: "cash",
        };
        let at = "2026-05-04T08:00:00Z".parse().unwrap();
        let happened = Happened::to_order((enterprise, order), EventKind::OrderPlaced, at, &facts);
        let event = Event {
            enterprise,
            number: 41,
            kind: happened.kind,
            subject: happened.subject,
            at,
            facts: RawValue::from_string(happened.facts).unwrap(),
        };
        let told: serde_json::Value = serde_json::from_str(&event.body()).unwrap();
        let known = serde_json::json!({
            "id": "00000000-0000-0000-0000-000000000001-41",
            "number": 41,
            "enterprise": enterprise,
            "type": "order.placed",
            "subject": {"kind": "order", "id": order},
            "at": "2026-05-04T08:00:00Z",
            "facts": {
                "cycle": "00000000-0000-0000-0000-000000000003",
                "reference": "AB-12",
                "total": {"amount": "12.50", "currency": "EUR"},
                "payment": "cash",
            },
        });
        assert_eq!(told, known);
    }
}
