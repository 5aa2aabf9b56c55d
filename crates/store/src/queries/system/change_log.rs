use diesel::{dsl::max, prelude::*};
use sillon_cycles::{Direction, Fee, HandOverMethod, Series};
use sillon_identity::{Permit, ReadCycles};
use sillon_kernel::{
    ApiKeyId, CycleId, EnterpriseId, FeeId, HandOverMethodId, Page, PageRequest, SeriesId,
    Timestamp,
};
use uuid::Uuid;

use super::super::super::Conn;
use crate::{
    Error,
    error::{instant, stored},
    records::system::{ChangedBy, HistoryPart, LogSubject, LoggedChange, NewChange},
    schema::tables::{change_log, user_account},
    sql::ids::{AnyId, Key, keys},
};

/// How many rows are written at once: SQLite takes some thirty thousand values.
const ROWS_AT_ONCE: usize = 1_000;

pub(crate) fn note(conn: &mut Conn, changes: &[NewChange], now: Timestamp) -> Result<(), Error> {
    let Some(first) = changes.first() else { return Ok(()) };
    // Whoever changes something has it locked, so nobody else numbers its changes meanwhile.
    let last: Option<i64> = change_log::table
        .filter(change_log::subject_id.eq(Key(AnyId(first.subject.id()))))
        .select(max(change_log::number))
        .first(conn)?;
    let row = |(number, new): (i64, &NewChange)| {
        let part = new.subject.part();
        (
            change_log::subject_id.eq(Key(AnyId(new.subject.id()))),
            change_log::number.eq(number),
            change_log::at.eq(now.micros()),
            change_log::subject_kind.eq(new.subject.kind()),
            change_log::part_id.eq(part.map(|(of, _)| Key(of))),
            change_log::direction.eq(part.map(|(_, direction)| direction.as_str())),
            change_log::field.eq(new.change.field),
            change_log::before_text.eq(new.change.before.clone()),
            change_log::after_text.eq(new.change.after.clone()),
            change_log::user_id.eq(new.user.map(Key)),
            change_log::api_key_id.eq(new.api_key.map(Key)),
        )
    };
    let numbered: Vec<_> = (last.unwrap_or_default() + 1..).zip(changes).collect();
    for some in numbered.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = some.iter().copied().map(row).collect();
        diesel::insert_into(change_log::table).values(rows).execute(conn)?;
    }
    Ok(())
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
    api_key_id: Option<ApiKeyId>,
}

impl ChangeRow {
    fn subject(&self) -> Result<LogSubject, Error> {
        let id = self.subject_id.0;
        let direction = self.direction.as_deref();
        let direction = direction.map(|way| stored::<Direction>("direction", way)).transpose()?;
        match (self.subject_kind.as_str(), self.part_id, direction) {
            ("cycle", None, None) => Ok(LogSubject::Cycle(CycleId(id))),
            ("exchange", Some(of), Some(way)) => Ok(LogSubject::Exchange(CycleId(id), of, way)),
            ("fee", None, None) => Ok(LogSubject::Fee(FeeId(id))),
            ("series", None, None) => Ok(LogSubject::Series(SeriesId(id))),
            ("hand-over-method", None, None) => {
                Ok(LogSubject::HandOverMethod(HandOverMethodId(id)))
            }
            ("series-part", Some(of), Some(way)) => {
                Ok(LogSubject::SeriesPart(SeriesId(id), of, way))
            }
            (kind, ..) => Err(Error::Corrupt { what: "subject", value: kind.to_owned() }),
        }
    }
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

fn changes(
    conn: &mut Conn,
    subject: Uuid,
    part: Option<&HistoryPart>,
    before: Option<i64>,
    page: &PageRequest,
) -> Result<Page<LoggedChange>, Error> {
    let told = change_log::table
        .left_join(user_account::table.on(change_log::user_id.eq(user_account::id.nullable())))
        .filter(change_log::subject_id.eq(Key(AnyId(subject))))
        .filter(change_log::number.lt(before.unwrap_or(i64::MAX)))
        .order(change_log::number.desc())
        .limit(i64::from(page.limit) + 1)
        .select((ChangeRow::as_select(), user_account::name.nullable()));
    let rows: Vec<(ChangeRow, Option<String>)> = match part {
        None => told.load(conn)?,
        Some(HistoryPart { of, sees_fees }) => {
            let theirs = change_log::part_id.eq_any(keys(of));
            let of_whole = change_log::part_id.is_null();
            let shown = if *sees_fees { "" } else { "fees" };
            told.filter(theirs.or(of_whole.and(change_log::field.ne(shown)))).load(conn)?
        }
    };
    let read = |(row, person): (ChangeRow, Option<String>)| {
        Ok(LoggedChange {
            number: row.number,
            at: instant(row.at)?,
            subject: row.subject()?,
            field: row.field,
            before: row.before_text,
            after: row.after_text,
            by: match (person, row.api_key_id) {
                (Some(name), _) => ChangedBy::Person(name),
                (None, Some(_)) => ChangedBy::Machine,
                (None, None) => ChangedBy::Time,
            },
        })
    };
    let changes = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(Page::cut(changes, page, |change: &LoggedChange| change.number.to_string()))
}
