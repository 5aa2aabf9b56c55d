use std::collections::BTreeSet;

use sillon_identity::{Actor, TickHandOver};
use sillon_kernel::{Detail, Failure, FailureKind, OrderId};
use sillon_logistics::{Tick, TickedLine};
use sillon_orders::OrderLine;
use sillon_store::{NewTick, Repositories, Touched, Tx};

use crate::{Error, error::refusals};

/// What becomes of lines of an order at its hand-over.
#[derive(Debug, Clone)]
pub enum TickWish {
    /// All of them are ticked as one thing, or as nothing any more.
    All(Option<Tick>),
    /// Each of these is; the others stay as they are.
    Lines(Vec<(TickedLine, Option<Tick>)>),
}

/// Ticks what became of the lines of an order at its hand-over, over whatever was ticked before. It moves neither goods nor money: what
/// was missing is taken off by a change of the order.
///
/// # Errors
///
/// Missing unless the actor hands out for the order's hub; [`NotInOrder`].
pub fn tick(tx: &mut Tx<'_>, actor: &Actor, id: OrderId, wish: &TickWish) -> Result<(), Error> {
    let order = tx.orders().lock(id)?;
    // Whoever may not know the order is told that there is none.
    let permit =
        actor.permit::<TickHandOver>(order.hub).map_err(|_fault| Error::missing("order"))?;
    let there: BTreeSet<TickedLine> = order.lines.iter().map(place).collect();
    let wished = match wish {
        TickWish::All(tick) => there.iter().map(|line| (*line, *tick)).collect(),
        TickWish::Lines(lines) => lines.clone(),
    };
    if let Some(line) = wished.iter().position(|(line, _)| !there.contains(line)) {
        return Err(NotInOrder { line }.into());
    }
    let (at, by, key) = (tx.now(), actor.user(), actor.api_key());
    for (line, tick) in wished {
        tx.ticks().set(&permit, id, &NewTick { line, tick, at, by, key })?;
    }
    tx.touches(Touched::NOTHING);
    Ok(())
}

/// Which line of its order a line is.
fn place(line: &OrderLine) -> TickedLine {
    TickedLine { variant: line.variant, bundle: line.bundle }
}

/// The order holds no such line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the order holds no such line")]
pub struct NotInOrder {
    /// Which of those that were named, from 0.
    pub line: usize,
}

impl Failure for NotInOrder {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new(format!("lines[{}].variant", self.line), self.to_string())]
    }
}

refusals!(NotInOrder);
