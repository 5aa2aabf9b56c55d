use sillon_kernel::{
    CycleId, CycleLetterId, Email, EnterpriseId, ExchangeId, InvitationId, Language, LinkId,
    MessageId, OrderChangeId, OrderId, PayoutId, RepaymentId, SeriesId, Timestamp, UserId,
    WebhookId,
};
use uuid::Uuid;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An order was placed: to its customer.
    OrderPlaced(OrderId),
    /// An order changed: to its customer.
    OrderChanged(OrderId, OrderChangeId),
    /// A customer cancelled an order: to its shop.
    OrderCancelled(OrderId, EnterpriseId),
    /// What was ordered did not come to what the producer of an exchange delivers from: to that producer, to who runs the cycle, or to a
    /// hub whose orders changed.
    MinimumMissed(ExchangeId, EnterpriseId),
    /// A cycle closed: its harvest sheet, to a producer.
    HarvestSheet(CycleId, EnterpriseId),
    /// A producer has less to bring than it was told at its cut-off: its harvest sheet anew.
    LessToBring(CycleId, EnterpriseId),
    /// A cycle asks an enterprise to take part.
    AskedToTakePart(CycleId, EnterpriseId),
    /// An enterprise has not answered what a cycle asks it.
    RemindedToAnswer(CycleId, EnterpriseId),
    /// A cycle that a series made lacks something, and was not announced: to who runs it.
    NotAnnounced(CycleId, EnterpriseId),
    /// A cycle could not open or close at its time, and still cannot: to who runs it.
    CycleLate(CycleId),
    /// The next cycle of a series could not be made in time, and still cannot: to who runs it.
    SeriesLate(SeriesId),
    /// A cycle came to its limit, and closed: to who runs it.
    CycleFull(CycleId),
    /// An enterprise left cycles that it took part in: to who runs them.
    Left {
        /// Who left.
        who: EnterpriseId,
        /// Who runs them.
        coordinator: EnterpriseId,
    },
    /// Money was paid back for an order, or never was after all: to its customer.
    PaidBack(OrderId, RepaymentId),
    /// Money was paid out to an enterprise, or never was after all: to it.
    PaidOut(PayoutId, EnterpriseId),
    /// An address is to be confirmed, or a password to be chosen: to whoever reads there.
    AccountLink(LinkId),
    /// A person's password was changed: to the person, in case it was not them.
    PasswordChanged(UserId),
    /// Somebody is asked to act for an enterprise.
    Invitation(InvitationId),
    /// A webhook took nothing for days, and is paused: to whose it is.
    WebhookPaused(WebhookId, EnterpriseId),
    /// An order was placed: to its hub.
    OrderReceived(OrderId, EnterpriseId),
    /// Its customer changed an order: to its hub.
    OrderMoved(OrderId, EnterpriseId),
    /// A cycle opened at a hub: to a person who follows it.
    CycleOpened(CycleId, EnterpriseId),
    /// A cycle at a hub closes soon: to a person who follows it, and has not ordered.
    ClosingSoon(CycleId, EnterpriseId),
    /// An order is handed over soon: to its customer.
    PickUpSoon(OrderId),
    /// An enterprise was founded: to it, what there is to set up.
    Welcome(EnterpriseId),
}

/// A message waiting to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Which.
    pub id: MessageId,
    /// What it is about.
    pub subject: Subject,
    /// To whom, where it is to one person of an enterprise, or to one who follows it.
    pub person: Option<UserId>,
    /// Not before.
    pub due_at: Timestamp,
    /// How often it was tried, and did not leave.
    pub attempts: i64,
}

/// A message that waits or was given up, as whoever runs the installation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMessage {
    /// Which.
    pub id: MessageId,
    /// What it is about, by a word such as `order-placed`.
    pub kind: String,
    /// The id of what it is about.
    pub subject: Uuid,
    /// When it is tried next; when it was last due, if it was given up.
    pub due_at: Timestamp,
    /// How often it was tried, and did not leave.
    pub attempts: i64,
    /// When it was given up; never, while it waits.
    pub gave_up_at: Option<Timestamp>,
    /// Why it did not leave the last time; it may name the address.
    pub last_error: Option<String>,
    /// Whether a node has it in its hands.
    pub is_leased: bool,
}

impl QueuedMessage {
    /// When it was written, which its id says.
    pub fn written_at(&self) -> Option<Timestamp> {
        self.id.made_at()
    }
}

/// A message as those see it whose order or cycle it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMessage {
    /// Which.
    pub id: MessageId,
    /// What it is about, by a word such as `order-placed`.
    pub kind: String,
    /// The id of what it is about.
    pub subject: Uuid,
    /// The id of whom it is for, or of what else it is about.
    pub recipient: Uuid,
    /// The person it is to, where it is to one.
    pub person: Option<UserId>,
    /// When it is tried next, while it waits.
    pub due_at: Timestamp,
    /// How often it was tried, and did not leave.
    pub attempts: i64,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// When it was given up, or came back.
    pub gave_up_at: Option<Timestamp>,
    /// Why it did not leave the last time, or came back; it may name the address.
    pub last_error: Option<String>,
}

/// Letters to many about an order cycle at a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleLetter {
    /// Which.
    pub id: CycleLetterId,
    /// About which cycle.
    pub cycle: CycleId,
    /// Of which hub.
    pub hub: EnterpriseId,
    /// What they say.
    pub kind: CycleLetterKind,
    /// The instant they are about: they are of no use after it.
    pub about_at: Timestamp,
    /// Not before.
    pub due_at: Timestamp,
    /// The last who was told: a person, or an order.
    pub reached: Option<Uuid>,
    /// Whether all are told.
    pub is_done: bool,
}

/// What letters to many about an order cycle say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CycleLetterKind {
    /// Orders are taken.
    Opened,
    /// Orders are taken for a short time yet.
    ClosingSoon,
    /// Orders are handed over soon.
    PickUpSoon,
}

impl CycleLetterKind {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "cycle-opened",
            Self::ClosingSoon => "closing-soon",
            Self::PickUpSoon => "pick-up-soon",
        }
    }

    /// The kind stored under a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Opened, Self::ClosingSoon, Self::PickUpSoon];
        all.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Which messages are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queued {
    /// Those that wait.
    Waiting,
    /// Those that were given up.
    GivenUp,
}

/// Whom to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// What they are called.
    pub name: String,
    /// Where they read.
    pub email: Email,
    /// What they read, where that is known.
    pub language: Language,
}
