use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, OrderSummary, PartnerSales, Tx, orders_of_cycle, sales_by_partner};
use sillon_kernel::{CycleId, Money, OrderId, ShopKeyId, Timestamp};
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
    reference: String,
    customer: String,
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

impl From<OrderSummary> for OrderSummaryView {
    fn from(order: OrderSummary) -> Self {
        Self {
            id: order.id.0,
            shop: order.shop.0,
            reference: order.reference,
            customer: order.customer,
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
