//! What became of the letters about somebody's orders and cycles, and letters that are sent once more.

use sillon_identity::{Actor, ChangeOrders, Coordinate, LetterLimit, ReadOrders};
use sillon_kernel::{CycleId, EnterpriseId, MessageId, OrderId, Timestamp};
use sillon_store::{Repositories, SeenMessage, Subject, Touched, Tx};
use uuid::Uuid;

use crate::{Error, Ids, outbox::queue::have_written, people::rate_limit::take_all};

/// The most letters about an order or a cycle that are shown.
const SHOWN: i64 = 200;

/// The kinds of letters about an order that its hub may have sent again, as what they say is still there to be said.
const SENT_AGAIN: [&str; 8] = [
    "order-placed",
    "order-changed",
    "order-cancelled",
    "paid-back",
    "pick-up-soon",
    "harvest-sheet",
    "less-to-bring",
    "asked",
];

/// The kinds of letters that are to an enterprise, which stands beside what they are about.
const TO_ENTERPRISES: [&str; 8] = [
    "order-cancelled",
    "order-received",
    "order-moved",
    "harvest-sheet",
    "less-to-bring",
    "asked",
    "reminded",
    "not-announced",
];

/// A letter, and what became of it.
#[derive(Debug, Clone)]
pub struct SeenLetter {
    /// The message.
    pub message: SeenMessage,
    /// The enterprise it is to; none where it is to a customer, or to one who follows a shop.
    pub enterprise: Option<EnterpriseId>,
}

impl SeenLetter {
    /// When it was written, as its id says.
    pub fn written_at(&self) -> Option<Timestamp> {
        self.message.id.made_at()
    }

    /// Whether it can be sent again.
    pub fn may_be_sent_again(&self) -> bool {
        SENT_AGAIN.contains(&self.message.kind.as_str())
    }
}

fn seen(message: SeenMessage) -> SeenLetter {
    let is_to_enterprise = TO_ENTERPRISES.contains(&message.kind.as_str());
    let enterprise = is_to_enterprise.then_some(EnterpriseId(message.recipient));
    SeenLetter { message, enterprise }
}

/// The letters about an order, the latest first.
///
/// # Errors
///
/// Missing unless the actor reads the orders of its hub.
pub fn letters_of_order(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
) -> Result<Vec<SeenLetter>, Error> {
    if !actor.may::<ReadOrders>(tx.orders().get(id)?.hub) {
        return Err(Error::missing("order"));
    }
    Ok(tx.letters().about(id.0, SHOWN)?.into_iter().map(seen).collect())
}

/// The letters about a cycle to those who take part in it, the latest first.
///
/// # Errors
///
/// Missing unless the actor runs it.
pub fn letters_of_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<Vec<SeenLetter>, Error> {
    let coordinator = tx.cycles().get(id)?.coordinator;
    if !actor.may::<Coordinate>(coordinator) {
        return Err(Error::missing("cycle"));
    }
    let letters = tx.letters().about(id.0, SHOWN)?.into_iter();
    // What somebody who follows a shop gets is theirs to know.
    Ok(letters.filter(|letter| letter.person.is_none()).map(seen).collect())
}

/// The letters about a hub's orders and the cycles it runs that did not arrive, the latest first, behind another.
///
/// # Errors
///
/// A refusal unless the actor reads its orders.
pub fn failed_letters(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    before: Option<MessageId>,
    most: u32,
) -> Result<Vec<SeenLetter>, Error> {
    let hub = actor.permit::<ReadOrders>(hub)?.enterprise();
    tx.enterprises().get(hub)?;
    let letters = tx.letters().failed_of(hub, before, i64::from(most))?.into_iter();
    Ok(letters.map(seen).collect())
}

/// Sends the confirmation of an order to its customer once more.
///
/// # Errors
///
/// Missing unless the actor changes orders of its hub; too many, where it was sent often.
pub fn confirm_order_again(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (ids, limit): (&Ids, LetterLimit),
    id: OrderId,
) -> Result<(), Error> {
    let hub = tx.orders().get(id)?.hub;
    if !actor.may::<ChangeOrders>(hub) {
        return Err(Error::missing("order"));
    }
    count(tx, limit, hub, id.0)?;
    tx.touches(Touched::NOTHING);
    have_written(tx, ids, Subject::OrderPlaced(id))
}

/// Sends a letter about an order or a cycle once more, whatever became of it.
///
/// # Errors
///
/// Missing unless the actor changes the orders of its hub, or runs its cycle, and it may be sent again; too many, where it was sent often.
pub fn send_letter_again(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (ids, limit): (&Ids, LetterLimit),
    id: MessageId,
) -> Result<SeenLetter, Error> {
    let found = tx.letters().find(id)?.map(seen).filter(SeenLetter::may_be_sent_again);
    let letter = found.ok_or_else(|| Error::missing("letter"))?;
    let of = whose(tx, actor, &letter)?.ok_or_else(|| Error::missing("letter"))?;
    count(tx, limit, of, letter.message.subject)?;
    let now = tx.now();
    let again = ids.next(now);
    tx.letters().again(id, again, now)?;
    tx.touches(Touched::NOTHING);
    tx.letters().find(again)?.map(seen).ok_or_else(|| Error::missing("letter"))
}

/// The enterprise for which the actor may have a letter sent again: the hub of the order, or who runs the cycle it is about.
fn whose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    letter: &SeenLetter,
) -> Result<Option<EnterpriseId>, Error> {
    let subject = letter.message.subject;
    let order = found(tx.orders().get(OrderId(subject)))?;
    if let Some(order) = order {
        return Ok(Some(order.hub).filter(|hub| actor.may::<ChangeOrders>(*hub)));
    }
    let cycle = found(tx.cycles().get(CycleId(subject)))?;
    Ok(cycle.map(|cycle| cycle.coordinator).filter(|of| actor.may::<Coordinate>(*of)))
}

fn found<T>(read: Result<T, sillon_store::Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(sillon_store::Error::Missing(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Counts that a letter about something is sent again, for whoever gets it and for whoever has it sent.
fn count(
    tx: &mut Tx<'_>,
    limit: LetterLimit,
    sender: EnterpriseId,
    about: Uuid,
) -> Result<(), Error> {
    take_all(tx, limit.of_letter_again(about, sender.0), limit.window_seconds)
}
