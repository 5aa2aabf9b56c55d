use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use sillon_kernel::{
    CycleId, EnterpriseId, InvitationId, Language, LinkId, MessageId, OrderId, Timestamp, UserId,
};

use super::{
    super::{Conn, Db},
    people::address,
};
use crate::{
    Error,
    error::{instant, stored},
    records::{Recipient, Subject, Waiting},
    schema::{enterprise, membership, outbox, user_account},
    sql::{AnyId, Key, Uid},
    statement::statement,
};

/// How a subject stands in its row: kind, what it is about, whom it is for.
fn columns(subject: Subject) -> (&'static str, AnyId, AnyId) {
    match subject {
        Subject::OrderPlaced(order) => ("order-placed", AnyId(order.0), AnyId(order.0)),
        Subject::HarvestSheet(cycle, producer) => {
            ("harvest-sheet", AnyId(cycle.0), AnyId(producer.0))
        }
        Subject::AccountLink(link) => ("account-link", AnyId(link.0), AnyId(link.0)),
        Subject::PasswordChanged(user) => ("password-changed", AnyId(user.0), AnyId(user.0)),
        Subject::Invitation(asked) => ("invitation", AnyId(asked.0), AnyId(asked.0)),
    }
}

pub(crate) fn push(conn: &mut Conn, messages: &[Waiting]) -> Result<(), Error> {
    for message in messages {
        let (kind, subject, recipient) = columns(message.subject);
        diesel::insert_into(outbox::table)
            .values((
                outbox::id.eq(Key(message.id)),
                outbox::kind.eq(kind),
                outbox::subject_id.eq(Key(subject)),
                outbox::recipient_id.eq(Key(recipient)),
                outbox::due_at.eq(message.due_at.micros()),
                outbox::attempts.eq(message.attempts),
            ))
            .execute(conn)?;
    }
    Ok(())
}

statement!(
    /// Leases messages: each is due again, to whoever asks, when the lease ends without word of it. Whether it is due is
    /// asked of the row that is written too: one that another node has just leased is due no more.
    Lease { until: i64, now: i64, most: i64 } -> (Uid, Text, Uid, Uid, BigInt, BigInt) =
    "update outbox set due_at = ", [until: BigInt], ", attempts = attempts + 1 where id in \
     (select o.id from outbox o where o.sent_at is null and o.gave_up_at is null and o.due_at <= ", [now: BigInt],
    " order by o.due_at, o.id limit ", [most: BigInt],
    ") and sent_at is null and gave_up_at is null and due_at <= ", [now: BigInt],
    " returning id, kind, subject_id, recipient_id, due_at, attempts"
);

pub(crate) fn lease(
    conn: &mut Conn,
    now: Timestamp,
    until: Timestamp,
    most: i64,
) -> Result<Vec<Waiting>, Error> {
    let rows: Vec<(MessageId, String, AnyId, AnyId, i64, i64)> =
        Lease { until: until.micros(), now: now.micros(), most }.load(conn)?;
    let read = |(id, kind, subject, recipient, due_at, attempts): (
        MessageId,
        String,
        AnyId,
        AnyId,
        i64,
        i64,
    )| {
        let subject = match kind.as_str() {
            "order-placed" => Subject::OrderPlaced(OrderId(subject.0)),
            "harvest-sheet" => Subject::HarvestSheet(CycleId(subject.0), EnterpriseId(recipient.0)),
            "account-link" => Subject::AccountLink(LinkId(subject.0)),
            "password-changed" => Subject::PasswordChanged(UserId(subject.0)),
            "invitation" => Subject::Invitation(InvitationId(subject.0)),
            _ => return Err(Error::Corrupt { what: "message kind", value: kind }),
        };
        let due_at = Timestamp::from_micros(due_at);
        let due_at =
            due_at.map_err(|_fault| Error::Corrupt { what: "time", value: id.to_string() })?;
        Ok(Waiting { id, subject, due_at, attempts })
    };
    rows.into_iter().map(read).collect()
}

statement!(
    /// Notes that a message left.
    Sent { id: MessageId, now: i64 } =
    "update outbox set sent_at = ", [now: BigInt], ", last_error = null where id = ", [id: Uid]
);

pub(crate) fn sent(conn: &mut Conn, id: MessageId, now: Timestamp) -> Result<(), Error> {
    Sent { id, now: now.micros() }.execute(conn)?;
    Ok(())
}

statement!(
    /// Puts a message off.
    PutOff { id: MessageId, again: i64, why: String } =
    "update outbox set due_at = ", [again: BigInt], ", last_error = ", [why: Text], " where id = ", [id: Uid]
);

statement!(
    /// Gives a message up.
    GiveUp { id: MessageId, now: i64, why: String } =
    "update outbox set gave_up_at = ", [now: BigInt], ", last_error = ", [why: Text], " where id = ", [id: Uid]
);

pub(crate) fn failed(
    conn: &mut Conn,
    id: MessageId,
    why: &str,
    again: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Error> {
    let why: String = why.chars().take(500).collect();
    match again {
        Some(again) => PutOff { id, again: again.micros(), why }.execute(conn)?,
        None => GiveUp { id, now: now.micros(), why }.execute(conn)?,
    };
    Ok(())
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

pub(crate) fn recipient(conn: &mut Conn, id: EnterpriseId) -> Result<Option<Recipient>, Error> {
    let found: Option<(String, Option<String>)> = enterprise::table
        .find(Key(id))
        .select((enterprise::name, enterprise::email))
        .first(conn)
        .optional()?;
    let Some((name, own)) = found else { return Ok(None) };
    let found: Option<(String, String)> = match own {
        Some(own) => Some((own, Language::default().to_string())),
        None => membership::table
            .inner_join(user_account::table)
            .filter(membership::enterprise_id.eq(Key(id)))
            .filter(membership::role.eq("owner"))
            .order(user_account::created_at)
            .select((user_account::email, user_account::language))
            .first(conn)
            .optional()?,
    };
    let read = |(email, language): (String, String)| {
        Ok(Recipient { name, email: address(&email)?, language: stored("language", &language)? })
    };
    found.map(read).transpose()
}
