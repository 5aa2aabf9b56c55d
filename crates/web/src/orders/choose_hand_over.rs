use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use askama::Template;
use sillon_cycles::{Choices, HandOverRefused, OfferedHandOver};
use sillon_engine::{CartContents, Engine, choose_hand_over};
use sillon_identity::Actor;
use sillon_kernel::{CartId, HandOverMethodId};
use sillon_messages::Words;

use crate::{
    cycles::shop_details::DetailsView, http::error::PageError, http::page::look_at,
    http::page::personal_page, http::page_context::PageContext, orders::cart::details,
    views::hand_over::ShownHandOver, views::layout::Layout,
};

/// `GET /carts/{id}/hand-over`: the ways in which a basket can be had, each with what it costs.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
    id: Path<CartId>,
) -> Result<HttpResponse, PageError> {
    let contents = engine.cart(Actor::Guest, *id).await?;
    answer(&context, &engine, &contents, StatusCode::OK, false).await
}

/// `POST /carts/{id}/hand-over`: chooses one of them, and goes on to checkout.
pub(crate) async fn choose(
    context: PageContext,
    engine: Data<Engine>,
    id: Path<CartId>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let id = id.into_inner();
    let named = form.iter().find(|(name, _)| name == "method");
    let method: Option<HandOverMethodId> = named.and_then(|(_, method)| method.parse().ok());
    let contents = engine.cart(Actor::Guest, id).await?;
    if contents.ordered.is_none() {
        let is_offered =
            |method: &HandOverMethodId| contents.snapshot.list.hand_over(*method).is_some();
        let Some(method) = method.filter(is_offered) else {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return answer(&context, &engine, &contents, status, true).await;
        };
        let lists = engine.lists();
        let chosen = engine
            .write(move |tx| choose_hand_over(tx, &lists, &Actor::Guest, id, (Some(method), None)));
        if let Err(error) = chosen.await {
            return Err(PageError::of_cart(&engine, id, error).await);
        }
    }
    Ok(look_at(&format!("/carts/{id}/checkout")))
}

/// The page of the choice; the basket, where there is nothing to choose, and the order, when it became one.
pub(crate) async fn answer(
    context: &PageContext,
    engine: &Engine,
    contents: &CartContents,
    status: StatusCode,
    is_missed: bool,
) -> Result<HttpResponse, PageError> {
    if let Some(order) = contents.ordered {
        return Ok(look_at(&format!("/orders/{order}")));
    }
    let list = &contents.snapshot.list;
    if list.hand_over.is_empty() && !list.hides_hand_over {
        return Ok(look_at(&format!("/carts/{}", contents.cart.id)));
    }
    let details = details(engine, contents).await?;
    let full = engine.full_hand_overs(contents).await?;
    let template = ChooseHandOverPage::new(context, contents, &details, &full, is_missed);
    personal_page(context, status, &template)
}

/// The ways in which a basket can be had.
#[derive(Template)]
#[template(path = "choose_hand_over.html")]
pub(crate) struct ChooseHandOverPage {
    layout: Layout,
    words: &'static Words,
    id: String,
    shop: String,
    ways: Vec<Way>,
    /// That one is to be chosen, or none is for whoever looks.
    notice: Option<&'static str>,
    /// Who sells, line by line.
    seller: Vec<String>,
}

/// One of them.
struct Way {
    shown: ShownHandOver,
    is_chosen: bool,
    /// Why it cannot be had.
    refused: Option<String>,
}

impl ChooseHandOverPage {
    pub(crate) fn new(
        context: &PageContext,
        contents: &CartContents,
        details: &DetailsView,
        full: &[HandOverMethodId],
        is_missed: bool,
    ) -> Self {
        let words = context.words;
        let (snapshot, cart) = (&contents.snapshot, &contents.cart);
        let ways = &snapshot.list.hand_over;
        let is_only = ways.len() == 1;
        let way = |offered: &OfferedHandOver| {
            let id = offered.method.id;
            let is_full = full.contains(&id);
            let refused = refused(context, contents, offered, is_full);
            let is_chosen = refused.is_none() && (is_only || cart.hand_over == Some(id));
            Way { shown: shown(context, contents, offered), is_chosen, refused }
        };
        let path = format!("/carts/{}/hand-over", cart.id);
        Self {
            layout: Layout::new(context, &path, words.hand_over.title.to_owned()),
            words,
            id: cart.id.to_string(),
            shop: snapshot.shop.name.to_string(),
            ways: ways.iter().map(way).collect(),
            notice: if ways.is_empty() {
                Some(words.hand_over.none_for_you)
            } else {
                is_missed.then_some(words.hand_over.required)
            },
            seller: details.seller_lines(context.language),
        }
    }
}

/// A way with what it costs on the basket.
fn shown(
    context: &PageContext,
    contents: &CartContents,
    offered: &OfferedHandOver,
) -> ShownHandOver {
    let (list, method) = (&contents.snapshot.list, offered.method.id);
    let shown = ShownHandOver::new(context, offered, &contents.snapshot.shop.zone);
    let choices = Choices { hand_over: Some(method), vouchers: &[], weights: &[] };
    let priced = list.price(&contents.cart.basket(), choices).ok();
    match priced.and_then(|priced| priced.hand_over) {
        Some(charge) => shown.costing(context, charge.amount),
        None => shown,
    }
}

/// Why a basket cannot be had by it.
fn refused(
    context: &PageContext,
    contents: &CartContents,
    offered: &OfferedHandOver,
    is_full: bool,
) -> Option<String> {
    let words = &context.words.hand_over;
    if is_full {
        return Some(words.full.to_owned());
    }
    let basket = contents.cart.basket();
    match offered.check(&contents.snapshot.list, &basket, None, 0) {
        Err(HandOverRefused::CannotCarry { lines, .. }) => {
            let names: Vec<String> = lines.into_iter().map(|line| line.name).collect();
            Some((words.cannot_carry)(&names.join(", ")))
        }
        Ok(()) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use sillon_catalogue::Storage;
    use sillon_cycles::Calculator;

    use super::*;
    use crate::sample::{self, context, eur};

    fn page(uri: &str, full: bool) -> String {
        let mut contents = sample::contents(&[(1, 2)]);
        let mut cold = sample::hand_over(Some(Calculator::FlatRate(eur("3.50"))));
        cold.method.id = sample::id(2);
        cold.method.carries = vec![Storage::Chilled];
        let offered = vec![sample::hand_over(Some(Calculator::PerItem(eur("0.50")))), cold];
        contents.snapshot = sample::handing_over(contents.snapshot, offered);
        let full: Vec<HandOverMethodId> = if full { vec![sample::id(1)] } else { vec![] };
        let details = sample::details();
        ChooseHandOverPage::new(&context(uri), &contents, &details, &full, true).render().unwrap()
    }

    #[test]
    fn each_way_is_shown_with_what_it_costs_on_the_basket_or_why_it_cannot_be_had() {
        let page = page("/?lang=en", false);
        assert!(page.contains("€1.00") && page.contains("Choose how you get your order."));
        assert!(page.contains("Not possible with: Carottes (500 g)"), "{page}");
        assert_eq!(page.matches(" disabled").count(), 1);
    }

    #[test]
    fn a_way_that_takes_no_more_orders_says_so() {
        let page = page("/?lang=en", true);
        assert!(page.contains("No more orders are taken this way."));
        assert_eq!(page.matches(" disabled").count(), 2);
    }
}
