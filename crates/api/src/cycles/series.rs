use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{StatusCode, header::ETAG},
    patch, post, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_cycles::{
    Direction, Occurrence, OnHoliday, PublicHolidays, Recurrence, Series, SeriesPart, SeriesPatch,
};
use sillon_engine::{
    Engine, Ids, ListedSeries, PlanSeries, SeenSeries, Tx, drop_series_part, edit_series,
    end_series, plan_series, put_series_part, series, series_of,
};
use sillon_identity::Actor;
use sillon_kernel::{
    CycleId, Date, EnterpriseId, FeeId, Money, Name, SeriesId, Tag, Text, Timestamp, Window,
};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    cycles::fees::FeeView,
    cycles::plan::{CycleFailureView, ExchangeView, HandOverChoiceView, TermsSaid, window},
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, Tagged, tag},
    http::query::Query,
    views::enterprise::EnterpriseBriefView,
    views::measures::{Amount, WindowView, day},
    views::order_limit::OrderLimitView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Order cycles that come again by a rule: each is made ahead by itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SeriesView {
    id: Uuid,
    coordinator: Uuid,
    /// What people call each of its cycles.
    name: String,
    /// When the orders of its model are taken: those of each cycle are as many days later as its day is.
    orders: WindowView,
    /// On which days orders begin: a rule of RFC 5545, counted from the day of the model.
    rule: String,
    /// Days of the rule without a cycle.
    #[schema(value_type = Vec<schemas::Day>)]
    skipped: Vec<String>,
    /// Days beside the rule with one.
    #[schema(value_type = Vec<schemas::Day>)]
    added: Vec<String>,
    /// What becomes of a cycle that would be handed out on a public holiday.
    holidays: Option<HolidaysView>,
    /// How many days before its orders begin a cycle is made.
    days_ahead: u16,
    /// The fees on everything.
    fees: Vec<Uuid>,
    /// What closes each of its cycles before its time.
    order_limit: Option<OrderLimitView>,
    /// The last day that has its cycle, or was left out because its time had passed.
    #[schema(value_type = Option<schemas::Day>)]
    made_until: Option<String>,
    /// Whether no cycle is made for now.
    paused: bool,
    /// Counts its changes.
    version: i64,
}

impl Tagged for SeriesView {
    const VERSION_AT: &'static str = "/version";
}

impl From<Series> for SeriesView {
    fn from(series: Series) -> Self {
        let days = |days: &BTreeSet<Date>| days.iter().map(Date::to_string).collect();
        Self {
            id: series.id.0,
            coordinator: series.coordinator.0,
            name: series.name.into_string(),
            orders: series.orders.into(),
            rule: series.calendar.rule.to_string(),
            skipped: days(&series.calendar.skipped),
            added: days(&series.calendar.added),
            holidays: series.calendar.holidays.map(HolidaysView::from),
            days_ahead: series.days_ahead,
            fees: series.fees.iter().map(|fee| fee.0).collect(),
            order_limit: series.limit.map(OrderLimitView::from),
            made_until: series.made_until.map(|day| day.to_string()),
            paused: series.is_paused,
            version: series.version,
        }
    }
}

/// Which days are holidays, and what becomes of a cycle on one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolidaysView {
    /// `france`, or `alsace-moselle`.
    #[schema(value_type = schemas::PublicHolidays)]
    of: String,
    /// What becomes of a cycle that would be handed out on one: `skip`, or all of it is `earlier` or `later`.
    #[schema(value_type = schemas::OnHoliday)]
    then: String,
}

impl From<(PublicHolidays, OnHoliday)> for HolidaysView {
    fn from((of, then): (PublicHolidays, OnHoliday)) -> Self {
        Self { of: of.to_string(), then: then.to_string() }
    }
}

impl HolidaysView {
    fn read(self) -> Result<(PublicHolidays, OnHoliday), Problem> {
        let of =
            self.of.parse().map_err(|fault| Problem::field("holidays.of", format!("{fault}")))?;
        let then = self.then.parse();
        Ok((of, then.map_err(|fault| Problem::field("holidays.then", format!("{fault}")))?))
    }
}

/// Whom the cycles of a series ask to take part, and on which terms.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesPartView {
    /// The exchange it would have in the model.
    #[serde(flatten)]
    terms: ExchangeView,
    /// In which of the cycles it is asked: those whose day this rule names; in all, without one.
    rhythm: Option<String>,
    /// Whether it said that no series of this coordinator is to ask it.
    declined: bool,
}

impl From<SeriesPart> for SeriesPartView {
    fn from(part: SeriesPart) -> Self {
        Self {
            rhythm: part.rhythm.map(|rhythm| rhythm.to_string()),
            declined: part.is_declined,
            terms: part.terms.into(),
        }
    }
}

/// A cycle of a series that is not made yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComingCycleView {
    /// Its day by the rule.
    #[schema(value_type = schemas::Day)]
    day: String,
    /// How many days later it is than its day, as a holiday is in its way; earlier, when less than zero.
    moved: i32,
    /// When orders are taken; null, where its hours are skipped as the clocks go forward: it is left out then.
    orders: Option<WindowView>,
}

impl From<(Occurrence, Option<Window>)> for ComingCycleView {
    fn from((Occurrence { day, moved }, orders): (Occurrence, Option<Window>)) -> Self {
        Self { day: day.to_string(), moved, orders: orders.map(WindowView::from) }
    }
}

/// A series in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedSeriesView {
    #[serde(flatten)]
    series: SeriesView,
    /// That its next cycle could not be made when it should have been; null when all is well.
    failure: Option<CycleFailureView>,
}

impl From<ListedSeries> for ListedSeriesView {
    fn from(ListedSeries { series, failure }: ListedSeries) -> Self {
        Self { series: series.into(), failure: failure.map(CycleFailureView::from) }
    }
}

/// A series with all that is of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeriesWithPartsView {
    #[serde(flatten)]
    series: SeriesView,
    /// Whom its cycles ask, those who bring goods first.
    parts: Vec<SeriesPartView>,
    /// Its next cycles that are not made yet, up to ten; none while it is paused.
    coming: Vec<ComingCycleView>,
    /// Every fee that is named.
    named_fees: Vec<FeeView>,
    /// Those it asks.
    enterprises: Vec<EnterpriseBriefView>,
    /// That its next cycle could not be made when it should have been; null when all is well.
    failure: Option<CycleFailureView>,
}

impl From<SeenSeries> for SeriesWithPartsView {
    fn from(seen: SeenSeries) -> Self {
        let parts = seen.series.parts.clone();
        Self {
            series: seen.series.into(),
            parts: parts.into_iter().map(SeriesPartView::from).collect(),
            coming: seen.coming.into_iter().map(ComingCycleView::from).collect(),
            named_fees: seen.fees.into_iter().map(FeeView::from).collect(),
            enterprises: seen.names.into_values().map(EnterpriseBriefView::from).collect(),
            failure: seen.failure.map(CycleFailureView::from),
        }
    }
}

/// Reads a rule at the door.
fn rule(field: &'static str, text: &str) -> Result<Recurrence, Problem> {
    text.parse().map_err(|fault| Problem::field(field, format!("{fault}")))
}

fn days(field: &'static str, days: &[String]) -> Result<BTreeSet<Date>, Problem> {
    days.iter().map(|text| day(field, text)).collect()
}

/// How many days ahead a cycle is made unless something else is said: a week.
fn a_week() -> u16 {
    7
}

/// The command to have cycles like one by a rule.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSeriesBody {
    /// The cycle that is the first of them, and their model: of any stage, and of no series yet.
    cycle: Uuid,
    /// What people call each of them; as the first, when nothing is named.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Option<Name>,
    /// On which days orders begin: a rule of RFC 5545, §3.3.10, counted from the day the orders of the first begin.
    #[schema(max_length = 200, example = "FREQ=WEEKLY;INTERVAL=2")]
    rule: String,
    /// How many days before its orders begin a cycle is made, and whoever takes part is asked.
    #[serde(default = "a_week")]
    #[schema(maximum = 90, default = 7)]
    days_ahead: u16,
    /// What becomes of a cycle that would be handed out on a public holiday.
    #[serde(default)]
    holidays: Option<HolidaysView>,
}

/// Has cycles like one come again by a rule: each is made ahead by itself, with the same fees, terms and texts, and announced
/// unless something is missing. Whoever takes part in that one, or was asked to, is asked in each.
#[utoipa::path(
    tag = "cycles", request_body = NewSeriesBody, security(("session" = []), ("api-key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the series", body = SeriesView)),
)]
#[post("/v1/series")]
pub(crate) async fn post_series(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<NewSeriesBody>,
) -> Result<HttpResponse, Problem> {
    let body_digest = body.digest;
    let body = body.value;
    let command = PlanSeries {
        cycle: CycleId(body.cycle),
        name: body.name,
        rule: rule("rule", &body.rule)?,
        days_ahead: body.days_ahead,
        holidays: body.holidays.map(HolidaysView::read).transpose()?,
    };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        plan_series(tx, actor, ids, command.clone()).map(SeriesView::from)
    };
    once.run(&engine, caller.actor, body_digest, StatusCode::CREATED, work).await
}

/// The series an enterprise runs, the oldest first.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), PageQuery),
    responses((status = 200, description = "a page of series", body = PageView<ListedSeriesView>)),
)]
#[get("/v1/enterprises/{id}/series")]
pub(crate) async fn list_series(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ListedSeriesView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let (after, request) = query.into_inner().into_keyed()?;
    let page = engine.read(move |tx| series_of(tx, &caller.actor, id, after, &request)).await?;
    Ok(Json(PageView {
        items: page.items.into_iter().map(ListedSeriesView::from).collect(),
        next: page.next,
    }))
}

/// A series, whom it asks, and the cycles that come next; for those who run it.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the series")),
    responses((status = 200, description = "the series", body = SeriesWithPartsView)),
)]
#[get("/v1/series/{id}")]
pub(crate) async fn get_series(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id = SeriesId(id.into_inner());
    let seen = engine.read(move |tx| series(tx, &caller.actor, id)).await?;
    let etag = (ETAG, tag(seen.series.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(SeriesWithPartsView::from(seen)))
}

/// How a series should be otherwise. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeriesEditBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// When the orders of its model are taken.
    #[serde(default)]
    #[schema(value_type = WindowView)]
    orders: Patch<WindowView>,
    /// On which days orders begin.
    #[serde(default)]
    #[schema(value_type = String, max_length = 200, example = "FREQ=WEEKLY;BYDAY=TH")]
    rule: Patch<String>,
    /// Days of the rule without a cycle, all of them; at most 200.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Day>, max_items = 200)]
    skipped: Patch<Vec<String>>,
    /// Days beside the rule with one, all of them; at most 200.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Day>, max_items = 200)]
    added: Patch<Vec<String>>,
    /// What becomes of a cycle on a public holiday; `null`: it comes like any other.
    #[serde(default)]
    #[schema(value_type = Option<HolidaysView>)]
    holidays: Patch<Option<HolidaysView>>,
    /// How many days before its orders begin a cycle is made.
    #[serde(default)]
    #[schema(value_type = u16, maximum = 90)]
    days_ahead: Patch<u16>,
    /// The fees on everything, all of them.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    fees: Patch<Vec<Uuid>>,
    /// What closes each of its cycles before its time; `null`: each closes as its orders end.
    #[serde(default)]
    #[schema(value_type = Option<OrderLimitView>)]
    order_limit: Patch<Option<OrderLimitView>>,
    /// Whether no cycle is made for now.
    #[serde(default)]
    #[schema(value_type = bool)]
    paused: Patch<bool>,
}

impl TryFrom<SeriesEditBody> for SeriesPatch {
    type Error = Problem;

    fn try_from(body: SeriesEditBody) -> Result<Self, Problem> {
        let fees = |fees: Vec<Uuid>| Ok::<_, Problem>(fees.into_iter().map(FeeId).collect());
        Ok(Self {
            name: body.name,
            orders: body.orders.try_map(|orders| window("orders", orders))?,
            rule: body.rule.try_map(|text| rule("rule", &text))?,
            skipped: body.skipped.try_map(|these| days("skipped", &these))?,
            added: body.added.try_map(|these| days("added", &these))?,
            holidays: body.holidays.try_map(|it| it.map(HolidaysView::read).transpose())?,
            days_ahead: body.days_ahead,
            fees: body.fees.try_map(fees)?,
            limit: OrderLimitView::read_patch(body.order_limit)?,
            is_paused: body.paused,
        })
    }
}

/// Changes what a series makes from now on; the cycles it made stay as they are.
#[utoipa::path(
    tag = "cycles", request_body = SeriesEditBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the series"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the series, under its new version", body = SeriesView)),
)]
#[patch("/v1/series/{id}")]
pub(crate) async fn patch_series(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<SeriesEditBody>,
) -> Result<HttpResponse, Problem> {
    let id = SeriesId(id.into_inner());
    let edit = SeriesPatch::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_series(tx, actor, id, read.0, edit.clone()).map(SeriesView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Ends a series. The cycles it made stay, as if they had been planned by hand.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the series"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "there is no such series any more")),
)]
#[delete("/v1/series/{id}")]
pub(crate) async fn delete_series(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = SeriesId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| end_series(tx, actor, id);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// What the cycles of a series ask of an enterprise. What is left out stays as it is; `null` and an empty list take away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeriesPartBody {
    /// What it should carry; `null` for everything it may.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Uuid>>)]
    variants: Patch<Option<Vec<Uuid>>>,
    /// The fees charged on what it carries.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Uuid>>)]
    fees: Patch<Option<Vec<Uuid>>>,
    /// When the goods are fetched, or brought, in the model: in each cycle as many days later as its day is.
    #[serde(default)]
    #[schema(value_type = Option<WindowView>)]
    pick_up: Patch<Option<WindowView>>,
    /// What to know about it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    pick_up_text: Patch<Option<Text<500>>>,
    /// Of who brings goods: until when they can be ordered in the model.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    cutoff: Patch<Option<Timestamp>>,
    /// Of who brings goods: from which sum on it delivers.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    minimum: Patch<Option<Money>>,
    /// Of a hub: what its rules know the cycles by, such as `members`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::Tag>>, max_items = 20)]
    tags: Patch<BTreeSet<Tag>>,
    /// Of a hub: the methods it hands over by in the model, and when; an empty list for all it has.
    #[serde(default)]
    #[schema(value_type = Option<Vec<HandOverChoiceView>>, max_items = 50)]
    hand_over: Patch<Option<Vec<HandOverChoiceView>>>,
    /// Of a hub: how orders of the cycles may be paid; an empty list for all the ways it takes.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::PaymentMethod>>)]
    payments: Patch<Option<BTreeSet<Method>>>,
    /// In which of the cycles it is asked: those whose day this rule names; `null` for all.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200, example = "FREQ=MONTHLY;BYDAY=1TH")]
    rhythm: Patch<Option<String>>,
}

/// The part an address names.
type PartPath = Path<(Uuid, Uuid, String)>;

/// Asks an enterprise in each cycle of a series, or in some of them, or on other terms than before. The enterprise itself takes back
/// by it that it is not to be asked.
#[utoipa::path(
    tag = "cycles", request_body = SeriesPartBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the series"),
        ("enterprise" = Uuid, Path, description = "the enterprise that is asked"),
        ("direction" = schemas::Direction, Path, description = "`incoming` or `outgoing`"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "what it is asked", body = SeriesPartView)),
)]
#[put("/v1/series/{id}/parts/{enterprise}/{direction}")]
pub(crate) async fn put_part(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: PartPath,
    body: Body<SeriesPartBody>,
) -> Result<HttpResponse, Problem> {
    let (id, enterprise, direction) = path.into_inner();
    let body_digest = body.digest;
    let SeriesPartBody { variants, fees, pick_up, pick_up_text, .. } = body.value;
    let SeriesPartBody { cutoff, minimum, tags, hand_over, payments, rhythm, .. } = body.value;
    let said = TermsSaid {
        variants,
        fees,
        pick_up,
        pick_up_text,
        cutoff,
        minimum,
        tags,
        hand_over,
        payments,
    };
    let terms = said.of(enterprise, &direction)?;
    let rhythm = rhythm.try_map(|it| it.map(|text| rule("rhythm", &text)).transpose())?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        let (terms, rhythm) = (terms.clone(), rhythm.clone());
        put_series_part(tx, actor, ids, SeriesId(id), terms, rhythm).map(SeriesPartView::from)
    };
    once.run(&engine, caller.actor, body_digest, StatusCode::OK, work).await
}

/// Asks an enterprise no more in the cycles of a series. Where the enterprise says so itself, that holds for every series of the
/// coordinator, until it takes it back by `PUT`, or lets the coordinator put it into any cycle.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the series"),
        ("enterprise" = Uuid, Path, description = "the enterprise that is asked"),
        ("direction" = schemas::Direction, Path, description = "`incoming` or `outgoing`"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is not asked any more")),
)]
#[delete("/v1/series/{id}/parts/{enterprise}/{direction}")]
pub(crate) async fn delete_part(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: PartPath,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (id, enterprise, direction) = path.into_inner();
    let direction: Direction =
        direction.parse().map_err(|fault| Problem::field("direction", format!("{fault}")))?;
    let of = (EnterpriseId(enterprise), direction);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        drop_series_part(tx, actor, SeriesId(id), of)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
