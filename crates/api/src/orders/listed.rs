use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, NamedMethod, OrderSearch, OrderStanding, OrderSummary, PartnerSales, Tx, find_orders,
    orders_of_cycle, sales_by_partner,
};
use sillon_kernel::{
    CycleId, EnterpriseId, HandOverMethodId, Money, OrderId, PageRequest, ShopKeyId, Text,
    Timestamp,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::query::Query,
    views::measures::Amount,
    views::page::{PageQuery, PageView},
    views::partner::PartnerView,
    views::schemas,
};

/// An order in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderSummaryView {
    id: Uuid,
    /// The hub that sold it.
    shop: Uuid,
    /// The order cycle.
    cycle: Uuid,
    reference: String,
    customer: String,
    /// The customer's address.
    #[schema(value_type = schemas::Email)]
    email: String,
    /// For the day of the hand-over.
    phone: Option<String>,
    /// How it is handed over; null where that was not chosen.
    hand_over: Option<ListedHandOverView>,
    /// Through whose shop front it came; null where it was the hub's own.
    partner: Option<PartnerView>,
    #[schema(value_type = Amount)]
    total: Money,
    /// What of that has been received.
    #[schema(value_type = Amount)]
    received: Money,
    /// What is to be paid back to the customer: for packaging, and what was paid beyond the total.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
    #[schema(value_type = schemas::Instant)]
    placed_at: Timestamp,
    /// When the last of what was in it was cancelled; null of any other order.
    #[schema(value_type = Option<schemas::Instant>)]
    cancelled_at: Option<Timestamp>,
}

/// How an order in a list is handed over.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedHandOverView {
    method: Uuid,
    /// What it was called when it was chosen.
    name: String,
}

impl From<NamedMethod> for ListedHandOverView {
    fn from(by: NamedMethod) -> Self {
        Self { method: by.method.0, name: by.name }
    }
}

impl From<OrderSummary> for OrderSummaryView {
    fn from(order: OrderSummary) -> Self {
        Self {
            id: order.id.0,
            shop: order.shop.0,
            cycle: order.cycle.0,
            reference: order.reference,
            customer: order.customer,
            email: order.email,
            phone: order.phone,
            hand_over: order.hand_over.map(ListedHandOverView::from),
            partner: order.partner.as_ref().map(PartnerView::from),
            total: order.total,
            received: order.received,
            to_pay_back: order.to_pay_back,
            placed_at: order.placed_at,
            cancelled_at: order.cancelled_at,
        }
    }
}

/// Which orders are wanted, and which part of their list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrdersQuery {
    /// The shop key of a partner: the orders that came through its shop front.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    partner: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default = "PageQuery::most")]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: u32,
}

/// The orders of a cycle, the earliest first: each hub in it reads its own.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), OrdersQuery),
    responses((status = 200, description = "a page of orders", body = PageView<OrderSummaryView>)),
)]
#[get("/v1/cycles/{id}/orders")]
pub(crate) async fn list_orders(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<OrdersQuery>,
) -> Result<Json<PageView<OrderSummaryView>>, Problem> {
    let OrdersQuery { partner, after, limit } = query.into_inner();
    let id = CycleId(id.into_inner());
    let partner = partner.map(|key| key.parse::<ShopKeyId>()).transpose();
    let partner =
        partner.map_err(|_fault| Problem::field("partner", "it is the id of a shop key"))?;
    let request =
        PageQuery { after, limit }.into_request(|after| after.parse::<OrderId>().is_ok())?;
    let list = move |tx: &mut Tx<'_>| orders_of_cycle(tx, &caller.actor, id, partner, &request);
    let page = engine.read(list).await?;
    Ok(Json(PageView {
        items: page.items.into_iter().map(OrderSummaryView::from).collect(),
        next: page.next,
    }))
}

/// What a hub looks for among its orders.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderSearchQuery {
    /// Those with this in their number, or in the name, address or phone number of whom they are for; capitals and accents aside.
    #[serde(default)]
    #[param(max_length = 200)]
    q: Option<String>,
    /// Those of this cycle.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    cycle: Option<String>,
    /// Those that are handed over by this method.
    #[serde(default)]
    #[param(value_type = Option<Uuid>)]
    hand_over: Option<String>,
    /// How they stand: something of them is `to-pay`, they are `paid`, something is `to-pay-back`, or they were `cancelled`.
    #[serde(default)]
    #[param(value_type = Option<schemas::OrderStanding>)]
    standing: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default = "PageQuery::most")]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: u32,
}

impl OrderSearchQuery {
    fn into_parts(self) -> Result<(OrderSearch, PageRequest), Problem> {
        let Self { q, cycle, hand_over, standing, after, limit } = self;
        let id = |field, text: Option<String>, what| {
            let id = text.map(|id| id.parse::<Uuid>()).transpose();
            id.map_err(|_fault| Problem::field(field, what))
        };
        let text = q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(Text::parse);
        let search = OrderSearch {
            cycle: id("cycle", cycle, "it is the id of a cycle")?.map(CycleId),
            hand_over: id("hand_over", hand_over, "it is the id of a way of hand-over")?
                .map(HandOverMethodId),
            standing: standing.as_deref().map(read_standing).transpose()?,
            text: text.transpose().map_err(|fault| Problem::field("q", fault.to_string()))?,
        };
        let page = PageQuery { after, limit };
        Ok((search, page.into_request(|after| after.parse::<OrderId>().is_ok())?))
    }
}

fn read_standing(text: &str) -> Result<OrderStanding, Problem> {
    let found = OrderStanding::ALL.into_iter().find(|it| it.as_str() == text);
    found.ok_or_else(|| Problem::field("standing", "it is to-pay, paid, to-pay-back or cancelled"))
}

/// The orders of a hub in all its cycles, the latest first, as they are looked for. A page may hold fewer than asked for and have a
/// `next` all the same: what is rare is looked for in parts.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub"), OrderSearchQuery),
    responses((status = 200, description = "a page of orders", body = PageView<OrderSummaryView>)),
)]
#[get("/v1/enterprises/{id}/orders")]
pub(crate) async fn search_orders(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<OrderSearchQuery>,
) -> Result<Json<PageView<OrderSummaryView>>, Problem> {
    let (search, request) = query.into_inner().into_parts()?;
    let hub = EnterpriseId(id.into_inner());
    let page =
        engine.read(move |tx| find_orders(tx, &caller.actor, hub, &search, &request)).await?;
    let items = page.items.into_iter().map(OrderSummaryView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// What came to a hub in a cycle through one shop front.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartnerSalesView {
    /// The hub that sold it.
    shop: Uuid,
    /// Through whose shop front; null for the hub's own shop.
    partner: Option<PartnerView>,
    /// How many orders.
    orders: u32,
    /// What they come to.
    #[schema(value_type = Amount)]
    turnover: Money,
}

impl From<PartnerSales> for PartnerSalesView {
    fn from(sales: PartnerSales) -> Self {
        Self {
            shop: sales.shop.0,
            partner: sales.partner.as_ref().map(PartnerView::from),
            orders: sales.orders,
            turnover: sales.turnover,
        }
    }
}

/// How many orders of a cycle came through which shop front, and what they come to: each hub in it reads its own, first what
/// came through its own shop, then its partners by name.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "the sales through each shop front that there were any through", body = Vec<PartnerSalesView>)),
)]
#[get("/v1/cycles/{id}/partners")]
pub(crate) async fn list_partners(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<PartnerSalesView>>, Problem> {
    let id = CycleId(id.into_inner());
    let sales = engine.read(move |tx| sales_by_partner(tx, &caller.actor, id)).await?;
    Ok(Json(sales.into_iter().map(PartnerSalesView::from).collect()))
}
