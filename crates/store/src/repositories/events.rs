//! What a use case can ask of the database about events and webhooks: each function is one of `queries/events`, compiled for either
//! connection.

use sillon_events::{Delivery, Event, EventKind, Happened, Webhook};
use sillon_identity::{ManageWebhooks, Permit, ReadEvents};
use sillon_kernel::{DeliveryId, EnterpriseId, LeaseId, Timestamp, WebhookId};

use crate::{Error, Tx, postgres, repositories::declare::repositories, sqlite, tx::Handle};

repositories! {
    /// What happened, as programs are told it.
    Events in events::feed {
        /// Writes what happened, each later than what is seen of its subject, and of its enterprise without a number.
        fn note(happened: &[Happened]) -> ();
        /// Some of those whose events wait for a number.
        fn without_number(most: i64) -> Vec<EnterpriseId>;
        /// Whether events of an enterprise wait for a number.
        fn has_without_number(of: EnterpriseId) -> bool;
        /// Numbers events of an enterprise, in the order in which they happened; how many.
        fn number(of: EnterpriseId, most: i64) -> usize;
        /// How far the events of an enterprise are numbered.
        fn last_number(of: EnterpriseId) -> i64;
        /// Events after a number and up to another, of these kinds or of all.
        fn page(by: &Permit<ReadEvents>, after: i64, until: i64, kinds: &[EventKind], most: i64) -> Vec<Event>;
        /// The first event of an enterprise after a number and up to another, of these kinds or of any.
        fn next(of: EnterpriseId, after: i64, until: i64, kinds: &[EventKind]) -> Option<Event>;
        /// Whose events there are.
        fn feeds() -> Vec<EnterpriseId>;
        /// Forgets some of an enterprise's events from before an instant, the oldest first; how many.
        fn forget(of: EnterpriseId, before: Timestamp, most: i64) -> usize;
    }

    /// The addresses that are sent events.
    Webhooks in events::webhooks {
        /// Adds one.
        fn add(by: &Permit<ManageWebhooks>, new: &Webhook) -> ();
        /// Writes one that the transaction has locked, or holds.
        fn save(webhook: &Webhook) -> ();
        /// Those of the permit's enterprise, the earliest first.
        fn of(by: &Permit<ManageWebhooks>) -> Vec<Webhook>;
        /// One of the permit's enterprise.
        fn find(by: &Permit<ManageWebhooks>, id: WebhookId) -> Option<Webhook>;
        /// One of the permit's enterprise, locked.
        fn lock(by: &Permit<ManageWebhooks>, id: WebhookId) -> Option<Webhook>;
        /// One, whoever it is of.
        fn named(id: WebhookId) -> Option<Webhook>;
        /// Removes one that the transaction has locked, with its log.
        fn remove(webhook: &Webhook) -> ();
        /// Whether one has something to be sent, and is in nobody's hands.
        fn is_any_due(now: Timestamp) -> bool;
        /// Puts the one that waits longest for something to be sent into one node's hands, under a lease until an instant.
        fn claim(now: Timestamp, lease: LeaseId, until: Timestamp) -> Option<WebhookId>;
        /// Keeps one in the hands of who leased it until a later instant, and locks it, if it still was in them.
        fn hold(id: WebhookId, lease: LeaseId, until: Timestamp) -> Option<Webhook>;
        /// Gives one back, if it still was in these hands.
        fn release(id: WebhookId, lease: LeaseId) -> ();
        /// Notes what became of a try.
        fn log(delivery: &Delivery) -> ();
        /// The tries of one, the latest first, behind another.
        fn deliveries(webhook: &Webhook, before: Option<DeliveryId>, most: i64) -> Vec<Delivery>;
        /// Forgets tries from before an instant; how many.
        fn forget_deliveries(before: Timestamp) -> usize;
    }
}
