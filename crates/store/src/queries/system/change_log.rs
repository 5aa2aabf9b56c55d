use std::collections::{BTreeSet, HashMap};

use diesel::{alias, dsl::max, prelude::*};
use sillon_cycles::{Direction, Fee, HandOverMethod, Series};
use sillon_identity::{Permit, ReadCycles, ReadGrants, ReadProducts};
use sillon_kernel::{
    CycleId, EnterpriseId, FeeId, Page, PageRequest, ProductId, Timestamp, UserId,
};
use uuid::Uuid;

use super::super::{
    super::{Conn, dialect::PREPARES_LISTS},
    system::change_rows::rows_of,
};
use crate::{
    Error,
    error::{instant, stored},
    records::change_log::{
        ChangeKey, ChangedBy, EnterpriseHistory, HistoryPart, LogKind, LogPlace, LogRow,
        LogSubject, LoggedChange, NewChange,
    },
    schema::tables::{api_key, change_log, product, user_account},
    sql::ids::{AnyId, IDS_AT_ONCE, Key, keys},
    sql::rows::Rows,
};

pub(crate) fn note(conn: &mut Conn, changes: &[NewChange], now: Timestamp) -> Result<(), Error> {
    let places: Vec<(LogPlace, &NewChange)> =
        changes.iter().map(|new| (new.subject.place(), new)).collect();
    let last = last_numbers(conn, &places)?;
    // Who noted something in the same history meanwhile was faster: all of it is done again.
    Rows::add(conn, &rows_of(&places, last, now))
        .map_err(|cause| Error::from(cause).into_lost_race())
}

/// The last number in each history: of many products at once, where that is one prepared statement, of all else one by one.
fn last_numbers(
    conn: &mut Conn,
    places: &[(LogPlace, &NewChange)],
) -> Result<HashMap<AnyId, i64>, Error> {
    let of = |products: bool| -> BTreeSet<AnyId> {
        let of_kind = places.iter().filter(|(place, _)| place.kind.is_of_product() == products);
        of_kind.map(|(place, _)| AnyId(place.history)).collect()
    };
    let (mut alone, mut products) = (of(false), of(true));
    if !PREPARES_LISTS {
        alone.append(&mut products);
    }
    let mut found = HashMap::new();
    for history in alone {
        let last: Option<i64> = change_log::table
            .filter(change_log::subject_id.eq(Key(history)))
            .select(max(change_log::number))
            .first(conn)?;
        found.insert(history, last.unwrap_or_default());
    }
    for some in Vec::from_iter(products).chunks(IDS_AT_ONCE) {
        // One look into the index for each, however long its history is.
        let last = change_log::table
            .filter(change_log::subject_id.eq(product::id))
            .select(max(change_log::number))
            .single_value();
        let rows: Vec<(AnyId, Option<i64>)> = product::table
            .filter(product::id.eq_any(keys(some)))
            .select((product::id, last))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(history, last)| (history, last.unwrap_or_default())));
    }
    Ok(found)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = change_log)]
struct ChangeRow {
    subject_id: AnyId,
    number: i64,
    at: i64,
    subject_kind: String,
    part_id: Option<EnterpriseId>,
    direction: Option<String>,
    field: String,
    before_text: Option<String>,
    after_text: Option<String>,
    enterprise_id: Option<EnterpriseId>,
    item_id: Option<AnyId>,
    member_id: Option<UserId>,
}

/// A change, with what is called who made it: the person, or the key; and the person it is of.
type NamedRow = (ChangeRow, Option<String>, Option<String>, Option<String>);

fn read((row, person, key, member): NamedRow) -> Result<LoggedChange, Error> {
    let direction = row.direction.as_deref();
    let place = LogPlace {
        kind: stored("subject", &row.subject_kind)?,
        history: row.subject_id.0,
        enterprise: row.enterprise_id,
        part: row.part_id,
        direction: direction.map(|way| stored::<Direction>("direction", way)).transpose()?,
        item: row.item_id.map(|item| item.0),
        member: row.member_id,
    };
    Ok(LoggedChange {
        number: row.number,
        at: instant(row.at)?,
        place,
        member,
        field: row.field,
        before: row.before_text,
        after: row.after_text,
        by: match (person, key) {
            (Some(name), _) => ChangedBy::Person(name),
            (None, Some(name)) => ChangedBy::Machine(name),
            (None, None) => ChangedBy::Time,
        },
    })
}

alias! {
    const MEMBER: Alias<Member> = user_account as member_account;
}

/// Changes with the names of who made them, and of whom they are.
macro_rules! named {
    () => {
        change_log::table
            .left_join(user_account::table.on(change_log::user_id.eq(user_account::id.nullable())))
            .left_join(api_key::table.on(change_log::api_key_id.eq(api_key::id.nullable())))
            .left_join(
                MEMBER.on(change_log::member_id.eq(MEMBER.field(user_account::id).nullable())),
            )
            .select((
                ChangeRow::as_select(),
                user_account::name.nullable(),
                api_key::name.nullable(),
                MEMBER.field(user_account::name).nullable(),
            ))
    };
}

pub(crate) fn fees_repriced(
    conn: &mut Conn,
    fees: &[FeeId],
    since: Timestamp,
) -> Result<Vec<FeeId>, Error> {
    let fees: Vec<AnyId> = fees.iter().map(|fee| AnyId(fee.0)).collect();
    let found: Vec<AnyId> = change_log::table
        .filter(change_log::subject_kind.eq("fee"))
        .filter(change_log::subject_id.eq_any(keys(&fees)))
        .filter(change_log::field.eq_any(["calculator", "tax"]))
        .filter(change_log::before_text.is_not_null())
        .filter(change_log::at.ge(since.micros()))
        .select(change_log::subject_id)
        .distinct()
        .load(conn)?;
    Ok(found.into_iter().map(|id| FeeId(id.0)).collect())
}

pub(crate) fn of_cycle(
    conn: &mut Conn,
    cycle: CycleId,
    part: Option<&HistoryPart>,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    changes(conn, cycle.0, part, before, page)
}

pub(crate) fn of_fee(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    fee: &Fee,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    by.must_be_for(fee.enterprise);
    changes(conn, fee.id.0, None, before, page)
}

pub(crate) fn of_series(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    series: &Series,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    by.must_be_for(series.coordinator);
    changes(conn, series.id.0, None, before, page)
}

pub(crate) fn of_product(
    conn: &mut Conn,
    _by: &Permit<ReadProducts>,
    product: ProductId,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    changes(conn, product.0, None, before, page)
}

pub(crate) fn of_hand_over(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    method: &HandOverMethod,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    by.must_be_for(method.hub);
    changes(conn, method.id.0, None, before, page)
}

pub(crate) fn of_tax_zone(
    conn: &mut Conn,
    code: &str,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    changes(conn, LogSubject::tax_zone(code).place().history, None, before, page)
}

fn changes(
    conn: &mut Conn,
    history: Uuid,
    part: Option<&HistoryPart>,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    let told = named!()
        .filter(change_log::subject_id.eq(Key(AnyId(history))))
        .filter(change_log::number.lt(before.unwrap_or(i64::MAX)))
        .order(change_log::number.desc())
        .limit(i64::from(page.limit) + 1);
    let rows: Vec<NamedRow> = match part {
        None => told.load(conn)?,
        Some(HistoryPart { of, sees_fees }) => {
            let theirs = change_log::part_id.eq_any(keys(of));
            let of_whole = change_log::part_id.is_null();
            let shown = if *sees_fees { "" } else { "fees" };
            told.filter(theirs.or(of_whole.and(change_log::field.ne(shown)))).load(conn)?
        }
    };
    let changes = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(Page::cut(changes, page, |change: &LoggedChange| change.number.to_string()))
}

pub(crate) fn of_enterprise(
    conn: &mut Conn,
    by: &Permit<ReadGrants>,
    wanted: &EnterpriseHistory,
    after: Option<ChangeKey>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    let until = wanted.until.map_or(i64::MAX, Timestamp::micros);
    let ChangeKey { at, number } = after.unwrap_or(ChangeKey { at: until, number: 0 });
    let at = at.min(until);
    let told = named!()
        .filter(change_log::enterprise_id.eq(Key(by.enterprise())))
        .filter(change_log::at.ge(wanted.from.map_or(i64::MIN, Timestamp::micros)))
        .filter(change_log::at.le(at))
        .filter(change_log::at.lt(at).or(change_log::at.eq(at).and(change_log::number.lt(number))))
        .order((change_log::at.desc(), change_log::number.desc()))
        .limit(i64::from(page.limit) + 1);
    let rows: Vec<NamedRow> = if let Some(kind) = wanted.kind {
        told.filter(change_log::subject_kind.eq(kind.as_str())).load(conn)?
    } else {
        let without = wanted.without.iter().copied().map(LogKind::as_str);
        told.filter(change_log::subject_kind.ne_all(without)).load(conn)?
    };
    let changes = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    let key = |change: &LoggedChange| ChangeKey { at: change.at.micros(), number: change.number };
    Ok(Page::cut(changes, page, |change| key(change).to_string()))
}

pub(crate) fn old(
    conn: &mut Conn,
    kind: LogKind,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<LogRow>, Error> {
    Ok(change_log::table
        .filter(change_log::subject_kind.eq(kind.as_str()))
        .filter(change_log::at.lt(before.micros()))
        .order(change_log::at)
        .limit(limit)
        .select((change_log::subject_id, change_log::number))
        .load::<(AnyId, i64)>(conn)?
        .into_iter()
        .map(|(history, number)| LogRow { history: history.0, number })
        .collect())
}

pub(crate) fn forget(conn: &mut Conn, rows: &[LogRow]) -> Result<usize, Error> {
    let mut forgotten = 0;
    for LogRow { history, number } in rows {
        let row = change_log::table.find((Key(AnyId(*history)), *number));
        forgotten += diesel::delete(row).execute(conn)?;
    }
    Ok(forgotten)
}
