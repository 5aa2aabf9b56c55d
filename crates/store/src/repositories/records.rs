use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use sillon_catalogue::{Allergens, Storage};
use sillon_cycles::{Direction, Participation, Standing};
use sillon_enterprises::{Belonging, Coordinates, Label, Sells, Visibility};
use sillon_identity::Grant;
use sillon_images::Rendered;
use sillon_kernel::{
    AltText, ApiKeyId, CycleId, Email, EnterpriseId, ImageId, InvitationId, Language, LinkId,
    MessageId, Money, OrderId, PaymentId, ProductId, Quantity, ReturnId, SupplyId, Timestamp,
    UserId, VariantId, Zone,
};
use sillon_ledger::Transaction;
use sillon_orders::{Order, ReturnedLine};
use sillon_payments::{Account, Claim, Method};
use uuid::Uuid;

/// What people need of an enterprise to know which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseBrief {
    /// Which.
    pub id: EnterpriseId,
    /// Its name in web addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A producer in the public directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducerEntry {
    /// Which.
    pub id: EnterpriseId,
    /// Its name in web addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it says of itself in a sentence.
    pub short_description: Option<String>,
    /// What it sells itself.
    pub sells: Sells,
    /// Its postal code.
    pub postcode: Option<String>,
    /// Its town.
    pub city: Option<String>,
    /// The code of its country.
    pub country: Option<String>,
    /// Where it is.
    pub coordinates: Option<Coordinates>,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupEntry {
    /// Its name in web addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
}

/// An enterprise in a group, or one that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Which.
    pub enterprise: EnterpriseBrief,
    /// Who finds it.
    pub visibility: Visibility,
    /// How far it is in the group.
    pub belonging: Belonging,
}

/// A grant and since when it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenGrant {
    /// The grant.
    pub grant: Grant,
    /// Since when.
    pub since: Timestamp,
}

/// A change of a supply other than by an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Its own id.
    pub id: Uuid,
    /// Which supply.
    pub supply: SupplyId,
    /// By how much, in thousandths of the base unit; not zero.
    pub delta_milli: i64,
    /// `import` or `count`.
    pub reason: &'static str,
    /// When.
    pub at: Timestamp,
}

/// An image to be shown.
#[derive(Debug)]
pub struct NewImage<'a> {
    /// Its id.
    pub id: ImageId,
    /// Whose it is.
    pub enterprise: EnterpriseId,
    /// Of which product; none for a logo or a banner.
    pub product: Option<ProductId>,
    /// Where it stands among the product's, from 0.
    pub position: i64,
    /// What it shows, in words.
    pub alt: Option<&'a AltText>,
    /// What it is for, and its sizes.
    pub rendered: &'a Rendered,
    /// When it came.
    pub at: Timestamp,
}

/// A picture's file in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageContent {
    /// What the bytes are, such as `image/jpeg`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Which of a producer's products are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFilter {
    /// Those with this text in the name, folded.
    pub text: Option<String>,
    /// Those of this category.
    pub category: Option<String>,
    /// Those that were withdrawn, in place of those that are listed.
    pub withdrawn: bool,
}

/// What is known of guests who order at a hub for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestOrders {
    /// The hub.
    pub hub: EnterpriseId,
    /// The address.
    pub address: String,
    /// Whether the hub takes orders of guests.
    pub are_taken: bool,
    /// How many orders they placed of late, and when the first of them; none when there were none.
    pub placed: Option<(u32, Timestamp)>,
}

/// A producer whose goods an enterprise may sell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// Which.
    pub producer: EnterpriseId,
    /// Where it is.
    pub zone: Zone,
    /// How often its goods, or what it says of itself, have changed: what is remembered of them is right while this is the
    /// same.
    pub changes: i64,
}

/// What a product is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductBrief {
    /// Which.
    pub id: ProductId,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// What the producer is called.
    pub producer_name: String,
    /// What it is called.
    pub name: String,
    /// The shelf it stands on.
    pub category: String,
    /// What is said of it.
    pub description: Option<String>,
    /// How cold it must be kept.
    pub storage: Storage,
    /// The labels it claims, those its producer claims for it among them.
    pub labels: BTreeSet<Label>,
    /// What is known of its allergens.
    pub allergens: Allergens,
    /// Its sizes on sale, the smallest first.
    pub sizes: Vec<SizeBrief>,
}

/// What is told of a size on sale, but for what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeBrief {
    /// Which.
    pub variant: VariantId,
    /// What people read beside the product's name, such as `500 g`.
    pub label: String,
    /// What the producer asks for one item.
    pub price: Money,
    /// The pool it is sold from.
    pub supply: SupplyId,
    /// How much one item takes of it.
    pub draw: Quantity,
}

/// What a size costs from now on, and whether it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeOffer {
    /// Of which product.
    pub product: ProductId,
    /// Which size.
    pub variant: VariantId,
    /// Its price.
    pub price: Money,
    /// Since when that is announced as reduced.
    pub reduced_since: Option<Timestamp>,
    /// Whether it is offered.
    pub offered: bool,
}

/// A size as it was listed in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub variant: VariantId,
    /// How it was listed.
    pub standing: sillon_week::Standing,
}

/// A new order and the word of it that leaves.
#[derive(Debug)]
pub struct Place<'a> {
    /// The order.
    pub order: &'a Order,
    /// The idempotency key it was placed with.
    pub key: &'a str,
    /// The digest of the request.
    pub digest: &'a [u8; 32],
    /// The message to the shopper.
    pub message: MessageId,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSummary {
    /// The hub that sold it.
    pub shop: EnterpriseId,
    /// Which.
    pub id: OrderId,
    /// What people call it.
    pub reference: String,
    /// Whose.
    pub customer: String,
    /// What it comes to.
    pub total: Money,
    /// How much of it has been received.
    pub received: Money,
    /// When it was placed.
    pub placed_at: Timestamp,
}

/// A payment that came in for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRecord {
    /// Which.
    pub id: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// Who received it.
    pub hub: EnterpriseId,
    /// How.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// When it came in.
    pub received_at: Timestamp,
    /// Who says so; nobody for a machine and for the operator.
    pub recorded_by: Option<UserId>,
    /// The key of the machine that says so.
    pub recorded_by_key: Option<ApiKeyId>,
}

/// Packaging of an order that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRecord {
    /// Which.
    pub id: ReturnId,
    /// Of which order.
    pub order: OrderId,
    /// Who took it back.
    pub hub: EnterpriseId,
    /// What came back, by the order's lines; at least one.
    pub lines: Vec<ReturnedLine>,
    /// When it came back.
    pub returned_at: Timestamp,
    /// Who says so; nobody for a machine and for the operator.
    pub recorded_by: Option<UserId>,
    /// The key of the machine that says so.
    pub recorded_by_key: Option<ApiKeyId>,
}

/// An order at its hand-over: who fetches it, and what they still have to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The hub that sold it.
    pub shop: EnterpriseId,
    /// Which order.
    pub order: OrderId,
    /// What people call it.
    pub reference: String,
    /// Who fetches it.
    pub customer: String,
    /// Where they can be reached.
    pub phone: Option<String>,
    /// What they asked to be minded.
    pub note: Option<String>,
    /// How they said they would pay.
    pub method: Method,
    /// What they still have to pay.
    pub outstanding: Money,
    /// What of the order is paid for packaging.
    pub deposits: Money,
    /// What is to be paid back to them for packaging of this order that returned.
    pub to_pay_back: Money,
}

/// A transaction in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The hub in whose books it is.
    pub hub: EnterpriseId,
    /// For which order.
    pub order: OrderId,
    /// What moved: its cause is `payment` or `return`.
    pub transaction: Transaction<Account>,
}

/// An order that became due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueOrder {
    /// Which.
    pub order: OrderId,
    /// What it is made of.
    pub claims: Vec<Claim>,
    /// What came into an account when it became due, in minor units; less than nothing went out. By the account's kind and
    /// holder, as they are stored.
    pub moved: BTreeMap<(String, Uuid), i64>,
}

/// What stands in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Which account.
    pub account: Account,
    /// Credit less debit.
    pub amount: Money,
}

/// What was done for an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The digest of the request.
    pub digest: [u8; 32],
    /// The status it was answered with.
    pub status: u16,
    /// The body it was answered with.
    pub body: String,
}

/// That the opening or closing of a cycle fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleFailure {
    /// How many tries failed.
    pub times: i64,
    /// When the first of them did.
    pub since: Timestamp,
    /// When the next one is due.
    pub retry_at: Timestamp,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An order was placed: to its customer.
    OrderPlaced(OrderId),
    /// A cycle closed: its harvest sheet, to a producer.
    HarvestSheet(CycleId, EnterpriseId),
    /// An address is to be confirmed, or a password to be chosen: to whoever reads there.
    AccountLink(LinkId),
    /// A person's password was changed: to the person, in case it was not them.
    PasswordChanged(UserId),
    /// Somebody is asked to act for an enterprise.
    Invitation(InvitationId),
}

/// A message waiting to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: MessageId,
    /// What it is about.
    pub subject: Subject,
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
        let (seconds, nanos) = self.id.0.get_timestamp()?.to_unix();
        let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
        Timestamp::from_micros(micros.checked_add(i64::from(nanos / 1_000))?).ok()
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

/// Something stored that is not what its history comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: an order, a supply, an account.
    pub what: String,
    /// Which.
    pub id: Uuid,
    /// What should be, in minor units or thousandths.
    pub expected: i64,
    /// What is.
    pub found: i64,
}

/// What tells participations apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParticipationKey {
    /// In which cycle.
    pub cycle: CycleId,
    /// Which enterprise.
    pub enterprise: EnterpriseId,
    /// Whether it brings goods or sells them.
    pub direction: Direction,
}

impl ParticipationKey {
    /// What tells this one apart.
    pub fn of(participation: &Participation) -> Self {
        let Participation { cycle, enterprise, direction, .. } = *participation;
        Self { cycle, enterprise, direction }
    }
}

impl fmt::Display for ParticipationKey {
    /// Its three parts with colons between, as a page's cursor has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.cycle, self.enterprise, self.direction)
    }
}

impl FromStr for ParticipationKey {
    type Err = NoSuchCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(':');
        let mut part = || parts.next().ok_or(NoSuchCursor);
        let (cycle, enterprise, direction) = (part()?, part()?, part()?);
        Ok(Self {
            cycle: cycle.parse().map_err(|_not_an_id| NoSuchCursor)?,
            enterprise: enterprise.parse().map_err(|_not_an_id| NoSuchCursor)?,
            direction: direction.parse().map_err(|_not_one| NoSuchCursor)?,
        })
    }
}

/// The text is no cursor of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no cursor of this list")]
pub struct NoSuchCursor;

/// Which participations are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StandingFilter {
    /// Those of this standing; all where none is named.
    pub standing: Option<Standing>,
    /// Those in this cycle; in all where none is named.
    pub cycle: Option<CycleId>,
}
