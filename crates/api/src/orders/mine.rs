use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_engine::{
    Engine, Ids, OrderSummary, Tx, join_my_guest_orders, my_orders, orders_of_customer,
};
use sillon_identity::Actor;
use sillon_kernel::{CustomerId, OrderId, Page};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::{SignedIn, SignedInPerson},
    http::body::digest,
    http::idempotency::Once,
    http::query::Query,
    orders::listed::OrderSummaryView,
    views::page::{PageQuery, PageView},
};

fn view(page: Page<OrderSummary>) -> Json<PageView<OrderSummaryView>> {
    let items = page.items.into_iter().map(OrderSummaryView::from).collect();
    Json(PageView { items, next: page.next })
}

/// What whoever asks ordered with their account, at every shop, the latest first.
#[utoipa::path(
    tag = "orders", security(("session" = [])), params(PageQuery),
    responses((status = 200, description = "a page of orders", body = PageView<OrderSummaryView>)),
)]
#[get("/v1/me/orders")]
pub(crate) async fn list_my_orders(
    engine: Data<Engine>,
    caller: SignedInPerson,
    query: Query<PageQuery>,
) -> Result<Json<PageView<OrderSummaryView>>, Problem> {
    let request = query.into_inner().into_request(|after| after.parse::<OrderId>().is_ok())?;
    Ok(view(engine.read(move |tx| my_orders(tx, &caller.actor, &request)).await?))
}

/// What was ordered as a guest and is an account's from now on.
#[derive(Serialize, ToSchema)]
pub(crate) struct JoinedOrdersView {
    /// The orders.
    orders: Vec<Uuid>,
}

/// Makes what whoever asks ordered as a guest orders of their account: all that was placed with their address, which they must have
/// proved to be theirs. It comes by itself as they prove it; this is for what they ordered without signing in since.
#[utoipa::path(
    tag = "orders", security(("session" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the orders that are theirs now and were not before", body = JoinedOrdersView)),
)]
#[post("/v1/me/guest-orders")]
pub(crate) async fn post_my_guest_orders(
    engine: Data<Engine>,
    caller: SignedInPerson,
    once: Once,
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, Problem> {
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        let orders = join_my_guest_orders(tx, actor)?;
        Ok(JoinedOrdersView { orders: orders.into_iter().map(|order| order.0).collect() })
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::OK, work).await
}

/// What a customer ordered at their hub, with their account and as a guest of their address, the latest first.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the customer"), PageQuery),
    responses((status = 200, description = "a page of orders", body = PageView<OrderSummaryView>)),
)]
#[get("/v1/customers/{id}/orders")]
pub(crate) async fn list_orders_of_customer(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<OrderSummaryView>>, Problem> {
    let request = query.into_inner().into_request(|after| after.parse::<OrderId>().is_ok())?;
    let id = CustomerId(id.into_inner());
    let page = engine.read(move |tx| orders_of_customer(tx, &caller.actor, id, &request)).await?;
    Ok(view(page))
}
