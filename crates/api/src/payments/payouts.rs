use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, Ids, NewPayout, Payable, PayoutRecord, Tx, pay_out, payables, payouts, received_payouts,
};
use sillon_identity::Actor;
use sillon_kernel::{Date, EnterpriseId, Money, Page, PayoutId, Text, Timestamp};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    http::query::Query,
    views::measures::Amount,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Money that a hub paid out to whom it was payable; below zero where it never was, and takes a payout back.
#[derive(Serialize, ToSchema)]
pub(crate) struct PayoutView {
    id: Uuid,
    /// Who paid it out.
    hub: Uuid,
    /// To whom.
    to: Uuid,
    #[schema(value_type = Amount)]
    amount: Money,
    /// `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
    /// On which day it left.
    #[schema(value_type = schemas::Day)]
    day: String,
    /// What is to be remembered of it; why it is taken back, where it is.
    note: Option<String>,
    /// The payout that never was, where this takes one back.
    reverses: Option<Uuid>,
    /// When it was written down.
    #[schema(value_type = schemas::Instant)]
    recorded_at: Timestamp,
}

impl From<PayoutRecord> for PayoutView {
    fn from(payout: PayoutRecord) -> Self {
        Self {
            id: payout.id.0,
            hub: payout.hub.0,
            to: payout.payee.0,
            amount: payout.amount,
            method: payout.method,
            day: payout.day.to_string(),
            note: payout.note.map(|note| note.to_string()),
            reverses: payout.reverses.map(|reversed| reversed.0),
            recorded_at: payout.paid_at,
        }
    }
}

fn page_view(page: Page<PayoutRecord>) -> Json<PageView<PayoutView>> {
    let items = page.items.into_iter().map(PayoutView::from).collect();
    Json(PageView { items, next: page.next })
}

/// What a hub paid out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayoutBody {
    /// To whom: a farm, or who else has a part in the hub's orders.
    to: Uuid,
    #[schema(value_type = Amount)]
    amount: Money,
    /// `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
    /// On which day it left, where the hub is; today, where it is not said.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Day>)]
    day: Option<String>,
    /// What is to be remembered of it; who is paid sees it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    note: Option<Text<500>>,
}

impl TryFrom<PayoutBody> for NewPayout {
    type Error = Problem;

    fn try_from(body: PayoutBody) -> Result<Self, Problem> {
        let PayoutBody { to, amount, method, day, note } = body;
        let day = day.map(|day| read_day("day", &day)).transpose()?;
        Ok(Self { to: EnterpriseId(to), amount, method, day, note })
    }
}

/// A day of a request.
pub(crate) fn read_day(field: &'static str, day: &str) -> Result<Date, Problem> {
    let day: Option<Date> = day.parse().ok();
    // Nothing was sold here before; and years are written with four digits.
    day.filter(|day| day.year() >= 2000)
        .ok_or_else(|| Problem::field(field, "a day such as 2026-07-14 is wanted, from 2000 on"))
}

/// Records that a hub paid out what came in through it for a farm, or for who else has a part in its orders; they are
/// told.
#[utoipa::path(
    tag = "books", request_body = PayoutBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is recorded once")),
    responses((status = 201, description = "the payout", body = PayoutView),
        (status = 409, description = "more is said to be paid out than is payable through the hub",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/enterprises/{id}/payouts")]
pub(crate) async fn post_payout(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<PayoutBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (hub, wanted) = (EnterpriseId(id.into_inner()), NewPayout::try_from(body.value)?);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        pay_out(tx, actor, ids, hub, wanted.clone()).map(PayoutView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// What a hub paid out, the earliest first, with what it took back.
#[utoipa::path(
    tag = "books", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub"), PageQuery),
    responses((status = 200, description = "a page of payouts", body = PageView<PayoutView>)),
)]
#[get("/v1/enterprises/{id}/payouts")]
pub(crate) async fn list_payouts(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<PayoutView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let (after, page): (Option<PayoutId>, _) = query.into_inner().into_keyed()?;
    let list = move |tx: &mut Tx<'_>| payouts(tx, &caller.actor, id, after, &page);
    Ok(page_view(engine.read(list).await?))
}

/// What hubs paid out to an enterprise, the earliest first, with what they took back.
#[utoipa::path(
    tag = "books", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "who is paid"), PageQuery),
    responses((status = 200, description = "a page of payouts", body = PageView<PayoutView>)),
)]
#[get("/v1/enterprises/{id}/received-payouts")]
pub(crate) async fn list_received_payouts(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<PayoutView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let (after, page): (Option<PayoutId>, _) = query.into_inner().into_keyed()?;
    let list = move |tx: &mut Tx<'_>| received_payouts(tx, &caller.actor, id, after, &page);
    Ok(page_view(engine.read(list).await?))
}

/// What is payable to somebody through a hub.
#[derive(Serialize, ToSchema)]
pub(crate) struct PayableView {
    /// To whom.
    to: Uuid,
    name: String,
    /// What came in for them through the hub and was not paid out; below zero, what they were paid that did not come in
    /// after all.
    #[schema(value_type = Amount)]
    payable: Money,
}

impl From<Payable> for PayableView {
    fn from(payable: Payable) -> Self {
        Self { to: payable.payee.0, name: payable.name, payable: payable.amount }
    }
}

/// What a hub has to pay out, and to whom.
#[utoipa::path(
    tag = "books", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub"), PageQuery),
    responses((status = 200, description = "a page of those that something came in for", body = PageView<PayableView>)),
)]
#[get("/v1/enterprises/{id}/payables")]
pub(crate) async fn list_payables(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<PayableView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let (after, page): (Option<EnterpriseId>, _) = query.into_inner().into_keyed()?;
    let list = move |tx: &mut Tx<'_>| payables(tx, &caller.actor, id, after, &page);
    let page = engine.read(list).await?;
    let items = page.items.into_iter().map(PayableView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}
