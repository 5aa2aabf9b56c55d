use sillon_identity::{Actor, OwnershipRefused, ReadOrders};
use sillon_kernel::{CustomerId, OrderId, Page, PageRequest};
use sillon_store::{OrderSummary, Repositories, Tx};

use crate::{Error, orders::customers::account_of};

/// A page of what the actor ordered with their account, the latest first.
///
/// # Errors
///
/// A refusal of whoever has no account.
pub fn my_orders(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    Ok(tx.order_lists().of_account(actor.person()?, request)?)
}

/// Makes what the actor ordered as a guest, with the address that they proved is theirs, orders of their account; the orders.
///
/// # Errors
///
/// A refusal of whoever has no account, or has not proved its address.
pub fn join_my_guest_orders(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<OrderId>, Error> {
    let user = tx.people().lock(actor.person()?)?;
    if user.confirmed_at.is_none() {
        return Err(OwnershipRefused::Unconfirmed.into());
    }
    Ok(tx.orders().join_guests(&user.email, user.id)?)
}

/// A page of what a customer ordered at their hub, with their account and as a guest of their address, the latest first.
///
/// # Errors
///
/// Missing when there is no such customer; a refusal unless the actor reads the hub's orders.
pub fn orders_of_customer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CustomerId,
    request: &PageRequest,
) -> Result<Page<OrderSummary>, Error> {
    let of = tx.customers().get(id)?;
    let permit = actor.permit::<ReadOrders>(of.hub)?;
    let account = account_of(tx, &of)?;
    Ok(tx.order_lists().of_customer(&permit, (&of.email, account), request)?)
}
