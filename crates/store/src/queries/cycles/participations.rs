use std::collections::BTreeSet;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text as SqlText},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::{Direction, Exchange, HandOverChoice, Participation, Standing};
use sillon_identity::{Permit, ReadCycles};
use sillon_kernel::{
    CycleId, EnterpriseId, ExchangeId, FeeId, HandOverMethodId, Money, Page, PageRequest, Tag,
    Text, Timestamp, VariantId,
};
use sillon_payments::Method;

use super::super::{
    super::{Conn, Db},
    cycles::cycle::window,
};
use crate::{
    Error,
    error::{instant, stored},
    records::cycles::{ParticipationKey, StandingFilter},
    schema::tables::{order_cycle, participation},
    sql::ids::Key,
    sql::statement::statement,
};

/// How many rows are written at once: SQLite takes some thirty thousand values.
const ROWS_AT_ONCE: usize = 1_000;

/// The exchange there would be, as it is stored.
#[derive(Serialize, Deserialize)]
struct TermsRow {
    id: ExchangeId,
    variants: BTreeSet<VariantId>,
    carries_all: bool,
    fees: Vec<FeeId>,
    pick_up: Option<(i64, i64)>,
    pick_up_text: Option<String>,
    #[serde(default)]
    cutoff: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minimum: Option<Money>,
    #[serde(default)]
    tags: BTreeSet<Tag>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hand_over: Vec<ChoiceRow>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    payments: BTreeSet<Method>,
}

impl From<&Exchange> for TermsRow {
    fn from(terms: &Exchange) -> Self {
        Self {
            id: terms.id,
            variants: terms.variants.clone(),
            carries_all: terms.carries_all,
            fees: terms.fees.clone(),
            pick_up: terms.pick_up.map(|at| (at.from().micros(), at.until().micros())),
            pick_up_text: terms.pick_up_text.as_deref().map(str::to_owned),
            cutoff: terms.cutoff.map(Timestamp::micros),
            minimum: terms.minimum,
            tags: terms.tags.clone(),
            hand_over: terms.hand_over.iter().map(choice_row).collect(),
            payments: terms.payments.clone(),
        }
    }
}

impl TermsRow {
    fn into_exchange(
        self,
        enterprise: EnterpriseId,
        direction: Direction,
    ) -> Result<Exchange, Error> {
        let text = self.pick_up_text.as_deref();
        Ok(Exchange {
            id: self.id,
            enterprise,
            direction,
            variants: self.variants,
            carries_all: self.carries_all,
            fees: self.fees,
            pick_up: self.pick_up.map(|(from, until)| window(from, until)).transpose()?,
            pick_up_text: text.map(|text| stored::<Text<500>>("pick-up text", text)).transpose()?,
            cutoff: self.cutoff.map(instant).transpose()?,
            minimum: self.minimum,
            tags: self.tags,
            hand_over: self.hand_over.into_iter().map(read_choice).collect::<Result<_, Error>>()?,
            payments: self.payments,
        })
    }
}

/// A method that is named, and its window.
type ChoiceRow = (HandOverMethodId, Option<(i64, i64)>);

fn choice_row(choice: &HandOverChoice) -> ChoiceRow {
    (choice.method, choice.window.map(|at| (at.from().micros(), at.until().micros())))
}

fn read_choice((method, at): ChoiceRow) -> Result<HandOverChoice, Error> {
    let window = at.map(|(from, until)| window(from, until)).transpose()?;
    Ok(HandOverChoice { method, window })
}

type ParticipationRow = (CycleId, EnterpriseId, String, String, i64, Option<i64>, Option<String>);

/// Reads stored terms; `of` is what they are of, to be told when they cannot be read.
pub(super) fn read_terms(
    text: &str,
    (enterprise, direction): (EnterpriseId, Direction),
    of: &impl ToString,
) -> Result<Exchange, Error> {
    let terms: TermsRow = serde_json::from_str(text)
        .map_err(|_fault| Error::Corrupt { what: "terms", value: of.to_string() })?;
    terms.into_exchange(enterprise, direction)
}

fn read(row: ParticipationRow) -> Result<Participation, Error> {
    let (cycle, enterprise, direction, standing, asked_at, answered_at, terms) = row;
    let direction: Direction = stored("direction", &direction)?;
    let terms = terms.map(|terms| read_terms(&terms, (enterprise, direction), &cycle));
    Ok(Participation {
        cycle,
        enterprise,
        direction,
        standing: stored("standing", &standing)?,
        asked_at: instant(asked_at)?,
        answered_at: answered_at.map(instant).transpose()?,
        terms: terms.transpose()?,
    })
}

/// The columns of a participation, in the order of [`ParticipationRow`].
macro_rules! columns {
    () => {
        (
            participation::order_cycle_id,
            participation::enterprise_id,
            participation::direction,
            participation::standing,
            participation::asked_at,
            participation::answered_at,
            participation::terms,
        )
    };
}

pub(crate) fn find(
    conn: &mut Conn,
    cycle: CycleId,
    of: EnterpriseId,
    direction: Direction,
) -> Result<Option<Participation>, Error> {
    let found: Option<ParticipationRow> = participation::table
        .find((Key(cycle), Key(of), direction.as_str()))
        .select(columns!())
        .first(conn)
        .optional()?;
    found.map(read).transpose()
}

pub(crate) fn in_cycle(conn: &mut Conn, cycle: CycleId) -> Result<Vec<Participation>, Error> {
    let rows: Vec<ParticipationRow> = participation::table
        .filter(participation::order_cycle_id.eq(Key(cycle)))
        .order((participation::enterprise_id, participation::direction))
        .select(columns!())
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn asked_in(
    conn: &mut Conn,
    cycle: CycleId,
) -> Result<Vec<(EnterpriseId, Direction)>, Error> {
    let rows: Vec<(EnterpriseId, String)> = participation::table
        .filter(participation::order_cycle_id.eq(Key(cycle)))
        .filter(participation::standing.eq(Standing::Asked.as_str()))
        .order((participation::enterprise_id, participation::direction))
        .select((participation::enterprise_id, participation::direction))
        .load(conn)?;
    rows.into_iter().map(|(of, direction)| Ok((of, stored("direction", &direction)?))).collect()
}

/// What may change of a participation's row.
macro_rules! changing {
    ($of:expr) => {
        (
            participation::standing.eq($of.standing.as_str()),
            participation::asked_at.eq($of.asked_at.micros()),
            participation::answered_at.eq($of.answered_at.map(Timestamp::micros)),
            participation::terms.eq($of.terms.as_ref().map(terms_text)),
        )
    };
}

/// The row of a participation.
macro_rules! row {
    ($of:expr) => {
        (
            participation::order_cycle_id.eq(Key($of.cycle)),
            participation::enterprise_id.eq(Key($of.enterprise)),
            participation::direction.eq($of.direction.as_str()),
            changing!($of),
        )
    };
}

/// The text that terms are stored as.
pub(super) fn terms_text(terms: &Exchange) -> String {
    serde_json::to_string(&TermsRow::from(terms)).expect("terms are always JSON")
}

pub(crate) fn add(conn: &mut Conn, new: &[Participation]) -> Result<(), Error> {
    for some in new.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = some.iter().map(|new| row!(new)).collect();
        diesel::insert_into(participation::table).values(rows).execute(conn)?;
    }
    Ok(())
}

pub(crate) fn save(conn: &mut Conn, changed: &Participation) -> Result<(), Error> {
    diesel::insert_into(participation::table)
        .values(row!(changed))
        .on_conflict((
            participation::order_cycle_id,
            participation::enterprise_id,
            participation::direction,
        ))
        .do_update()
        .set(changing!(changed))
        .execute(conn)?;
    Ok(())
}

statement!(
    /// Whoever was asked on terms that name a fee is asked at another instant.
    AskAnew { now: i64, naming: String } =
    "update participation set asked_at = ", [now: BigInt], " where standing = 'asked' and terms like ", [naming: SqlText]
);

pub(crate) fn ask_anew(conn: &mut Conn, fee: FeeId, now: Timestamp) -> Result<(), Error> {
    AskAnew { now: now.micros(), naming: format!("%\"{fee}\"%") }.execute(conn)?;
    Ok(())
}

pub(crate) fn lapse(conn: &mut Conn, cycle: CycleId, now: Timestamp) -> Result<(), Error> {
    let waiting = participation::table
        .filter(participation::order_cycle_id.eq(Key(cycle)))
        .filter(participation::standing.eq(Standing::Asked.as_str()));
    diesel::update(waiting)
        .set((
            participation::standing.eq(Standing::Lapsed.as_str()),
            participation::answered_at.eq(now.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The cycles of a coordinator that have not closed.
macro_rules! running {
    ($coordinator:expr) => {
        order_cycle::table
            .filter(order_cycle::coordinator_id.eq(Key($coordinator)))
            .filter(order_cycle::stage.eq_any(["draft", "upcoming", "open"]))
    };
}

pub(crate) fn waiting(conn: &mut Conn, coordinator: EnterpriseId) -> Result<i64, Error> {
    let cycles = running!(coordinator).select(order_cycle::id);
    Ok(participation::table
        .filter(participation::order_cycle_id.eq_any(cycles))
        .filter(participation::standing.eq(Standing::Asked.as_str()))
        .count()
        .get_result(conn)?)
}

pub(crate) fn cycles_with(
    conn: &mut Conn,
    coordinator: EnterpriseId,
    of: EnterpriseId,
    direction: Direction,
    standings: &[Standing],
) -> Result<Vec<CycleId>, Error> {
    let cycles = running!(coordinator).select(order_cycle::id);
    let standings: Vec<&str> = standings.iter().map(|standing| standing.as_str()).collect();
    Ok(participation::table
        .filter(participation::order_cycle_id.eq_any(cycles))
        .filter(participation::enterprise_id.eq(Key(of)))
        .filter(participation::direction.eq(direction.as_str()))
        .filter(participation::standing.eq_any(standings))
        .order(participation::order_cycle_id)
        .select(participation::order_cycle_id)
        .load(conn)?)
}

pub(crate) fn left_since(
    conn: &mut Conn,
    coordinator: EnterpriseId,
    of: EnterpriseId,
    direction: Direction,
    since: Timestamp,
) -> Result<Vec<CycleId>, Error> {
    let cycles = running!(coordinator).select(order_cycle::id);
    Ok(participation::table
        .filter(participation::order_cycle_id.eq_any(cycles))
        .filter(participation::enterprise_id.eq(Key(of)))
        .filter(participation::direction.eq(direction.as_str()))
        .filter(participation::standing.eq(Standing::Left.as_str()))
        .filter(participation::answered_at.ge(since.micros()))
        .order(participation::order_cycle_id)
        .select(participation::order_cycle_id)
        .load(conn)?)
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    filter: StandingFilter,
    after: Option<ParticipationKey>,
    request: &PageRequest,
) -> Result<Page<Participation>, Error> {
    let of = by.enterprise();
    let coordinated =
        order_cycle::table.filter(order_cycle::coordinator_id.eq(Key(of))).select(order_cycle::id);
    let concerns = participation::enterprise_id
        .eq(Key(of))
        .or(participation::order_cycle_id.eq_any(coordinated));
    let mut wanted = participation::table.filter(concerns).into_boxed();
    if let Some(standing) = filter.standing {
        wanted = wanted.filter(participation::standing.eq(standing.as_str()));
    }
    if let Some(cycle) = filter.cycle {
        wanted = wanted.filter(participation::order_cycle_id.eq(Key(cycle)));
    }
    if let Some(ParticipationKey { cycle, enterprise, direction }) = after {
        let (cycle, enterprise) = (Key(cycle), Key(enterprise));
        let later_direction = participation::enterprise_id
            .eq(enterprise)
            .and(participation::direction.gt(direction.as_str()));
        let later = participation::order_cycle_id
            .eq(cycle)
            .and(participation::enterprise_id.gt(enterprise).or(later_direction));
        wanted = wanted.filter(participation::order_cycle_id.lt(cycle).or(later));
    }
    let rows: Vec<ParticipationRow> = wanted
        .order((
            participation::order_cycle_id.desc(),
            participation::enterprise_id,
            participation::direction,
        ))
        .limit(i64::from(request.limit) + 1)
        .select(columns!())
        .load(conn)?;
    let listed = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(Page::cut(listed, request, |last: &Participation| ParticipationKey::of(last).to_string()))
}
