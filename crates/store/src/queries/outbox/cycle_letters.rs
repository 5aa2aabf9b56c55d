use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Text},
};
use sillon_cycles::{OrderCycle, Stage};
use sillon_kernel::{CycleId, CycleLetterId, EnterpriseId, OrderId, Timestamp, UserId};
use sillon_notices::NoticeKind;
use uuid::Uuid;

use super::{
    super::super::{Conn, Db},
    letters::time,
};
use crate::{
    Error,
    records::outbox::{CycleLetter, CycleLetterKind},
    schema::notices::{cycle_letter, cycle_letter_plan},
    sql::ids::{AnyId, Key, Uid},
    sql::statement::statement,
};

/// How long after its end a cycle that closed is looked at, in microseconds: 60 days.
const LOOKED_AT_MICROS: i64 = 60 * 86_400 * 1_000_000;

statement!(
    /// The cycles whose letters are not noted as they stand; those that ended long ago have none.
    Unplanned { since: i64 } -> Uid =
    "select c.id from order_cycle c where c.stage in ('open', 'closed') and c.closes_at > ", [since: BigInt],
    " and not exists (select 1 from cycle_letter_plan p where p.cycle_id = c.id and p.stage = c.stage \
     and p.closes_at = c.closes_at) order by c.closes_at, c.id limit 1000"
);

pub(crate) fn unplanned(conn: &mut Conn, now: Timestamp) -> Result<Vec<CycleId>, Error> {
    Ok(Unplanned { since: now.micros() - LOOKED_AT_MICROS }.load(conn)?)
}

pub(crate) fn plan(
    conn: &mut Conn,
    cycle: &OrderCycle,
    letters: &[CycleLetter],
) -> Result<(), Error> {
    let undone = cycle_letter::table
        .filter(cycle_letter::cycle_id.eq(Key(cycle.id)))
        .filter(cycle_letter::reached.is_null())
        .filter(cycle_letter::done_at.is_null());
    diesel::delete(undone).execute(conn)?;
    for letter in letters {
        diesel::insert_into(cycle_letter::table)
            .values((
                cycle_letter::id.eq(Key(letter.id)),
                cycle_letter::cycle_id.eq(Key(letter.cycle)),
                cycle_letter::hub_id.eq(Key(letter.hub)),
                cycle_letter::kind.eq(letter.kind.as_str()),
                cycle_letter::about_at.eq(letter.about_at.micros()),
                cycle_letter::due_at.eq(letter.due_at.micros()),
            ))
            .on_conflict_do_nothing()
            .execute(conn)?;
    }
    let is_open = matches!(cycle.stage, Stage::Open { .. });
    let as_it_stands = (
        cycle_letter_plan::stage.eq(if is_open { "open" } else { "closed" }),
        cycle_letter_plan::closes_at.eq(cycle.orders.until().micros()),
    );
    diesel::insert_into(cycle_letter_plan::table)
        .values((cycle_letter_plan::cycle_id.eq(Key(cycle.id)), as_it_stands))
        .on_conflict(cycle_letter_plan::cycle_id)
        .do_update()
        .set(as_it_stands)
        .execute(conn)?;
    Ok(())
}

statement!(
    /// Notes a cycle as it stands, whether it can be read or not.
    PassOver { cycle: CycleId } =
    "insert into cycle_letter_plan (cycle_id, stage, closes_at) select id, stage, closes_at from order_cycle where id = ",
    [cycle: Uid], " on conflict (cycle_id) do update set stage = excluded.stage, closes_at = excluded.closes_at"
);

pub(crate) fn pass_over(conn: &mut Conn, cycle: CycleId) -> Result<(), Error> {
    PassOver { cycle }.execute(conn)?;
    Ok(())
}

pub(crate) fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<CycleLetterId>, Error> {
    Ok(cycle_letter::table
        .filter(cycle_letter::done_at.is_null())
        .filter(cycle_letter::due_at.le(now.micros()))
        .order((cycle_letter::due_at, cycle_letter::id))
        .limit(1_000)
        .select(cycle_letter::id)
        .load(conn)?)
}

/// A row of letters to many.
type LetterRow =
    (CycleLetterId, CycleId, EnterpriseId, String, i64, i64, Option<AnyId>, Option<i64>);

pub(crate) fn find(conn: &mut Conn, id: CycleLetterId) -> Result<Option<CycleLetter>, Error> {
    let row: Option<LetterRow> = cycle_letter::table
        .find(Key(id))
        .select((
            cycle_letter::id,
            cycle_letter::cycle_id,
            cycle_letter::hub_id,
            cycle_letter::kind,
            cycle_letter::about_at,
            cycle_letter::due_at,
            cycle_letter::reached,
            cycle_letter::done_at,
        ))
        .first(conn)
        .optional()?;
    let read = |(id, cycle, hub, kind, about_at, due_at, reached, done_at): LetterRow| {
        let known = CycleLetterKind::named(&kind);
        let kind = known.ok_or(Error::Corrupt { what: "kind of a letter", value: kind })?;
        Ok(CycleLetter {
            id,
            cycle,
            hub,
            kind,
            about_at: time(about_at)?,
            due_at: time(due_at)?,
            reached: reached.map(|whom| whom.0),
            is_done: done_at.is_some(),
        })
    };
    row.map(read).transpose()
}

pub(crate) fn reached(
    conn: &mut Conn,
    letter: &CycleLetter,
    whom: Option<Uuid>,
    done_at: Option<Timestamp>,
) -> Result<bool, Error> {
    let key = |whom: Option<Uuid>| whom.map(|whom| Key(AnyId(whom)));
    let now = (
        cycle_letter::reached.eq(key(whom)),
        cycle_letter::done_at.eq(done_at.map(Timestamp::micros)),
    );
    let undone = cycle_letter::table
        .filter(cycle_letter::id.eq(Key(letter.id)))
        .filter(cycle_letter::done_at.is_null());
    let changed = if let Some(before) = key(letter.reached) {
        let as_read = undone.filter(cycle_letter::reached.eq(before));
        diesel::update(as_read).set(now).execute(conn)?
    } else {
        let as_read = undone.filter(cycle_letter::reached.is_null());
        diesel::update(as_read).set(now).execute(conn)?
    };
    Ok(changed == 1)
}

pub(crate) fn put_off(conn: &mut Conn, id: CycleLetterId, until: Timestamp) -> Result<(), Error> {
    diesel::update(cycle_letter::table.find(Key(id)))
        .set(cycle_letter::due_at.eq(until.micros()))
        .execute(conn)?;
    Ok(())
}

statement!(
    /// Those who follow a hub, want letters of a kind, and read at an address that is theirs.
    Followers { hub: EnterpriseId, after: AnyId, kind: String, unwanted: bool, cycle: CycleId, most: i64 } -> Uid =
    "select f.user_id from shop_follower f join user_account u on u.id = f.user_id \
     where f.hub_id = ", [hub: Uid], " and f.user_id > ", [after: Uid],
    " and not exists (select 1 from notice_choice c where c.user_id = f.user_id and c.kind = ", [kind: Text],
    " and c.wanted = ", [unwanted: Bool],
    ") and not exists (select 1 from orders o where o.user_id = f.user_id and o.cycle_id = ", [cycle: Uid],
    " and o.hub_id = f.hub_id and o.cancelled_at is null) order by f.user_id limit ", [most: BigInt]
);

pub(crate) fn followers(
    conn: &mut Conn,
    hub: EnterpriseId,
    kind: NoticeKind,
    unless_ordered: Option<CycleId>,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<UserId>, Error> {
    let (kind, after) = (kind.as_str().to_owned(), AnyId(after.unwrap_or_default()));
    // No order is of the cycle that is none.
    let cycle = unless_ordered.unwrap_or(CycleId(Uuid::nil()));
    Ok(Followers { hub, after, kind, unwanted: false, cycle, most }.load(conn)?)
}

statement!(
    /// From when on orders of a cycle are handed over: as each says, or as its hub does where they say nothing.
    HandOvers { cycle: CycleId } -> (Uid, BigInt) =
    "select w.hub_id, w.starts from (select o.hub_id, case when h.order_id is null then e.pick_up_from else h.from_at end \
     as starts from orders o left join order_hand_over h on h.order_id = o.id left join exchange e \
     on e.order_cycle_id = o.cycle_id and e.enterprise_id = o.hub_id and e.direction = 'outgoing' where o.cycle_id = ",
    [cycle: Uid], " and o.cancelled_at is null) w where w.starts is not null group by w.hub_id, w.starts \
     order by w.hub_id, w.starts limit 1000"
);

pub(crate) fn hand_overs(
    conn: &mut Conn,
    cycle: CycleId,
) -> Result<Vec<(EnterpriseId, Timestamp)>, Error> {
    let rows: Vec<(EnterpriseId, i64)> = HandOvers { cycle }.load(conn)?;
    rows.into_iter().map(|(hub, starts)| Ok((hub, time(starts)?))).collect()
}

statement!(
    /// Orders that are handed over from an instant on, of those who do not say that they want no word of it.
    HandedOverAt {
        cycle: CycleId, hub: EnterpriseId, after: AnyId, at: i64, kind: String, unwanted: bool, most: i64
    } -> Uid =
    "select o.id from orders o left join order_hand_over h on h.order_id = o.id left join exchange e \
     on e.order_cycle_id = o.cycle_id and e.enterprise_id = o.hub_id and e.direction = 'outgoing' where o.cycle_id = ",
    [cycle: Uid], " and o.hub_id = ", [hub: Uid], " and o.id > ", [after: Uid], " and o.cancelled_at is null \
     and case when h.order_id is null then e.pick_up_from else h.from_at end = ", [at: BigInt],
    " and not exists (select 1 from notice_choice c where c.user_id = o.user_id and c.kind = ", [kind: Text],
    " and c.wanted = ", [unwanted: Bool], ") order by o.id limit ", [most: BigInt]
);

pub(crate) fn handed_over_at(
    conn: &mut Conn,
    letter: &CycleLetter,
    most: i64,
) -> Result<Vec<OrderId>, Error> {
    let CycleLetter { cycle, hub, about_at, reached, .. } = *letter;
    let (kind, after) = (letter.kind.as_str().to_owned(), AnyId(reached.unwrap_or_default()));
    let at = about_at.micros();
    Ok(HandedOverAt { cycle, hub, after, at, kind, unwanted: false, most }.load(conn)?)
}
