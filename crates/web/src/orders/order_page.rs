use std::sync::Arc;

use askama::Template;
use sillon_engine::OrderWithPayments;
use sillon_enterprises::Enterprise;
use sillon_kernel::{Money, Text};
use sillon_messages::{Format as _, Words};
use sillon_orders::{
    Bought, ChangeCause, ChangedLine, ComponentKind, Order, OrderBundle, OrderChange,
    OrderHandOver, OrderLine,
};
use sillon_payments::Method;

use crate::{
    cycles::offer_card::storage,
    cycles::shop_details::DetailsView,
    http::page_context::PageContext,
    views::layout::Layout,
    views::money_breakdown::{MoneyBreakdown, shares_of_order},
    views::pick_up::PickUp,
    views::taxes::taxes_in_total,
};

/// A placed order: what was ordered, where to fetch it, how to pay, and where the money goes.
#[derive(Template)]
#[template(path = "order.html")]
pub(crate) struct OrderPage {
    layout: Layout,
    words: &'static Words,
    reference: String,
    thanks: Option<String>,
    placed: String,
    placed_at: String,
    mailed: String,
    slug: String,
    shop: String,
    shop_email: Option<String>,
    note: Option<String>,
    /// What was in it and does not come: how many, and what.
    gone: Vec<(u32, String)>,
    /// Whether nothing is left of it.
    /// Why that does not come.
    why: &'static str,
    is_cancelled: bool,
    lines: Vec<Line>,
    order_fees: Vec<(String, String)>,
    /// What is paid for packaging, where there is any.
    deposits: Option<String>,
    total: String,
    /// The most it may come to, while something in it is not weighed yet.
    at_most: Option<String>,
    tax: Option<String>,
    pick_up: PickUp,
    payment: Payment,
    money_breakdown: MoneyBreakdown,
    /// Who sells, line by line.
    seller: Vec<String>,
}

/// A line of an order.
struct Line {
    quantity: u32,
    name: Arc<str>,
    size: String,
    storage: Option<&'static str>,
    /// What is paid for the packaging of all of them, and paid back.
    deposit: Option<String>,
    total: String,
    /// Whether it may be given back, where that was told with the order.
    right: Option<&'static str>,
    /// What is in it, where it is a bundle.
    parts: Vec<Line>,
    /// What it weighs, where it is sold by weight.
    weight: Option<String>,
}

/// How an order is paid.
struct Payment {
    method: &'static str,
    /// What is left to do.
    todo: String,
    /// What came in and what is due, once anything did.
    received: Option<(String, String)>,
    /// What was paid back to them.
    paid_back: Option<String>,
    /// What is still to be paid back.
    to_pay_back: Option<String>,
    /// What to tell one's bank: each under its name.
    transfer: Vec<(&'static str, String)>,
}

impl OrderPage {
    pub(crate) fn new(
        context: &PageContext,
        placed: &OrderWithPayments,
        shop: &Enterprise,
        details: &DetailsView,
    ) -> Self {
        let order = &placed.order;
        let words = &context.words.order;
        Self {
            layout: Layout::new(
                context,
                &format!("/orders/{}", order.id),
                (words.title)(&order.reference),
            ),
            words: context.words,
            reference: order.reference.clone(),
            thanks: (order.cancelled_at.is_none()).then(|| (words.thanks)(&order.contact.name)),
            placed: (words.placed)(&shop.name),
            placed_at: (words.placed_at)(&context.language.date_time(order.placed_at, &shop.zone)),
            mailed: (words.mailed)(order.contact.email.as_str()),
            slug: shop.slug.to_string(),
            shop: shop.name.to_string(),
            shop_email: details.contact_email(),
            note: order.contact.note.clone().map(Text::into_string),
            gone: placed
                .changes
                .iter()
                .filter(|it| !it.cause.is_asked_for())
                .flat_map(|it| &it.lines)
                .filter_map(|it| gone(context, it))
                .collect(),
            why: why(context, &placed.changes),
            is_cancelled: order.cancelled_at.is_some(),
            lines: order.bought().iter().map(|bought| Line::of(context, bought)).collect(),
            order_fees: order_fees(context, order),
            deposits: some_money(context, order.deposits()),
            total: context.language.money(order.total),
            at_most: order
                .at_most
                .filter(|_| order.is_to_be_weighed())
                .map(|most| (context.words.cart.at_most)(&context.language.money(most))),
            tax: tax(context, order),
            pick_up: match &order.hand_over {
                Some(by) => {
                    PickUp::chosen(context, by.is_brought(), by.window, &by.lines(), &shop.zone)
                }
                None => PickUp::new(context, details, &shop.zone),
            },
            payment: Payment::new(context, placed),
            money_breakdown: MoneyBreakdown::new(context, &shares_of_order(order), &details.names),
            seller: details.seller_lines(context.language),
        }
    }
}

/// Why some of an order does not come, as it was the last time.
fn why(context: &PageContext, changes: &[OrderChange]) -> &'static str {
    let is_short = |it: &&OrderChange| it.cause == ChangeCause::Shortage;
    let takes_out =
        |it: &&OrderChange| matches!(it.cause, ChangeCause::Shortage | ChangeCause::Minimum);
    match changes.iter().rfind(takes_out).filter(is_short) {
        Some(_) => context.words.order.short,
        None => context.words.order.minimum,
    }
}

/// What of a line does not come.
fn gone(context: &PageContext, line: &ChangedLine) -> Option<(u32, String)> {
    let items = line.before.checked_sub(line.after).filter(|items| *items > 0)?;
    Some((items, format!("{}, {}", line.product_name, context.language.label(&line.label))))
}

impl Line {
    fn of(context: &PageContext, bought: &Bought<'_>) -> Self {
        match bought {
            Bought::Line(line) => Self::new(context, line),
            Bought::Bundle(bundle, inside) => Self::of_bundle(context, bundle, inside),
        }
    }

    fn of_bundle(context: &PageContext, bundle: &OrderBundle, inside: &[&OrderLine]) -> Self {
        let total = |of: fn(&OrderLine) -> Money| {
            Money::total(bundle.price.currency(), inside.iter().map(|line| of(line)))
        };
        Self {
            quantity: bundle.quantity,
            name: Arc::clone(&bundle.product_name),
            size: context.language.label(&bundle.label),
            storage: None,
            deposit: some_money(context, total(OrderLine::deposits))
                .map(|deposits| (context.words.shop.deposit)(&deposits)),
            total: context.language.money(total(OrderLine::total)),
            right: None,
            weight: None,
            parts: inside.iter().map(|line| Self::new(context, line)).collect(),
        }
    }

    fn new(context: &PageContext, line: &OrderLine) -> Self {
        Self {
            quantity: line.quantity,
            name: Arc::clone(&line.product_name),
            size: context.language.label(&line.label),
            storage: storage(context.words, &line.storage),
            deposit: some_money(context, line.deposits())
                .map(|deposits| (context.words.shop.deposit)(&deposits)),
            total: context.language.money(line.total()),
            right: line.withdrawal.map(|right| context.language.withdrawal(right)),
            weight: weight(context, line),
            parts: Vec::new(),
        }
    }
}

/// What a line weighs that is sold by weight: about, until it is weighed.
fn weight(context: &PageContext, line: &OrderLine) -> Option<String> {
    let (weighing, charged) = (line.weighing?, line.charged_weight()?);
    let (words, told) = (&context.words.order, |of| context.language.quantity(of));
    Some(match line.weighed {
        None => {
            let most = weighing.at_most(line.quantity);
            (words.weighs_about)(&told(charged), &told(most))
        }
        Some(weight) if weight == charged => (words.weighs)(&told(weight)),
        Some(weight) => (words.weighs_more)(&told(weight), &told(charged)),
    })
}

impl Payment {
    fn new(context: &PageContext, placed: &OrderWithPayments) -> Self {
        let (order, words) = (&placed.order, context.words);
        let due = placed.outstanding();
        let received = placed.received();
        let money = |amount| context.language.money(amount);
        let is_brought = order.hand_over.as_ref().is_some_and(OrderHandOver::is_brought);
        let (method, todo) = match order.payment {
            Method::Cash if is_brought => {
                (words.hand_over.cash, (words.hand_over.pay_cash)(&money(due)))
            }
            Method::Cash => (words.checkout.cash, (words.order.pay_cash)(&money(due))),
            Method::BankTransfer => {
                (words.checkout.transfer, (words.order.pay_transfer)(&order.reference))
            }
        };
        let is_paid = due.minor() <= 0;
        Self {
            method,
            todo: match order.cancelled_at {
                Some(_) => words.order.nothing_to_pay.to_owned(),
                None if is_paid => words.order.pay_nothing.to_owned(),
                None => todo,
            },
            received: (!received.is_zero()).then(|| (money(received), money(due))),
            paid_back: some_money(context, placed.paid_back()),
            to_pay_back: some_money(context, placed.to_pay_back()),
            transfer: if is_paid { Vec::new() } else { transfer(context, placed) },
        }
    }
}

/// What to tell one's bank, where the order is paid by transfer and the shop says to which account.
fn transfer(context: &PageContext, placed: &OrderWithPayments) -> Vec<(&'static str, String)> {
    let Some(account) = &placed.pay_to else { return Vec::new() };
    let words = &context.words.order;
    let mut lines = vec![
        (words.account_holder, account.holder.to_string()),
        ("IBAN", account.iban.to_string()),
    ];
    lines.extend(account.bic.as_ref().map(|bic| ("BIC", bic.to_string())));
    lines.push((words.amount, context.language.money(placed.outstanding())));
    lines.push((words.reference, placed.order.reference.clone()));
    lines
}

/// An amount, where it is more than nothing.
fn some_money(context: &PageContext, amount: Money) -> Option<String> {
    (!amount.is_zero()).then(|| context.language.money(amount))
}

/// What was charged once on the order, and taken off it.
fn order_fees(context: &PageContext, order: &Order) -> Vec<(String, String)> {
    let on_top = order.on_top().into_iter();
    on_top.map(|(label, amount)| (label.to_string(), context.language.money(amount))).collect()
}

/// The taxes in the total, where there are any.
fn tax(context: &PageContext, order: &Order) -> Option<String> {
    // What is added is told by its name.
    let is_added = order.components.iter().any(|part| part.kind == ComponentKind::Tax);
    taxes_in_total(context, &order.included_taxes()).filter(|_| !is_added)
}

#[cfg(test)]
mod tests {
    use sillon_engine::{RepaymentRecord, ReturnRecord};
    use sillon_enterprises::BankAccount;
    use sillon_kernel::Currency;
    use sillon_orders::CartLine;

    use super::*;
    use crate::sample::{self, at, context, id};

    fn account() -> BankAccount {
        BankAccount {
            holder: Text::parse("Association du Panier").unwrap(),
            iban: "FR7630006000011234567890189".parse().unwrap(),
            bic: None,
        }
    }

    /// The page of an order, and the order's reference.
    fn page(uri: &str, method: Method) -> (String, String) {
        let order = sample::order(&[(1, 2), (4, 1)], method);
        let reference = order.reference.clone();
        let placed = OrderWithPayments {
            order,
            payments: Vec::new(),
            repayments: Vec::new(),
            returns: Vec::new(),
            changes: Vec::new(),
            is_by_shop: false,
            pay_to: Some(account()),
        };
        let page = OrderPage::new(&context(uri), &placed, &sample::shop().shop, &sample::details());
        (page.render().unwrap(), reference)
    }

    #[test]
    fn a_confirmation_says_what_was_ordered_and_where_the_money_goes() {
        let (page, reference) = page("/", Method::Cash);
        assert!(
            page.contains(&format!("Commande {reference}"))
                && page.contains("Merci, Awa &#60;Diallo&#62;\u{a0}!")
        );
        assert!(page.contains("Carottes, 500 g") && page.contains("Pain de campagne, la pièce"));
        assert!(
            page.contains("8,60\u{a0}€")
                && page.contains("Pour les fermes")
                && page.contains("Vélo &#38; Cie")
        );
        assert!(page.contains("La confirmation part à awa@example.org."));
        assert!(page.contains("<h2>Vendu par</h2>") && page.contains("+33 3 29 00 00 00"));
    }

    #[test]
    fn a_confirmation_tells_deposits_apart_and_what_is_paid_back_of_them() {
        let order = sample::order(&[(5, 3)], Method::Cash);
        let jar = |quantity| CartLine { variant: id(5), quantity };
        let lines = order.take_back(&[], &[jar(2)]).unwrap();
        let (shop, hub) = (sample::shop().shop, order.hub);
        let back = ReturnRecord {
            id: id(1),
            order: order.id,
            hub,
            lines,
            returned_at: at("2026-05-20T08:00:00Z"),
            recorded_by: None,
            recorded_by_key: None,
        };
        let amount = Money::new(40, Currency::EUR);
        let repaid = RepaymentRecord {
            id: id(2),
            order: order.id,
            hub,
            method: Method::Cash,
            amount,
            overpaid: Money::zero(Currency::EUR),
            note: None,
            reverses: None,
            repaid_at: at("2026-05-20T08:00:00Z"),
            recorded_by: None,
            recorded_by_key: None,
        };
        let placed = OrderWithPayments {
            order,
            payments: Vec::new(),
            repayments: vec![repaid],
            returns: vec![back],
            changes: Vec::new(),
            is_by_shop: false,
            pay_to: None,
        };
        let page = OrderPage::new(&context("/?lang=en"), &placed, &shop, &sample::details());
        let page = page.render().unwrap();
        assert!(page.contains("plus €1.50 deposit, paid back"));
        assert!(page.contains("<dt>Deposits, paid back</dt><dd>€1.50</dd>"));
        assert!(page.contains("<dt>Paid back to you</dt><dd>€0.40</dd>"), "{page}");
        assert!(page.contains("<dt>To be paid back</dt><dd>€0.60</dd>"), "{page}");
    }

    #[test]
    fn a_confirmation_says_when_to_fetch_and_how_to_pay() {
        let (cash, _) = page("/?lang=en", Method::Cash);
        assert!(
            cash.contains("Thursday 14 May 2026, 17:00 to 19:30") && cash.contains("La Grange")
        );
        assert!(cash.contains("Bring €8.60 in cash to the pick-up."));
        let (transfer, reference) = page("/?lang=en", Method::BankTransfer);
        assert!(transfer.contains(&format!("give the reference {reference}.")));
        assert!(transfer.contains("<dt>IBAN</dt><dd>FR76 3000 6000 0112 3456 7890 189</dd>"));
        assert!(transfer.contains("<dt>Amount</dt><dd>€8.60</dd>"));
    }
}
