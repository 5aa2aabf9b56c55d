use diesel::{
    dsl::{exists, select},
    prelude::*,
    sql_types::{BigInt, Text},
};
use serde_json::value::RawValue;
use sillon_events::{Event, EventKind, Happened};
use sillon_identity::{Permit, ReadEvents};
use sillon_kernel::{EnterpriseId, Timestamp};

use super::super::super::{Conn, Db, dialect::for_update};
use crate::{
    Error,
    error::{instant, stored},
    schema::events::{event, event_feed},
    sql::ids::{AnyId, Key, Uid},
    sql::statement::statement,
};

statement!(
    /// Writes an event, later than all of its subject before it, and than all of its enterprise that has no number yet: what is seen
    /// as it is written came first, whatever the clocks of two nodes say, and within a microsecond.
    Note { enterprise: EnterpriseId, subject: AnyId, at: i64, kind: String, facts: String } =
    "insert into event (subject_id, enterprise_id, at, kind, facts) select ", [subject: Uid], ", ", [enterprise: Uid],
    ", case when l.at >= ", [at: BigInt], " then l.at + 1 else ", [at: BigInt], " end, ", [kind: Text], ", ", [facts: Text],
    " from (select max(t.at) as at from (select max(at) as at from event where subject_id = ", [subject: Uid],
    " and enterprise_id = ", [enterprise: Uid], " union all select max(at) from event where enterprise_id = ", [enterprise: Uid],
    " and number is null) t) l"
);

pub(crate) fn note(conn: &mut Conn, happened: &[Happened]) -> Result<(), Error> {
    for it in happened {
        let note = Note {
            enterprise: it.enterprise,
            subject: AnyId(it.subject),
            at: it.at.micros(),
            kind: it.kind.as_str().to_owned(),
            facts: it.facts.clone(),
        };
        // Who told of the same subject meanwhile was faster: all of it is done again.
        note.execute(conn).map_err(|cause| Error::from(cause).into_lost_race())?;
    }
    Ok(())
}

pub(crate) fn without_number(conn: &mut Conn, most: i64) -> Result<Vec<EnterpriseId>, Error> {
    Ok(event::table
        .filter(event::number.is_null())
        .select(event::enterprise_id)
        .distinct()
        .limit(most)
        .load(conn)?)
}

pub(crate) fn has_without_number(conn: &mut Conn, of: EnterpriseId) -> Result<bool, Error> {
    let waiting =
        event::table.filter(event::enterprise_id.eq(Key(of))).filter(event::number.is_null());
    Ok(select(exists(waiting)).get_result(conn)?)
}

statement!(
    /// Numbers events that have no number, in the order in which they happened.
    Number { enterprise: EnterpriseId, last: i64, most: i64 } =
    "update event set number = n.number from (select e.subject_id, e.enterprise_id, e.at, cast(", [last: BigInt],
    " as bigint) + row_number() over (order by e.at, e.subject_id) as number from event e where e.enterprise_id = ",
    [enterprise: Uid], " and e.number is null order by e.at, e.subject_id limit ", [most: BigInt],
    ") n where event.subject_id = n.subject_id and event.enterprise_id = n.enterprise_id and event.at = n.at"
);

pub(crate) fn number(conn: &mut Conn, of: EnterpriseId, most: i64) -> Result<usize, Error> {
    // Whoever numbers has the feed alone, and looks for events once they have: what they number is all over, and is seen by
    // whoever sees a higher number.
    let last = if let Some(last) = lock_feed(conn, of)? {
        last
    } else {
        diesel::insert_into(event_feed::table)
            .values((event_feed::enterprise_id.eq(Key(of)), event_feed::last_number.eq(0_i64)))
            .on_conflict_do_nothing()
            .execute(conn)?;
        lock_feed(conn, of)?.unwrap_or_default()
    };
    let numbered = Number { enterprise: of, last, most }.execute(conn)?;
    let now_last = last + i64::try_from(numbered).unwrap_or_default();
    diesel::update(event_feed::table.find(Key(of)))
        .set(event_feed::last_number.eq(now_last))
        .execute(conn)?;
    Ok(numbered)
}

fn lock_feed(conn: &mut Conn, of: EnterpriseId) -> Result<Option<i64>, Error> {
    let feed = event_feed::table.find(Key(of)).select(event_feed::last_number);
    Ok(for_update!(feed).first(conn).optional()?)
}

pub(crate) fn last_number(conn: &mut Conn, of: EnterpriseId) -> Result<i64, Error> {
    let feed = event_feed::table.find(Key(of)).select(event_feed::last_number);
    let last: Option<i64> = feed.first(conn).optional()?;
    Ok(last.unwrap_or_default())
}

type EventColumns = (EnterpriseId, Option<i64>, String, AnyId, i64, String);

const COLUMNS: (
    event::enterprise_id,
    event::number,
    event::kind,
    event::subject_id,
    event::at,
    event::facts,
) = (event::enterprise_id, event::number, event::kind, event::subject_id, event::at, event::facts);

fn read((enterprise, number, kind, subject, at, facts): EventColumns) -> Result<Event, Error> {
    let corrupt = |_fault| Error::Corrupt { what: "facts", value: subject.0.to_string() };
    Ok(Event {
        enterprise,
        number: number.unwrap_or_default(),
        kind: stored("event", &kind)?,
        subject: subject.0,
        at: instant(at)?,
        facts: RawValue::from_string(facts).map_err(corrupt)?,
    })
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadEvents>,
    after: i64,
    until: i64,
    kinds: &[EventKind],
    most: i64,
) -> Result<Vec<Event>, Error> {
    between(conn, by.enterprise(), (after, until), kinds, most)
}

pub(crate) fn next(
    conn: &mut Conn,
    of: EnterpriseId,
    after: i64,
    until: i64,
    kinds: &[EventKind],
) -> Result<Option<Event>, Error> {
    Ok(between(conn, of, (after, until), kinds, 1)?.pop())
}

/// Events after a number and up to another, of kinds that this program knows: another's, newer than this one, are passed over.
fn between(
    conn: &mut Conn,
    of: EnterpriseId,
    (after, until): (i64, i64),
    kinds: &[EventKind],
    most: i64,
) -> Result<Vec<Event>, Error> {
    let kinds = if kinds.is_empty() { EventKind::ALL } else { kinds };
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let rows: Vec<EventColumns> = event::table
        .filter(event::enterprise_id.eq(Key(of)))
        .filter(event::number.gt(after))
        .filter(event::number.le(until))
        .filter(event::kind.eq_any(names))
        .order(event::number)
        .limit(most)
        .select(COLUMNS)
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn feeds(conn: &mut Conn) -> Result<Vec<EnterpriseId>, Error> {
    Ok(event_feed::table.select(event_feed::enterprise_id).load(conn)?)
}

pub(crate) fn forget(
    conn: &mut Conn,
    of: EnterpriseId,
    before: Timestamp,
    most: i64,
) -> Result<usize, Error> {
    // The first of the feed are the oldest, but for some that were numbered late: they go with the next.
    let first: Vec<(i64, Option<i64>)> = event::table
        .filter(event::enterprise_id.eq(Key(of)))
        .filter(event::number.is_not_null())
        .order(event::number)
        .limit(most)
        .select((event::at, event::number))
        .load(conn)?;
    let old = first.into_iter().take_while(|(at, _)| *at < before.micros());
    let Some((_, Some(last))) = old.last() else { return Ok(0) };
    let gone = event::table.filter(event::enterprise_id.eq(Key(of))).filter(event::number.le(last));
    Ok(diesel::delete(gone).execute(conn)?)
}
