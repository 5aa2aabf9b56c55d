use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_kernel::{
    CycleId, EnterpriseId, ExchangeId, InvitationId, Language, LeaseId, LinkId, MessageId,
    OrderChangeId, OrderId, PayoutId, RepaymentId, SeriesId, Timestamp, UserId, WebhookId,
};

use super::super::{
    super::{Conn, Db, dialect::SKIPPING_THE_LOCKED},
    people::users::address,
};
use crate::{
    Error,
    error::{instant, stored},
    records::outbox::{OutboxMessage, Queued, QueuedMessage, Recipient, Subject},
    schema::tables::{enterprise, membership, outbox, user_account},
    sql::ids::{AnyId, Key, Uid, keys},
    sql::statement::statement,
};

/// How long a message this program cannot write is left to others, in seconds.
const UNKNOWN_WAITS_SECONDS: i64 = 3_600;

/// How a subject stands in its row: kind, what it is about, whom it is for.
fn columns(subject: Subject) -> (&'static str, AnyId, AnyId) {
    match subject {
        Subject::OrderPlaced(order) => ("order-placed", AnyId(order.0), AnyId(order.0)),
        Subject::HarvestSheet(cycle, producer) => {
            ("harvest-sheet", AnyId(cycle.0), AnyId(producer.0))
        }
        Subject::LessToBring(cycle, producer) => {
            ("less-to-bring", AnyId(cycle.0), AnyId(producer.0))
        }
        Subject::OrderChanged(order, change) => ("order-changed", AnyId(order.0), AnyId(change.0)),
        Subject::OrderCancelled(order, of) => ("order-cancelled", AnyId(order.0), AnyId(of.0)),
        Subject::PaidBack(order, repayment) => ("paid-back", AnyId(order.0), AnyId(repayment.0)),
        Subject::PaidOut(payout, payee) => ("paid-out", AnyId(payout.0), AnyId(payee.0)),
        Subject::MinimumMissed(exchange, of) => ("minimum-missed", AnyId(exchange.0), AnyId(of.0)),
        Subject::AskedToTakePart(cycle, of) => ("asked", AnyId(cycle.0), AnyId(of.0)),
        Subject::RemindedToAnswer(cycle, of) => ("reminded", AnyId(cycle.0), AnyId(of.0)),
        Subject::NotAnnounced(cycle, of) => ("not-announced", AnyId(cycle.0), AnyId(of.0)),
        Subject::CycleLate(cycle) => ("cycle-late", AnyId(cycle.0), AnyId(cycle.0)),
        Subject::SeriesLate(series) => ("series-late", AnyId(series.0), AnyId(series.0)),
        Subject::CycleFull(cycle) => ("cycle-full", AnyId(cycle.0), AnyId(cycle.0)),
        Subject::Left { who, coordinator } => ("left", AnyId(who.0), AnyId(coordinator.0)),
        Subject::AccountLink(link) => ("account-link", AnyId(link.0), AnyId(link.0)),
        Subject::PasswordChanged(user) => ("password-changed", AnyId(user.0), AnyId(user.0)),
        Subject::Invitation(asked) => ("invitation", AnyId(asked.0), AnyId(asked.0)),
        Subject::WebhookPaused(webhook, of) => ("webhook-paused", AnyId(webhook.0), AnyId(of.0)),
        Subject::OrderReceived(order, hub) => ("order-received", AnyId(order.0), AnyId(hub.0)),
        Subject::OrderMoved(order, hub) => ("order-moved", AnyId(order.0), AnyId(hub.0)),
        Subject::CycleOpened(cycle, hub) => ("cycle-opened", AnyId(cycle.0), AnyId(hub.0)),
        Subject::ClosingSoon(cycle, hub) => ("closing-soon", AnyId(cycle.0), AnyId(hub.0)),
        Subject::PickUpSoon(order) => ("pick-up-soon", AnyId(order.0), AnyId(order.0)),
        Subject::Welcome(of) => ("welcome", AnyId(of.0), AnyId(of.0)),
    }
}

pub(crate) fn push(conn: &mut Conn, messages: &[OutboxMessage]) -> Result<(), Error> {
    for message in messages {
        let (kind, subject, recipient) = columns(message.subject);
        diesel::insert_into(outbox::table)
            .values((
                outbox::id.eq(Key(message.id)),
                outbox::kind.eq(kind),
                outbox::subject_id.eq(Key(subject)),
                outbox::recipient_id.eq(Key(recipient)),
                outbox::person_id.eq(message.person.map(Key)),
                outbox::due_at.eq(message.due_at.micros()),
                outbox::attempts.eq(message.attempts),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The first message about this that waits, and is in nobody's hands: whoever takes it says all there is to say then.
pub(crate) fn waiting(conn: &mut Conn, subject: Subject) -> Result<Option<MessageId>, Error> {
    let (kind, subject, recipient) = columns(subject);
    let same = outbox::table
        .filter(outbox::sent_at.is_null())
        .filter(outbox::gave_up_at.is_null())
        .filter(outbox::lease_id.is_null())
        .filter(outbox::kind.eq(kind))
        .filter(outbox::subject_id.eq(Key(subject)))
        .filter(outbox::recipient_id.eq(Key(recipient)))
        .order(outbox::id)
        .select(outbox::id);
    Ok(same.first(conn).optional()?)
}

statement!(
    /// Puts the message that is due the longest into one node's hands. Whether it is due and in nobody's is asked of the row
    /// that is written too: one that another node has just taken is passed over.
    Claim { lease: LeaseId, until: i64, now: i64 } -> (Uid, Text, Uid, Uid, Nullable<Uid>, BigInt, BigInt) =
    "update outbox set lease_id = ", [lease: Uid], ", leased_until = ", [until: BigInt], " where id = \
     (select o.id from outbox o where o.sent_at is null and o.gave_up_at is null and o.due_at <= ", [now: BigInt],
    " and (o.leased_until is null or o.leased_until <= ", [now: BigInt], ") order by o.due_at, o.id limit 1",
    (SKIPPING_THE_LOCKED), ") and sent_at is null and gave_up_at is null and due_at <= ", [now: BigInt],
    " and (leased_until is null or leased_until <= ", [now: BigInt],
    ") returning id, kind, subject_id, recipient_id, person_id, due_at, attempts"
);

/// A message as it is put into a node's hands.
type ClaimedRow = (MessageId, String, AnyId, AnyId, Option<UserId>, i64, i64);

pub(crate) fn claim(
    conn: &mut Conn,
    now: Timestamp,
    lease: LeaseId,
    until: Timestamp,
) -> Result<Option<OutboxMessage>, Error> {
    loop {
        let claim = Claim { lease, until: until.micros(), now: now.micros() };
        let row: Option<ClaimedRow> = claim.get_result(conn).optional()?;
        let Some((id, kind, subject, recipient, person, due_at, attempts)) = row else {
            return Ok(None);
        };
        let subject = match kind.as_str() {
            "order-placed" => Subject::OrderPlaced(OrderId(subject.0)),
            "harvest-sheet" => Subject::HarvestSheet(CycleId(subject.0), EnterpriseId(recipient.0)),
            "less-to-bring" => Subject::LessToBring(CycleId(subject.0), EnterpriseId(recipient.0)),
            "order-changed" => {
                Subject::OrderChanged(OrderId(subject.0), OrderChangeId(recipient.0))
            }
            "order-cancelled" => {
                Subject::OrderCancelled(OrderId(subject.0), EnterpriseId(recipient.0))
            }
            "paid-back" => Subject::PaidBack(OrderId(subject.0), RepaymentId(recipient.0)),
            "paid-out" => Subject::PaidOut(PayoutId(subject.0), EnterpriseId(recipient.0)),
            "minimum-missed" => {
                Subject::MinimumMissed(ExchangeId(subject.0), EnterpriseId(recipient.0))
            }
            "asked" => Subject::AskedToTakePart(CycleId(subject.0), EnterpriseId(recipient.0)),
            "reminded" => Subject::RemindedToAnswer(CycleId(subject.0), EnterpriseId(recipient.0)),
            "not-announced" => Subject::NotAnnounced(CycleId(subject.0), EnterpriseId(recipient.0)),
            "cycle-late" => Subject::CycleLate(CycleId(subject.0)),
            "series-late" => Subject::SeriesLate(SeriesId(subject.0)),
            "cycle-full" => Subject::CycleFull(CycleId(subject.0)),
            "left" => Subject::Left {
                who: EnterpriseId(subject.0),
                coordinator: EnterpriseId(recipient.0),
            },
            "account-link" => Subject::AccountLink(LinkId(subject.0)),
            "password-changed" => Subject::PasswordChanged(UserId(subject.0)),
            "invitation" => Subject::Invitation(InvitationId(subject.0)),
            "webhook-paused" => {
                Subject::WebhookPaused(WebhookId(subject.0), EnterpriseId(recipient.0))
            }
            "order-received" => {
                Subject::OrderReceived(OrderId(subject.0), EnterpriseId(recipient.0))
            }
            "order-moved" => Subject::OrderMoved(OrderId(subject.0), EnterpriseId(recipient.0)),
            "cycle-opened" => Subject::CycleOpened(CycleId(subject.0), EnterpriseId(recipient.0)),
            "closing-soon" => Subject::ClosingSoon(CycleId(subject.0), EnterpriseId(recipient.0)),
            "pick-up-soon" => Subject::PickUpSoon(OrderId(subject.0)),
            "welcome" => Subject::Welcome(EnterpriseId(subject.0)),
            _ => {
                // Another program's, newer than this one: it waits for whoever can write it, and stops none of ours.
                let later = now.plus_seconds(UNKNOWN_WAITS_SECONDS);
                let why = "this program does not know how to write such a letter";
                failed(conn, id, lease, why, Some(later), now)?;
                continue;
            }
        };
        let due_at = time(due_at)?;
        return Ok(Some(OutboxMessage { id, subject, person, due_at, attempts }));
    }
}

pub(crate) fn time(micros: i64) -> Result<Timestamp, Error> {
    let read = Timestamp::from_micros(micros);
    read.map_err(|_fault| Error::Corrupt { what: "time", value: micros.to_string() })
}

statement!(
    /// Keeps a message in the hands of who leased it; one that left, or was given up, is in nobody's.
    Renew { id: MessageId, lease: LeaseId, until: i64 } =
    "update outbox set leased_until = ", [until: BigInt], " where id = ", [id: Uid], " and lease_id = ", [lease: Uid]
);

pub(crate) fn renew(
    conn: &mut Conn,
    id: MessageId,
    lease: LeaseId,
    until: Timestamp,
) -> Result<bool, Error> {
    Ok(Renew { id, lease, until: until.micros() }.execute(conn)? == 1)
}

statement!(
    /// Gives a message back as it was.
    Release { id: MessageId, lease: LeaseId } =
    "update outbox set lease_id = null, leased_until = null where id = ", [id: Uid], " and lease_id = ", [lease: Uid]
);

pub(crate) fn release(conn: &mut Conn, id: MessageId, lease: LeaseId) -> Result<(), Error> {
    Release { id, lease }.execute(conn)?;
    Ok(())
}

statement!(
    /// Notes that a message left.
    Sent { id: MessageId, now: i64 } =
    "update outbox set sent_at = ", [now: BigInt],
    ", gave_up_at = null, last_error = null, lease_id = null, leased_until = null where id = ", [id: Uid]
);

pub(crate) fn sent(conn: &mut Conn, id: MessageId, now: Timestamp) -> Result<(), Error> {
    Sent { id, now: now.micros() }.execute(conn)?;
    Ok(())
}

statement!(
    /// Puts a message off.
    PutOff { id: MessageId, lease: LeaseId, again: i64, why: String } =
    "update outbox set attempts = attempts + 1, due_at = ", [again: BigInt], ", last_error = ", [why: Text],
    ", lease_id = null, leased_until = null where id = ", [id: Uid], " and lease_id = ", [lease: Uid]
);

statement!(
    /// Gives a message up.
    GiveUp { id: MessageId, lease: LeaseId, now: i64, why: String } =
    "update outbox set attempts = attempts + 1, gave_up_at = ", [now: BigInt], ", last_error = ", [why: Text],
    ", lease_id = null, leased_until = null where id = ", [id: Uid], " and lease_id = ", [lease: Uid]
);

pub(crate) fn failed(
    conn: &mut Conn,
    id: MessageId,
    lease: LeaseId,
    why: &str,
    again: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    // PostgreSQL's text holds no NUL, and a server may say one.
    let why: String = why.chars().filter(|character| *character != '\0').take(500).collect();
    match again {
        Some(again) => PutOff { id, lease, again: again.micros(), why }.execute(conn)?,
        None => GiveUp { id, lease, now: now.micros(), why }.execute(conn)?,
    };
    Ok(())
}

/// A message as the list of those that have not left shows it.
type QueuedRow = (MessageId, String, AnyId, i64, i64, Option<i64>, Option<String>, Option<i64>);

pub(crate) fn queued(
    conn: &mut Conn,
    which: Queued,
    after: Option<MessageId>,
    most: i64,
) -> Result<Vec<QueuedMessage>, Error> {
    let mut found = outbox::table.filter(outbox::sent_at.is_null()).into_boxed();
    found = match which {
        Queued::Waiting => found.filter(outbox::gave_up_at.is_null()),
        Queued::GivenUp => found.filter(outbox::gave_up_at.is_not_null()),
    };
    if let Some(after) = after {
        found = found.filter(outbox::id.gt(Key(after)));
    }
    let rows: Vec<QueuedRow> = found
        .order(outbox::id)
        .limit(most)
        .select((
            outbox::id,
            outbox::kind,
            outbox::subject_id,
            outbox::due_at,
            outbox::attempts,
            outbox::gave_up_at,
            outbox::last_error,
            outbox::leased_until,
        ))
        .load(conn)?;
    let read =
        |(id, kind, subject, due_at, attempts, gave_up_at, last_error, leased): QueuedRow| {
            Ok(QueuedMessage {
                id,
                kind,
                subject: subject.0,
                due_at: time(due_at)?,
                attempts,
                gave_up_at: gave_up_at.map(time).transpose()?,
                last_error,
                is_leased: leased.is_some(),
            })
        };
    rows.into_iter().map(read).collect()
}

pub(crate) fn send_again(
    conn: &mut Conn,
    ids: Option<&[MessageId]>,
    now: Timestamp,
) -> Result<usize, Error> {
    let anew = (
        outbox::due_at.eq(now.micros()),
        outbox::attempts.eq(0_i64),
        outbox::gave_up_at.eq(None::<i64>),
    );
    let unsent = outbox::table.filter(outbox::sent_at.is_null());
    Ok(match ids {
        Some(ids) => {
            diesel::update(unsent.filter(outbox::id.eq_any(keys(ids)))).set(anew).execute(conn)?
        }
        None => diesel::update(unsent.filter(outbox::gave_up_at.is_not_null()))
            .set(anew)
            .execute(conn)?,
    })
}

pub(crate) fn counts(conn: &mut Conn) -> Result<(i64, i64), Error> {
    let waiting = outbox::sent_at.is_null().and(outbox::gave_up_at.is_null());
    let waiting = outbox::table.filter(waiting).count().get_result(conn)?;
    let given_up =
        outbox::table.filter(outbox::gave_up_at.is_not_null()).count().get_result(conn)?;
    Ok((waiting, given_up))
}

pub(crate) fn oldest_due(conn: &mut Conn) -> Result<Option<Timestamp>, Error> {
    let waiting = outbox::sent_at.is_null().and(outbox::gave_up_at.is_null());
    let due: Option<i64> = outbox::table
        .filter(waiting)
        .order(outbox::due_at)
        .select(outbox::due_at)
        .first(conn)
        .optional()?;
    due.map(instant).transpose()
}

pub(crate) fn recipient(
    conn: &mut Conn,
    id: EnterpriseId,
    person: Option<UserId>,
) -> Result<Option<Recipient>, Error> {
    if let Some(person) = person {
        return recipient_among(conn, id, person);
    }
    let found: Option<(String, Option<String>)> = enterprise::table
        .find(Key(id))
        .select((enterprise::name, enterprise::email))
        .first(conn)
        .optional()?;
    let Some((name, own)) = found else { return Ok(None) };
    // Whoever reads at the enterprise's own address reads what its owner does: what the address says of nobody's language.
    let owner: Option<(String, String)> = membership::table
        .inner_join(user_account::table)
        .filter(membership::enterprise_id.eq(Key(id)))
        .filter(membership::role.eq("owner"))
        .order((user_account::created_at, user_account::id))
        .select((user_account::email, user_account::language))
        .first(conn)
        .optional()?;
    let found = match (own, owner) {
        (Some(own), Some((_, language))) => Some((own, language)),
        (Some(own), None) => Some((own, Language::default().to_string())),
        (None, owner) => owner,
    };
    let read = |(email, language): (String, String)| {
        Ok(Recipient { name, email: address(&email)?, language: stored("language", &language)? })
    };
    found.map(read).transpose()
}

/// One of an enterprise's people, under its name; nobody, once they have left it.
fn recipient_among(
    conn: &mut Conn,
    id: EnterpriseId,
    person: UserId,
) -> Result<Option<Recipient>, Error> {
    let found: Option<(String, String, String)> = membership::table
        .inner_join(user_account::table)
        .inner_join(enterprise::table)
        .filter(membership::enterprise_id.eq(Key(id)))
        .filter(membership::user_id.eq(Key(person)))
        .select((enterprise::name, user_account::email, user_account::language))
        .first(conn)
        .optional()?;
    let read = |(name, email, language): (String, String, String)| {
        Ok(Recipient { name, email: address(&email)?, language: stored("language", &language)? })
    };
    found.map(read).transpose()
}
