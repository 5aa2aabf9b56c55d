use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use sillon_engine::{Engine, shop_of};
use sillon_identity::Actor;
use sillon_kernel::OrderId;
use sillon_orders::{Component, ComponentKind};

use crate::{
    cycles::shop_details::DetailsView, http::error::PageError, http::page::personal_page,
    http::page_context::PageContext, orders::order_page::OrderPage,
};

/// `GET /orders/{id}`: the confirmation of a guest's order, for the browser it was placed in and for the link in its letter.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
    id: Path<OrderId>,
) -> Result<HttpResponse, PageError> {
    let token = context.parameter("token").or_else(|| context.order_token.clone());
    let placed = engine.order(Actor::Guest, *id, token).await?;
    let order = &placed.order;
    let is_fee = |part: &&Component| {
        matches!(
            part.kind,
            ComponentKind::ItemFee(_)
                | ComponentKind::OrderFee(_)
                | ComponentKind::HandOver
                | ComponentKind::Tax
                | ComponentKind::Voucher(_)
        )
    };
    let payees = order.components.iter().filter(is_fee).map(|fee| fee.payee).collect();
    let details = DetailsView::read(&engine, order.cycle, order.hub, payees).await?;
    let order = order.clone();
    let shop = engine.read(move |tx| shop_of(tx, &order)).await?;
    personal_page(&context, StatusCode::OK, &OrderPage::new(&context, &placed, &shop, &details))
}
