use std::collections::{BTreeMap, BTreeSet};

use sillon_identity::{Actor, Weigh};
use sillon_kernel::{
    CycleId, Detail, EnterpriseId, Failure, FailureKind, Money, OrderId, Page, PageRequest,
    Quantity, VariantId,
};
use sillon_orders::{ChangeCause, LineWeight, Order};
use sillon_store::{LineToWeigh, Repositories, Subject, Touched, Tx, WeighedAfter};

use crate::{
    Error, Ids,
    error::{Refusal, refusals},
    orders::change::{Made, write_change},
    outbox::queue::have_written,
};

/// The most lines that are weighed at once.
pub const MAX_WEIGHTS: usize = 1_000;

/// What somebody weighed: of which order, and what of it.
#[derive(Debug, Clone, Copy)]
pub struct WeightWish {
    /// Of which order.
    pub order: OrderId,
    /// What of it.
    pub line: LineWeight,
}

/// What weighing makes of the orders of a cycle.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// Each line that was weighed, as it was said.
    pub lines: Vec<WeighedLine>,
    /// The orders that are of hubs of whoever weighs, each with what it comes to: what others sold is theirs to know.
    pub orders: Vec<WeighedOrder>,
}

/// A line that is weighed.
#[derive(Debug, Clone)]
pub struct WeighedLine {
    /// Of which order.
    pub order: OrderId,
    /// What people call the order.
    pub reference: String,
    /// Which size.
    pub variant: VariantId,
    /// The product's name.
    pub product_name: String,
    /// The size's label.
    pub label: String,
    /// How many items.
    pub items: u32,
    /// What all of them were expected to weigh.
    pub expected: Quantity,
    /// What they weigh.
    pub weight: Quantity,
    /// What is charged of it.
    pub charged: Quantity,
    /// What they cost before, without fees.
    pub before: Money,
    /// What they cost then.
    pub after: Money,
}

/// An order of which something is weighed.
#[derive(Debug, Clone)]
pub struct WeighedOrder {
    /// Which.
    pub order: OrderId,
    /// What people call it.
    pub reference: String,
    /// The hub that sold it.
    pub hub: EnterpriseId,
    /// What it came to.
    pub before: Money,
    /// What it comes to.
    pub after: Money,
    /// The most it may come to.
    pub at_most: Option<Money>,
    /// What is still to be paid for it then.
    pub outstanding: Money,
    /// What was paid beyond that.
    pub to_pay_back: Money,
}

/// The lines of a cycle that are weighed, by whoever may weigh them: of goods they made, and of orders they sold.
///
/// # Errors
///
/// A refusal unless the actor may weigh for somebody who takes part in the cycle.
pub fn lines_to_weigh(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
    after: Option<WeighedAfter>,
    request: &PageRequest,
) -> Result<Page<LineToWeigh>, Error> {
    let of: Vec<EnterpriseId> = weighs_for(tx, actor, cycle)?.into_iter().collect();
    Ok(tx.weights().page(cycle, &of, after, request)?)
}

/// What orders would come to by what somebody weighed of them; nothing is changed.
///
/// # Errors
///
/// As [`weigh`].
pub fn look_at_weights(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
    wishes: &[WeightWish],
) -> Result<Weighed, Error> {
    let of = weighs_for(tx, actor, cycle)?;
    let read = |tx: &mut Tx<'_>, id| Ok(tx.orders().get(id)?);
    let decided = decide(tx, (cycle, &of), wishes, read)?;
    told(tx, &of, wishes, &decided)
}

/// Weighs what was ordered in a cycle: all of it, or nothing where some of it cannot be. Each order is priced by it, up to what its
/// customer agreed to; what was paid is shared anew, what was paid too much is owed back, and the customer is told. The last weight of
/// a line counts, and one that is said again changes nothing.
///
/// # Errors
///
/// A refusal unless the actor may weigh for somebody who takes part in the cycle; one that names each line that cannot be
/// weighed so.
pub fn weigh(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    wishes: &[WeightWish],
) -> Result<Weighed, Error> {
    let of = weighs_for(tx, actor, cycle)?;
    // The cycle before its orders, as whoever closes it locks them.
    tx.checkout().share_cycles(&[cycle])?;
    let lock = |tx: &mut Tx<'_>, id| Ok(tx.orders().lock(id)?);
    let decided = decide(tx, (cycle, &of), wishes, lock)?;
    let seen = told(tx, &of, wishes, &decided)?;
    tx.touches(Touched::NOTHING);
    for (before, after) in decided.into_values().filter(|(before, after)| before != after) {
        let made = Made { cause: ChangeCause::Weight, reason: None, by: Some(actor) };
        let change = write_change(tx, ids, &before, after, made)?;
        have_written(tx, ids, Subject::OrderChanged(before.id, change))?;
    }
    Ok(seen)
}

/// Those who take part in a cycle and for whom the actor weighs: producers and hubs.
fn weighs_for(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: CycleId,
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let cycle = tx.cycles().get(cycle)?;
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let parties = exchanges.iter().map(|it| it.enterprise);
    let of: BTreeSet<EnterpriseId> = parties.filter(|it| actor.may::<Weigh>(*it)).collect();
    if of.is_empty() {
        // Who runs the cycle knows it; anybody else is told there is none.
        let permit = actor.permit::<Weigh>(cycle.coordinator)?;
        return Ok([permit.enterprise()].into());
    }
    Ok(of)
}

/// Each order as it is and as it is weighed.
type Decided = BTreeMap<OrderId, (Order, Order)>;

fn decide(
    tx: &mut Tx<'_>,
    (cycle, of): (CycleId, &BTreeSet<EnterpriseId>),
    wishes: &[WeightWish],
    read: impl Fn(&mut Tx<'_>, OrderId) -> Result<Order, Error>,
) -> Result<Decided, Error> {
    let mut by_order: BTreeMap<OrderId, Vec<(usize, LineWeight)>> = BTreeMap::new();
    for (place, wish) in wishes.iter().enumerate() {
        by_order.entry(wish.order).or_default().push((place, wish.line));
    }
    let (mut decided, mut faults) = (Decided::new(), Vec::new());
    for (id, lines) in by_order {
        let order = match read(tx, id) {
            Ok(order) if order.cycle == cycle => order,
            Err(refused) if refused.class().0 != FailureKind::Missing => return Err(refused),
            Ok(_) | Err(_) => {
                faults.extend(lines.iter().map(|(place, _)| (*place, NoSuchLine::boxed())));
                continue;
            }
        };
        let before = faults.len();
        faults.extend(faults_of(&order, of, &lines));
        if faults.len() > before {
            continue;
        }
        let weights: Vec<_> = lines.iter().map(|(_, said)| (said.variant, said.weight)).collect();
        match (order.weighed_as(&weights), lines.first()) {
            (Ok(after), _) => drop(decided.insert(id, (order, after))),
            (Err(refused), Some((place, _))) => faults.push((*place, Box::new(refused))),
            (Err(refused), None) => return Err(refused.into()),
        }
    }
    if faults.is_empty() { Ok(decided) } else { Err(WeightsRefused(faults).into()) }
}

/// What is wrong with what was said of an order, line by line. Whoever weighs for nobody who made or sold a line is told that there is
/// none.
fn faults_of(
    order: &Order,
    of: &BTreeSet<EnterpriseId>,
    lines: &[(usize, LineWeight)],
) -> Vec<(usize, Refusal)> {
    let is_theirs = |said: &LineWeight| {
        let made = order.lines.iter().filter(|line| line.variant == said.variant);
        let mut made = made.filter(|line| line.owner == line.producer);
        of.contains(&order.hub) || made.any(|line| of.contains(&line.producer))
    };
    let (mut faults, mut named): (Vec<(usize, Refusal)>, BTreeSet<VariantId>) = Default::default();
    for (place, said) in lines {
        let refusal: Option<Refusal> = if !is_theirs(said) {
            Some(NoSuchLine::boxed())
        } else if !named.insert(said.variant) {
            Some(Box::new(NamedTwice))
        } else {
            let checked = order.check_weight(said).err();
            checked.map(|refused| -> Refusal { Box::new(refused) })
        };
        faults.extend(refusal.map(|refusal| (*place, refusal)));
    }
    faults
}

fn told(
    tx: &mut Tx<'_>,
    of: &BTreeSet<EnterpriseId>,
    wishes: &[WeightWish],
    decided: &Decided,
) -> Result<Weighed, Error> {
    let line = |wish: &WeightWish| {
        let (before, after) = decided.get(&wish.order)?;
        let (was, weighing) = before.weighed_line(wish.line.variant).ok()?;
        let (is, _) = after.weighed_line(wish.line.variant).ok()?;
        Some(WeighedLine {
            order: before.id,
            reference: before.reference.clone(),
            variant: is.variant,
            product_name: is.product_name.to_string(),
            label: is.label.to_string(),
            items: is.quantity,
            expected: weighing.estimate(is.quantity),
            weight: wish.line.weight,
            charged: weighing.charged(is.quantity, wish.line.weight),
            before: was.goods,
            after: is.goods,
        })
    };
    let lines = wishes.iter().filter_map(line).collect();
    let mut orders = Vec::new();
    for (before, after) in decided.values().filter(|(order, _)| of.contains(&order.hub)) {
        let received = tx.repayments().money_of(before.id)?.received;
        orders.push(WeighedOrder {
            order: before.id,
            reference: before.reference.clone(),
            hub: before.hub,
            before: before.total,
            after: after.total,
            at_most: after.at_most,
            outstanding: (after.total - received).above_zero(),
            to_pay_back: (received - after.total).above_zero(),
        });
    }
    Ok(Weighed { lines, orders })
}

/// Some of what was weighed is not taken, and then none of it is: each line by its place, and why.
#[derive(Debug, thiserror::Error)]
#[error("nothing was weighed: {} of the lines cannot be weighed so, the first as {}", .0.len(), first(.0))]
pub struct WeightsRefused(Vec<(usize, Refusal)>);

fn first(faults: &[(usize, Refusal)]) -> String {
    faults.first().map(|(_, refusal)| refusal.to_string()).unwrap_or_default()
}

impl Failure for WeightsRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        let first = self.0.first().map(|(_, refusal)| refusal.class());
        first.unwrap_or((FailureKind::Invalid, "invalid-weight"))
    }

    fn details(&self) -> Vec<Detail> {
        let mut faults: Vec<&(usize, Refusal)> = self.0.iter().collect();
        faults.sort_by_key(|(place, _)| *place);
        let within = |(place, refusal): &(usize, Refusal)| {
            let place = format!("lines[{place}]");
            let details = refusal.details();
            if details.is_empty() {
                return vec![Detail::new(place, refusal.to_string())];
            }
            let within = |it: Detail| Detail { field: format!("{place}.{}", it.field), ..it };
            details.into_iter().map(within).collect::<Vec<_>>()
        };
        faults.into_iter().flat_map(within).collect()
    }
}

/// There is no such line that whoever weighs made or sold.
#[derive(Debug, thiserror::Error)]
#[error("there is no such order of this cycle, with such goods that you made or sold in it")]
struct NoSuchLine;

impl NoSuchLine {
    fn boxed() -> Refusal {
        Box::new(Self)
    }
}

impl Failure for NoSuchLine {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "not-in-order")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("order", self.to_string())]
    }
}

/// Two lines are about the same goods of one order.
#[derive(Debug, thiserror::Error)]
#[error("these goods of this order were weighed in another line: add up what all of them weigh")]
struct NamedTwice;

impl Failure for NamedTwice {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "named-twice")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("variant", self.to_string())]
    }
}

refusals!(WeightsRefused);
