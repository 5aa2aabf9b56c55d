//! Letters to hubs about their orders, and to enterprises that begin.

use sillon_enterprises::Sells;
use sillon_identity::Pseudonym;
use sillon_kernel::{EnterpriseId, OrderId};
use sillon_notices::{Mail, Meeting, Notice, OrderReceived, Welcome, write};
use sillon_payments::Method;
use sillon_store::{Repositories, Tx};

use crate::{
    Error,
    outbox::order_mail::{is_brought, lines_of, meeting_of},
    outbox::queue::To,
    people::account_letters::site_of,
};

/// That a customer ordered, or changed an order, as it stands now; nothing, once it is cancelled, or its customer is forgotten.
pub(crate) fn order_received(
    tx: &mut Tx<'_>,
    id: OrderId,
    (hub, person): To,
    is_changed: bool,
) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(hub, person)? else { return Ok(None) };
    let order = tx.orders().get(id)?;
    if order.cancelled_at.is_some() || Pseudonym::is_address(&order.contact.email) {
        return Ok(None);
    }
    let Meeting { window, place } = meeting_of(tx, &order)?;
    let phone = order.contact.phone.as_ref().map(ToString::to_string);
    let notice = Notice::OrderReceived(OrderReceived {
        hub: recipient.name,
        reference: order.reference.clone(),
        customer: order.contact.name.to_string(),
        contact: [order.contact.email.as_str().to_owned()].into_iter().chain(phone).collect(),
        note: order.contact.note.as_ref().map(ToString::to_string),
        is_changed,
        lines: lines_of(tx, &order)?,
        charges: order.on_top().into_iter().map(|(of, it)| (of.to_string(), it)).collect(),
        deposits: order.deposits(),
        total: order.total,
        is_brought: is_brought(&order),
        window,
        place,
        zone: tx.enterprises().get(hub)?.zone,
        is_cash: order.payment == Method::Cash,
    });
    let mail = write(&notice, recipient.language, recipient.email);
    Ok(Some(mail.answered_by(Some(order.contact.email))))
}

/// What an enterprise that was just founded has to set up.
pub(crate) fn welcome(tx: &mut Tx<'_>, id: EnterpriseId, url: &str) -> Result<Option<Mail>, Error> {
    let Some(recipient) = tx.outbox().recipient(id, None)? else { return Ok(None) };
    let enterprise = tx.enterprises().get(id)?;
    let notice = Notice::Welcome(Welcome {
        name: recipient.name,
        site: site_of(url),
        is_producer: enterprise.is_producer,
        sells: enterprise.sells != Sells::None,
        address: url.to_owned(),
    });
    Ok(Some(write(&notice, recipient.language, recipient.email)))
}
