use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_cycles::PriceList;
use sillon_engine::{CachedShop, Engine, Error, OpenCart, can_fill, change_cart};
use sillon_identity::Actor;
use sillon_kernel::CartId;
use sillon_orders::CartLine;

use crate::{
    cycles::shop, http::error::PageError, http::page::look_at_with,
    http::page_context::PageContext, orders::cart::is_kept, views::quantities::Quantities,
};

/// `POST /shops/{slug}/cart`: puts what was chosen into the visitor's basket.
pub(crate) async fn fill(
    context: PageContext,
    engine: Data<Engine>,
    slug: Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let cached = shop::cached_shop(&engine, &slug, context.cycle()).await?;
    let snapshot = &cached.snapshot;
    let quantities = Quantities::read(&form);
    if !snapshot.cycle.takes_orders_at(engine.clock().now()) {
        // The page says that orders are closed; what was typed has nowhere to go.
        return shop::answer(
            &context,
            &engine,
            &cached,
            StatusCode::CONFLICT,
            &Quantities::default(),
        )
        .await;
    }
    if !quantities.are_right() {
        return shop::answer(
            &context,
            &engine,
            &cached,
            StatusCode::UNPROCESSABLE_ENTITY,
            &quantities,
        )
        .await;
    }
    let (shop, cycle) = (snapshot.shop.id, snapshot.cycle.clone());
    let basket = context.basket_at(shop, cycle.id);
    let cart = put(&engine, cached, basket, quantities).await?;
    let kept = context.keep_basket(cart, (shop, &cycle), engine.clock().now());
    Ok(look_at_with(&format!("/carts/{cart}"), kept))
}

/// Fills the visitor's basket, or opens one when they have none of this shop and cycle that can still be filled.
async fn put(
    engine: &Engine,
    cached: Arc<CachedShop>,
    basket: Option<CartId>,
    quantities: Quantities,
) -> Result<CartId, Error> {
    let (snapshot, lists) = (&cached.snapshot, engine.lists());
    let here = (snapshot.shop.id, snapshot.cycle.id);
    if let Some(id) = basket {
        let quantities = quantities.clone();
        let filled = engine.write(move |tx| {
            let is_theirs = can_fill(tx, &Actor::Guest, id, here)?;
            let change = |lines: &[CartLine], list: &PriceList| {
                quantities.applied_to(lines, is_kept(lines, list))
            };
            let filled = is_theirs.then(|| change_cart(tx, &lists, &Actor::Guest, id, change));
            filled.transpose()
        });
        if filled.await?.is_some() {
            return Ok(id);
        }
    }
    let command = OpenCart {
        shop: snapshot.shop.slug.to_string(),
        cycle: Some(snapshot.cycle.id),
        lines: quantities.applied_to(&[], |variant| snapshot.list.offer(variant).is_some()),
        hand_over: None,
        postcode: None,
    };
    Ok(engine.open_cart(Actor::Guest, command).await?.cart.id)
}
