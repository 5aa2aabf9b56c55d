use std::{collections::HashMap, sync::Arc};

use askama::Template;
use sillon_cycles::{Offer, PriceRefused, ShopSnapshot, VoucherRefused};
use sillon_engine::{CachedShop, CartContents};
use sillon_kernel::{Timestamp, VariantId, Zone};
use sillon_messages::{Format as _, Words};
use sillon_orders::{Cart, CartLine};

use crate::{
    cycles::shop_details::DetailsView, http::page_context::PageContext, orders::basket::Basket,
    views::cannot_order::why_not, views::cycle_status::CycleStatus,
    views::hand_over::ShownHandOver, views::layout::Layout, views::pick_up::PickUp,
    views::quantities::Quantities, views::quantity_input::QuantityInput, views::totals::Totals,
};

/// A basket and what it costs.
#[derive(Template)]
#[template(path = "cart.html")]
pub(crate) struct CartPage {
    layout: Layout,
    words: &'static Words,
    id: String,
    slug: String,
    /// The cycle it is filled in.
    cycle: String,
    shop: String,
    standing: CycleStatus,
    pick_up: PickUp,
    /// The ways in which the shop hands over, while there are some to choose from and none is chosen.
    hand_overs: Vec<ShownHandOver>,
    lines: Vec<Line>,
    totals: Option<Totals>,
    /// The form for codes, where the shop has vouchers.
    vouchers: Option<VoucherForm>,
    /// What stands in the way of an order, each in a sentence.
    notices: Vec<String>,
    /// What is no longer on sale, by name, in a sentence.
    gone: Option<String>,
}

/// A line of a basket.
struct Line {
    name: Arc<str>,
    size: String,
    producer: Arc<str>,
    each: String,
    total: Option<String>,
    /// What is paid for the packaging of all of them, and paid back.
    deposit: Option<String>,
    /// That less than this is left.
    short: Option<String>,
    input: QuantityInput,
}

/// The form for the codes that are used on a basket.
struct VoucherForm {
    /// Those that are.
    used: Vec<UsedCode>,
    /// What was typed and cannot be used.
    typed: String,
    /// Why it cannot.
    fault: Option<String>,
}

/// A code that is used on a basket.
struct UsedCode {
    code: String,
    /// What the button that takes it out says.
    remove: String,
}

/// What is marked on a basket.
#[derive(Clone, Default)]
pub(crate) struct Marks {
    /// What was just typed into it.
    pub(crate) typed: Quantities,
    /// What an order was refused for: how many are left of the variants it was short of.
    pub(crate) short: HashMap<VariantId, u32>,
    /// What a voucher was refused for.
    pub(crate) voucher: Option<VoucherRefused>,
}

impl CartPage {
    pub(crate) fn new(
        context: &PageContext,
        contents: &CartContents,
        details: &DetailsView,
        marks: &Marks,
        now: Timestamp,
    ) -> Self {
        let (snapshot, cart) = (&contents.snapshot, &contents.cart);
        let mut basket = Basket::new(contents);
        basket.short.extend(marks.short.iter().map(|(variant, left)| (*variant, *left)));
        let standing = CycleStatus::new(context, Some(&snapshot.cycle), &snapshot.shop.zone, now);
        let (priced, words) = (basket.priced.as_ref().ok(), context.words);
        Self {
            layout: Layout::new(
                context,
                &format!("/carts/{}", cart.id),
                context.words.cart.title.to_owned(),
            ),
            words: context.words,
            id: cart.id.to_string(),
            slug: snapshot.shop.slug.to_string(),
            cycle: snapshot.cycle.id.to_string(),
            shop: snapshot.shop.name.to_string(),
            gone: gone(context.words, &basket),
            notices: notices(context, &basket, marks, standing.is_open)
                .into_iter()
                .chain(of_used_code(context, snapshot, cart, marks))
                .chain(snapshot.list.cannot_order().map(|why| why_not(words, why).to_owned()))
                .collect(),
            standing,
            pick_up: pick_up(context, details, snapshot, cart),
            hand_overs: unchosen(context, snapshot, cart),
            lines: lines(context, snapshot, &basket, marks),
            vouchers: voucher_form(context, snapshot, cart, marks),
            totals: priced.map(|priced| {
                Totals::new(context, snapshot, details, priced).at_most(context, contents.at_most())
            }),
        }
    }

    /// Whether one can order now.
    pub(crate) fn is_open(&self) -> bool {
        self.standing.is_open
    }

    /// The page, with the cycle of its shop that comes next or was last.
    pub(crate) fn beside(
        self,
        context: &PageContext,
        cached: &CachedShop,
        zone: &Zone,
        now: Timestamp,
    ) -> Self {
        let around = (cached.last.as_ref(), cached.next.as_ref());
        Self { standing: self.standing.between(context, around, zone, now), ..self }
    }
}

/// Where and when a basket is picked up or brought: as was chosen, or at the one pick-up of its shop.
pub(crate) fn pick_up(
    context: &PageContext,
    details: &DetailsView,
    snapshot: &ShopSnapshot,
    cart: &Cart,
) -> PickUp {
    let zone = &snapshot.shop.zone;
    let chosen = cart.hand_over.and_then(|method| snapshot.list.hand_over(method));
    let Some(chosen) = chosen else { return PickUp::new(context, details, zone) };
    let shown = ShownHandOver::new(context, chosen, zone);
    let lines: Vec<String> = [shown.name].into_iter().chain(shown.lines).collect();
    let is_brought = chosen.method.kind.postcodes().is_some();
    PickUp::chosen(context, is_brought, chosen.window, &lines, zone)
}

/// The ways in which a shop hands over, while none is chosen.
fn unchosen(context: &PageContext, snapshot: &ShopSnapshot, cart: &Cart) -> Vec<ShownHandOver> {
    let list = &snapshot.list;
    let is_chosen = cart.hand_over.is_some_and(|method| list.hand_over(method).is_some());
    let ways = list.hand_over.iter().filter(|_| !is_chosen);
    ways.map(|way| ShownHandOver::new(context, way, &snapshot.shop.zone)).collect()
}

/// The form for codes, where the shop has any, or one was refused.
fn voucher_form(
    context: &PageContext,
    snapshot: &ShopSnapshot,
    cart: &Cart,
    marks: &Marks,
) -> Option<VoucherForm> {
    let (list, words) = (&snapshot.list, &context.words.voucher);
    if list.vouchers.is_empty() && marks.voucher.is_none() {
        return None;
    }
    let used = cart.vouchers.iter().filter_map(|id| {
        let code = list.voucher(*id)?.code.to_string();
        Some(UsedCode { remove: (words.remove)(&code), code })
    });
    let used: Vec<UsedCode> = used.collect();
    let refused = marks.voucher.as_ref().filter(|refused| !is_of_used(snapshot, cart, refused));
    let (typed, fault) = refused.map(|refused| refusal(context.words, refused)).unzip();
    Some(VoucherForm { typed: typed.flatten().unwrap_or_default(), fault, used })
}

/// Whether a refusal is about a code that is in the basket, which is taken out there and need not be typed again.
fn is_of_used(snapshot: &ShopSnapshot, cart: &Cart, refused: &VoucherRefused) -> bool {
    let used = cart.vouchers.iter().filter_map(|id| snapshot.list.voucher(*id));
    refused.code().is_some_and(|code| used.clone().any(|voucher| voucher.code.as_str() == code))
}

/// What is wrong with a code that is in the basket.
fn of_used_code(
    context: &PageContext,
    snapshot: &ShopSnapshot,
    cart: &Cart,
    marks: &Marks,
) -> Option<String> {
    let refused = marks.voucher.as_ref().filter(|refused| is_of_used(snapshot, cart, refused))?;
    Some(refusal(context.words, refused).1)
}

/// The code that was refused, and why, in words.
pub(crate) fn refusal(words: &Words, refused: &VoucherRefused) -> (Option<String>, String) {
    let words = &words.voucher;
    let (code, said) = match refused {
        VoucherRefused::Unknown { code, .. } => (code, (words.unknown)(code)),
        VoucherRefused::Twice { code, .. } => (code, (words.twice)(code)),
        VoucherRefused::Alone { code, .. } => (code, (words.alone)(code)),
        VoucherRefused::UsedUp { code, .. } => (code, (words.used_up)(code)),
        VoucherRefused::UsedByThem { code, .. } => (code, (words.used_by_you)(code)),
        VoucherRefused::TooMany => return (None, words.too_many.to_owned()),
    };
    (Some(code.clone()), said)
}

fn lines(
    context: &PageContext,
    snapshot: &ShopSnapshot,
    basket: &Basket<'_>,
    marks: &Marks,
) -> Vec<Line> {
    let words = context.words;
    let money = |amount| context.language.money(amount);
    let total = |place: usize| Some(money(basket.priced.as_ref().ok()?.lines.get(place)?.total));
    let line = |(place, (line, offer)): (usize, &(CartLine, &Offer))| {
        let listing = &offer.listing;
        let size = context.language.label(&listing.label);
        let what = format!("{}, {size}", listing.product_name);
        let left = snapshot.items_left(offer);
        let typed = marks.typed.of(line.variant);
        Line {
            input: QuantityInput::new(words, line.variant, &what, line.quantity, left, typed),
            name: Arc::clone(&listing.product_name),
            size,
            producer: Arc::clone(&listing.producer_name),
            each: (words.cart.each)(&money(offer.price)),
            total: total(place),
            deposit: listing
                .deposit
                .map(|deposit| (words.shop.deposit)(&money(deposit.of(line.quantity)))),
            short: basket.short.get(&line.variant).map(|left| short(words, *left)),
        }
    };
    basket.lines.iter().enumerate().map(line).collect()
}

/// That too little is left of a line.
fn short(words: &Words, left: u32) -> String {
    if left == 0 { words.cart.none_left.to_owned() } else { (words.cart.short)(left) }
}

/// What is no longer on sale, by name.
fn gone(words: &Words, basket: &Basket<'_>) -> Option<String> {
    let name = |gone: &Option<String>| gone.clone().unwrap_or(words.change.something.to_owned());
    let names: Vec<String> = basket.gone.iter().map(name).collect();
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    (count > 0).then(|| (words.cart.gone)(count, &names.join(", ")))
}

/// What stands in the way of an order.
fn notices(
    context: &PageContext,
    basket: &Basket<'_>,
    marks: &Marks,
    is_open: bool,
) -> Vec<String> {
    let words = &context.words.cart;
    let money = |amount| context.language.money(amount);
    let unpriced = match &basket.priced {
        Err(PriceRefused::TooLarge) => Some(words.too_large.to_owned()),
        Err(PriceRefused::BelowZero { missing }) => Some((words.discounts)(&money(*missing))),
        Ok(_) | Err(_) => None,
    };
    let said = [
        (!marks.typed.are_right()).then(|| words.mend.to_owned()),
        (!is_open).then(|| words.not_open.to_owned()),
        (!basket.short.is_empty()).then(|| words.short_notice.to_owned()),
        unpriced,
    ];
    said.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use sillon_orders::{Quote, QuotedLine};

    use super::*;
    use crate::{
        sample::{self, at, cart, context, id},
        views::quantities,
    };

    fn page(lines: &[(u32, u32)], marks: &Marks, now: &str) -> String {
        let sample = sample::shop();
        let page = CartPage::new(
            &context("/?lang=en"),
            &CartContents::new(cart(lines), sample),
            &sample::details(),
            marks,
            at(now),
        );
        page.render().unwrap()
    }

    const OPEN: &str = "2026-05-10T08:00:00Z";

    #[test]
    fn a_basket_shows_its_lines_its_total_and_where_the_money_goes() {
        let page = page(&[(1, 2), (4, 1)], &Marks::default(), OPEN);
        assert!(
            page.contains("€2.20 each") && page.contains("€4.40") && page.contains("Transport")
        );
        assert!(page.contains("€8.60") && page.contains("To the farms"));
        assert!(page.contains(r#"name="next" value="checkout""#) && !page.contains("notice"));
    }

    #[test]
    fn a_line_says_what_is_paid_for_its_packaging() {
        let page = page(&[(5, 2)], &Marks::default(), OPEN);
        assert!(page.contains("plus €1.00 deposit, paid back"));
        assert!(page.contains("<dt>Deposits, paid back</dt><dd>€1.00</dd>"));
        assert!(page.contains("To be paid back to you") && page.contains("€7.40"), "{page}");
    }

    #[test]
    fn what_is_short_is_marked_with_what_is_left() {
        let seen = page(&[(1, 8)], &Marks::default(), OPEN);
        assert!(
            seen.contains("Only 7 left.") && seen.contains("There is not enough of everything.")
        );
        let refused = Marks { short: HashMap::from([(id(1), 0)]), ..Marks::default() };
        assert!(page(&[(1, 2)], &refused, OPEN).contains("None left."), "the refusal knows better");
    }

    #[test]
    fn what_stands_in_the_way_of_an_order_is_said() {
        assert!(
            page(&[(1, 1), (99, 1)], &Marks::default(), OPEN)
                .contains("One product is no longer on sale: a product.")
        );
        let closed = page(&[(1, 1)], &Marks::default(), "2026-05-13T08:00:00Z");
        assert!(closed.contains("takes no orders") && !closed.contains(r#"value="checkout""#));
        let typed = Quantities::read(&[(quantities::field(id(1)), "<x>".to_owned())]);
        let wrong = page(&[(1, 1)], &Marks { typed, ..Marks::default() }, OPEN);
        assert!(
            wrong.contains("“&#60;x&#62;” is not a whole number.")
                && wrong.contains("Nothing was changed.")
        );
    }

    #[test]
    fn what_left_the_sale_is_named_and_one_press_takes_it_out() {
        let sample = sample::shop();
        let named = |number: u32, name: &str| QuotedLine {
            variant: id(number),
            quantity: 1,
            name: Some(name.to_owned()),
            total: None,
            deposit: None,
        };
        let lines = vec![named(98, "Poireaux (1 kg)"), named(99, "Ail (tresse)")];
        let quote = Some(Quote { lines, ..Quote::default() });
        let page = |wanted: &[(u32, u32)]| {
            let cart = Cart { quote: quote.clone(), ..cart(wanted) };
            let contents = CartContents::new(cart, sample.clone());
            let (marks, details) = (Marks::default(), sample::details());
            let page = CartPage::new(&context("/"), &contents, &details, &marks, at(OPEN));
            page.render().unwrap()
        };
        for shown in [page(&[(98, 1), (1, 1), (99, 1)]), page(&[(98, 1), (99, 1)])] {
            assert!(
                shown.contains("plus en vente\u{a0}: Poireaux (1 kg), Ail (tresse). Retirez-les"),
                "{shown}"
            );
            assert!(shown.contains(r#"name="next" value="remove-gone""#));
        }
    }

    #[test]
    fn a_basket_below_nothing_is_told_what_helps() {
        let basket = Basket {
            lines: Vec::new(),
            gone: Vec::new(),
            priced: Err(PriceRefused::BelowZero { missing: sample::eur("1.51") }),
            short: HashMap::new(),
        };
        let said = notices(&context("/?lang=en"), &basket, &Marks::default(), true);
        assert_eq!(
            said,
            [
                "The discounts exceed the rest of the basket by €1.51: add other products for at least that much."
            ]
        );
    }

    #[test]
    fn an_empty_basket_leads_back_to_the_shop() {
        let page = page(&[], &Marks::default(), OPEN);
        assert!(
            page.contains("Your basket is empty.")
                && page.contains(r#"href="/shops/le-panier?cycle="#)
        );
        assert!(!page.contains("<form"));
    }
}
