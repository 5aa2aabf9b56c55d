use sillon_identity::{Actor, ReadBooks};
use sillon_kernel::{Date, EnterpriseId};
use sillon_payments::Statement;
use sillon_store::{Repositories, StatementOf, Tx};

use crate::Error;

/// How many days a statement is of at most: a year.
const MAX_DAYS: i32 = 366;

/// Between how many pairs of accounts money of a statement may have moved: an order has some four.
const MAX_MOVES: i64 = 100_000;

/// Whose statement, at which hub, from which day to which.
#[derive(Debug, Clone, Copy)]
pub struct StatementWish {
    /// Whose.
    pub payee: EnterpriseId,
    /// At which hub.
    pub hub: EnterpriseId,
    /// The first day, where the hub is.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// What was sold of an enterprise at a hub, order by order, what came in for it and what was paid out to it. It is told
/// whose the orders are by no name.
///
/// # Errors
///
/// Missing unless the actor reads the books of the enterprise, or those of the hub; a refusal of days that are in no
/// order, or more than a year.
pub fn statement(
    tx: &mut Tx<'_>,
    actor: &Actor,
    StatementWish { payee, hub, from, until }: StatementWish,
) -> Result<Statement, Error> {
    let permit = actor.permit::<ReadBooks>(payee).or_else(|_| actor.permit::<ReadBooks>(hub));
    let read_by = permit.map_err(|_fault| Error::missing("enterprise"))?.enterprise();
    let both = tx.enterprises().of(&[payee, hub])?;
    // What is read is of who reads it and of the other, both of which are there.
    let of = |id: EnterpriseId| both.iter().find(|it| it.id == id);
    let (Some(shop), Some(_), Some(_)) = (of(hub), of(payee), of(read_by)) else {
        return Err(Error::missing("enterprise"));
    };
    let days = from.until(until).map_or(i32::MAX, |span| span.get_days());
    if from > until || days >= MAX_DAYS {
        return Err(Error::field("until", "it is the first day or one of the 365 behind it"));
    }
    let ends = until.tomorrow().ok().and_then(|day| shop.zone.start_of(day));
    let (Some(begins), Some(ends)) = (shop.zone.start_of(from), ends) else {
        return Err(Error::field("from", "no statement is of days so far away"));
    };
    let of = StatementOf { payee, hub, currency: shop.currency };
    let opening = tx.statements().stood_before(&of, begins)?;
    let lines = tx.statements().moved_between(&of, (begins, ends), MAX_MOVES)?;
    let Some(lines) = lines else {
        return Err(Error::field("until", "so much moved in these days: ask for fewer of them"));
    };
    Ok(Statement::new((payee, hub), (from, until), opening, lines))
}
