use std::collections::BTreeMap;

use sillon_identity::{Actor, ChangeOrders};
use sillon_kernel::{Detail, Failure, FailureKind, Money, OrderId, SupplyId, Text, VariantId};
use sillon_orders::{ChangeCause, ChangedOrder, Order};
use sillon_store::{Repositories, Subject, Touched, Tx};

use crate::{
    Error, Ids, OrderDelta, OrderWish,
    cycles::shop_cache::PriceLists,
    error::refusals,
    orders::{
        ask_change::{decide, delta},
        change::{Made, write_change},
        change_facts::{ChangeFacts, Hold},
    },
    outbox::queue::have_written,
};

/// What goes from one order to another of the same shop and cycle.
#[derive(Debug, Clone)]
pub struct MoveWish {
    /// The order that it comes to.
    pub to: OrderId,
    /// What goes, and how many of it; all that is in the order, when nothing is named.
    pub lines: Option<Vec<(VariantId, u32)>>,
    /// What both come to then, as was agreed to; nothing, where it is only looked at.
    pub agreed: Option<(Money, Money)>,
    /// Why, which both customers are told.
    pub reason: Option<Text<200>>,
}

/// What a move makes of both orders.
#[derive(Debug, Clone)]
pub struct MovedLines {
    /// The order that something goes from.
    pub from: OrderDelta,
    /// The order that it comes to.
    pub to: OrderDelta,
}

/// What a move would make of two orders; nothing is changed.
///
/// # Errors
///
/// As [`move_lines`].
pub fn look_at_move(
    tx: &mut Tx<'_>,
    actor: &Actor,
    lists: &PriceLists,
    from: OrderId,
    wish: &MoveWish,
) -> Result<MovedLines, Error> {
    let orders = (tx.orders().get(from)?, tx.orders().get(wish.to)?);
    let moved = Move::decide(tx, actor, lists, orders, (wish, Hold::Nothing))?;
    moved.deltas(tx)
}

/// Moves goods from one order to another of the same shop and cycle, at the prices and on the terms they were ordered on: part of a
/// line, lines, or all of it, so that two orders become one. Nothing leaves a supply or comes back to one, whatever is left of it; the
/// farms bring what they bring. What was paid for each stays with it, and both customers are told.
///
/// # Errors
///
/// Missing unless the actor changes the orders of the shop; [`MoveRefused`]; what a change of either order refuses.
pub fn move_lines(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    lists: &PriceLists,
    from: OrderId,
    wish: &MoveWish,
) -> Result<MovedLines, Error> {
    // The cycle before the orders, and those in one order, as everybody locks them.
    let cycle = tx.orders().get(from)?.cycle;
    if from == wish.to {
        return Err(MoveRefused::SameOrder.into());
    }
    tx.checkout().share_cycles(&[cycle])?;
    let first = tx.orders().lock(from.min(wish.to))?;
    let second = tx.orders().lock(from.max(wish.to))?;
    let orders = if first.id == from { (first, second) } else { (second, first) };
    let moved = Move::decide(tx, actor, lists, orders, (wish, Hold::All))?;
    moved.write(tx, ids, actor, wish)?;
    moved.deltas(tx)
}

/// Both orders, before and after.
struct Move {
    from: (Order, ChangedOrder),
    to: (Order, ChangedOrder),
}

impl Move {
    fn decide(
        tx: &mut Tx<'_>,
        actor: &Actor,
        lists: &PriceLists,
        (from, to): (Order, Order),
        (wish, hold): (&MoveWish, Hold),
    ) -> Result<Self, Error> {
        if !actor.may::<ChangeOrders>(from.hub) {
            return Err(Error::missing("order"));
        }
        let (stays, comes) = baskets(&from, &to, wish)?;
        let wished = |basket, agreed| OrderWish {
            basket,
            agreed,
            reason: wish.reason.clone(),
            token: None,
            is_lost: false,
        };
        let (of_from, of_to) = wish.agreed.unzip();
        let mut facts = ChangeFacts::read(tx, lists, &to, &comes, hold)?;
        let of_giver = ChangeFacts::read(tx, lists, &from, &stays, hold)?;
        let wish_from = wished(stays, of_from);
        let given = decide(tx, &from, &wish_from, ChangeCause::Shop, (&of_giver, hold))?;
        facts.other = Some(from.as_shop()?);
        for (supply, left) in of_giver.supplies {
            facts.supplies.entry(supply).or_insert(left);
        }
        for (supply, milli) in &given.given_back {
            if let Some(left) = facts.supplies.get_mut(supply) {
                left.available_milli += milli;
            }
        }
        let taken = decide(tx, &to, &wished(comes, of_to), ChangeCause::Shop, (&facts, hold))?;
        Ok(Self { from: (from, given), to: (to, taken) })
    }

    fn write(
        &self,
        tx: &mut Tx<'_>,
        ids: &Ids,
        actor: &Actor,
        wish: &MoveWish,
    ) -> Result<(), Error> {
        let made = Made { cause: ChangeCause::Shop, reason: wish.reason.as_ref(), by: Some(actor) };
        for (before, changed) in [&self.from, &self.to] {
            let change = write_change(tx, ids, before, changed.order.clone(), made)?;
            have_written(tx, ids, Subject::OrderChanged(before.id, change))?;
        }
        let given_back = self.given_back();
        tx.order_changes().give_back(&given_back)?;
        tx.touches(Touched::Left(given_back.into_keys().collect()));
        Ok(())
    }

    /// What goes back to supplies of both together: nothing, but of what one of them was taken from and the other not.
    fn given_back(&self) -> BTreeMap<SupplyId, i64> {
        let mut all = self.from.1.given_back.clone();
        for (supply, milli) in &self.to.1.given_back {
            *all.entry(*supply).or_default() += milli;
        }
        all.retain(|_, milli| *milli != 0);
        all
    }

    fn deltas(self, tx: &mut Tx<'_>) -> Result<MovedLines, Error> {
        let (from, to) = (self.from, self.to);
        Ok(MovedLines { from: delta(tx, from.0, from.1.order)?, to: delta(tx, to.0, to.1.order)? })
    }
}

type Basket = Vec<(VariantId, u32)>;

/// What stays in one order, and what is in the other then.
fn baskets(from: &Order, to: &Order, wish: &MoveWish) -> Result<(Basket, Basket), MoveRefused> {
    if from.id == to.id {
        return Err(MoveRefused::SameOrder);
    }
    if (from.hub, from.cycle) != (to.hub, to.cycle) {
        return Err(MoveRefused::AnotherSale);
    }
    let mut stays: BTreeMap<VariantId, u32> = from.basket().into_iter().collect();
    let goes = wish.lines.clone().unwrap_or_else(|| from.basket());
    let mut comes = to.basket();
    for (line, (variant, quantity)) in goes.into_iter().enumerate() {
        let left = stays.get_mut(&variant).filter(|left| **left >= quantity);
        *left.ok_or(MoveRefused::NotInIt { line })? -= quantity;
        match comes.iter_mut().find(|(known, _)| *known == variant) {
            Some((_, there)) => *there = there.saturating_add(quantity),
            None => comes.push((variant, quantity)),
        }
    }
    Ok((stays.into_iter().filter(|(_, quantity)| *quantity > 0).collect(), comes))
}

/// Why nothing can go from one order to another; nothing of them changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefused {
    /// Both are one order.
    #[error("this is the order that it would go from: name another")]
    SameOrder,
    /// The other order is of another shop or cycle.
    #[error("goods go to another order of the same shop and order cycle only")]
    AnotherSale,
    /// There is not so much of it in the order.
    #[error("there is not so much of it in the order")]
    NotInIt {
        /// The line, from 0.
        line: usize,
    },
}

impl Failure for MoveRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        let field = match self {
            Self::SameOrder | Self::AnotherSale => "to".to_owned(),
            Self::NotInIt { line } => format!("lines[{line}].quantity"),
        };
        vec![Detail::new(field, self.to_string())]
    }
}

refusals!(MoveRefused);
