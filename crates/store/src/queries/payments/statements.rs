//! What moved for an enterprise at a hub.

use std::collections::{BTreeMap, HashMap};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_kernel::{
    Currency, CycleId, EnterpriseId, Money, OrderChangeId, OrderId, PayoutId, Timestamp,
    TransactionId,
};
use sillon_ledger::Posting;
use sillon_payments::{Account, Holdings, Moved, MovedBy, StatementLine};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::stored,
    records::payments::StatementOf,
    schema::{
        order_changes::{order_change, order_component_before},
        payments::payout,
        tables::{ledger_transaction, order_component, order_cycle, orders},
    },
    sql::ids::{AnyId, IDS_AT_ONCE, Key, Uid, keys},
    sql::statement::statement,
};

statement!(
    /// What stood in the accounts of an enterprise in a hub's books before an instant.
    StoodBefore {
        payee: AnyId, hub: EnterpriseId, currency: String, before: i64,
    } -> (Text, BigInt) =
    "select m.kind, cast(sum(m.amount) as bigint) from ( \
     select p.to_kind as kind, p.amount_minor as amount from posting p join ledger_transaction t on t.id = p.transaction_id \
     where p.to_holder = ", [payee: Uid], " and p.hub_id = ", [hub: Uid], " and t.currency = ", [currency: Text],
    " and t.at < ", [before: BigInt],
    " union all select p.from_kind, -p.amount_minor from posting p join ledger_transaction t on t.id = p.transaction_id \
     where p.from_holder = ", [payee: Uid], " and p.hub_id = ", [hub: Uid], " and t.currency = ", [currency: Text],
    " and t.at < ", [before: BigInt], ") m group by m.kind"
);

pub(crate) fn stood_before(
    conn: &mut Conn,
    of: &StatementOf,
    before: Timestamp,
) -> Result<Holdings, Error> {
    let (payee, hub, currency) = (AnyId(of.payee.0), of.hub, of.currency.code().to_owned());
    let found = StoodBefore { payee, hub, currency, before: before.micros() };
    let rows: Vec<(String, i64)> = found.load(conn)?;
    let mut stood = Holdings::nothing(Money::zero(of.currency));
    for (kind, minor) in rows {
        let amount = Money::new(minor, of.currency);
        match kind.as_str() {
            "earned" => stood.earned = amount,
            "payable" => stood.payable = amount,
            "deposit-due" => stood.deposits_due = amount,
            "deposit" => stood.deposits = amount,
            _ => {}
        }
    }
    Ok(stood)
}

statement!(
    /// What moved to and from an enterprise's accounts in a hub's books, by order, and by transaction where it is of
    /// none.
    MovedBetween {
        payee: AnyId, hub: EnterpriseId, currency: String, from: i64, until: i64, most: i64,
    } -> (Nullable<Uid>, Nullable<Uid>, Text, Uid, Text, Uid, BigInt) =
    "select m.order_id, m.payout, m.from_kind, m.from_holder, m.to_kind, m.to_holder, cast(sum(m.amount) as bigint) from ( \
     select t.order_id as order_id, case when t.order_id is null then t.id end as payout, p.from_kind as from_kind, \
     p.from_holder as from_holder, p.to_kind as to_kind, p.to_holder as to_holder, p.amount_minor as amount \
     from posting p join ledger_transaction t on t.id = p.transaction_id where p.to_holder = ", [payee: Uid],
    " and p.hub_id = ", [hub: Uid], " and t.currency = ", [currency: Text], " and t.at >= ", [from: BigInt],
    " and t.at < ", [until: BigInt],
    " union all select t.order_id, case when t.order_id is null then t.id end, p.from_kind, p.from_holder, p.to_kind, \
     p.to_holder, p.amount_minor from posting p join ledger_transaction t on t.id = p.transaction_id where p.from_holder = ",
    [payee: Uid], " and p.to_holder <> ", [payee: Uid], " and p.hub_id = ", [hub: Uid], " and t.currency = ",
    [currency: Text], " and t.at >= ", [from: BigInt], " and t.at < ", [until: BigInt],
    ") m group by m.order_id, m.payout, m.from_kind, m.from_holder, m.to_kind, m.to_holder limit ", [most: BigInt]
);

type MovedRow = (Option<OrderId>, Option<TransactionId>, String, AnyId, String, AnyId, i64);

/// What moved between accounts of one order, or of one payout.
#[derive(Default)]
struct Postings {
    of_orders: BTreeMap<OrderId, Vec<Posting<Account>>>,
    of_payouts: BTreeMap<TransactionId, Vec<Posting<Account>>>,
}

impl Postings {
    fn read(rows: Vec<MovedRow>, currency: Currency) -> Result<Self, Error> {
        let mut postings = Self::default();
        for (order, payout, from_kind, from, to_kind, to, minor) in rows {
            let account = |kind: &str, holder: AnyId| {
                let account = Account::new(kind, holder.0);
                account.ok_or_else(|| Error::Corrupt { what: "account", value: kind.to_owned() })
            };
            let (from, to) = (account(&from_kind, from)?, account(&to_kind, to)?);
            let posting = Posting::new(from, to, Money::new(minor, currency))
                .map_err(|fault| Error::Corrupt { what: "posting", value: fault.to_string() })?;
            match (order, payout) {
                (Some(order), _) => postings.of_orders.entry(order).or_default().push(posting),
                (None, Some(of)) => postings.of_payouts.entry(of).or_default().push(posting),
                (None, None) => {}
            }
        }
        Ok(postings)
    }
}

pub(crate) fn moved_between(
    conn: &mut Conn,
    of: &StatementOf,
    (from, until): (Timestamp, Timestamp),
    most: i64,
) -> Result<Option<Vec<StatementLine>>, Error> {
    let found = MovedBetween {
        payee: AnyId(of.payee.0),
        hub: of.hub,
        currency: of.currency.code().to_owned(),
        from: from.micros(),
        until: until.micros(),
        most: most + 1,
    };
    let rows: Vec<MovedRow> = found.load(conn)?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > most {
        return Ok(None);
    }
    let Postings { of_orders, of_payouts } = Postings::read(rows, of.currency)?;
    let mut lines = order_lines(conn, of, &of_orders, (from, until))?;
    lines.extend(payout_lines(conn, of, &of_payouts)?);
    Ok(Some(lines))
}

/// The lines of orders, in the order of their cycles and in which they were placed.
fn order_lines(
    conn: &mut Conn,
    of: &StatementOf,
    postings: &BTreeMap<OrderId, Vec<Posting<Account>>>,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<StatementLine>, Error> {
    let ids: Vec<OrderId> = postings.keys().copied().collect();
    let mut lines = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS_AT_ONCE) {
        let goods = Goods::of(conn, of.payee, ids)?;
        let named: Vec<(OrderId, String, CycleId, String)> = orders::table
            .inner_join(order_cycle::table)
            .filter(orders::id.eq_any(keys(ids)))
            .select((orders::id, orders::reference, order_cycle::id, order_cycle::name))
            .load(conn)?;
        for (order, reference, cycle, cycle_name) in named {
            let sold = goods.at(order, until.micros()) - goods.at(order, from.micros());
            let sold = Money::new(sold, of.currency);
            let moved = Moved::by(of.payee, postings.get(&order).into_iter().flatten(), sold);
            let by = MovedBy::Order { order, reference, cycle, cycle_name };
            lines.push(((cycle, order), StatementLine { by, moved }));
        }
    }
    lines.sort_by_key(|(place, _)| *place);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// What goods of a payee in orders came to, as they became due and changed since.
struct Goods {
    /// When each order became due.
    due: HashMap<OrderId, i64>,
    /// What they come to now.
    now: HashMap<OrderId, i64>,
    /// The changes of orders that were due, the earliest first: when, and what they came to before.
    before: HashMap<OrderId, Vec<(i64, i64)>>,
}

impl Goods {
    fn of(conn: &mut Conn, payee: EnterpriseId, ids: &[OrderId]) -> Result<Self, Error> {
        let transactions: Vec<TransactionId> = ids.iter().map(|id| TransactionId(id.0)).collect();
        let due: Vec<(TransactionId, i64)> = ledger_transaction::table
            .filter(ledger_transaction::id.eq_any(keys(&transactions)))
            .select((ledger_transaction::id, ledger_transaction::at))
            .load(conn)?;
        let rows: Vec<(OrderId, i64)> = order_component::table
            .filter(order_component::order_id.eq_any(keys(ids)))
            .filter(order_component::payee_id.eq(Key(payee)))
            .filter(order_component::kind.eq("goods"))
            .select((order_component::order_id, order_component::amount_minor))
            .load(conn)?;
        let changes: Vec<(OrderChangeId, OrderId, i64)> = order_change::table
            .filter(order_change::order_id.eq_any(keys(ids)))
            .filter(order_change::was_due.eq(true))
            .order((order_change::at, order_change::id))
            .select((order_change::id, order_change::order_id, order_change::at))
            .load(conn)?;
        let of: Vec<OrderChangeId> = changes.iter().map(|(change, ..)| *change).collect();
        let were: Vec<(OrderChangeId, i64)> = order_component_before::table
            .filter(order_component_before::change_id.eq_any(keys(&of)))
            .filter(order_component_before::payee_id.eq(Key(payee)))
            .filter(order_component_before::kind.eq("goods"))
            .select((order_component_before::change_id, order_component_before::amount_minor))
            .load(conn)?;
        let were = summed(were);
        let mut before: HashMap<OrderId, Vec<(i64, i64)>> = HashMap::new();
        for (change, order, at) in changes {
            let came_to = were.get(&change).copied().unwrap_or_default();
            before.entry(order).or_default().push((at, came_to));
        }
        let due = due.into_iter().map(|(id, at)| (OrderId(id.0), at)).collect();
        Ok(Self { due, now: summed(rows), before })
    }

    /// What those of an order came to just before an instant; nothing before it was due.
    fn at(&self, order: OrderId, instant: i64) -> i64 {
        if self.due.get(&order).is_none_or(|due| *due >= instant) {
            return 0;
        }
        let mut changes = self.before.get(&order).into_iter().flatten();
        match changes.find(|(at, _)| *at >= instant) {
            Some((_, came_to)) => *came_to,
            None => self.now.get(&order).copied().unwrap_or_default(),
        }
    }
}

fn summed<K: std::hash::Hash + Eq>(rows: Vec<(K, i64)>) -> HashMap<K, i64> {
    let mut sums = HashMap::new();
    for (of, minor) in rows {
        *sums.entry(of).or_default() += minor;
    }
    sums
}

type PayoutRow = (PayoutId, TransactionId, String, String, Option<String>, Option<PayoutId>);

/// The lines of payouts, the earliest first.
fn payout_lines(
    conn: &mut Conn,
    of: &StatementOf,
    postings: &BTreeMap<TransactionId, Vec<Posting<Account>>>,
) -> Result<Vec<StatementLine>, Error> {
    let ids: Vec<TransactionId> = postings.keys().copied().collect();
    let mut lines = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS_AT_ONCE) {
        let rows: Vec<PayoutRow> = payout::table
            .filter(payout::transaction_id.eq_any(keys(ids)))
            .order(payout::id)
            .select((
                payout::id,
                payout::transaction_id,
                payout::day,
                payout::method,
                payout::note,
                payout::reverses_id,
            ))
            .load(conn)?;
        for (payout, transaction, day, method, note, reverses) in rows {
            let (day, method) = (stored("day", &day)?, stored("payment method", &method)?);
            let postings = postings.get(&transaction).into_iter().flatten();
            let moved = Moved::by(of.payee, postings, Money::zero(of.currency));
            let by = MovedBy::Payout { payout, day, method, note, reverses };
            lines.push(StatementLine { by, moved });
        }
    }
    Ok(lines)
}
