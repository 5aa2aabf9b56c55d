use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_kernel::{EnterpriseId, MessageId, Timestamp, UserId};
use uuid::Uuid;

use super::{
    super::super::{Conn, Db},
    letters::time,
};
use crate::{
    Error,
    records::outbox::SeenMessage,
    schema::tables::outbox,
    sql::ids::{AnyId, Key, Uid},
    sql::statement::statement,
};

/// A message as the lists of those whose it is show it.
type SeenRow = (
    MessageId,
    String,
    AnyId,
    AnyId,
    Option<UserId>,
    i64,
    i64,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

fn seen(row: SeenRow) -> Result<SeenMessage, Error> {
    let (id, kind, subject, recipient, person, due_at, attempts, sent_at, gave_up_at, last_error) =
        row;
    Ok(SeenMessage {
        id,
        kind,
        subject: subject.0,
        recipient: recipient.0,
        person,
        due_at: time(due_at)?,
        attempts,
        sent_at: sent_at.map(time).transpose()?,
        gave_up_at: gave_up_at.map(time).transpose()?,
        last_error,
    })
}

/// Every column of a message that is shown.
macro_rules! shown {
    () => {
        (
            outbox::id,
            outbox::kind,
            outbox::subject_id,
            outbox::recipient_id,
            outbox::person_id,
            outbox::due_at,
            outbox::attempts,
            outbox::sent_at,
            outbox::gave_up_at,
            outbox::last_error,
        )
    };
}

pub(crate) fn about(conn: &mut Conn, subject: Uuid, most: i64) -> Result<Vec<SeenMessage>, Error> {
    let rows: Vec<SeenRow> = outbox::table
        .filter(outbox::subject_id.eq(Key(AnyId(subject))))
        .order(outbox::id.desc())
        .limit(most)
        .select(shown!())
        .load(conn)?;
    rows.into_iter().map(seen).collect()
}

statement!(
    /// What was given up or came back of what is about a hub's orders, and about the cycles it runs.
    FailedOf { hub: EnterpriseId, before: MessageId, most: i64 }
    -> (Uid, Text, Uid, Uid, Nullable<Uid>, BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<Text>) =
    "select o.id, o.kind, o.subject_id, o.recipient_id, o.person_id, o.due_at, o.attempts, o.sent_at, o.gave_up_at, \
     o.last_error from outbox o where o.gave_up_at is not null and o.id < ", [before: Uid],
    " and (exists (select 1 from orders r where r.id = o.subject_id and r.hub_id = ", [hub: Uid],
    ") or exists (select 1 from order_cycle c where c.id = o.subject_id and c.coordinator_id = ", [hub: Uid],
    ")) order by o.id desc limit ", [most: BigInt]
);

pub(crate) fn failed_of(
    conn: &mut Conn,
    hub: EnterpriseId,
    before: Option<MessageId>,
    most: i64,
) -> Result<Vec<SeenMessage>, Error> {
    let before = before.unwrap_or(MessageId(Uuid::max()));
    let rows: Vec<SeenRow> = FailedOf { hub, before, most }.load(conn)?;
    rows.into_iter().map(seen).collect()
}

pub(crate) fn find(conn: &mut Conn, id: MessageId) -> Result<Option<SeenMessage>, Error> {
    let row: Option<SeenRow> =
        outbox::table.find(Key(id)).select(shown!()).first(conn).optional()?;
    row.map(seen).transpose()
}

statement!(
    /// Queues a message anew, whatever became of it.
    Again { of: MessageId, id: MessageId, now: i64 } =
    "insert into outbox (id, kind, subject_id, recipient_id, person_id, due_at, attempts) select ", [id: Uid],
    ", kind, subject_id, recipient_id, person_id, ", [now: BigInt], ", 0 from outbox where id = ", [of: Uid]
);

pub(crate) fn again(
    conn: &mut Conn,
    of: MessageId,
    id: MessageId,
    now: Timestamp,
) -> Result<(), Error> {
    Again { of, id, now: now.micros() }.execute(conn)?;
    Ok(())
}

pub(crate) fn came_back(
    conn: &mut Conn,
    id: MessageId,
    why: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let why: String = why.chars().filter(|character| *character != '\0').take(500).collect();
    let left = outbox::table.filter(outbox::id.eq(Key(id))).filter(outbox::sent_at.is_not_null());
    let changed = diesel::update(left)
        .set((
            outbox::sent_at.eq(None::<i64>),
            outbox::gave_up_at.eq(now.micros()),
            outbox::last_error.eq(why),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
