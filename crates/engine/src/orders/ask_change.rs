use sillon_identity::{Actor, ChangeOrders};
use sillon_kernel::{Money, OrderId, Text, VariantId};
use sillon_orders::{
    ChangeCause, ChangeGround, ChangeRules, ChangedLine, ChangedOrder, Component, Order,
    OrderChange,
};
use sillon_store::{Repositories, Subject, Touched, Tx};

use crate::{
    Error, Ids,
    cycles::{letters::write_to, shop_cache::PriceLists},
    orders::{
        change::{Made, lose, write_change},
        change_facts::{ChangeFacts, Hold},
        see::is_own,
    },
    outbox::queue::{have_written, tell},
};

/// What somebody wants an order to be.
#[derive(Debug, Clone)]
pub struct OrderWish {
    /// All that is in it then; nothing, to cancel it.
    pub basket: Vec<(VariantId, u32)>,
    /// What they agreed to pay for that, unless it is nothing or only looked at.
    pub agreed: Option<Money>,
    /// Why, where the shop's people change it.
    pub reason: Option<Text<200>>,
    /// What opens a guest's order, as they show it.
    pub token: Option<String>,
    /// Whether what leaves it cannot be sold again, as the shop's people say.
    pub is_lost: bool,
}

impl OrderWish {
    /// The wish that nothing of it is left, which costs nothing in the currency of any order.
    pub fn cancelled(reason: Option<Text<200>>, token: Option<String>) -> Self {
        Self { basket: Vec::new(), agreed: None, reason, token, is_lost: false }
    }
}

/// What a change makes of an order.
#[derive(Debug, Clone)]
pub struct OrderDelta {
    /// The order before.
    pub before: Order,
    /// The order after.
    pub after: Order,
    /// What there is more or less of.
    pub lines: Vec<ChangedLine>,
    /// What was paid for it.
    pub received: Money,
}

impl OrderDelta {
    /// What is still to be paid then.
    pub fn outstanding(&self) -> Money {
        (self.after.total - self.received).above_zero()
    }

    /// The parts of its total that change, each with what it came to before.
    pub fn parts(&self) -> Vec<(Money, &Component)> {
        let nothing = Money::zero(self.after.total.currency());
        let before = self.before.components.iter().map(|part| part.amount);
        let before = before.chain(std::iter::repeat(nothing));
        let parts = before.zip(&self.after.components);
        parts.filter(|(before, after)| *before != after.amount).collect()
    }

    /// What was paid beyond what it comes to then.
    pub fn to_pay_back(&self) -> Money {
        (self.received - self.after.total).above_zero()
    }
}

/// What an order would come to; nothing is changed.
///
/// # Errors
///
/// As [`change_order`].
pub fn look_at_change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    lists: &PriceLists,
    id: OrderId,
    wish: &OrderWish,
) -> Result<OrderDelta, Error> {
    let order = tx.orders().get(id)?;
    let cause = asked_by(actor, &order, wish)?;
    let facts = ChangeFacts::read(tx, lists, &order, &wish.basket, Hold::Nothing)?;
    let changed = decide(tx, &order, wish, cause, (&facts, Hold::Nothing))?;
    delta(tx, order, changed.order)
}

/// Makes an order what somebody wants it to be, at the sum they agreed to: its customer as long as the shop takes such changes, or
/// the shop's people, who say why. What is taken back returns to its supplies, what comes to it leaves them; what was paid is shared
/// anew; the customer is told, the shop of what is cancelled, and producers who knew what to bring of what they bring now.
///
/// An order that is so already stays as it is: asked again, nothing more happens.
///
/// # Errors
///
/// Missing unless the order is the actor's, or they change orders of its shop; [`MayNotChange`](sillon_orders::MayNotChange),
/// [`ChangeRefused`](sillon_orders::ChangeRefused), and what the hand-over and vouchers refuse.
pub fn change_order(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    lists: &PriceLists,
    id: OrderId,
    wish: &OrderWish,
) -> Result<OrderDelta, Error> {
    // The cycle before the order, as whoever closes it locks them.
    let cycle = tx.orders().get(id)?.cycle;
    tx.checkout().share_cycles(&[cycle])?;
    let order = tx.orders().lock(id)?;
    let cause = asked_by(actor, &order, wish)?;
    if wish.is_lost && cause != ChangeCause::Shop {
        return Err(Error::field("restock", "only the shop's people say that goods are lost"));
    }
    let facts = ChangeFacts::read(tx, lists, &order, &wish.basket, Hold::All)?;
    let ChangedOrder { order: after, mut given_back } =
        decide(tx, &order, wish, cause, (&facts, Hold::All))?;
    let lines = OrderChange::between(&order, &after);
    if lines.is_empty() {
        return delta(tx, order, after);
    }
    let told = order.producers_apart(&after);
    let made = Made {
        cause,
        reason: wish.reason.as_ref().filter(|_| cause == ChangeCause::Shop),
        by: Some(actor),
    };
    let change = write_change(tx, ids, &order, after.clone(), made)?;
    if wish.is_lost {
        let lost = given_back.clone();
        lose(tx, ids, &mut given_back, &lost)?;
    }
    tx.order_changes().give_back(&given_back)?;
    tx.touches(Touched::Left(given_back.keys().copied().collect()));
    have_written(tx, ids, Subject::OrderChanged(order.id, change))?;
    if cause == ChangeCause::Customer {
        let is_cancelled = after.cancelled_at.is_some();
        let of = if is_cancelled { Subject::OrderCancelled } else { Subject::OrderMoved };
        tell(tx, ids, order.hub, of(order.id, order.hub))?;
    }
    let told = told.intersection(&facts.told).copied().collect();
    write_to(tx, ids, told, |of| Subject::HarvestSheet(order.cycle, of))?;
    delta(tx, order, after)
}

/// Who asks: the order's customer, or the shop's people. Who may do neither is told that there is no such order.
fn asked_by(actor: &Actor, order: &Order, wish: &OrderWish) -> Result<ChangeCause, Error> {
    let runs_the_shop = actor.may::<ChangeOrders>(order.hub);
    match is_own(actor, order, wish.token.as_deref()) {
        // Of the shop's people, who order there too, whoever says why does it for the shop.
        true if !(runs_the_shop && wish.reason.is_some()) => Ok(ChangeCause::Customer),
        _ if runs_the_shop => Ok(ChangeCause::Shop),
        _ => Err(Error::missing("order")),
    }
}

pub(crate) fn decide(
    tx: &mut Tx<'_>,
    order: &Order,
    wish: &OrderWish,
    cause: ChangeCause,
    (facts, hold): (&ChangeFacts, Hold),
) -> Result<ChangedOrder, Error> {
    let now = tx.now();
    let ground = ChangeGround {
        cause,
        formers: &facts.formers,
        shop: Some(facts.other.as_ref().unwrap_or(&facts.list)),
        supplies: &facts.supplies,
    };
    let changed = order.changed_to(&wish.basket, &ground, now)?;
    let returned: Vec<_> = facts.returned.iter().flat_map(|it| it.lines.clone()).collect();
    let rules = ChangeRules {
        cause,
        takes_changes: facts.takes_changes,
        cycle: &facts.cycle,
        is_full: facts.is_full,
        cut_off: &facts.cut_off,
        returned: &returned,
        changes: facts.formers.len(),
        has_reason: wish.reason.is_some() || hold == Hold::Nothing,
        agreed: wish.agreed,
    };
    rules.check(order, &changed.order, now)?;
    facts.check_counts(order, &changed.order, &wish.basket)?;
    Ok(changed)
}

pub(crate) fn delta(tx: &mut Tx<'_>, before: Order, after: Order) -> Result<OrderDelta, Error> {
    let received = tx.repayments().money_of(before.id)?.received;
    let lines = OrderChange::between(&before, &after);
    Ok(OrderDelta { before, after, lines, received })
}
