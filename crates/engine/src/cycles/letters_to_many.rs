//! Letters to many about a cycle: that it opened, closes soon, or is handed over. Each is noted with when it is due, and written to some
//! at a time; what is of no use any more is not written.

use std::collections::BTreeSet;

use sillon_cycles::{Direction, OrderCycle, Stage};
use sillon_identity::Token;
use sillon_kernel::{CycleId, CycleLetterId, EnterpriseId, Timestamp};
use sillon_notices::NoticeKind;
use sillon_store::{CycleLetter, CycleLetterKind, Repositories, Subject, Touched, Tx};
use uuid::Uuid;

use crate::{
    Error, Ids,
    outbox::queue::{have_written, have_written_to},
};

/// How long before orders end, or are handed over, people are told, in seconds: a day.
const TOLD_SECONDS_BEFORE: i64 = 86_400;

/// How long orders are taken at least where people are told that they end, in seconds: nobody is written to twice in a day.
const LONG_ENOUGH_SECONDS: i64 = 2 * TOLD_SECONDS_BEFORE;

/// How long before orders end nobody is told any more that they are taken, in seconds: an hour.
const TOO_LATE_SECONDS: i64 = 3_600;

/// How many letters are written in one transaction.
const WRITTEN_AT_ONCE: i64 = 200;

/// Notes when the letters about a cycle are due, as it stands.
pub(crate) fn plan_letters(tx: &mut Tx<'_>, ids: &Ids, id: CycleId) -> Result<(), Error> {
    tx.touches(Touched::NOTHING);
    let cycle = tx.cycles().get(id)?;
    let letters = match cycle.stage {
        Stage::Open { .. } => while_it_is_open(tx, ids, &cycle)?,
        Stage::Closed { .. } => once_it_closed(tx, ids, &cycle)?,
        Stage::Draft | Stage::Upcoming | Stage::Settled { .. } => return Ok(()),
    };
    Ok(tx.cycle_letters().plan(&cycle, &letters)?)
}

fn while_it_is_open(
    tx: &mut Tx<'_>,
    ids: &Ids,
    cycle: &OrderCycle,
) -> Result<Vec<CycleLetter>, Error> {
    let (from, until, now) = (cycle.orders.from(), cycle.orders.until(), tx.now());
    let hubs = tx.cycles().exchanges(cycle.id)?.into_iter();
    let hubs = hubs.filter(|it| it.direction == Direction::Outgoing).map(|it| it.enterprise);
    let hubs: BTreeSet<EnterpriseId> = hubs.collect();
    let is_long = from.plus_seconds(LONG_ENOUGH_SECONDS) <= until;
    let closing = is_long.then(|| until.plus_seconds(-TOLD_SECONDS_BEFORE));
    let mut letters = Vec::new();
    for hub in hubs {
        let letter =
            |kind, about_at, due_at| noted(ids, now, (cycle.id, hub), kind, (about_at, due_at));
        letters.push(letter(CycleLetterKind::Opened, from, now));
        letters.extend(closing.map(|due_at| letter(CycleLetterKind::ClosingSoon, until, due_at)));
    }
    Ok(letters)
}

fn once_it_closed(
    tx: &mut Tx<'_>,
    ids: &Ids,
    cycle: &OrderCycle,
) -> Result<Vec<CycleLetter>, Error> {
    let now = tx.now();
    let ahead = tx.cycle_letters().hand_overs(cycle.id)?.into_iter().filter(|(_, at)| *at > now);
    let letter = |(hub, at): (EnterpriseId, Timestamp)| {
        let due_at = at.plus_seconds(-TOLD_SECONDS_BEFORE);
        noted(ids, now, (cycle.id, hub), CycleLetterKind::PickUpSoon, (at, due_at))
    };
    Ok(ahead.map(letter).collect())
}

fn noted(
    ids: &Ids,
    now: Timestamp,
    (cycle, hub): (CycleId, EnterpriseId),
    kind: CycleLetterKind,
    (about_at, due_at): (Timestamp, Timestamp),
) -> CycleLetter {
    let id: CycleLetterId = ids.next(now);
    CycleLetter { id, cycle, hub, kind, about_at, due_at, reached: None, is_done: false }
}

/// Has some of the letters written that are due; none that would come too late.
pub(crate) fn write_to_many(tx: &mut Tx<'_>, ids: &Ids, id: CycleLetterId) -> Result<(), Error> {
    tx.touches(Touched::NOTHING);
    let Some(letter) = tx.cycle_letters().find(id)?.filter(|letter| !letter.is_done) else {
        return Ok(());
    };
    let (cycle, now) = (tx.cycles().get(letter.cycle)?, tx.now());
    if !is_of_use(&letter, &cycle, now) {
        tx.cycle_letters().reached(&letter, letter.reached, Some(now))?;
        return Ok(());
    }
    match letter.kind {
        CycleLetterKind::Opened => {
            let subject = Subject::CycleOpened(letter.cycle, letter.hub);
            to_followers(tx, ids, &letter, (NoticeKind::CycleOpened, subject))
        }
        CycleLetterKind::ClosingSoon => {
            let subject = Subject::ClosingSoon(letter.cycle, letter.hub);
            to_followers(tx, ids, &letter, (NoticeKind::ClosingSoon, subject))
        }
        CycleLetterKind::PickUpSoon => to_customers(tx, ids, &letter),
    }
}

/// Whether letters say something that is so, and early enough.
fn is_of_use(letter: &CycleLetter, cycle: &OrderCycle, now: Timestamp) -> bool {
    let is_open = matches!(cycle.stage, Stage::Open { .. });
    match letter.kind {
        CycleLetterKind::Opened | CycleLetterKind::ClosingSoon => {
            is_open && now.plus_seconds(TOO_LATE_SECONDS) <= cycle.orders.until()
        }
        CycleLetterKind::PickUpSoon => !is_open && now < letter.about_at,
    }
}

/// Writes to some of those who follow a hub; of an end, not to those who ordered.
fn to_followers(
    tx: &mut Tx<'_>,
    ids: &Ids,
    letter: &CycleLetter,
    (kind, subject): (NoticeKind, Subject),
) -> Result<(), Error> {
    let unless_ordered = (kind == NoticeKind::ClosingSoon).then_some(letter.cycle);
    let (hub, after) = (letter.hub, letter.reached);
    let people = tx.cycle_letters().followers(hub, kind, unless_ordered, after, WRITTEN_AT_ONCE)?;
    if note_reached(tx, letter, people.last().map(|person| person.0), people.len())? {
        have_written_to(tx, ids, subject, &people)?;
    }
    Ok(())
}

/// Writes to some of those whose orders are handed over.
fn to_customers(tx: &mut Tx<'_>, ids: &Ids, letter: &CycleLetter) -> Result<(), Error> {
    let orders = tx.cycle_letters().handed_over_at(letter, WRITTEN_AT_ONCE)?;
    if !note_reached(tx, letter, orders.last().map(|order| order.0), orders.len())? {
        return Ok(());
    }
    for order in orders {
        if let Some(user) = tx.orders().get(order)?.user {
            let token = Token::from_random(ids.bytes());
            tx.notices().keep_token(user, token.as_str())?;
        }
        have_written(tx, ids, Subject::PickUpSoon(order))?;
    }
    Ok(())
}

/// Notes how far letters came, and that all are told where there are no more; whether no other node did meanwhile.
fn note_reached(
    tx: &mut Tx<'_>,
    letter: &CycleLetter,
    last: Option<Uuid>,
    many: usize,
) -> Result<bool, Error> {
    let is_last = i64::try_from(many).is_ok_and(|many| many < WRITTEN_AT_ONCE);
    let done_at = is_last.then(|| tx.now());
    Ok(tx.cycle_letters().reached(letter, last.or(letter.reached), done_at)?)
}
