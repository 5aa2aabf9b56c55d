use std::{collections::BTreeSet, sync::Arc};

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_engine::{CartContents, Engine, Error, Front, fill_cart};
use sillon_identity::Actor;
use sillon_kernel::{CartId, EnterpriseId, Kind};
use sillon_orders::Cart;

use crate::{
    cart_page::{CartPage, Marks},
    page::{look_at, personal_page},
    particulars::Particulars,
    quantities::Quantities,
    stall::Stall,
    trouble::Trouble,
    visit::Visit,
};

/// `GET /carts/{id}`: what is in a basket, and what it costs; the order, when it became one.
pub(crate) async fn show(
    visit: Visit,
    engine: Data<Engine>,
    id: Path<CartId>,
) -> Result<HttpResponse, Trouble> {
    let contents = engine.cart(Actor::Guest, *id).await?;
    match contents.ordered {
        Some(order) => Ok(look_at(&format!("/orders/{order}"))),
        None => answer(&visit, &engine, &contents, StatusCode::OK, &Marks::default()).await,
    }
}

/// `POST /carts/{id}`: sets the quantities of a basket, and goes on to checkout when that was the button pressed.
pub(crate) async fn fill(
    visit: Visit,
    engine: Data<Engine>,
    id: Path<CartId>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Trouble> {
    let id = id.into_inner();
    let typed = Quantities::read(&form);
    let contents = engine.cart(Actor::Guest, id).await?;
    if let Some(order) = contents.ordered {
        return Err(Trouble::Ordered { order, kind: Kind::Conflict });
    }
    if !typed.are_right() {
        let marks = Marks { typed, ..Marks::default() };
        return answer(&visit, &engine, &contents, StatusCode::UNPROCESSABLE_ENTITY, &marks).await;
    }
    let front = engine.front(contents.shop.slug.as_str(), Some(contents.cart.cycle)).await?;
    if let Err(error) = set_lines(&engine, front, id, typed).await {
        return Err(Trouble::of_cart(&engine, id, error).await);
    }
    let to_checkout = form.iter().any(|(name, value)| name == "next" && value == "checkout");
    Ok(look_at(&if to_checkout { format!("/carts/{id}/checkout") } else { format!("/carts/{id}") }))
}

/// The page of a basket, with what is wrong marked on it.
pub(crate) async fn answer(
    visit: &Visit,
    engine: &Engine,
    contents: &CartContents,
    status: StatusCode,
    marks: &Marks,
) -> Result<HttpResponse, Trouble> {
    let cart = &contents.cart;
    let (front, particulars) = surroundings(engine, contents).await?;
    let now = engine.clock().now();
    let content = CartPage::new(visit, &Stall::from(&*front), &particulars, cart, marks, now);
    personal_page(visit, status, &content)
}

/// What the shop of a basket shows in its cycle, and what is told beside it.
pub(crate) async fn surroundings(
    engine: &Engine,
    contents: &CartContents,
) -> Result<(Arc<Front>, Particulars), Error> {
    let cart = &contents.cart;
    let front = engine.front(contents.shop.slug.as_str(), Some(cart.cycle)).await?;
    let payees: BTreeSet<EnterpriseId> = front.list.fees.iter().map(|fee| fee.enterprise).collect();
    let particulars = Particulars::read(engine, cart.cycle, cart.hub, payees).await?;
    Ok((front, particulars))
}

async fn set_lines(
    engine: &Engine,
    front: Arc<Front>,
    id: CartId,
    typed: Quantities,
) -> Result<Cart, Error> {
    let set = engine.write(move |tx| {
        let cart = tx.carts().lock(id)?;
        let lines = typed.applied_to(&cart.lines, |variant| front.list.offer(variant).is_some());
        fill_cart(tx, &Actor::Guest, id, lines)
    });
    set.await
}
