use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use sillon_engine::{Engine, Error, Front, ShopProfile};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, Failure, Kind, Slug};
use sillon_orders::CartLine;

use crate::{
    cycles::shop_details::Particulars,
    cycles::shop_page::{Chosen, ShopPage},
    cycles::shop_view::Stall,
    http::error::Trouble,
    http::page::page,
    http::page_context::Visit,
    views::quantities::Quantities,
};

/// `GET /shops/{slug}`: what the shop sells now, or will next.
pub(crate) async fn show(
    visit: Visit,
    engine: Data<Engine>,
    slug: Path<String>,
) -> Result<HttpResponse, Trouble> {
    match front(&engine, &slug, visit.cycle()).await {
        Ok(front) => answer(&visit, &engine, &front, StatusCode::OK, &Quantities::default()).await,
        Err(error) => without_sale(&visit, &engine, slug.into_inner(), error).await,
    }
}

/// What the shop of a slug shows, in the cycle asked for; where it does not sell in that one, in the one it shows by itself.
pub(crate) async fn front(
    engine: &Engine,
    slug: &str,
    cycle: Option<CycleId>,
) -> Result<Arc<Front>, Error> {
    // What cannot be a slug is not even looked for.
    Slug::parse(slug).map_err(|_not_a_slug| Error::missing("shop"))?;
    match engine.front(slug, cycle).await {
        Err(error) if cycle.is_some() && error.class().0 == Kind::Missing => {
            engine.front(slug, None).await
        }
        front => front,
    }
}

/// The page of the shop, with what the visitor has in their basket and just typed.
pub(crate) async fn answer(
    visit: &Visit,
    engine: &Engine,
    front: &Front,
    status: StatusCode,
    typed: &Quantities,
) -> Result<HttpResponse, Trouble> {
    let payees = front.list.fees.iter().map(|fee| fee.enterprise).collect();
    let particulars = Particulars::read(engine, front.cycle.id, front.shop.id, payees).await?;
    let lines = basket(visit, engine, front).await;
    let chosen = Chosen { lines: &lines, typed };
    let content =
        ShopPage::new(visit, &Stall::from(front), &particulars, chosen, engine.clock().now());
    let content = content.beside(visit, &front.also_open);
    page(visit, status, &content)
}

/// What is in the visitor's basket, if it is one of this shop and cycle and still a basket. One that cannot be read is
/// no reason not to show the shop.
async fn basket(visit: &Visit, engine: &Engine, front: &Front) -> Vec<CartLine> {
    let Some(id) = visit.basket_at(front.shop.id, front.cycle.id) else { return Vec::new() };
    let contents =
        engine.cart(Actor::Guest, id).await.ok().filter(|contents| contents.ordered.is_none());
    let cart = contents.map(|contents| contents.cart);
    let here = cart.filter(|cart| cart.hub == front.shop.id && cart.cycle == front.cycle.id);
    here.map(|cart| cart.lines).unwrap_or_default()
}

/// The page of a shop that is there but sells in no cycle; else `error`.
async fn without_sale(
    visit: &Visit,
    engine: &Engine,
    slug: String,
    error: Error,
) -> Result<HttpResponse, Trouble> {
    if error.class().0 != Kind::Missing {
        return Err(error.into());
    }
    let ShopProfile { shop, seller, branding, .. } =
        engine.read(move |tx| sillon_engine::shop(tx, &Actor::Guest, &slug)).await?;
    let now = engine.clock().now();
    page(visit, StatusCode::OK, &ShopPage::without_sale(visit, (&shop, &seller), &branding, now))
}
