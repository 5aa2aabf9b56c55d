use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header::ETAG},
    post, put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_cycles::{
    Direction, Exchange, ExchangePatch, HandOverChoice, OrderCycle, VariantSelection,
};
use sillon_engine::{
    CycleFailure, Engine, Ids, PlanCycle, PutExchange, Tx, close_cycle, cycle, plan_cycle,
    publish_cycle, put_exchange, set_coordinator_fees,
};
use sillon_identity::Actor;
use sillon_kernel::{
    CycleId, EnterpriseId, FeeId, HandOverMethodId, Money, Name, Tag, Text, Timestamp, VariantId,
    Window,
};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    cycles::fees::FeeView,
    cycles::price_changes::PriceChangeView,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{Tagged, tag},
    logistics::hand_over::HandOverMethodView,
    views::enterprise::EnterpriseBriefView,
    views::measures::{Amount, WindowView},
    views::order_limit::OrderLimitView,
    views::schemas,
};

/// An order cycle.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CycleView {
    id: Uuid,
    coordinator: Uuid,
    name: String,
    /// When orders are taken.
    orders: WindowView,
    /// `draft`, `upcoming`, `open`, `closed` or `settled`.
    #[schema(value_type = schemas::CycleStage)]
    stage: &'static str,
    /// Since when it takes no more orders: it may have closed before their end; null while it has not.
    #[schema(value_type = Option<schemas::Instant>)]
    closed_at: Option<Timestamp>,
    /// What closes it before its time; null: it closes as its orders end. Shoppers are not told.
    order_limit: Option<OrderLimitView>,
    /// Whether it closed because it came to its limit.
    full: bool,
    /// The series that made it, or that goes on from it.
    series: Option<Uuid>,
    /// Counts its changes.
    version: i64,
}

impl Tagged for CycleView {
    const VERSION_AT: &'static str = "/version";
}

impl From<OrderCycle> for CycleView {
    fn from(cycle: OrderCycle) -> Self {
        Self {
            id: cycle.id.0,
            coordinator: cycle.coordinator.0,
            stage: cycle.stage.as_str(),
            closed_at: cycle.closed_at(),
            order_limit: cycle.limit.map(OrderLimitView::from),
            full: cycle.is_full,
            name: cycle.name.into_string(),
            orders: cycle.orders.into(),
            series: cycle.of.map(|of| of.series.0),
            version: cycle.version,
        }
    }
}

impl CycleView {
    /// A cycle as shoppers see it: up to what it sells concerns nobody else than who takes part.
    pub(crate) fn for_shoppers(cycle: OrderCycle) -> Self {
        Self { order_limit: None, ..cycle.into() }
    }
}

/// Reads a window at the door.
pub(crate) fn window(field: &'static str, view: WindowView) -> Result<Window, Problem> {
    Window::new(view.from, view.until).map_err(|fault| Problem::field(field, fault.to_string()))
}

/// The command to run an order cycle.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CycleBody {
    /// The enterprise that runs it.
    coordinator: Uuid,
    #[schema(value_type = schemas::Name)]
    name: Name,
    /// When orders are taken.
    orders: WindowView,
    /// What closes it before its time.
    #[serde(default)]
    order_limit: Option<OrderLimitView>,
}

/// Plans an order cycle: a draft, to which exchanges and fees are added.
#[utoipa::path(
    tag = "cycles", request_body = CycleBody, security(("session" = []), ("api-key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the draft", body = CycleView)),
)]
#[post("/v1/cycles")]
pub(crate) async fn plan(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<CycleBody>,
) -> Result<HttpResponse, Problem> {
    let CycleBody { coordinator, name, orders, order_limit } = body.value;
    let command = PlanCycle {
        coordinator: EnterpriseId(coordinator),
        name,
        orders: window("orders", orders)?,
        limit: order_limit.map(OrderLimitView::read).transpose()?,
    };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        plan_cycle(tx, actor, ids, command.clone()).map(CycleView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// A cycle with its exchanges.
#[derive(Serialize, ToSchema)]
pub(crate) struct CycleWithExchangesView {
    #[serde(flatten)]
    cycle: CycleView,
    exchanges: Vec<ExchangeView>,
    /// The enterprises one sees in it; for whoever runs it, also those whose goods it may sell.
    enterprises: Vec<EnterpriseBriefView>,
    /// The fees on everything in it, for whoever runs it and for the hubs in it.
    coordinator_fees: Vec<Uuid>,
    /// Every fee that is named above.
    fees: Vec<FeeView>,
    /// The ways in which the hubs hand over whose exchanges one sees, with those that are retired.
    hand_over_methods: Vec<HandOverMethodView>,
    /// That it could not open or close when it should have, for whoever runs it; null when all is well.
    failure: Option<CycleFailureView>,
}

/// That the opening or closing of a cycle fails. It is tried again by itself, later each time, at least once an hour.
#[derive(Serialize, ToSchema)]
pub(crate) struct CycleFailureView {
    /// How many tries failed.
    times: i64,
    /// When the first of them did.
    #[schema(value_type = schemas::Instant)]
    since: Timestamp,
    /// When the next one is due.
    #[schema(value_type = schemas::Instant)]
    retry_at: Timestamp,
}

impl From<CycleFailure> for CycleFailureView {
    fn from(failure: CycleFailure) -> Self {
        Self { times: failure.times, since: failure.since, retry_at: failure.retry_at }
    }
}

/// A producer's way into a cycle, or a hub's way out of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExchangeView {
    id: Uuid,
    enterprise: Uuid,
    /// `incoming` or `outgoing`.
    #[schema(value_type = schemas::Direction)]
    direction: &'static str,
    variants: Vec<Uuid>,
    /// Whether it carries everything it may, and does so again when it is sent again.
    carries_all: bool,
    fees: Vec<Uuid>,
    pick_up: Option<WindowView>,
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    pick_up_text: Option<Text<500>>,
    /// Until when what it brings can be ordered; as long as the cycle takes orders, without one.
    #[schema(value_type = Option<schemas::Instant>)]
    cutoff: Option<Timestamp>,
    /// Of an incoming one: from which sum on its producer delivers; whatever is ordered, without one.
    #[schema(value_type = Option<Amount>)]
    minimum: Option<Money>,
    /// Of an outgoing one: what its hub's rules know the cycle by.
    #[schema(value_type = Vec<schemas::Tag>)]
    tags: BTreeSet<Tag>,
    /// Of an outgoing one: the methods that the hub hands over by, and when; all it has, where it names none.
    hand_over: Vec<HandOverChoiceView>,
    /// Of an outgoing one: how orders may be paid at its hub; in all the ways it takes, where it names none.
    #[schema(value_type = Vec<schemas::PaymentMethod>)]
    payments: BTreeSet<Method>,
}

/// A way of hand-over that a hub offers in a cycle.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverChoiceView {
    method: Uuid,
    /// When goods are fetched or brought by it; as `pick_up` says, without one.
    #[serde(default)]
    window: Option<WindowView>,
}

impl From<HandOverChoice> for HandOverChoiceView {
    fn from(choice: HandOverChoice) -> Self {
        Self { method: choice.method.0, window: choice.window.map(WindowView::from) }
    }
}

impl From<Exchange> for ExchangeView {
    fn from(exchange: Exchange) -> Self {
        Self {
            id: exchange.id.0,
            enterprise: exchange.enterprise.0,
            direction: exchange.direction.as_str(),
            variants: exchange.variants.iter().map(|variant| variant.0).collect(),
            carries_all: exchange.carries_all,
            fees: exchange.fees.iter().map(|fee| fee.0).collect(),
            pick_up: exchange.pick_up.map(WindowView::from),
            pick_up_text: exchange.pick_up_text,
            cutoff: exchange.cutoff,
            minimum: exchange.minimum,
            tags: exchange.tags,
            hand_over: exchange.hand_over.into_iter().map(HandOverChoiceView::from).collect(),
            payments: exchange.payments,
        }
    }
}

/// A cycle and its exchanges: all for those who run it, and for a producer or a hub in it the part that concerns them.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "the cycle", body = CycleWithExchangesView)),
)]
#[get("/v1/cycles/{id}")]
pub(crate) async fn get_cycle(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let seen = engine.read(move |tx| cycle(tx, &caller.actor, id)).await?;
    let etag = (ETAG, tag(seen.cycle.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(CycleWithExchangesView {
        cycle: seen.cycle.into(),
        exchanges: seen.exchanges.into_iter().map(ExchangeView::from).collect(),
        enterprises: seen.enterprises.into_values().map(EnterpriseBriefView::from).collect(),
        coordinator_fees: seen.coordinator_fees.iter().map(|fee| fee.0).collect(),
        fees: seen.fees.into_iter().map(FeeView::from).collect(),
        hand_over_methods: seen
            .hand_over_methods
            .into_iter()
            .map(HandOverMethodView::from)
            .collect(),
        failure: seen.failure.map(CycleFailureView::from),
    }))
}

/// How an exchange should be. What is left out stays as it is; `null` and an empty list take away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExchangeBody {
    /// The producer of an incoming exchange, the hub of an outgoing one.
    enterprise: Uuid,
    /// `incoming` or `outgoing`.
    #[schema(value_type = schemas::Direction)]
    direction: String,
    /// What it should carry; `null` for everything it may. Left out, a new exchange carries everything it may, and so does
    /// one that did.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Uuid>>)]
    variants: Patch<Option<Vec<Uuid>>>,
    /// The fees charged on what it carries.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Uuid>>)]
    fees: Patch<Option<Vec<Uuid>>>,
    /// When the goods are fetched, or brought.
    #[serde(default)]
    #[schema(value_type = Option<WindowView>)]
    pick_up: Patch<Option<WindowView>>,
    /// What to know about it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    pick_up_text: Patch<Option<Text<500>>>,
    /// Of an incoming one: until when its goods can be ordered; `null`: as long as the cycle takes orders.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    cutoff: Patch<Option<Timestamp>>,
    /// Of an incoming one: from which sum on its producer delivers, at the prices it asks. When what was ordered of it in all comes
    /// to less at its cut-off, it is cancelled, and everybody is told. `null`: whatever is ordered.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    minimum: Patch<Option<Money>>,
    /// Of an outgoing one: what its hub's rules know the cycle by, such as `members`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::Tag>>, max_items = 20)]
    tags: Patch<BTreeSet<Tag>>,
    /// Of an outgoing one: the methods that the hub hands over by, and when; an empty list for all it has.
    #[serde(default)]
    #[schema(value_type = Option<Vec<HandOverChoiceView>>, max_items = 50)]
    hand_over: Patch<Option<Vec<HandOverChoiceView>>>,
    /// Of an outgoing one: how orders may be paid at its hub; an empty list for all the ways it takes.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::PaymentMethod>>)]
    payments: Patch<Option<BTreeSet<Method>>>,
}

/// What is said of an exchange: its goods, its fees, when and where goods change hands, and how they are paid.
pub(crate) struct TermsSaid {
    pub(crate) variants: Patch<Option<Vec<Uuid>>>,
    pub(crate) fees: Patch<Option<Vec<Uuid>>>,
    pub(crate) pick_up: Patch<Option<WindowView>>,
    pub(crate) pick_up_text: Patch<Option<Text<500>>>,
    pub(crate) cutoff: Patch<Option<Timestamp>>,
    pub(crate) minimum: Patch<Option<Money>>,
    pub(crate) tags: Patch<BTreeSet<Tag>>,
    pub(crate) hand_over: Patch<Option<Vec<HandOverChoiceView>>>,
    pub(crate) payments: Patch<Option<BTreeSet<Method>>>,
}

impl TermsSaid {
    /// The patch of the exchange that an enterprise has in a direction.
    pub(crate) fn of(self, enterprise: Uuid, direction: &str) -> Result<ExchangePatch, Problem> {
        let direction: Direction =
            direction.parse().map_err(|fault| Problem::field("direction", format!("{fault}")))?;
        let carry = |variants: Option<Vec<Uuid>>| {
            Ok::<_, Problem>(variants.map_or(VariantSelection::All, |these| {
                VariantSelection::These(these.into_iter().map(VariantId).collect::<BTreeSet<_>>())
            }))
        };
        let charge = |fees: Option<Vec<Uuid>>| {
            Ok::<_, Problem>(fees.unwrap_or_default().into_iter().map(FeeId).collect())
        };
        let paid =
            |methods: Option<BTreeSet<Method>>| Ok::<_, Problem>(methods.unwrap_or_default());
        let at = |view: Option<WindowView>| view.map(|view| window("pick_up", view)).transpose();
        Ok(ExchangePatch {
            enterprise: EnterpriseId(enterprise),
            direction,
            variants: self.variants.try_map(carry)?,
            fees: self.fees.try_map(charge)?,
            pick_up: self.pick_up.try_map(at)?,
            pick_up_text: self.pick_up_text,
            cutoff: self.cutoff,
            minimum: self.minimum,
            tags: self.tags,
            hand_over: self.hand_over.try_map(choices)?,
            payments: self.payments.try_map(paid)?,
        })
    }
}

/// Reads the methods that a hub hands over by, at the door.
fn choices(said: Option<Vec<HandOverChoiceView>>) -> Result<Vec<HandOverChoice>, Problem> {
    let choice = |HandOverChoiceView { method, window: at }: HandOverChoiceView| {
        let window = at.map(|at| window("hand_over", at)).transpose()?;
        Ok(HandOverChoice { method: HandOverMethodId(method), window })
    };
    said.unwrap_or_default().into_iter().map(choice).collect()
}

impl TryFrom<ExchangeBody> for ExchangePatch {
    type Error = Problem;

    fn try_from(body: ExchangeBody) -> Result<Self, Problem> {
        let ExchangeBody { enterprise, direction, variants, fees, .. } = body;
        let ExchangeBody { pick_up, pick_up_text, cutoff, minimum, .. } = body;
        let ExchangeBody { tags, hand_over, payments, .. } = body;
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
        said.of(enterprise, &direction)
    }
}

/// An exchange as it is now, or as it would be.
#[derive(Serialize, ToSchema)]
pub(crate) struct PutExchangeView {
    #[serde(flatten)]
    exchange: ExchangeView,
    /// `agreed`, or `asked`: then its enterprise has not answered, and nothing goes in or out for it yet.
    #[schema(value_type = schemas::ParticipationStanding)]
    standing: &'static str,
    /// What shoppers pay otherwise from now on, in a cycle that takes orders.
    price_changes: Vec<PriceChangeView>,
}

impl From<PutExchange> for PutExchangeView {
    fn from(put: PutExchange) -> Self {
        Self {
            exchange: put.exchange.into(),
            standing: put.standing.as_str(),
            price_changes: put.price_changes.into_iter().map(PriceChangeView::from).collect(),
        }
    }
}

/// Adds an exchange to a cycle, or changes the one its enterprise has in that direction: only what is said of it.
///
/// Another enterprise than the coordinator is asked to take part, unless it lets the coordinator put it into any cycle:
/// a farm by the grant `supply-to-cycles`, a hub by `sell-through`.
#[utoipa::path(
    tag = "cycles", request_body = ExchangeBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the exchange", body = PutExchangeView)),
)]
#[put("/v1/cycles/{id}/exchanges")]
pub(crate) async fn put_exchange_of(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ExchangeBody>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let command = ExchangePatch::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        put_exchange(tx, actor, ids, id, command.clone()).map(PutExchangeView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// The fees on everything in a cycle.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CoordinatorFeesBody {
    fees: Vec<Uuid>,
}

/// A cycle, and what its new fees change.
#[derive(Serialize, ToSchema)]
pub(crate) struct CycleWithPricesView {
    #[serde(flatten)]
    cycle: CycleView,
    /// What shoppers pay otherwise from now on, in a cycle that takes orders.
    price_changes: Vec<PriceChangeView>,
}

/// Sets the fees the coordinator puts on everything in a cycle.
#[utoipa::path(
    tag = "cycles", request_body = CoordinatorFeesBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the cycle", body = CycleWithPricesView)),
)]
#[put("/v1/cycles/{id}/fees")]
pub(crate) async fn put_fees(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CoordinatorFeesBody>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let fees: Vec<FeeId> = body.value.fees.into_iter().map(FeeId).collect();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        let (cycle, changes) = set_coordinator_fees(tx, actor, id, &fees)?;
        let price_changes = changes.into_iter().map(PriceChangeView::from).collect();
        Ok(CycleWithPricesView { cycle: cycle.into(), price_changes })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Announces a draft; it opens at once when its window has begun.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the cycle", body = CycleView)),
)]
#[post("/v1/cycles/{id}/publish")]
pub(crate) async fn publish(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        publish_cycle(tx, actor, id).map(CycleView::from)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::OK, work).await
}

/// Closes a cycle: its orders become due, and its producers are told what to harvest.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the cycle", body = CycleView)),
)]
#[post("/v1/cycles/{id}/close")]
pub(crate) async fn close(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        close_cycle(tx, actor, ids, id).map(CycleView::from)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::OK, work).await
}
