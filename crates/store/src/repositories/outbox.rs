//! What a use case can ask of the database about the outbox: each function is one of `queries/outbox`, compiled for either
//! connection.

use sillon_cycles::OrderCycle;
use sillon_kernel::{
    CycleId, CycleLetterId, EnterpriseId, LeaseId, MessageId, OrderId, Timestamp, UserId,
};
use sillon_notices::NoticeKind;
use uuid::Uuid;

use crate::{
    Error, Tx, postgres,
    records::outbox::{
        CycleLetter, OutboxMessage, Queued, QueuedMessage, Recipient, SeenMessage, Subject,
    },
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
        /// Whom to write to for an enterprise: its address, or its owner's; the person's own, where it is to one of its people.
        fn recipient(enterprise: EnterpriseId, person: Option<UserId>) -> Option<Recipient>;
    }

    /// The messages about somebody's orders and cycles, as they see them.
    Letters in outbox::seen {
        /// Some about an order, a cycle or whatever else has an id, the latest first.
        fn about(subject: Uuid, most: i64) -> Vec<SeenMessage>;
        /// Some that were given up or came back, about orders at a hub and cycles it runs, the latest first, behind another.
        fn failed_of(hub: EnterpriseId, before: Option<MessageId>, most: i64) -> Vec<SeenMessage>;
        /// One, whatever became of it.
        fn find(id: MessageId) -> Option<SeenMessage>;
        /// Queues a message once more, under an id of its own.
        fn again(of: MessageId, id: MessageId, now: Timestamp) -> ();
        /// Notes that a message that left came back; whether it had left.
        fn came_back(id: MessageId, why: &str, now: Timestamp) -> bool;
    }

    /// Who wants which letters.
    Notices in outbox::choices {
        /// What a person chose, kind by kind.
        fn of(user: UserId) -> Vec<(String, bool)>;
        /// Notes what a person chose of a kind.
        fn choose(user: UserId, kind: NoticeKind, wanted: bool) -> ();
        /// Those who act for an enterprise as owners or managers and chose something of a kind; whether the first owner is among
        /// them is said of each.
        fn chosen_at(enterprise: EnterpriseId, kind: NoticeKind) -> Vec<(UserId, bool)>;
        /// The first owner of an enterprise, who speaks for its address.
        fn first_owner(enterprise: EnterpriseId) -> Option<UserId>;
        /// Some of the hubs that somebody of wants every order of.
        fn hubs_wanting_orders() -> Vec<EnterpriseId>;
        /// Up to which event of a hub its orders were told.
        fn orders_told_until(hub: EnterpriseId) -> Option<i64>;
        /// Notes up to which event of a hub its orders are told; whether they were told up to the one it says until then.
        fn set_orders_told(hub: EnterpriseId, from: Option<i64>, number: i64) -> bool;
        /// The shops that a person follows, the first asked first.
        fn followed(user: UserId) -> Vec<EnterpriseId>;
        /// Has a person written to about a shop.
        fn follow(user: UserId, hub: EnterpriseId, now: Timestamp) -> ();
        /// Ends that; whether it was so.
        fn unfollow(user: UserId, hub: EnterpriseId) -> bool;
        /// What stands in a person's letters to end them.
        fn token(user: UserId) -> Option<String>;
        /// Keeps what stands in a person's letters to end them, unless they have such.
        fn keep_token(user: UserId, token: &str) -> ();
        /// Whose letters a token ends.
        fn whose_token(token: &str) -> Option<UserId>;
    }

    /// Letters to many about order cycles.
    CycleLetters in outbox::cycle_letters {
        /// The cycles that opened, closed, or end otherwise since it was noted when their letters are due.
        fn unplanned(now: Timestamp) -> Vec<CycleId>;
        /// Notes when the letters of a cycle are due, as it stands, in place of those that are not done; those that are known stay.
        fn plan(cycle: &OrderCycle, letters: &[CycleLetter]) -> ();
        /// Takes the letters of a cycle for noted as it stands, whether it can be read or not.
        fn pass_over(cycle: CycleId) -> ();
        /// Those that are due.
        fn due(now: Timestamp) -> Vec<CycleLetterId>;
        /// One.
        fn find(id: CycleLetterId) -> Option<CycleLetter>;
        /// Notes whom letters reached, in place of whom they reached before, and that all are told, where an instant is given; whether
        /// nobody else did meanwhile.
        fn reached(letter: &CycleLetter, whom: Option<Uuid>, done_at: Option<Timestamp>) -> bool;
        /// Makes one due at another instant.
        fn put_off(id: CycleLetterId, until: Timestamp) -> ();
        /// Some of those who follow a hub and want letters of a kind, behind another; but for those who ordered in a cycle, where one
        /// is given.
        fn followers(hub: EnterpriseId, kind: NoticeKind, unless_ordered: Option<CycleId>, after: Option<Uuid>, most: i64) -> Vec<UserId>;
        /// When orders of a cycle are handed over, by hub.
        fn hand_overs(cycle: CycleId) -> Vec<(EnterpriseId, Timestamp)>;
        /// Some of the orders of a cycle at a hub that are handed over from an instant on, of those who want to be told, behind another.
        fn handed_over_at(letter: &CycleLetter, most: i64) -> Vec<OrderId>;
    }
}
