use sillon_enterprises::{BankAccount, Enterprise};
use sillon_identity::{Actor, ReadOrders};
use sillon_kernel::{Money, OrderId};
use sillon_orders::{Order, OrderChange};
use sillon_store::{PaymentRecord, RepaymentRecord, Repositories, ReturnRecord, Tx};

use crate::{Error, payments::bank_account::account_to_pay_to};

/// An order, what was paid for it, and what of its packaging came back.
#[derive(Debug, Clone)]
pub struct OrderWithPayments {
    /// The order.
    pub order: Order,
    /// Its payments, the earliest first, with those that take one back.
    pub payments: Vec<PaymentRecord>,
    /// What was paid back of it, the earliest first, with what takes one back.
    pub repayments: Vec<RepaymentRecord>,
    /// What of its packaging came back, the earliest first.
    pub returns: Vec<ReturnRecord>,
    /// How it changed since it was placed, the earliest first.
    pub changes: Vec<OrderChange>,
    /// Whether the shop's people placed it for their customer.
    pub is_by_shop: bool,
    /// The account it is paid to, where it is paid by transfer and the hub says one.
    pub pay_to: Option<BankAccount>,
}

impl OrderWithPayments {
    /// What is still to be paid.
    pub fn outstanding(&self) -> Money {
        (self.order.total - self.received()).above_zero()
    }

    /// What is still to be paid back to the customer: for packaging that came back, and what was paid beyond what the order comes to.
    pub fn to_pay_back(&self) -> Money {
        let lines = self.returns.iter().flat_map(|back| &back.lines);
        let returned = self.sum(lines.map(|line| line.amount));
        let paid_back = self.repayments.iter().map(|paid| paid.amount - paid.overpaid);
        returned - self.sum(paid_back) + (self.received() - self.order.total).above_zero()
    }

    /// What was paid back to the customer.
    pub fn paid_back(&self) -> Money {
        self.sum(self.repayments.iter().map(|paid| paid.amount))
    }

    /// What was paid for it, less what of that was paid back as it was too much.
    pub fn received(&self) -> Money {
        let payments = self.payments.iter().map(|payment| payment.amount);
        let paid_back = self.repayments.iter().map(|paid| -paid.overpaid);
        self.sum(payments.chain(paid_back))
    }

    fn sum(&self, amounts: impl IntoIterator<Item = Money>) -> Money {
        Money::total(self.order.total.currency(), amounts)
    }
}

/// An order, as its customer or its hub sees it. A guest's order is whoever's shows its token: its id alone opens nothing, as
/// those see it who pack and hand out. Through whose shop front it came is told to those who read the hub's orders.
///
/// # Errors
///
/// Missing when there is none, or it is not the actor's to see.
pub fn order(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
    shown: Option<&str>,
) -> Result<OrderWithPayments, Error> {
    let mut order = tx.orders().get(id)?;
    let own = is_own(actor, &order, shown);
    let reads_all = actor.may::<ReadOrders>(order.hub);
    if !own && !reads_all {
        return Err(Error::missing("order"));
    }
    order.partner = order.partner.filter(|_| reads_all);
    let payments = tx.books().payments(id)?;
    let repayments = tx.repayments().of_order(id)?;
    // Nothing comes back of an order without deposits.
    let has_deposits = order.lines.iter().any(|line| line.deposit.is_some());
    let returns = if has_deposits { tx.returns().of_order(id)? } else { Vec::new() };
    let changes = tx.order_changes().of_order(&order)?;
    let is_by_shop = tx.orders().is_by_shop(id)?;
    let pay_to = account_to_pay_to(tx, &order)?;
    Ok(OrderWithPayments { order, payments, repayments, returns, changes, is_by_shop, pay_to })
}

/// Whether an order is the actor's own: of their account, or one that a guest placed, whose token they show.
pub(crate) fn is_own(actor: &Actor, order: &Order, shown: Option<&str>) -> bool {
    match (order.user, &order.token) {
        (Some(owner), _) if actor.user() == Some(owner) => true,
        // What was a guest's still opens by the letter they got, also once it is of an account.
        (_, Some(token)) => {
            actor.may_visit(order.hub) && shown.is_some_and(|shown| token.is(shown))
        }
        (_, None) => false,
    }
}

/// The shop of an order, for whoever was shown the order.
///
/// # Errors
///
/// What the database refuses.
pub fn shop_of(tx: &mut Tx<'_>, order: &Order) -> Result<Enterprise, Error> {
    Ok(tx.enterprises().get(order.hub)?)
}
