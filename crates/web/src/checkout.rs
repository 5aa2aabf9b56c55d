use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_engine::{CartContents, Engine, Error};
use sillon_identity::Actor;
use sillon_kernel::{CartId, Failure, OrderId};
use sillon_orders::{Checkout, CheckoutRefused};

use crate::{
    account::From,
    basket::Basket,
    cart::{self, surroundings},
    cart_page::Marks,
    checkout_form::{CheckoutForm, FieldFault, Wish},
    checkout_page::CheckoutPage,
    page::{look_at, look_at_with_all, personal_page},
    stall::Stall,
    trouble::{self, Trouble},
    visit::Visit,
};

/// `GET /carts/{id}/checkout`: the form that places an order, once nothing seems to stand in its way.
pub(crate) async fn show(
    visit: Visit,
    engine: Data<Engine>,
    id: Path<CartId>,
) -> Result<HttpResponse, Trouble> {
    let contents = engine.cart(Actor::Guest, *id).await?;
    if let Some(order) = contents.ordered {
        return Ok(look_at(&format!("/orders/{order}")));
    }
    let form = CheckoutForm { key: new_key(&engine), ..CheckoutForm::default() };
    answer(&visit, &engine, &contents, StatusCode::OK, (form, Vec::new())).await
}

/// `POST /carts/{id}/checkout`: places the order, once however often the form is sent.
pub(crate) async fn place(
    visit: Visit,
    engine: Data<Engine>,
    from: From,
    id: Path<CartId>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Trouble> {
    let mut form = CheckoutForm::read(&form);
    if form.key.is_empty() {
        form.key = new_key(&engine);
    }
    match form.check(visit.language) {
        Ok(wish) => order(&visit, &engine, (*id, from), &form, wish).await,
        Err(faults) => {
            let contents = engine.cart(Actor::Guest, *id).await?;
            if let Some(order) = contents.ordered {
                return Ok(look_at(&format!("/orders/{order}")));
            }
            answer(&visit, &engine, &contents, StatusCode::UNPROCESSABLE_ENTITY, (form, faults))
                .await
        }
    }
}

async fn order(
    visit: &Visit,
    engine: &Engine,
    (cart, From(network)): (CartId, From),
    form: &CheckoutForm,
    wish: Wish,
) -> Result<HttpResponse, Trouble> {
    let checkout = Checkout {
        order: engine.ids().next::<OrderId>(engine.clock().now()),
        token: engine.order_token(),
        cart,
        user: None,
        contact: wish.contact,
        payment: wish.payment,
        key: form.key.clone(),
        digest: form.digest(cart),
    };
    match engine.checkout_by(Actor::Guest, network, checkout).await {
        Ok(order) => {
            let token = order.token.as_ref().map(|token| format!("?token={}", token.as_str()));
            let path = format!("/orders/{}{}", order.id, token.unwrap_or_default());
            // Another basket filled meanwhile is not forgotten.
            let is_theirs = visit.basket == Some(cart);
            let forgotten = is_theirs.then(|| visit.forget_basket());
            let cookies = visit.keep_order(&order).into_iter().chain(forgotten);
            Ok(look_at_with_all(&path, cookies))
        }
        Err(error) => refused(visit, engine, cart, error).await,
    }
}

/// Shows the basket with what it was refused for, where it can be mended there.
async fn refused(
    visit: &Visit,
    engine: &Engine,
    id: CartId,
    error: Error,
) -> Result<HttpResponse, Trouble> {
    let status = trouble::status(error.class().0);
    let mut marks = Marks::default();
    match refusal(&error) {
        Some(CheckoutRefused::OutOfStock(lines)) => {
            marks.short = lines.iter().map(|line| (line.variant, line.left)).collect();
        }
        Some(CheckoutRefused::NotOpen(_) | CheckoutRefused::Price(_)) => {}
        Some(
            CheckoutRefused::NoSuchCart(_)
            | CheckoutRefused::OrderedBefore(_)
            | CheckoutRefused::NoGuests
            | CheckoutRefused::TooManyOrders { .. }
            | CheckoutRefused::KeyReused,
        )
        | None => return Err(Trouble::of_cart(engine, id, error).await),
    }
    let contents = engine.cart(Actor::Guest, id).await?;
    cart::answer(visit, engine, &contents, status, &marks).await
}

/// What a checkout was refused for, if that is what went wrong.
fn refusal(error: &Error) -> Option<&CheckoutRefused> {
    match error {
        Error::Refused(refusal) => {
            let refusal: &(dyn std::error::Error + 'static) = &**refusal;
            refusal.downcast_ref()
        }
        Error::Store(_) => None,
    }
}

/// The form with what was typed into it; the basket instead, while it cannot be ordered.
async fn answer(
    visit: &Visit,
    engine: &Engine,
    contents: &CartContents,
    status: StatusCode,
    filled: (CheckoutForm, Vec<FieldFault>),
) -> Result<HttpResponse, Trouble> {
    let (front, particulars) = surroundings(engine, contents).await?;
    let stall = Stall::from(&*front);
    let basket = Basket::new(&stall, &contents.cart);
    let is_open = front.cycle.takes_orders_at(engine.clock().now());
    match &basket.priced {
        Ok(priced) if is_open && basket.is_ready() => {
            let content =
                CheckoutPage::new(visit, &stall, &particulars, &contents.cart, priced, filled);
            personal_page(visit, status, &content)
        }
        Ok(_) | Err(_) => Ok(look_at(&format!("/carts/{}", contents.cart.id))),
    }
}

/// A key no other form has.
fn new_key(engine: &Engine) -> String {
    engine.ids().next::<OrderId>(engine.clock().now()).to_string()
}
