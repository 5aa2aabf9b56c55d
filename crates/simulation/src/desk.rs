use sillon_engine::{
    NewPayout, OrderSummary, OrderWish, OrderWithPayments, Payable, Repay, ShortageWish,
    change_order, harvest_sheets, look_at_change, look_at_shortage, pay_out, payables,
    record_payment, repay, reverse_payment, reverse_payout, reverse_repayment, share_shortage,
    take_back,
};
use sillon_kernel::{CycleId, Money, OrderId, PageRequest, Text};
use sillon_orders::{CartLine, ShareRule};
use sillon_payments::Method;

use crate::{
    Fault,
    lists::all_orders,
    town::Hub,
    world::{World, refused_or},
};

/// What a hub does once its cycle has closed: it looks at the sheets, and shares what does not come.
pub(crate) async fn after_close(world: &mut World, hub: &Hub) -> Result<(), Fault> {
    let Some(cycle) = hub.cycle else { return Ok(()) };
    let sheets =
        world.read(&hub.manager, move |tx, actor| harvest_sheets(tx, actor, cycle)).await?;
    world.tally.note("harvest sheets", &sheets.sheets.len().to_string());
    for _ in 0..2 {
        let orders = all_orders(world, hub, cycle).await?;
        if let Some(picked) = world.dice.pick(&orders).map(|order| order.id) {
            share(world, hub, cycle, picked).await?;
        }
    }
    Ok(())
}

/// Of what somebody ordered, only a part comes.
async fn share(world: &mut World, hub: &Hub, cycle: CycleId, picked: OrderId) -> Result<(), Fault> {
    let order = world.engine.order(hub.manager.clone(), picked, None).await?.order;
    let Some(variant) = order.lines.first().map(|line| line.variant) else { return Ok(()) };
    let rule = if world.dice.once_in(2) { ShareRule::FirstCome } else { ShareRule::Proportional };
    let none = ShortageWish { variant, comes: 0, rule, ordered: None };
    let seen = world.engine.read({
        let actor = hub.manager.clone();
        move |tx| look_at_shortage(tx, &actor, cycle, none)
    });
    let ordered = match refused_or(seen.await)? {
        Ok(seen) => seen.ordered,
        Err(code) => {
            world.tally.refused("shortage", &code);
            return Ok(());
        }
    };
    let wish = ShortageWish { comes: world.dice.below(ordered), ordered: Some(ordered), ..none };
    let shared = world.ask("shortage shared", &hub.manager, move |tx, actor, tools| {
        let shared = share_shortage(tx, actor, &tools.ids, cycle, wish)?;
        Ok(format!("{} of {} come, {} orders less", wish.comes, ordered, shared.orders.len()))
    });
    shared.await.map(drop)
}

/// Hands out a hub's orders: most are paid then, and bottles of the week before come back.
pub(crate) async fn hand_out(world: &mut World, hub: &Hub) -> Result<(), Fault> {
    let Some(cycle) = hub.cycle else { return Ok(()) };
    for order in all_orders(world, hub, cycle).await? {
        if order.cancelled_at.is_some() {
            continue;
        }
        pay_somehow(world, hub, &order).await?;
        if world.dice.once_in(3) {
            bring_bottles_back(world, hub, order.id).await?;
        }
    }
    Ok(())
}

/// A payment for an order: right, in part, twice, or wrong and taken back.
async fn pay_somehow(world: &mut World, hub: &Hub, order: &OrderSummary) -> Result<(), Fault> {
    let open = order.total - order.received;
    if open.minor() <= 0 && !world.dice.once_in(20) {
        return Ok(());
    }
    let cents = |minor| Money::new(minor, open.currency());
    match world.dice.below(20) {
        // They pay later, or never.
        0..3 => {}
        3 => {
            pay(world, hub, order.id, cents(open.minor() / 2)).await?;
        }
        4 => {
            pay(world, hub, order.id, open).await?;
            pay(world, hub, order.id, open).await?;
        }
        5 => {
            if let Some(payment) = pay(world, hub, order.id, cents(open.minor().min(100))).await? {
                take_payment_back(world, hub, &payment).await?;
            }
            pay(world, hub, order.id, open).await?;
        }
        _ => {
            pay(world, hub, order.id, open).await?;
        }
    }
    Ok(())
}

/// Writes a payment down; its id.
async fn pay(
    world: &mut World,
    hub: &Hub,
    order: OrderId,
    amount: Money,
) -> Result<Option<String>, Fault> {
    let method = if world.dice.once_in(4) { Method::BankTransfer } else { Method::Cash };
    let paid = world.ask("paid", &hub.manager, move |tx, actor, tools| {
        let paid = record_payment(tx, actor, &tools.ids, order, amount, method)?;
        Ok(format!("{}\n{}", amount.amount(), paid.payment.id))
    });
    Ok(paid.await?.ok().as_deref().and_then(second_line))
}

fn second_line(answer: &str) -> Option<String> {
    answer.lines().nth(1).map(str::to_owned)
}

async fn take_payment_back(world: &mut World, hub: &Hub, payment: &str) -> Result<(), Fault> {
    let (id, reason) = (payment.parse()?, Text::parse("Typed wrong")?);
    let reversed = world.ask("payment taken back", &hub.manager, move |tx, actor, tools| {
        let back = reverse_payment(tx, actor, &tools.ids, id, reason.clone())?;
        Ok(back.payment.amount.amount())
    });
    reversed.await.map(drop)
}

/// Bottles that a deposit was paid on come back: some of them, now and then one too many.
async fn bring_bottles_back(world: &mut World, hub: &Hub, order: OrderId) -> Result<(), Fault> {
    let placed = world.engine.order(hub.manager.clone(), order, None).await?.order;
    let bottled = placed.lines.iter().filter(|line| line.deposit.is_some());
    let mut back: Vec<CartLine> =
        bottled.map(|line| CartLine { variant: line.variant, quantity: line.quantity }).collect();
    if back.is_empty() {
        return Ok(());
    }
    let too_many = u32::from(world.dice.once_in(10));
    for line in &mut back {
        line.quantity = line.quantity.saturating_add(too_many);
    }
    let returned = world.ask("bottles taken back", &hub.manager, move |tx, actor, tools| {
        Ok(take_back(tx, actor, &tools.ids, order, &back)?.to_pay_back.amount())
    });
    returned.await.map(drop)
}

/// What is done at a desk on Saturday: transfers come in, what is owed is paid back, an order is put right.
pub(crate) async fn put_right(world: &mut World, hub: &Hub) -> Result<(), Fault> {
    let Some(cycle) = hub.cycle else { return Ok(()) };
    let orders = all_orders(world, hub, cycle).await?;
    for order in &orders {
        if order.to_pay_back.minor() > 0 && !world.dice.once_in(5) {
            pay_back(world, hub, order).await?;
        }
        let open = order.total - order.received;
        if open.minor() > 0 && world.dice.once_in(2) {
            pay(world, hub, order.id, open).await?;
        }
    }
    if let Some(picked) = world.dice.pick(&orders).map(|order| order.id) {
        say_sorry(world, hub, picked).await?;
    }
    Ok(())
}

/// What is owed to a customer is paid back; now and then it is written down by mistake.
async fn pay_back(world: &mut World, hub: &Hub, order: &OrderSummary) -> Result<(), Fault> {
    let (id, amount) = (order.id, order.to_pay_back);
    let wish = Repay { amount, method: Method::Cash, note: None };
    let paid = world.ask("paid back", &hub.manager, move |tx, actor, tools| {
        let back = repay(tx, actor, &tools.ids, id, wish.clone())?;
        Ok(format!("{}\n{}", back.repayment.amount.amount(), back.repayment.id))
    });
    let Some(repayment) = paid.await?.ok().as_deref().and_then(second_line) else { return Ok(()) };
    if !world.dice.once_in(10) {
        return Ok(());
    }
    let (id, reason) = (repayment.parse()?, Text::parse("Never fetched")?);
    let reversed = world.ask("repayment taken back", &hub.manager, move |tx, actor, tools| {
        let back = reverse_repayment(tx, actor, &tools.ids, id, reason.clone())?;
        Ok(back.to_pay_back.amount())
    });
    reversed.await.map(drop)
}

/// The hub takes something out of an order, with a word why; now and then all of it.
async fn say_sorry(world: &mut World, hub: &Hub, id: OrderId) -> Result<(), Fault> {
    let OrderWithPayments { order, .. } = world.engine.order(hub.manager.clone(), id, None).await?;
    let all = if world.dice.once_in(4) { 0 } else { order.lines.len().saturating_sub(1) };
    let basket: Vec<_> =
        order.lines.iter().take(all).map(|line| (line.variant, line.quantity)).collect();
    let reason = Some(Text::parse("It broke")?);
    let is_lost = world.dice.once_in(3);
    let wish = OrderWish { basket, agreed: None, reason, token: None, is_lost };
    let (by, tools, looked_at) = (hub.manager.clone(), world.tools(), wish.clone());
    let seen = world.engine.read(move |tx| look_at_change(tx, &by, &tools.lists, id, &looked_at));
    let seen = match refused_or(seen.await)? {
        Ok(seen) => seen,
        Err(code) => {
            world.tally.refused("put right", &code);
            return Ok(());
        }
    };
    let wish = OrderWish { agreed: Some(seen.after.total), ..wish };
    let changed = world.ask("put right", &hub.manager, move |tx, actor, tools| {
        let delta = change_order(tx, actor, &tools.ids, &tools.lists, id, &wish)?;
        Ok(format!("{} to {}", delta.before.total.amount(), delta.after.total.amount()))
    });
    changed.await.map(drop)
}

/// Everybody is paid what came in for them; now and then too much is asked for, or a payout never was.
pub(crate) async fn pay_farms(world: &mut World, hub: &Hub) -> Result<(), Fault> {
    let id = hub.id;
    let owed = world
        .read(&hub.manager, move |tx, actor| payables(tx, actor, id, None, &PageRequest::first()));
    for payable in owed.await?.items {
        if payable.amount.minor() > 0 {
            pay_one(world, hub, &payable).await?;
        }
    }
    Ok(())
}

async fn pay_one(world: &mut World, hub: &Hub, payable: &Payable) -> Result<(), Fault> {
    if world.dice.once_in(8) {
        let more = Money::new(payable.amount.minor() + 1, payable.amount.currency());
        pay_sum(world, hub, payable, more).await?;
    }
    let paid = pay_sum(world, hub, payable, payable.amount).await?;
    let Some(payout) = paid.filter(|_| world.dice.once_in(12)) else { return Ok(()) };
    let (id, reason) = (payout.parse()?, Text::parse("The bank sent it back")?);
    let reversed = world.ask("payout taken back", &hub.manager, move |tx, actor, tools| {
        Ok(reverse_payout(tx, actor, &tools.ids, id, reason.clone())?.amount.amount())
    });
    reversed.await.map(drop)
}

async fn pay_sum(
    world: &mut World,
    hub: &Hub,
    payable: &Payable,
    amount: Money,
) -> Result<Option<String>, Fault> {
    let (of, to) = (hub.id, payable.payee);
    let new = NewPayout { to, amount, method: Method::BankTransfer, day: None, note: None };
    let paid = world.ask("paid out", &hub.manager, move |tx, actor, tools| {
        let paid = pay_out(tx, actor, &tools.ids, of, new.clone())?;
        Ok(format!("{}\n{}", paid.amount.amount(), paid.id))
    });
    Ok(paid.await?.ok().as_deref().and_then(second_line))
}
