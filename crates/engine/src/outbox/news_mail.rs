//! Letters that people may have or not: news of the shops they follow, and reminders.

use sillon_cycles::{Direction, Stage};
use sillon_identity::Pseudonym;
use sillon_kernel::{CycleId, EnterpriseId, OrderId, UserId};
use sillon_notices::{Mail, Meeting, Notice, NoticeKind, PickUpSoon, ShopNews, write};
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::{
    Error,
    catalogue::compliance::seller_of,
    cycles::exchanges_seen::exchange_or_terms,
    outbox::order_mail::{is_brought, lines_of, meeting_of, pay_to, seen_at},
};

/// News of a shop to a person who follows it; nothing, once it is old, or they do not any more.
pub(crate) fn shop_news(
    tx: &mut Tx<'_>,
    (cycle, hub): (CycleId, EnterpriseId),
    person: Option<UserId>,
    is_closing: bool,
    url: &str,
) -> Result<Option<Mail>, Error> {
    let Some(person) = person else { return Ok(None) };
    let now = tx.now();
    let cycle = match tx.cycles().get(cycle) {
        Ok(cycle) => cycle,
        // Nobody ordered in it, and it was deleted.
        Err(StoreError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let is_open = matches!(cycle.stage, Stage::Open { .. }) && now < cycle.orders.until();
    let Some(token) = tx.notices().token(person)? else { return Ok(None) };
    if !is_open || !tx.notices().followed(person)?.contains(&hub) {
        return Ok(None);
    }
    let (user, shop) = (tx.people().get(person)?, tx.enterprises().get(hub)?);
    let exchange = exchange_or_terms(tx, cycle.id, hub, Direction::Outgoing)?;
    let notice = Notice::ShopNews(ShopNews {
        name: user.name.to_string(),
        shop: shop.name.to_string(),
        cycle: cycle.name.to_string(),
        is_closing,
        until: cycle.orders.until(),
        pick_up: Meeting {
            window: exchange.as_ref().and_then(|exchange| exchange.pick_up),
            place: exchange.and_then(|exchange| exchange.pick_up_text).map(|it| it.to_string()),
        },
        zone: shop.zone,
        address: format!("{url}/shops/{}", shop.slug),
        stop: format!("{url}/letters/stop?token={token}&shop={hub}"),
    });
    let mail = write(&notice, user.language, user.email);
    Ok(Some(mail.answered_by(seller_of(tx, hub)?.contact.email)))
}

/// That an order is handed over soon; nothing, once it is over or cancelled.
pub(crate) fn pick_up_soon(tx: &mut Tx<'_>, id: OrderId, url: &str) -> Result<Option<Mail>, Error> {
    let (order, now) = (tx.orders().get(id)?, tx.now());
    let Meeting { window, place } = meeting_of(tx, &order)?;
    let Some(window) = window.filter(|window| now < window.from()) else { return Ok(None) };
    if order.cancelled_at.is_some() || Pseudonym::is_address(&order.contact.email) {
        return Ok(None);
    }
    let token = order.user.map(|user| tx.notices().token(user)).transpose()?.flatten();
    let kind = NoticeKind::PickUpSoon.as_str();
    let shop = tx.enterprises().get(order.hub)?;
    let received = tx.repayments().money_of(order.id)?.received;
    let notice = Notice::PickUpSoon(PickUpSoon {
        shop: shop.name.to_string(),
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        lines: lines_of(tx, &order)?,
        is_brought: is_brought(&order),
        window,
        place,
        zone: shop.zone,
        to_pay: (order.total - received).above_zero(),
        payment: order.payment.as_str().to_owned(),
        pay_to: pay_to(tx, &order)?,
        address: seen_at(&order, url),
        stop: token.map(|token| format!("{url}/letters/stop?token={token}&kind={kind}")),
    });
    let mail = write(&notice, order.contact.language, order.contact.email);
    Ok(Some(mail.answered_by(seller_of(tx, order.hub)?.contact.email)))
}
