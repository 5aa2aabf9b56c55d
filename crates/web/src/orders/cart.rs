use std::collections::BTreeSet;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use sillon_cycles::PriceList;
use sillon_engine::{CartContents, Engine, Error, change_cart};
use sillon_identity::Actor;
use sillon_kernel::{CartId, EnterpriseId, FailureKind, VariantId};
use sillon_orders::CartLine;

use crate::{
    cycles::shop_details::DetailsView,
    http::error::PageError,
    http::page::{look_at, personal_page},
    http::page_context::PageContext,
    orders::cart_page::{CartPage, Marks},
    views::quantities::Quantities,
};

/// `GET /carts/{id}`: what is in a basket, and what it costs; the order, when it became one.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
    id: Path<CartId>,
) -> Result<HttpResponse, PageError> {
    let contents = engine.cart(Actor::Guest, *id).await?;
    match contents.ordered {
        Some(order) => Ok(look_at(&format!("/orders/{order}"))),
        None => answer(&context, &engine, &contents, StatusCode::OK, &Marks::default()).await,
    }
}

/// `POST /carts/{id}`: sets the quantities of a basket, and goes on to checkout when that was the button pressed.
pub(crate) async fn fill(
    context: PageContext,
    engine: Data<Engine>,
    id: Path<CartId>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    let typed = Quantities::read(&form);
    let contents = engine.cart(Actor::Guest, id).await?;
    if let Some(order) = contents.ordered {
        return Err(PageError::Ordered { order, kind: FailureKind::Conflict });
    }
    if !typed.are_right() {
        let marks = Marks { typed, ..Marks::default() };
        return answer(&context, &engine, &contents, StatusCode::UNPROCESSABLE_ENTITY, &marks)
            .await;
    }
    let pressed = |button| form.iter().any(|(name, value)| name == "next" && value == button);
    if let Err(error) = set_lines(&engine, id, typed, pressed("remove-gone")).await {
        return Err(PageError::of_cart(&engine, id, error).await);
    }
    Ok(look_at(&if pressed("checkout") {
        format!("/carts/{id}/checkout")
    } else {
        format!("/carts/{id}")
    }))
}

/// The page of a basket, with what is wrong marked on it.
pub(crate) async fn answer(
    context: &PageContext,
    engine: &Engine,
    contents: &CartContents,
    status: StatusCode,
    marks: &Marks,
) -> Result<HttpResponse, PageError> {
    let details = details(engine, contents).await?;
    let now = engine.clock().now();
    let seen = contents.check_vouchers().err();
    let marks = &Marks { voucher: marks.voucher.clone().or(seen), ..marks.clone() };
    let mut template = CartPage::new(context, contents, &details, marks, now);
    if !template.is_open() {
        let (shop, cycle) = (&contents.snapshot.shop, contents.cart.cycle);
        // What comes next is told where it is to be had: a basket is read whatever its shop shows by now.
        let cached = engine.cached_shop(&Actor::Guest, shop.slug.as_str(), Some(cycle)).await;
        if let Ok(cached) = cached {
            template = template.beside(context, &cached, &shop.zone, now);
        }
    }
    personal_page(context, status, &template)
}

/// What is told beside a basket.
pub(crate) async fn details(
    engine: &Engine,
    contents: &CartContents,
) -> Result<DetailsView, Error> {
    let cart = &contents.cart;
    let list = &contents.snapshot.list;
    // The shop is paid for the hand-over, and bears what vouchers take off.
    let is_paid = !list.hand_over.is_empty() || !list.vouchers.is_empty();
    let hub = is_paid.then_some(list.hub);
    let payees: BTreeSet<EnterpriseId> =
        list.fees.iter().map(|fee| fee.enterprise).chain(hub).collect();
    DetailsView::read(engine, cart.cycle, cart.hub, payees).await
}

async fn set_lines(
    engine: &Engine,
    id: CartId,
    typed: Quantities,
    without_gone: bool,
) -> Result<CartContents, Error> {
    let lists = engine.lists();
    let set = engine.write(move |tx| {
        change_cart(tx, &lists, &Actor::Guest, id, |lines, list| {
            if without_gone {
                return typed.applied_to(lines, |variant| list.offer(variant).is_some());
            }
            typed.applied_to(lines, is_kept(lines, list))
        })
    });
    set.await
}

/// Whether a variant may be a line of a basket: it is on sale, or was when it was put in. What is gone leaves when whoever
/// wanted it says so.
pub(crate) fn is_kept(lines: &[CartLine], list: &PriceList) -> impl Fn(VariantId) -> bool {
    let known: BTreeSet<VariantId> = lines.iter().map(|line| line.variant).collect();
    move |variant| known.contains(&variant) || list.offer(variant).is_some()
}
