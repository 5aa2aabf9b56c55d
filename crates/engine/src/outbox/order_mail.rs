use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::TaxName;
use sillon_cycles::Direction;
use sillon_identity::Pseudonym;
use sillon_kernel::{
    EnterpriseId, Money, OrderChangeId, OrderId, PayoutId, Quantity, RepaymentId, Unit, VariantId,
    VatRegime,
};
use sillon_messages::{Format as _, Words};
use sillon_notices::{
    ChangedBy, ConditionText, Mail, Meeting, MovedText, Notice, OrderCancelled, OrderChanged,
    OrderLineText, PaidBack, PaidOut, PartText, PayTo, WeighedText, write,
};
use sillon_orders::{
    Bought, ChangeCause, ChangedLine, Order, OrderChange, OrderHandOver, OrderLine,
};
use sillon_payments::Method;
use sillon_store::{Repositories, Tx};

use crate::{
    Error, catalogue::compliance::seller_of, cycles::exchanges_seen::exchange_or_terms,
    outbox::queue::To, payments::bank_account::account_to_pay_to,
};

pub(crate) fn order_placed(tx: &mut Tx<'_>, id: OrderId, url: &str) -> Result<Mail, Error> {
    // What was agreed to, whatever became of it before the letter left.
    let order = tx.orders().get(id)?;
    let order = tx.order_changes().as_placed(order)?;
    let shop = tx.enterprises().get(order.hub)?;
    let seller = seller_of(tx, order.hub)?;
    let Meeting { place: pick_up, window } = meeting_of(tx, &order)?;
    let is_brought = is_brought(&order);
    let notice = Notice::OrderPlaced {
        shop: shop.name.to_string(),
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        lines: lines_of(tx, &order)?,
        conditions: conditions(tx, &order)?,
        charges: order.on_top().into_iter().map(|(of, it)| (of.to_string(), it)).collect(),
        deposits: order.deposits(),
        total: order.total,
        pick_up,
        window,
        is_brought,
        zone: shop.zone,
        payment: order.payment.as_str().to_owned(),
        address: Some(seen_at(&order, url)),
        weights: by_weight(&order),
        taxes: named_taxes(&order),
        untaxed: untaxed(tx, &order)?,
        seller: seller.lines(order.contact.language),
        pay_to: pay_to(tx, &order)?.map(Box::new),
    };
    let mail = write(&notice, order.contact.language, order.contact.email);
    Ok(mail.answered_by(seller.contact.email))
}

/// What of an order comes only if enough is ordered of whose it is, as the shop said.
fn conditions(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<ConditionText>, Error> {
    let theirs = order.lines.iter().filter(|line| line.owner == line.producer);
    let producers: BTreeSet<EnterpriseId> = theirs.map(|line| line.producer).collect();
    let exchanges = tx.cycles().exchanges(order.cycle)?.into_iter();
    let asked: BTreeMap<EnterpriseId, Money> = exchanges
        .filter(|it| it.direction == Direction::Incoming && producers.contains(&it.enterprise))
        .filter_map(|it| Some((it.enterprise, it.minimum?)))
        .collect();
    let (bought, mut conditions) = (order.bought(), Vec::new());
    for (producer, minimum) in asked {
        let is_theirs = |line: &OrderLine| line.producer == producer && line.owner == producer;
        let named = |it: &Bought<'_>| match it {
            Bought::Line(line) => is_theirs(line).then(|| line.product_name.to_string()),
            Bought::Bundle(bundle, inside) => {
                let holds_some = inside.iter().any(|line| is_theirs(line));
                holds_some.then(|| bundle.product_name.to_string())
            }
        };
        let goods = bought.iter().filter_map(named).collect();
        let producer = tx.enterprises().get(producer)?.name.to_string();
        conditions.push(ConditionText { producer, minimum, goods });
    }
    Ok(conditions)
}

/// The account an order is paid to, where it is paid by transfer and the hub says one.
pub(crate) fn pay_to(tx: &mut Tx<'_>, order: &Order) -> Result<Option<PayTo>, Error> {
    let account = account_to_pay_to(tx, order)?;
    Ok(account.map(|account| PayTo {
        holder: account.holder.to_string(),
        iban: account.iban.to_string(),
        bic: account.bic.map(|bic| bic.to_string()),
    }))
}

/// Where an order is seen: a guest's by whoever has its token.
pub(crate) fn seen_at(order: &Order, url: &str) -> String {
    let id = order.id;
    match &order.token {
        Some(token) => format!("{url}/orders/{id}?token={}", token.as_str()),
        None => format!("{url}/orders/{id}"),
    }
}

/// That an order changed, as it stands since.
pub(crate) fn order_changed(
    tx: &mut Tx<'_>,
    order: OrderId,
    id: OrderChangeId,
    url: &str,
) -> Result<Option<Mail>, Error> {
    let order = tx.orders().get(order)?;
    // All that left since, in one: what the letter says is left is what stands now.
    let before = tx.order_changes().before(&order, id)?;
    let lines = OrderChange::between(&before, &order);
    let weighed = lines.iter().filter_map(|line| weighed_text(&order, line)).collect();
    let (less, more) = moved(tx, lines)?;
    let (cause, reason) = tx.order_changes().why(id)?;
    let seller = seller_of(tx, order.hub)?;
    let received = tx.repayments().money_of(order.id)?.received;
    let to_pay = order.total - received;
    let notice = Notice::OrderChanged(OrderChanged {
        shop: tx.enterprises().get(order.hub)?.name.to_string(),
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        by: match cause {
            ChangeCause::Minimum => ChangedBy::Minimum,
            ChangeCause::Shortage => ChangedBy::Shortage,
            ChangeCause::Customer => ChangedBy::Customer,
            ChangeCause::Shop => ChangedBy::Shop { reason: reason.map(|it| it.to_string()) },
            ChangeCause::Weight => ChangedBy::Weight,
        },
        less,
        more,
        weighed,
        lines: lines_of(tx, &order)?,
        charges: order.on_top().into_iter().map(|(of, it)| (of.to_string(), it)).collect(),
        deposits: order.deposits(),
        total: order.total,
        to_pay_back: (-to_pay).above_zero(),
        to_pay: to_pay.above_zero(),
        pay_to: pay_to(tx, &order)?,
        address: Some(seen_at(&order, url)),
    });
    let mail = write(&notice, order.contact.language, order.contact.email);
    Ok(Some(mail.answered_by(seller.contact.email)))
}

/// What was weighed of a line since a change, as it weighs now.
fn weighed_text(order: &Order, changed: &ChangedLine) -> Option<WeighedText> {
    if changed.weighed == changed.weighed_before {
        return None;
    }
    let (line, weighing) = order.weighed_line(changed.variant).ok()?;
    Some(WeighedText {
        name: line.product_name.to_string(),
        items: line.quantity,
        expected: weighing.estimate(line.quantity),
        weight: line.weighed?,
        charged: line.charged_weight()?,
    })
}

/// What there is less and more of in an order, each with who brings it.
fn moved(
    tx: &mut Tx<'_>,
    lines: Vec<ChangedLine>,
) -> Result<(Vec<MovedText>, Vec<MovedText>), Error> {
    let producers: Vec<EnterpriseId> = lines.iter().map(|line| line.producer).collect();
    let names = tx.enterprises().of(&producers)?;
    let moved = lines.into_iter().filter(|line| line.after != line.before);
    let (less, more): (Vec<_>, Vec<_>) = moved.partition(|line| line.after < line.before);
    let told = |line: ChangedLine| MovedText {
        items: line.before.abs_diff(line.after),
        producer: names
            .iter()
            .find(|it| it.id == line.producer)
            .map(|it| it.name.to_string())
            .unwrap_or_default(),
        name: line.product_name,
        label: line.label,
    };
    Ok((less.into_iter().map(told).collect(), more.into_iter().map(told).collect()))
}

/// That a customer cancelled an order; nothing, where it was taken up again since.
pub(crate) fn order_cancelled(
    tx: &mut Tx<'_>,
    order: OrderId,
    (to, person): To,
) -> Result<Option<Mail>, Error> {
    let order = tx.orders().get(order)?;
    let Some(recipient) = tx.outbox().recipient(to, person)? else { return Ok(None) };
    if order.cancelled_at.is_none() {
        return Ok(None);
    }
    let formers = tx.order_changes().formers(&order)?;
    let lines = formers.first().map(|before| OrderChange::between(before, &order));
    let (gone, _) = moved(tx, lines.unwrap_or_default())?;
    let notice = Notice::OrderCancelled(OrderCancelled {
        name: recipient.name,
        shop: tx.enterprises().get(order.hub)?.name.to_string(),
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        gone,
        to_pay_back: tx.repayments().money_of(order.id)?.received,
    });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}

/// That money was paid back for an order, or never was; and what is still to be paid back.
pub(crate) fn paid_back(
    tx: &mut Tx<'_>,
    id: OrderId,
    of: RepaymentId,
    url: &str,
) -> Result<Option<Mail>, Error> {
    let (order, repayment) = (tx.orders().get(id)?, tx.repayments().get(of)?);
    if Pseudonym::is_address(&order.contact.email) {
        // Whoever it was is forgotten.
        return Ok(None);
    }
    let left = tx.repayments().money_of(id)?.to_pay_back.total();
    let notice = Notice::PaidBack(PaidBack {
        shop: tx.enterprises().get(order.hub)?.name.to_string(),
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        amount: without_sign(repayment.amount),
        is_cash: repayment.method == Method::Cash,
        is_reversed: repayment.reverses.is_some(),
        left,
        address: Some(seen_at(&order, url)),
    });
    let seller = seller_of(tx, order.hub)?;
    let mail = write(&notice, order.contact.language, order.contact.email);
    Ok(Some(mail.answered_by(seller.contact.email)))
}

/// That money was paid out to an enterprise, or never was.
pub(crate) fn paid_out(
    tx: &mut Tx<'_>,
    id: PayoutId,
    (payee, person): To,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(payee, person)? else { return Ok(None) };
    let payout = tx.payouts().get(id)?;
    let notice = Notice::PaidOut(PaidOut {
        name: recipient.name,
        hub: tx.enterprises().get(payout.hub)?.name.to_string(),
        amount: without_sign(payout.amount),
        day: payout.day,
        is_cash: payout.method == Method::Cash,
        is_reversed: payout.reverses.is_some(),
        note: payout.note.map(|note| note.to_string()),
    });
    let mail = write(&notice, recipient.language, recipient.email);
    Ok(Some(mail.answered_by(seller_of(tx, payout.hub)?.contact.email)))
}

fn without_sign(amount: Money) -> Money {
    if amount.minor() < 0 { -amount } else { amount }
}

/// When and where an order is handed over, as far as it is known.
pub(crate) fn meeting_of(tx: &mut Tx<'_>, order: &Order) -> Result<Meeting, Error> {
    if let Some(by) = &order.hand_over {
        return Ok(Meeting { place: Some(by.lines().join("\n")), window: by.window });
    }
    let exchange = exchange_or_terms(tx, order.cycle, order.hub, Direction::Outgoing)?;
    let text = exchange.as_ref().and_then(|exchange| exchange.pick_up_text.as_deref());
    let place = text.map(str::to_owned);
    Ok(Meeting { place, window: exchange.and_then(|exchange| exchange.pick_up) })
}

/// Whether an order is brought.
pub(crate) fn is_brought(order: &Order) -> bool {
    order.hand_over.as_ref().is_some_and(OrderHandOver::is_brought)
}

/// What is in an order as it is told, each with its unit price.
pub(crate) fn lines_of(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<OrderLineText>, Error> {
    let variants: BTreeSet<VariantId> = order.lines.iter().map(|line| line.variant).collect();
    let named = tx.goods().named(&Vec::from_iter(variants))?.into_iter();
    let sizes: BTreeMap<VariantId, Quantity> = named
        .map(|(_, size)| (size.id, size.content.unwrap_or_else(|| size.size.quantity())))
        .collect();
    let unit_price = |line: &OrderLine| unit_price(line, *sizes.get(&line.variant)?);
    Ok(order.bought().iter().map(|it| bought_text(it, unit_price)).collect())
}

/// What a kilogram, a litre or a piece of a line costs, fees included (directive 98/6/EC); nothing where an item is the one piece itself.
fn unit_price(line: &OrderLine, measured: Quantity) -> Option<(Money, Unit)> {
    if measured == Quantity::pieces(1) || measured.milli() == 0 || line.quantity == 0 {
        return None;
    }
    let unit = measured.dimension().price_unit();
    // What was weighed costs what it weighs, and not what was expected of it.
    let all = line.weighed.unwrap_or_else(|| measured.times(line.quantity));
    Some((line.total().per(all.in_unit(unit)), unit))
}

/// What was bought as it is told: a bundle with what is in it.
fn bought_text(
    bought: &Bought<'_>,
    unit_price: impl Fn(&OrderLine) -> Option<(Money, Unit)>,
) -> OrderLineText {
    let part = |line: &&OrderLine| PartText {
        name: line.product_name.to_string(),
        label: line.label.to_string(),
        items: line.quantity,
        withdrawal: line.withdrawal,
    };
    match bought {
        Bought::Line(line) => OrderLineText {
            name: line.product_name.to_string(),
            label: line.label.to_string(),
            items: line.quantity,
            total: line.total(),
            unit_price: unit_price(line),
            withdrawal: line.withdrawal,
            parts: Vec::new(),
        },
        Bought::Bundle(bundle, inside) => OrderLineText {
            name: bundle.product_name.to_string(),
            label: bundle.label.to_string(),
            items: bundle.quantity,
            total: Money::total(bundle.price.currency(), inside.iter().map(|line| line.total())),
            unit_price: None,
            withdrawal: None,
            parts: inside.iter().map(part).collect(),
        },
    }
}

/// What of an order is sold by weight, each in a sentence, and the most that all of it may come to.
fn by_weight(order: &Order) -> Vec<String> {
    let language = order.contact.language;
    let (words, labelled) = (Words::of(language), Words::of(language).labelled);
    let line = |line: &OrderLine| {
        let weighing = line.weighing?;
        let [expected, most] = [weighing.estimate(line.quantity), weighing.at_most(line.quantity)];
        let said =
            (words.order.weighs_about)(&language.quantity(expected), &language.quantity(most));
        Some(format!("– {}", labelled(&line.product_name, &said)))
    };
    let most = order.at_most.map(|most| (words.cart.at_most)(&language.money(most)));
    order.lines.iter().filter_map(line).chain(most).collect()
}

/// The taxes that are included in an order by name, where some have names.
fn named_taxes(order: &Order) -> Vec<(String, Money)> {
    if order.named_taxes.is_empty() {
        return Vec::new();
    }
    let vat = Words::of(order.contact.language).cart.vat;
    let named = |(name, amount): (Option<TaxName>, Money)| {
        (name.map_or_else(|| vat.to_owned(), |it| it.to_string()), amount)
    };
    order.included_taxes().into_iter().map(named).collect()
}

/// Those paid for an order who charged no tax then, each with what is to be said of it.
fn untaxed(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<String>, Error> {
    let regimes = order.untaxed();
    let payees: Vec<EnterpriseId> = regimes.iter().map(|(payee, _)| *payee).collect();
    let names = tx.enterprises().of(&payees)?;
    let line = |(payee, regime): (EnterpriseId, VatRegime)| {
        let name = &names.iter().find(|it| it.id == payee)?.name;
        Some(format!("{name} – {}", order.contact.language.vat_mention(regime)?))
    };
    Ok(regimes.into_iter().filter_map(line).collect())
}
