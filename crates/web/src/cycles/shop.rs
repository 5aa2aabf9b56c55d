use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use sillon_cycles::ShopSnapshot;
use sillon_engine::{CachedShop, Engine, Error, ShopProfile};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, Failure, FailureKind, Slug};
use sillon_orders::CartLine;

use crate::{
    cycles::shop_details::DetailsView,
    cycles::shop_page::{Chosen, ShopPage},
    http::error::PageError,
    http::page::page,
    http::page_context::PageContext,
    views::quantities::Quantities,
};

/// `GET /shops/{slug}`: what the shop sells now, or will next.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
    slug: Path<String>,
) -> Result<HttpResponse, PageError> {
    match cached_shop(&engine, &slug, context.cycle()).await {
        Ok(cached) => {
            answer(&context, &engine, &cached, StatusCode::OK, &Quantities::default()).await
        }
        Err(error) => without_sale(&context, &engine, slug.into_inner(), error).await,
    }
}

/// What the shop of a slug shows, in the cycle asked for; where it does not sell in that one, in the one it shows by itself.
pub(crate) async fn cached_shop(
    engine: &Engine,
    slug: &str,
    cycle: Option<CycleId>,
) -> Result<Arc<CachedShop>, Error> {
    // What cannot be a slug is not even looked for.
    Slug::parse(slug).map_err(|_not_a_slug| Error::missing("shop"))?;
    match engine.cached_shop(&Actor::Guest, slug, cycle).await {
        Err(error) if cycle.is_some() && error.class().0 == FailureKind::Missing => {
            engine.cached_shop(&Actor::Guest, slug, None).await
        }
        found => found,
    }
}

/// The page of the shop, with what the visitor has in their basket and just typed.
pub(crate) async fn answer(
    context: &PageContext,
    engine: &Engine,
    cached: &CachedShop,
    status: StatusCode,
    typed: &Quantities,
) -> Result<HttpResponse, PageError> {
    let snapshot = &cached.snapshot;
    let (shop, cycle) = (snapshot.shop.id, snapshot.cycle.id);
    let payees = snapshot.list.fees.iter().map(|fee| fee.enterprise).collect();
    let details = DetailsView::read(engine, cycle, shop, payees).await?;
    let lines = basket(context, engine, snapshot).await;
    let chosen = Chosen { lines: &lines, typed };
    let now = engine.clock().now();
    let template = ShopPage::new(context, snapshot, &details, chosen, now);
    let template = template.beside(context, cached, now);
    page(context, status, &template)
}

/// What is in the visitor's basket, if it is one of this shop and cycle and still a basket. One that cannot be read is
/// no reason not to show the shop.
async fn basket(context: &PageContext, engine: &Engine, snapshot: &ShopSnapshot) -> Vec<CartLine> {
    let Some(id) = context.basket_at(snapshot.shop.id, snapshot.cycle.id) else {
        return Vec::new();
    };
    let contents =
        engine.cart(Actor::Guest, id).await.ok().filter(|contents| contents.ordered.is_none());
    let cart = contents.map(|contents| contents.cart);
    let here = cart.filter(|cart| cart.hub == snapshot.shop.id && cart.cycle == snapshot.cycle.id);
    here.map(|cart| cart.lines).unwrap_or_default()
}

/// The page of a shop that is there but sells in no cycle; else `error`.
async fn without_sale(
    context: &PageContext,
    engine: &Engine,
    slug: String,
    error: Error,
) -> Result<HttpResponse, PageError> {
    if error.class().0 != FailureKind::Missing {
        return Err(error.into());
    }
    let ShopProfile { shop, seller, branding, .. } =
        engine.read(move |tx| sillon_engine::shop(tx, &Actor::Guest, &slug)).await?;
    let now = engine.clock().now();
    page(
        context,
        StatusCode::OK,
        &ShopPage::without_sale(context, (&shop, &seller), &branding, now),
    )
}
