//! What a use case can ask of the database about the outbox: each function is one of `queries/outbox`, compiled for either
//! connection.

use sillon_kernel::{EnterpriseId, LeaseId, MessageId, Timestamp};

use crate::{
    Error, Tx, postgres,
    records::outbox::{OutboxMessage, Queued, QueuedMessage, Recipient, Subject},
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// Messages waiting to leave.
    Outbox in outbox::letters {
        /// Queues messages.
        fn push(messages: &[OutboxMessage]) -> ();
        /// The first message about this that waits, and is in nobody's hands.
        fn waiting(subject: Subject) -> Option<MessageId>;
        /// Puts the message that is due the longest into one node's hands, under a lease until an instant, if one is due and
        /// in nobody's.
        fn claim(now: Timestamp, lease: LeaseId, until: Timestamp) -> Option<OutboxMessage>;
        /// Keeps a message in the hands of who leased it, until a later instant; whether it still was.
        fn renew(id: MessageId, lease: LeaseId, until: Timestamp) -> bool;
        /// Gives a message back as it was, if it still was in these hands.
        fn release(id: MessageId, lease: LeaseId) -> ();
        /// Notes that a message left, whoever has it now.
        fn sent(id: MessageId, now: Timestamp) -> ();
        /// Notes that it did not, if it still was in these hands, and when to try again; never, when none is given.
        fn failed(id: MessageId, lease: LeaseId, why: &str, again: Option<Timestamp>, now: Timestamp) -> ();
        /// Messages that wait or were given up, those first written first, behind another.
        fn queued(which: Queued, after: Option<MessageId>, most: i64) -> Vec<QueuedMessage>;
        /// Lets messages that wait or were given up be tried anew, from now on; how many. All that were given up, when none
        /// is named.
        fn send_again(ids: Option<&[MessageId]>, now: Timestamp) -> usize;
        /// How many wait, and how many were given up.
        fn counts() -> (i64, i64);
        /// Since when the one that is due and waits longest has been due.
        fn oldest_due() -> Option<Timestamp>;
        /// Whom to write to for an enterprise: its address, or its owner's.
        fn recipient(enterprise: EnterpriseId) -> Option<Recipient>;
    }
}
