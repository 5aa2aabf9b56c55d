use std::{collections::HashMap, sync::Arc};

use askama::Template;
use sillon_cycles::{Offer, PriceRefused, Priced};
use sillon_kernel::{Money, Timestamp, VariantId};
use sillon_orders::{Cart, CartLine};

use crate::{
    layout::Layout,
    particulars::Particulars,
    pick_up::PickUp,
    quantities::Quantities,
    quantity_input::QuantityInput,
    size_label::size_label,
    stall::Stall,
    standing::Standing,
    trail::{Trail, shares_of_basket},
    visit::Visit,
    words::Words,
};

/// A basket and what it costs.
#[derive(Template)]
#[template(path = "cart.html")]
pub(crate) struct CartPage {
    layout: Layout,
    words: &'static Words,
    id: String,
    slug: String,
    shop: String,
    standing: Standing,
    pick_up: PickUp,
    lines: Vec<Line>,
    costs: Option<Costs>,
    /// What stands in the way of an order, each in a sentence.
    notices: Vec<String>,
}

/// A line of a basket.
struct Line {
    name: Arc<str>,
    size: String,
    producer: Arc<str>,
    each: String,
    total: Option<String>,
    /// That less than this is left.
    short: Option<String>,
    input: QuantityInput,
}

/// What a basket comes to.
pub(crate) struct Costs {
    /// The lines, per-item fees in.
    pub(crate) goods: String,
    /// What is charged once on the order.
    pub(crate) order_fees: Vec<(String, String)>,
    pub(crate) total: String,
    /// The tax in it, where there is any.
    pub(crate) tax: Option<String>,
    pub(crate) trail: Trail,
}

/// What is marked on a basket.
#[derive(Default)]
pub(crate) struct Marks {
    /// What was just typed into it.
    pub(crate) typed: Quantities,
    /// What an order was refused for: how many are left of the variants it was short of.
    pub(crate) short: HashMap<VariantId, u32>,
}

/// A basket against what its shop offers now.
pub(crate) struct Basket<'a> {
    /// The lines that are offered.
    pub(crate) lines: Vec<(CartLine, &'a Offer)>,
    /// How many lines are not.
    pub(crate) gone: usize,
    /// What the offered ones cost.
    pub(crate) priced: Result<Priced, PriceRefused>,
    /// What there is too little of, and how much there is.
    pub(crate) short: HashMap<VariantId, u32>,
}

impl<'a> Basket<'a> {
    pub(crate) fn new(stall: &Stall<'a>, cart: &Cart) -> Self {
        let lines = stall.offered(&cart.lines);
        let wanted: Vec<_> = lines.iter().map(|(line, _)| (line.variant, line.quantity)).collect();
        Self {
            gone: cart.lines.len() - lines.len(),
            priced: stall.list.price(&wanted),
            short: stall.shortages(&lines),
            lines,
        }
    }

    /// Whether, as far as can be seen, it could be ordered as it is.
    pub(crate) fn is_ready(&self) -> bool {
        self.gone == 0 && self.short.is_empty() && self.priced.is_ok()
    }
}

impl Costs {
    /// What a priced basket comes to.
    pub(crate) fn new(visit: &Visit, stall: &Stall<'_>, particulars: &Particulars, priced: &Priced) -> Self {
        let money = |amount| visit.language.money(amount);
        let list = stall.list;
        let fees = priced.charges.iter().filter_map(|charge| Some((charge, list.fees.get(charge.fee)?)));
        let on_order = fees.filter(|(_, fee)| !fee.is_per_item());
        let goods = Money::total(list.currency, priced.lines.iter().map(|line| line.total));
        let taxes = priced.lines.iter().map(|line| line.tax).chain(priced.charges.iter().map(|charge| charge.tax));
        let tax = Money::total(list.currency, taxes);
        Self {
            goods: money(goods),
            order_fees: on_order.map(|(charge, fee)| (fee.name.to_string(), money(charge.amount))).collect(),
            total: money(priced.total),
            tax: (!tax.is_zero()).then(|| (visit.words.cart.tax)(&money(tax))),
            trail: Trail::new(visit, &shares_of_basket(list, priced), &particulars.names),
        }
    }
}

impl CartPage {
    pub(crate) fn new(
        visit: &Visit,
        stall: &Stall<'_>,
        particulars: &Particulars,
        cart: &Cart,
        marks: &Marks,
        now: Timestamp,
    ) -> Self {
        let mut basket = Basket::new(stall, cart);
        basket.short.extend(marks.short.iter().map(|(variant, left)| (*variant, *left)));
        let standing = Standing::new(visit, Some(stall.cycle), &stall.shop.zone, now);
        let priced = basket.priced.as_ref().ok();
        Self {
            layout: Layout::new(visit, &format!("/carts/{}", cart.id), visit.words.cart.title.to_owned()),
            words: visit.words,
            id: cart.id.to_string(),
            slug: stall.shop.slug.to_string(),
            shop: stall.shop.name.to_string(),
            notices: notices(visit.words, &basket, marks, standing.is_open),
            standing,
            pick_up: PickUp::new(visit, particulars, &stall.shop.zone),
            lines: lines(visit, stall, &basket, marks),
            costs: priced.map(|priced| Costs::new(visit, stall, particulars, priced)),
        }
    }
}

fn lines(visit: &Visit, stall: &Stall<'_>, basket: &Basket<'_>, marks: &Marks) -> Vec<Line> {
    let words = visit.words;
    let money = |amount| visit.language.money(amount);
    let total = |place: usize| Some(money(basket.priced.as_ref().ok()?.lines.get(place)?.total));
    let line = |(place, (line, offer)): (usize, &(CartLine, &Offer))| {
        let listing = &offer.listing;
        let size = size_label(visit.language, &listing.label, listing.size);
        let what = format!("{}, {size}", listing.product_name);
        let left = stall.items_left(offer);
        let typed = marks.typed.of(line.variant);
        Line {
            input: QuantityInput::new(words, line.variant, &what, line.quantity, left, typed),
            name: Arc::clone(&listing.product_name),
            size,
            producer: Arc::clone(&listing.producer_name),
            each: (words.cart.each)(&money(offer.price)),
            total: total(place),
            short: basket.short.get(&line.variant).map(|left| short(words, *left)),
        }
    };
    basket.lines.iter().enumerate().map(line).collect()
}

/// That too little is left of a line.
fn short(words: &Words, left: u32) -> String {
    if left == 0 { words.cart.none_left.to_owned() } else { (words.cart.short)(left) }
}

/// What stands in the way of an order.
fn notices(words: &Words, basket: &Basket<'_>, marks: &Marks, is_open: bool) -> Vec<String> {
    let words = &words.cart;
    let gone = u32::try_from(basket.gone).unwrap_or(u32::MAX);
    let unpriced = matches!(basket.priced, Err(PriceRefused::TooLarge | PriceRefused::BelowZero));
    let said = [
        (!marks.typed.are_right()).then(|| words.mend.to_owned()),
        (!is_open).then(|| words.not_open.to_owned()),
        (!basket.short.is_empty()).then(|| words.short_notice.to_owned()),
        (gone > 0).then(|| (words.gone)(gone)),
        unpriced.then(|| words.no_price.to_owned()),
    ];
    said.into_iter().flatten().collect()
}
