use std::{collections::BTreeMap, fmt};

use sillon_engine::{balance, payouts};
use sillon_kernel::{Currency, EnterpriseId, Money, PageRequest, PayoutId};

use crate::{
    Fault, Plan,
    lists::{all_cycles, all_orders},
    town::{Hub, Town},
    world::World,
};

/// What money did in a season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyFigures {
    /// What all orders come to.
    pub ordered: Money,
    /// What of it came in.
    pub received: Money,
    /// What is still to be paid back to customers.
    pub to_pay_back: Money,
    /// What was paid out.
    pub paid_out: Money,
}

/// What a season came to: the same on either database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What was played.
    pub plan: Plan,
    /// What was done, and how often.
    pub done: BTreeMap<String, u64>,
    /// What was refused, by the code of the refusal.
    pub refused: BTreeMap<String, u64>,
    /// Letters that left, by what they are about.
    pub letters: BTreeMap<String, u64>,
    /// Events of the hubs, by kind.
    pub events: BTreeMap<String, u64>,
    /// What went wrong on purpose.
    pub mishaps: BTreeMap<&'static str, u64>,
    /// What money did.
    pub money: MoneyFigures,
    /// A digest of all that happened, in its order, and of every balance at the end.
    pub digest: String,
}

/// Sums a season up.
pub(crate) async fn sum_up(world: &mut World, town: &Town, plan: &Plan) -> Result<Summary, Fault> {
    let none = Money::zero(Currency::EUR);
    let mut money =
        MoneyFigures { ordered: none, received: none, to_pay_back: none, paid_out: none };
    for hub in &town.hubs {
        add_orders(world, hub, &mut money).await?;
        money.paid_out += paid_out(world, hub).await?;
    }
    note_balances(world, town).await?;
    let tally = &world.tally;
    Ok(Summary {
        plan: *plan,
        done: tally.done.clone(),
        refused: tally.refused.clone(),
        letters: tally.letters.clone(),
        events: tally.events.clone(),
        mishaps: tally.mishaps.clone(),
        money,
        digest: tally.digest(),
    })
}

async fn add_orders(world: &mut World, hub: &Hub, money: &mut MoneyFigures) -> Result<(), Fault> {
    for cycle in all_cycles(world, hub).await? {
        for order in all_orders(world, hub, cycle).await? {
            money.ordered += order.total;
            money.received += order.received;
            money.to_pay_back += order.to_pay_back;
            let sums = [order.total, order.received, order.to_pay_back].map(Money::amount);
            world.tally.note("order", &sums.join(" "));
        }
    }
    Ok(())
}

async fn paid_out(world: &World, hub: &Hub) -> Result<Money, Fault> {
    let (mut sum, mut after, id) = (Money::zero(Currency::EUR), None::<PayoutId>, hub.id);
    loop {
        let page = world.read(&hub.manager, move |tx, actor| {
            payouts(tx, actor, id, after, &PageRequest::first())
        });
        let page = page.await?;
        sum = page.items.iter().fold(sum, |sum, payout| sum + payout.amount);
        let (Some(last), Some(_)) = (page.items.last(), page.next) else { return Ok(sum) };
        after = Some(last.id);
    }
}

async fn note_balances(world: &mut World, town: &Town) -> Result<(), Fault> {
    let hubs = town.hubs.iter().map(|hub| (hub.id, hub.manager.clone()));
    let farms = town.farms.iter().map(|farm| (farm.id, farm.farmer.clone()));
    for (id, actor) in hubs.chain(farms) {
        let id: EnterpriseId = id;
        let held = world.read(&actor, move |tx, actor| balance(tx, actor, id)).await?;
        let sums = [held.earned, held.payable, held.deposits_due, held.deposits, held.till];
        world.tally.note("balance", &sums.map(Money::amount).join(" "));
    }
    Ok(())
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { seed, weeks, hubs, farms, customers } = self.plan;
        writeln!(
            f,
            "{weeks} weeks of {hubs} hubs, {farms} farms and {customers} customers, from seed {seed}"
        )?;
        let MoneyFigures { ordered, received, to_pay_back, paid_out } = self.money;
        write!(
            f,
            "\nMoney\n  ordered        {:>14}\n  received       {:>14}",
            ordered.amount(),
            received.amount()
        )?;
        write!(
            f,
            "\n  to pay back    {:>14}\n  paid out       {:>14}\n",
            to_pay_back.amount(),
            paid_out.amount()
        )?;
        table(f, "Done", self.done.iter())?;
        table(f, "Refused", self.refused.iter())?;
        table(f, "Letters", self.letters.iter())?;
        table(f, "Events", self.events.iter())?;
        table(f, "Went wrong on purpose", self.mishaps.iter())?;
        write!(f, "\nDigest {}", self.digest)
    }
}

fn table<'a, K: fmt::Display + 'a>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    rows: impl Iterator<Item = (K, &'a u64)>,
) -> fmt::Result {
    writeln!(f, "\n{title}")?;
    for (name, count) in rows {
        writeln!(f, "  {name:<30} {count:>8}")?;
    }
    Ok(())
}
