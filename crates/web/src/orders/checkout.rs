use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_cycles::HandOverRefused;
use sillon_engine::{CartContents, Engine, Error};
use sillon_http::status_of;
use sillon_identity::Actor;
use sillon_kernel::{CartId, Failure, OrderId};
use sillon_orders::{Agreed, Checkout, CheckoutRefused, HandOverWish};

use crate::{
    http::error::PageError,
    http::page::{look_at, look_at_with, personal_page},
    http::page_context::PageContext,
    orders::agreement::ChangeNotice,
    orders::basket::Basket,
    orders::cart::{self, details},
    orders::cart_page::Marks,
    orders::checkout_form::{CheckoutForm, CheckoutInput, FieldFault},
    orders::checkout_page::{CheckoutPage, Filled},
    orders::choose_hand_over,
    people::account::From,
};

/// `GET /carts/{id}/checkout`: the form that places an order, once nothing seems to stand in its way.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
    id: Path<CartId>,
) -> Result<HttpResponse, PageError> {
    let contents = engine.cart(Actor::Guest, *id).await?;
    if let Some(order) = contents.ordered {
        return Ok(look_at(&format!("/orders/{order}")));
    }
    let form = CheckoutForm { key: new_key(&engine), ..CheckoutForm::default() };
    answer(&context, &engine, &contents, StatusCode::OK, Filled::new(form)).await
}

/// `POST /carts/{id}/checkout`: places the order, once however often the form is sent.
pub(crate) async fn place(
    context: PageContext,
    engine: Data<Engine>,
    from: From,
    id: Path<CartId>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let mut form = CheckoutForm::read(&form);
    if form.key.is_empty() {
        form.key = new_key(&engine);
    }
    let (status, filled) = match (form.check(context.language), form.agreed.clone()) {
        (Ok(input), Some(agreed)) => {
            return order(&context, &engine, (*id, from), &form, (input, agreed)).await;
        }
        // Nobody agreed to a sum that no page showed.
        (Ok(_), None) => {
            let changed = Some(ChangeNotice::unknown(&context));
            (StatusCode::CONFLICT, Filled { changed, ..Filled::new(form) })
        }
        (Err(faults), _) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Filled { faults, ..Filled::new(form) })
        }
    };
    let contents = engine.cart(Actor::Guest, *id).await?;
    if let Some(order) = contents.ordered {
        return Ok(look_at(&format!("/orders/{order}")));
    }
    answer(&context, &engine, &contents, status, filled).await
}

async fn order(
    context: &PageContext,
    engine: &Engine,
    (cart, From(network)): (CartId, From),
    form: &CheckoutForm,
    (input, agreed): (CheckoutInput, Agreed),
) -> Result<HttpResponse, PageError> {
    let checkout = Checkout {
        order: engine.ids().next::<OrderId>(engine.clock().now()),
        token: engine.order_token(),
        cart,
        user: None,
        by_shop: None,
        contact: input.contact,
        hand_over: HandOverWish { method: None, address: input.address },
        payment: input.payment,
        agreed,
        key: form.key.clone(),
        digest: form.digest(cart),
    };
    match engine.checkout_by(Actor::Guest, network, checkout).await {
        Ok(order) => {
            let token = order.token.as_ref().map(|token| format!("?token={}", token.as_str()));
            let path = format!("/orders/{}{}", order.id, token.unwrap_or_default());
            // Another basket filled meanwhile is not forgotten.
            let forgotten = context.forget_basket(cart);
            Ok(look_at_with(&path, context.keep_order(&order).into_iter().chain(forgotten)))
        }
        Err(error) => refused(context, engine, cart, form, error).await,
    }
}

/// Shows what it was refused for: on the form, with the new sum to agree to, when that changed; on the basket, where it can be
/// mended there.
async fn refused(
    context: &PageContext,
    engine: &Engine,
    id: CartId,
    form: &CheckoutForm,
    error: Error,
) -> Result<HttpResponse, PageError> {
    let status = status_of(error.class().0);
    let mut marks = Marks::default();
    match refusal(&error) {
        Some(CheckoutRefused::OutOfStock(lines)) => {
            marks.short = lines.iter().map(|line| (line.variant, line.left)).collect();
        }
        Some(CheckoutRefused::Changed(changed)) => {
            let contents = engine.cart(Actor::Guest, id).await?;
            let changed = Some(ChangeNotice::new(context, changed, &contents.snapshot.list));
            let filled = Filled { changed, ..Filled::new(form.clone()) };
            return answer(context, engine, &contents, status, filled).await;
        }
        // What was typed is kept: the form says what to take out of the basket.
        Some(CheckoutRefused::Voucher(refused)) => {
            let contents = engine.cart(Actor::Guest, id).await?;
            let changed = Some(ChangeNotice::of_voucher(context, refused));
            let filled = Filled { changed, ..Filled::new(form.clone()) };
            return answer(context, engine, &contents, status, filled).await;
        }
        Some(CheckoutRefused::HandOver(refused)) => {
            let contents = engine.cart(Actor::Guest, id).await?;
            let fault = match refused {
                HandOverRefused::NoAddress { .. } => FieldFault::NO_ADDRESS,
                HandOverRefused::NotDeliveredThere { .. } => FieldFault::NOT_DELIVERED,
                HandOverRefused::Required { .. }
                | HandOverRefused::NoneForThem
                | HandOverRefused::NothingToChoose
                | HandOverRefused::CannotCarry { .. }
                | HandOverRefused::Full { .. } => {
                    return choose_hand_over::answer(context, engine, &contents, status, true)
                        .await;
                }
            };
            let filled = Filled { faults: vec![fault], ..Filled::new(form.clone()) };
            return answer(context, engine, &contents, status, filled).await;
        }
        Some(
            CheckoutRefused::NotOpen(_)
            | CheckoutRefused::NotOffered(_)
            | CheckoutRefused::Price(_),
        ) => {}
        // A field the form read as sound: the shop is not paid so any more, or not by them.
        None | Some(CheckoutRefused::PaymentNotTaken(_)) if error.class().1 == "invalid-field" => {
            let contents = engine.cart(Actor::Guest, id).await?;
            let form = CheckoutForm { payment: String::new(), ..form.clone() };
            let filled = Filled { faults: vec![FieldFault::UNPAID], ..Filled::new(form) };
            return answer(context, engine, &contents, status, filled).await;
        }
        Some(
            CheckoutRefused::NoSuchCart(_)
            | CheckoutRefused::CycleFull(_)
            | CheckoutRefused::OrderedBefore(_)
            | CheckoutRefused::NoGuests
            | CheckoutRefused::PaymentNotTaken(_)
            | CheckoutRefused::CustomersOnly(_)
            | CheckoutRefused::TooManyOrders { .. }
            | CheckoutRefused::KeyReused,
        )
        | None => return Err(PageError::of_cart(engine, id, error).await),
    }
    let contents = engine.cart(Actor::Guest, id).await?;
    cart::answer(context, engine, &contents, status, &marks).await
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
    context: &PageContext,
    engine: &Engine,
    contents: &CartContents,
    status: StatusCode,
    filled: Filled,
) -> Result<HttpResponse, PageError> {
    let details = details(engine, contents).await?;
    let basket = Basket::new(contents);
    let is_open = contents.snapshot.cycle.takes_orders_at(engine.clock().now());
    match &basket.priced {
        Ok(_) if is_open && basket.is_ready() && contents.check_hand_over().is_err() => {
            Ok(look_at(&format!("/carts/{}/hand-over", contents.cart.id)))
        }
        Ok(priced) if is_open && basket.is_ready() && contents.check_vouchers().is_ok() => {
            let template = CheckoutPage::new(context, contents, &details, priced, filled);
            personal_page(context, status, &template)
        }
        Ok(_) | Err(_) => Ok(look_at(&format!("/carts/{}", contents.cart.id))),
    }
}

/// A key no other form has.
fn new_key(engine: &Engine) -> String {
    engine.ids().next::<OrderId>(engine.clock().now()).to_string()
}
