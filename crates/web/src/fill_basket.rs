use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_engine::{Engine, Error, Front, fill_cart, open_cart};
use sillon_identity::Actor;
use sillon_kernel::{CartId, Failure, Kind};
use sillon_orders::Cart;

use crate::{page::look_at_with, quantities::Quantities, shop, trouble::Trouble, visit::Visit};

/// `POST /shops/{slug}/cart`: puts what was chosen into the visitor's basket.
pub(crate) async fn fill(
    visit: Visit,
    engine: Data<Engine>,
    slug: Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Trouble> {
    let front = shop::front(&engine, &slug).await?;
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
    let cart = put(&engine, front, visit.basket, quantities).await?;
    Ok(look_at_with(&format!("/carts/{}", cart.id), visit.keep_basket(cart.id)))
}

/// Fills the visitor's basket, or opens one when they have none of this shop and cycle that can still be filled.
async fn put(
    engine: &Engine,
    front: Arc<Front>,
    basket: Option<CartId>,
    quantities: Quantities,
) -> Result<Cart, Error> {
    let ids = engine.ids();
    let put = engine.write(move |tx| {
        let is_offered = |variant| front.list.offer(variant).is_some();
        if let Some(id) = basket {
            let ordered = tx.carts().ordered(id)?;
            match tx.carts().lock(id) {
                Ok(cart) if ordered.is_none() && is_of(&cart, &front) => {
                    return fill_cart(
                        tx,
                        &Actor::Guest,
                        id,
                        quantities.applied_to(&cart.lines, is_offered),
                    );
                }
                Ok(_another) => {}
                Err(error) if error.class().0 == Kind::Missing => {}
                Err(error) => return Err(error.into()),
            }
        }
        let lines = quantities.applied_to(&[], is_offered);
        open_cart(tx, &Actor::Guest, &ids, front.shop.id, front.cycle.id, lines)
    });
    put.await
}

/// Whether it is a guest's cart at the shop and in the cycle.
fn is_of(cart: &Cart, front: &Front) -> bool {
    cart.hub == front.shop.id && cart.cycle == front.cycle.id && cart.user.is_none()
}
