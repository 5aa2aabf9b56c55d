use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_cycles::PriceList;
use sillon_engine::{Engine, Error, Front, OpenCart, can_fill, change_cart, open_cart};
use sillon_identity::Actor;
use sillon_kernel::CartId;
use sillon_orders::CartLine;

use crate::{
    cycles::shop, http::error::Trouble, http::page::look_at_with, http::page_context::Visit,
    orders::cart::is_kept, views::quantities::Quantities,
};

/// `POST /shops/{slug}/cart`: puts what was chosen into the visitor's basket.
pub(crate) async fn fill(
    visit: Visit,
    engine: Data<Engine>,
    slug: Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Trouble> {
    let front = shop::front(&engine, &slug, visit.cycle()).await?;
    let quantities = Quantities::read(&form);
    if !front.cycle.takes_orders_at(engine.clock().now()) {
        // The page says that orders are closed; what was typed has nowhere to go.
        return shop::answer(&visit, &engine, &front, StatusCode::CONFLICT, &Quantities::default())
            .await;
    }
    if !quantities.are_right() {
        return shop::answer(
            &visit,
            &engine,
            &front,
            StatusCode::UNPROCESSABLE_ENTITY,
            &quantities,
        )
        .await;
    }
    let (shop, cycle) = (front.shop.id, front.cycle.clone());
    let basket = visit.basket_at(shop, cycle.id);
    let cart = put(&engine, front, basket, quantities).await?;
    let kept = visit.keep_basket(cart, (shop, &cycle), engine.clock().now());
    Ok(look_at_with(&format!("/carts/{cart}"), kept))
}

/// Fills the visitor's basket, or opens one when they have none of this shop and cycle that can still be filled.
async fn put(
    engine: &Engine,
    front: Arc<Front>,
    basket: Option<CartId>,
    quantities: Quantities,
) -> Result<CartId, Error> {
    let (ids, lists) = (engine.ids(), engine.lists());
    let put = engine.write(move |tx| {
        let here = (front.shop.id, front.cycle.id);
        if let Some(id) = basket
            && can_fill(tx, &Actor::Guest, id, here)?
        {
            let change = |lines: &[CartLine], list: &PriceList| {
                quantities.applied_to(lines, is_kept(lines, list))
            };
            return change_cart(tx, &lists, &Actor::Guest, id, change).map(|_| id);
        }
        let is_offered = |variant| front.list.offer(variant).is_some();
        let wish = OpenCart {
            shop: front.shop.slug.to_string(),
            cycle: Some(front.cycle.id),
            lines: quantities.applied_to(&[], is_offered),
        };
        open_cart(tx, &lists, &Actor::Guest, &ids, wish).map(|contents| contents.cart.id)
    });
    put.await
}
