use sillon_identity::{Actor, ReadOrders};
use sillon_kernel::OrderId;
use sillon_orders::Order;
use sillon_store::{PaymentRecord, Tx};

use crate::Error;

/// An order and what was paid for it.
#[derive(Debug, Clone)]
pub struct OrderWithPayments {
    /// The order.
    pub order: Order,
    /// Its payments, the earliest first.
    pub payments: Vec<PaymentRecord>,
}

/// An order, as its customer or its hub sees it. A guest's order is whoever's knows its id.
///
/// # Errors
///
/// Missing when there is none, or it is not the actor's to see.
pub fn order(tx: &mut Tx<'_>, actor: &Actor, id: OrderId) -> Result<OrderWithPayments, Error> {
    let order = tx.orders().get(id)?;
    let own = match order.user {
        Some(owner) => actor.user() == Some(owner),
        None => actor.may_visit(order.hub),
    };
    if !own && actor.permit::<ReadOrders>(order.hub).is_err() {
        return Err(Error::missing("order"));
    }
    let payments = tx.books().payments(id)?;
    Ok(OrderWithPayments { order, payments })
}
