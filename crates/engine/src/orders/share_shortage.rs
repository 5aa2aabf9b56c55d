use std::collections::HashMap;

use sillon_cycles::OrderCycle;
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId, Money, OrderId, VariantId};
use sillon_orders::{
    ChangeCause, ChangeGround, MayNotChange, Order, ShareRule, Shortage, share_shortage as shared,
};
use sillon_store::{Repositories, Subject, Touched, Tx};

use crate::{
    Error, Ids,
    catalogue::listed::ChangedSince,
    cycles::{changes::lock_to_run, letters::write_to},
    orders::{
        change::{Left, Made, Rest, leave_rests, lose},
        change_facts::producers_told,
    },
    outbox::queue::have_written,
};

/// That less comes of a size than was ordered in a cycle.
#[derive(Debug, Clone, Copy)]
pub struct ShortageWish {
    /// Of which size.
    pub variant: VariantId,
    /// How many come.
    pub comes: u32,
    /// How they are shared.
    pub rule: ShareRule,
    /// How many were ordered, as whoever shares them looked at it.
    pub ordered: Option<u32>,
}

/// How what comes of a size is shared.
#[derive(Debug, Clone)]
pub struct SharedShortage {
    /// How many were ordered.
    pub ordered: u32,
    /// The orders that have less of it, or none, the first placed first.
    pub orders: Vec<ShortOrder>,
}

/// An order of which something does not come.
#[derive(Debug, Clone)]
pub struct ShortOrder {
    /// Which.
    pub order: OrderId,
    /// What people call it.
    pub reference: String,
    /// Whose shop it is of.
    pub hub: EnterpriseId,
    /// How many were in it, those in bundles with them.
    pub had: u32,
    /// How many come.
    pub has: u32,
    /// What it came to.
    pub before: Money,
    /// What it comes to.
    pub after: Money,
}

/// How what comes of a size would be shared; nothing is changed.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle; [`NothingShort`](sillon_orders::NothingShort).
pub fn look_at_shortage(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
    wish: ShortageWish,
) -> Result<SharedShortage, Error> {
    let permit = actor.permit::<Coordinate>(tx.cycles().get(cycle)?.coordinator)?;
    let mut orders = Vec::new();
    for id in tx.order_changes().with_size(&permit, cycle, wish.variant)? {
        orders.push(tx.orders().get(id)?);
    }
    let orders = that_can_change(tx, orders, wish.variant)?;
    let shortage = shared(&orders, wish.variant, wish.comes, wish.rule)?;
    told(tx, &orders, &shortage, wish.variant)
}

/// Shares what comes of a size over the orders of a cycle: what does not come leaves them, they are priced anew, and nobody pays more
/// than they agreed to. What was paid for it is to be paid back. It returns to no supply: it is not there. What leaves with it, as the
/// rest of a bundle, does. Customers are told, and the producers who have something else to bring now.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle; [`ChangedSince`] where another number was ordered meanwhile;
/// [`NothingShort`](sillon_orders::NothingShort).
pub fn share_shortage(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    wish: ShortageWish,
) -> Result<SharedShortage, Error> {
    let (permit, cycle) = lock_to_run(tx, actor, cycle)?;
    let orders = lock_orders(tx, &permit, &cycle, wish.variant)?;
    let shortage = shared(&orders, wish.variant, wish.comes, wish.rule)?;
    if wish.ordered.is_some_and(|ordered| ordered != shortage.ordered) {
        return Err(ChangedSince.into());
    }
    let seen = told(tx, &orders, &shortage, wish.variant)?;
    let of: HashMap<OrderId, &Order> = orders.iter().map(|order| (order.id, order)).collect();
    let rest = |(id, basket): &(OrderId, Vec<(VariantId, u32)>)| {
        Some(Rest { order: of.get(id)?, basket: basket.clone() })
    };
    let rests: Vec<Rest<'_>> = shortage.rests.iter().filter_map(rest).collect();
    let made = Made { cause: ChangeCause::Shortage, reason: None, by: Some(actor) };
    let Left { changes, mut given_back, lessened } = leave_rests(tx, ids, &rests, made)?;
    lose(tx, ids, &mut given_back, &shortage.lost)?;
    tx.order_changes().give_back(&given_back)?;
    tx.touches(Touched::Left(given_back.into_keys().collect()));
    for (rest, change) in rests.iter().zip(changes) {
        have_written(tx, ids, Subject::OrderChanged(rest.order.id, change))?;
    }
    let (_, informed) = producers_told(tx, &cycle)?;
    let concerned = lessened.intersection(&informed).copied().collect();
    write_to(tx, ids, concerned, |of| Subject::HarvestSheet(cycle.id, of))?;
    Ok(seen)
}

fn lock_orders(
    tx: &mut Tx<'_>,
    by: &Permit<Coordinate>,
    cycle: &OrderCycle,
    variant: VariantId,
) -> Result<Vec<Order>, Error> {
    let ids = tx.order_changes().with_size(by, cycle.id, variant)?;
    let orders =
        ids.into_iter().map(|id| Ok(tx.orders().lock(id)?)).collect::<Result<_, Error>>()?;
    that_can_change(tx, orders, variant)
}

/// Those of orders that can have less of a size: one of which it is not known what it was priced on stays as it was placed, and has
/// what it ordered.
///
/// # Errors
///
/// [`MayNotChange::PackagingReturned`] where packaging of it came back: it was there.
fn that_can_change(
    tx: &mut Tx<'_>,
    mut orders: Vec<Order>,
    variant: VariantId,
) -> Result<Vec<Order>, Error> {
    orders.retain(|order| order.terms.is_some());
    let lent = |order: &&Order| order.lines.iter().any(|line| line.deposit.is_some());
    for order in orders.iter().filter(lent) {
        let back = tx.returns().of_order(order.id)?;
        let mut lines = back.iter().flat_map(|back| &back.lines);
        let holds_it = |line: u32| {
            let of_line = order.lines.iter().find(|it| it.position == line);
            // A bundle leaves with all that is in it.
            of_line.is_some_and(|it| it.variant == variant || it.bundle.is_some())
        };
        if let Some(line) = lines.find(|line| holds_it(line.line)) {
            return Err(MayNotChange::PackagingReturned(line.variant).into());
        }
    }
    Ok(orders)
}

/// What becomes of each order.
fn told(
    tx: &mut Tx<'_>,
    orders: &[Order],
    shortage: &Shortage,
    variant: VariantId,
) -> Result<SharedShortage, Error> {
    let (cause, supplies) = (ChangeCause::Shortage, HashMap::new());
    let ground = ChangeGround { cause, formers: &[], shop: None, supplies: &supplies };
    let items = |order: &Order| {
        let of_it = order.lines.iter().filter(|line| line.variant == variant);
        of_it.map(|line| line.quantity).sum()
    };
    let mut short = Vec::with_capacity(shortage.rests.len());
    for order in orders {
        let rest = shortage.rests.iter().find(|(id, _)| *id == order.id);
        let Some((_, basket)) = rest else { continue };
        let after = order.changed_to(basket, &ground, tx.now())?.order;
        short.push(ShortOrder {
            order: order.id,
            reference: order.reference.clone(),
            hub: order.hub,
            had: items(order),
            has: items(&after),
            before: order.total,
            after: after.total,
        });
    }
    Ok(SharedShortage { ordered: shortage.ordered, orders: short })
}
