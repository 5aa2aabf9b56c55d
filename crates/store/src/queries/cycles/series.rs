use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable},
};
use sillon_cycles::{Calendar, Direction, Series, SeriesPart};
use sillon_identity::{Coordinate, Permit, ReadCycles};
use sillon_kernel::{CycleId, Date, EnterpriseId, FeeId, Page, PageRequest, SeriesId, Timestamp};
use uuid::Uuid;

use super::super::{
    super::{Conn, Db, dialect::for_update},
    cycles::cycle::{lock_and_touch, window},
    cycles::limits::{limited, read_limit},
    cycles::participations::{read_terms, terms_text},
};
use crate::{
    Error,
    error::{instant, stored},
    records::cycles::CycleFailure,
    schema::tables::{
        change_log, cycle_series, order_cycle, series_day, series_fee, series_part, series_refusal,
    },
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

/// How many rows are written at once: SQLite takes some thirty thousand values.
const ROWS_AT_ONCE: usize = 1_000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = cycle_series)]
struct SeriesRow {
    id: SeriesId,
    coordinator_id: EnterpriseId,
    name: String,
    opens_at: i64,
    closes_at: i64,
    rule: String,
    holidays: Option<String>,
    on_holiday: Option<String>,
    days_ahead: i64,
    is_paused: bool,
    made_until: Option<String>,
    version: i64,
    limit_orders: Option<i64>,
    limit_minor: Option<i64>,
    limit_currency: Option<String>,
}

/// What belongs to a series beside its row.
#[derive(Default)]
struct Belongings {
    skipped: BTreeSet<Date>,
    added: BTreeSet<Date>,
    fees: Vec<FeeId>,
    parts: Vec<SeriesPart>,
}

type PartRow = (SeriesId, EnterpriseId, String, String, Option<String>);

/// Reads series whole, with one statement for each kind of what belongs to them.
fn read_all(conn: &mut Conn, rows: Vec<SeriesRow>) -> Result<Vec<Series>, Error> {
    let ids: Vec<SeriesId> = rows.iter().map(|row| row.id).collect();
    let mut of: HashMap<SeriesId, Belongings> = HashMap::new();
    let days: Vec<(SeriesId, String, String)> = series_day::table
        .filter(series_day::series_id.eq_any(keys(&ids)))
        .select((series_day::series_id, series_day::kind, series_day::day))
        .load(conn)?;
    for (series, kind, day) in days {
        let of = of.entry(series).or_default();
        let days = if kind == "added" { &mut of.added } else { &mut of.skipped };
        days.insert(stored("day", &day)?);
    }
    let fees: Vec<(SeriesId, FeeId)> = series_fee::table
        .filter(series_fee::series_id.eq_any(keys(&ids)))
        .order(series_fee::position)
        .select((series_fee::series_id, series_fee::fee_id))
        .load(conn)?;
    for (series, fee) in fees {
        of.entry(series).or_default().fees.push(fee);
    }
    let declined = declined_in(conn, &rows)?;
    let coordinators: HashMap<SeriesId, EnterpriseId> =
        rows.iter().map(|row| (row.id, row.coordinator_id)).collect();
    let parts: Vec<PartRow> = series_part::table
        .filter(series_part::series_id.eq_any(keys(&ids)))
        .order((series_part::direction, series_part::enterprise_id))
        .select((
            series_part::series_id,
            series_part::enterprise_id,
            series_part::direction,
            series_part::terms,
            series_part::rhythm,
        ))
        .load(conn)?;
    for (series, enterprise, direction, terms, rhythm) in parts {
        let direction: Direction = stored("direction", &direction)?;
        let terms = read_terms(&terms, (enterprise, direction), &series)?;
        let rhythm = rhythm.map(|rhythm| stored("rhythm", &rhythm)).transpose()?;
        let coordinator = coordinators.get(&series).copied();
        let is_declined =
            coordinator.is_some_and(|it| declined.contains(&(it, enterprise, direction)));
        of.entry(series).or_default().parts.push(SeriesPart { terms, rhythm, is_declined });
    }
    rows.into_iter()
        .map(|row| {
            let own = of.remove(&row.id).unwrap_or_default();
            row.into_series(own)
        })
        .collect()
}

impl SeriesRow {
    fn into_series(self, own: Belongings) -> Result<Series, Error> {
        let corrupt =
            |what, value: &dyn ToString| Error::Corrupt { what, value: value.to_string() };
        let holidays = match (&self.holidays, &self.on_holiday) {
            (Some(of), Some(then)) => Some((stored("holidays", of)?, stored("holidays", then)?)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(corrupt("holidays", &self.id)),
        };
        let days_ahead = self.days_ahead.try_into();
        Ok(Series {
            id: self.id,
            coordinator: self.coordinator_id,
            name: stored("name", &self.name)?,
            orders: window(self.opens_at, self.closes_at)?,
            calendar: Calendar {
                rule: stored("rule", &self.rule)?,
                skipped: own.skipped,
                added: own.added,
                holidays,
            },
            days_ahead: days_ahead.map_err(|_fault| corrupt("days ahead", &self.days_ahead))?,
            fees: own.fees,
            limit: read_limit((self.limit_orders, self.limit_minor, self.limit_currency))?,
            parts: own.parts,
            made_until: self.made_until.as_deref().map(|day| stored("day", day)).transpose()?,
            is_paused: self.is_paused,
            version: self.version,
        })
    }
}

/// What may change of the row of a series.
macro_rules! changing {
    ($of:expr, $due_at:expr) => {
        (
            cycle_series::name.eq($of.name.as_str()),
            cycle_series::opens_at.eq($of.orders.from().micros()),
            cycle_series::closes_at.eq($of.orders.until().micros()),
            cycle_series::rule.eq($of.calendar.rule.as_str()),
            cycle_series::holidays.eq($of.calendar.holidays.map(|(of, _)| of.as_str())),
            cycle_series::on_holiday.eq($of.calendar.holidays.map(|(_, then)| then.as_str())),
            cycle_series::days_ahead.eq(i64::from($of.days_ahead)),
            cycle_series::is_paused.eq($of.is_paused),
            cycle_series::made_until.eq($of.made_until.map(|day| day.to_string())),
            cycle_series::due_at.eq($due_at.map(Timestamp::micros)),
            cycle_series::version.eq($of.version),
            limited!(cycle_series, $of.limit),
        )
    };
}

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    new: &Series,
    due_at: Option<Timestamp>,
) -> Result<(), Error> {
    by.must_be_for(new.coordinator);
    diesel::insert_into(cycle_series::table)
        .values((
            cycle_series::id.eq(Key(new.id)),
            cycle_series::coordinator_id.eq(Key(new.coordinator)),
            changing!(new, due_at),
        ))
        .execute(conn)?;
    add_belongings(conn, new)
}

fn add_belongings(conn: &mut Conn, new: &Series) -> Result<(), Error> {
    let id = Key(new.id);
    let skipped = new.calendar.skipped.iter().map(|day| ("skipped", day.to_string()));
    let added = new.calendar.added.iter().map(|day| ("added", day.to_string()));
    let day = |(kind, day)| {
        (series_day::series_id.eq(id), series_day::kind.eq(kind), series_day::day.eq(day))
    };
    let days: Vec<_> = skipped.chain(added).map(day).collect();
    diesel::insert_into(series_day::table).values(days).execute(conn)?;
    let fee = |(position, fee): (i64, &FeeId)| {
        (
            series_fee::series_id.eq(id),
            series_fee::fee_id.eq(Key(*fee)),
            series_fee::position.eq(position),
        )
    };
    let fees: Vec<_> = (0_i64..).zip(&new.fees).map(fee).collect();
    diesel::insert_into(series_fee::table).values(fees).execute(conn)?;
    let part = |part: &SeriesPart| {
        (
            series_part::series_id.eq(id),
            series_part::enterprise_id.eq(Key(part.terms.enterprise)),
            series_part::direction.eq(part.terms.direction.as_str()),
            series_part::terms.eq(terms_text(&part.terms)),
            series_part::rhythm.eq(part.rhythm.as_ref().map(|rhythm| rhythm.as_str().to_owned())),
        )
    };
    for some in new.parts.chunks(ROWS_AT_ONCE) {
        let parts: Vec<_> = some.iter().map(part).collect();
        diesel::insert_into(series_part::table).values(parts).execute(conn)?;
    }
    Ok(())
}

fn remove_belongings(conn: &mut Conn, id: SeriesId) -> Result<(), Error> {
    diesel::delete(series_day::table.filter(series_day::series_id.eq(Key(id)))).execute(conn)?;
    diesel::delete(series_fee::table.filter(series_fee::series_id.eq(Key(id)))).execute(conn)?;
    diesel::delete(series_part::table.filter(series_part::series_id.eq(Key(id)))).execute(conn)?;
    Ok(())
}

pub(crate) fn get(conn: &mut Conn, id: SeriesId) -> Result<Series, Error> {
    let row: Option<SeriesRow> =
        cycle_series::table.find(Key(id)).select(SeriesRow::as_select()).first(conn).optional()?;
    whole(conn, row)
}

/// Who runs a series, also one that cannot be read.
pub(crate) fn coordinator_of(conn: &mut Conn, id: SeriesId) -> Result<EnterpriseId, Error> {
    let of = cycle_series::table.find(Key(id)).select(cycle_series::coordinator_id);
    of.first(conn).optional()?.ok_or(Error::Missing("series"))
}

pub(crate) fn lock(conn: &mut Conn, id: SeriesId) -> Result<Series, Error> {
    let row = for_update!(cycle_series::table.find(Key(id)).select(SeriesRow::as_select()));
    let row: Option<SeriesRow> = row.first(conn).optional()?;
    whole(conn, row)
}

fn whole(conn: &mut Conn, row: Option<SeriesRow>) -> Result<Series, Error> {
    let row = row.ok_or(Error::Missing("series"))?;
    read_all(conn, vec![row])?.pop().ok_or(Error::Missing("series"))
}

pub(crate) fn save(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    changed: &Series,
    due_at: Option<Timestamp>,
) -> Result<(), Error> {
    by.must_be_for(changed.coordinator);
    diesel::update(cycle_series::table.find(Key(changed.id)))
        .set(changing!(changed, due_at))
        .execute(conn)?;
    remove_belongings(conn, changed.id)?;
    add_belongings(conn, changed)
}

pub(crate) fn mark(
    conn: &mut Conn,
    marked: &Series,
    due_at: Option<Timestamp>,
) -> Result<(), Error> {
    diesel::update(cycle_series::table.find(Key(marked.id)))
        .set((
            cycle_series::made_until.eq(marked.made_until.map(|day| day.to_string())),
            cycle_series::due_at.eq(due_at.map(Timestamp::micros)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn remove(conn: &mut Conn, by: &Permit<Coordinate>, gone: &Series) -> Result<(), Error> {
    by.must_be_for(gone.coordinator);
    let made = order_cycle::series_id.eq(Key(gone.id));
    let ids: Vec<CycleId> = order_cycle::table.filter(made).select(order_cycle::id).load(conn)?;
    // What is shown of them is otherwise now; and nobody orders in them meanwhile.
    lock_and_touch(conn, &ids.into_iter().collect())?;
    diesel::update(order_cycle::table.filter(made))
        .set((
            order_cycle::series_id.eq(None::<Key<SeriesId>>),
            order_cycle::series_day.eq(None::<String>),
        ))
        .execute(conn)?;
    diesel::delete(change_log::table.filter(change_log::subject_id.eq(Key(gone.id))))
        .execute(conn)?;
    remove_belongings(conn, gone.id)?;
    diesel::delete(cycle_series::table.find(Key(gone.id))).execute(conn)?;
    Ok(())
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    after: Option<SeriesId>,
    request: &PageRequest,
) -> Result<Page<Series>, Error> {
    let rows: Vec<SeriesRow> = cycle_series::table
        .filter(cycle_series::coordinator_id.eq(Key(by.enterprise())))
        .filter(cycle_series::id.gt(Key(after.unwrap_or(SeriesId(Uuid::nil())))))
        .order(cycle_series::id)
        .limit(i64::from(request.limit) + 1)
        .select(SeriesRow::as_select())
        .load(conn)?;
    let Page { items, next } = Page::cut(rows, request, |row: &SeriesRow| row.id.to_string());
    Ok(Page { items: read_all(conn, items)?, next })
}

pub(crate) fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<SeriesId>, Error> {
    let now = now.micros();
    Ok(cycle_series::table
        .filter(cycle_series::due_at.le(now))
        .filter(cycle_series::retry_at.is_null().or(cycle_series::retry_at.le(now)))
        .order((cycle_series::due_at, cycle_series::id))
        .limit(1_000)
        .select(cycle_series::id)
        .load(conn)?)
}

/// A series, how often the making of its next cycle failed, since when, and when it is tried again.
type FailureRow = (SeriesId, Option<i64>, Option<i64>, Option<i64>);

pub(crate) fn failures(
    conn: &mut Conn,
    of: &[SeriesId],
) -> Result<BTreeMap<SeriesId, CycleFailure>, Error> {
    let rows: Vec<FailureRow> = cycle_series::table
        .filter(cycle_series::id.eq_any(keys(of)))
        .filter(cycle_series::failed_times.is_not_null())
        .select((
            cycle_series::id,
            cycle_series::failed_times,
            cycle_series::failed_since,
            cycle_series::retry_at,
        ))
        .load(conn)?;
    let whole = |(id, times, since, retry_at): FailureRow| Some((id, times?, since?, retry_at?));
    let failure = |(id, times, since, retry_at)| {
        let failure = CycleFailure { times, since: instant(since)?, retry_at: instant(retry_at)? };
        Ok((id, failure))
    };
    rows.into_iter().filter_map(whole).map(failure).collect()
}

pub(crate) fn note_failure(
    conn: &mut Conn,
    series: SeriesId,
    failed: Option<&CycleFailure>,
) -> Result<(), Error> {
    diesel::update(cycle_series::table.find(Key(series)))
        .set((
            cycle_series::failed_times.eq(failed.map(|failed| failed.times)),
            cycle_series::failed_since.eq(failed.map(|failed| failed.since.micros())),
            cycle_series::retry_at.eq(failed.map(|failed| failed.retry_at.micros())),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn set_reminder(
    conn: &mut Conn,
    cycle: CycleId,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    diesel::update(order_cycle::table.find(Key(cycle)))
        .set(order_cycle::remind_at.eq(at.map(Timestamp::micros)))
        .execute(conn)?;
    Ok(())
}

statement!(
    /// Nobody is reminded of a cycle any more, where somebody was to be by now: one of any number of nodes does it.
    TakeReminder { cycle: CycleId, now: i64 } =
    "update order_cycle set remind_at = null where id = ", [cycle: Uid], " and remind_at <= ", [now: BigInt]
);

pub(crate) fn take_reminder(
    conn: &mut Conn,
    cycle: CycleId,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(TakeReminder { cycle, now: now.micros() }.execute(conn)? == 1)
}

statement!(
    /// Who has not been reminded is at another instant.
    MoveReminder { cycle: CycleId, at: Option<i64> } =
    "update order_cycle set remind_at = ", [at: Nullable<BigInt>], " where remind_at is not null and id = ", [cycle: Uid]
);

pub(crate) fn move_reminder(
    conn: &mut Conn,
    cycle: CycleId,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    MoveReminder { cycle, at: at.map(Timestamp::micros) }.execute(conn)?;
    Ok(())
}

statement!(
    /// Those of some enterprises that answered a coordinator before.
    Answered { coordinator: EnterpriseId } -> Uid =
    "select distinct p.enterprise_id from participation p join order_cycle c on c.id = p.order_cycle_id \
     where p.standing in ('agreed', 'refused', 'left') and c.coordinator_id = ", [coordinator: Uid]
);

pub(crate) fn known_to(
    conn: &mut Conn,
    coordinator: EnterpriseId,
) -> Result<Vec<EnterpriseId>, Error> {
    Ok(Answered { coordinator }.load(conn)?)
}

pub(crate) fn reminders_due(conn: &mut Conn, now: Timestamp) -> Result<Vec<CycleId>, Error> {
    Ok(order_cycle::table
        .filter(order_cycle::remind_at.le(now.micros()))
        .order((order_cycle::remind_at, order_cycle::id))
        .limit(1_000)
        .select(order_cycle::id)
        .load(conn)?)
}

/// Who said that no series of the coordinators of these is to ask it.
fn declined_in(
    conn: &mut Conn,
    rows: &[SeriesRow],
) -> Result<BTreeSet<(EnterpriseId, EnterpriseId, Direction)>, Error> {
    let coordinators: BTreeSet<EnterpriseId> = rows.iter().map(|row| row.coordinator_id).collect();
    let mut declined = BTreeSet::new();
    for coordinator in coordinators {
        let said_no = self::declined(conn, coordinator)?;
        declined.extend(said_no.into_iter().map(|(of, way)| (coordinator, of, way)));
    }
    Ok(declined)
}

pub(crate) fn declined(
    conn: &mut Conn,
    coordinator: EnterpriseId,
) -> Result<Vec<(EnterpriseId, Direction)>, Error> {
    let rows: Vec<(EnterpriseId, String)> = series_refusal::table
        .filter(series_refusal::coordinator_id.eq(Key(coordinator)))
        .select((series_refusal::enterprise_id, series_refusal::direction))
        .load(conn)?;
    rows.into_iter().map(|(of, direction)| Ok((of, stored("direction", &direction)?))).collect()
}

pub(crate) fn decline(
    conn: &mut Conn,
    coordinator: EnterpriseId,
    of: EnterpriseId,
    direction: Direction,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(series_refusal::table)
        .values((
            series_refusal::coordinator_id.eq(Key(coordinator)),
            series_refusal::enterprise_id.eq(Key(of)),
            series_refusal::direction.eq(direction.as_str()),
            series_refusal::refused_at.eq(now.micros()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

pub(crate) fn forget_declined(
    conn: &mut Conn,
    coordinator: EnterpriseId,
    of: EnterpriseId,
    direction: Direction,
) -> Result<(), Error> {
    let said = series_refusal::table.find((Key(coordinator), Key(of), direction.as_str()));
    diesel::delete(said).execute(conn)?;
    Ok(())
}
