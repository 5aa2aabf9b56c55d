use std::collections::{BTreeMap, HashMap};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_identity::{Permit, ReadBooks};
use sillon_kernel::{
    ApiKeyId, Currency, CycleId, EnterpriseId, Money, OrderChangeId, OrderId, PaymentId, Timestamp,
    TransactionId, UserId,
};
use sillon_orders::ComponentKind;
use sillon_payments::{Account, Claim};
use uuid::Uuid;

use super::super::{
    super::{
        Conn, Db,
        dialect::{add_to_balances, for_update, insertable},
    },
    catalogue::products::read_currency,
    payments::payables::{add_due_payables, add_to_payables},
};
use crate::{
    Error,
    error::{instant, stored},
    records::payments::{Balance, DueOrder, PaymentRecord, Posted},
    schema::{
        order_changes::{order_change, order_component_before},
        payments::{payment, payment_share},
        tables::{order_component, orders, posting},
    },
    sql::ids::{AnyId, Key, Uid, keys},
    sql::rows::Rows,
    sql::statement::statement,
};

statement!(
    /// When orders of the cycle became due last: those of one that was opened again are due already.
    LastDue { cycle: CycleId } -> Nullable<BigInt> =
    "select max(t.at) from orders o join ledger_transaction t on t.id = o.id where o.cycle_id = ", [cycle: Uid]
);

statement!(
    /// How many orders of the cycle are said to be due, and nothing moved for them.
    DueInVain { cycle: CycleId } -> BigInt =
    "select count(*) from orders o join ledger_transaction t on t.id = o.id where o.cycle_id = ", [cycle: Uid],
    " and o.total_minor <> 0 and not exists (select 1 from posting p where p.transaction_id = o.id)"
);

statement!(
    /// One transaction per order of the cycle that is not due yet, under the order's own id: an order becomes due once.
    DueTransactions { at: i64, cycle: CycleId } =
    "insert into ledger_transaction (id, hub_id, cause, order_id, currency, at) \
     select o.id, o.hub_id, 'due', o.id, o.currency, ", [at: BigInt],
    " from orders o where o.cycle_id = ", [cycle: Uid], " on conflict do nothing"
);

/// What moves when orders become due, once per payee and once more for its deposits, up to which orders:
/// `payments::due_postings` as one statement, which `verify` holds to it.
const DUE_MOVES: &str = "insert into posting (transaction_id, position, hub_id, from_kind, from_holder, to_kind, to_holder, amount_minor) \
     select t.order_id, t.position, t.hub_id, \
     case when t.amount > 0 then 'order' else t.account end, \
     case when t.amount > 0 then t.order_id else t.payee_id end, \
     case when t.amount > 0 then t.account else 'order' end, \
     case when t.amount > 0 then t.payee_id else t.order_id end, abs(t.amount) \
     from (select c.order_id, c.payee_id, c.hub_id, min(c.position) as position, \
     case when c.kind = 'deposit' then 'deposit-due' when o.total_minor = 0 then 'payable' else 'earned' end as account, \
     cast(sum(c.amount_minor) as bigint) as amount \
     from order_component c join orders o on o.id = c.order_id where o.cycle_id = ";

/// The end of a statement that begins with [`DUE_MOVES`].
const DUE_MOVES_END: &str = " group by c.order_id, c.payee_id, c.hub_id, \
     case when c.kind = 'deposit' then 'deposit-due' when o.total_minor = 0 then 'payable' else 'earned' end) t \
     where t.amount <> 0";

statement!(
    /// Orders of a cycle that cost nothing are paid for as they become due: nobody pays for them, and their farms are owed theirs.
    PaidForNothing { cycle: CycleId } =
    "update order_component set allocated_minor = amount_minor where allocated_minor <> amount_minor and order_id in ( \
     select o.id from orders o join posting p on p.transaction_id = o.id where o.total_minor = 0 \
     and 'payable' in (p.from_kind, p.to_kind) and o.cycle_id = ", [cycle: Uid], ")"
);

statement!(
    /// What moves when all orders of a cycle become due.
    DuePostings { cycle: CycleId } = (DUE_MOVES), [cycle: Uid], (DUE_MOVES_END)
);

statement!(
    /// What moves when those orders of a cycle become due that do at an instant. For all of them it would be slower.
    LatePostings { cycle: CycleId, at: i64 } =
    (DUE_MOVES), [cycle: Uid], " and exists (select 1 from ledger_transaction d where d.id = o.id and d.at = ", [at: BigInt], ")",
    (DUE_MOVES_END)
);

/// The end of a statement that adds amounts to the balances kept of enterprises' accounts. They are taken in one order by
/// whoever adds to some, so that no two wait for each other.
pub(crate) const ADDED_TO_BALANCES: &str = ") m where m.kind not in ('order', 'refund') group by m.holder, m.kind, m.currency \
     order by m.holder, m.kind, m.currency on conflict (holder, kind, currency) do update \
     set balance_minor = account_balance.balance_minor + excluded.balance_minor";

/// What came to accounts when the orders of a cycle became due, up to which cycle.
const DUE_TO: &str = "insert into account_balance (holder, kind, currency, balance_minor) \
     select m.holder, m.kind, m.currency, cast(sum(m.amount) as bigint) from ( \
     select p.to_holder as holder, p.to_kind as kind, o.currency as currency, p.amount_minor as amount \
     from orders o join posting p on p.transaction_id = o.id where o.cycle_id = ";

/// What went from accounts likewise.
const DUE_FROM: &str = " union all select p.from_holder, p.from_kind, o.currency, -p.amount_minor \
     from orders o join posting p on p.transaction_id = o.id where o.cycle_id = ";

statement!(
    /// Adds what moved when all orders of a cycle became due to the balances of those it moved between.
    DueBalances { to: CycleId, from: CycleId } =
    (DUE_TO), [to: Uid], (DUE_FROM), [from: Uid], (ADDED_TO_BALANCES)
);

statement!(
    /// The same of those orders of a cycle that became due at an instant.
    LateBalances { to: CycleId, to_at: i64, from: CycleId, from_at: i64 } =
    (DUE_TO), [to: Uid], " and exists (select 1 from ledger_transaction d where d.id = o.id and d.at = ", [to_at: BigInt], ")",
    (DUE_FROM), [from: Uid], " and exists (select 1 from ledger_transaction d where d.id = o.id and d.at = ", [from_at: BigInt], ")",
    (ADDED_TO_BALANCES)
);

/// What came to accounts by transactions, up to which.
pub(crate) const MOVED_TO: &str = "insert into account_balance (holder, kind, currency, balance_minor) \
     select m.holder, m.kind, m.currency, cast(sum(m.amount) as bigint) from ( \
     select p.to_holder as holder, p.to_kind as kind, t.currency as currency, p.amount_minor as amount \
     from ledger_transaction t join posting p on p.transaction_id = t.id where t.id";

/// What went from accounts likewise.
pub(crate) const MOVED_FROM: &str = " union all select p.from_holder, p.from_kind, t.currency, -p.amount_minor \
     from ledger_transaction t join posting p on p.transaction_id = t.id where t.id";

pub(crate) fn post_due(conn: &mut Conn, cycle: CycleId, now: Timestamp) -> Result<i64, Error> {
    let last: Vec<Option<i64>> = LastDue { cycle }.load(conn)?;
    let due = if let Some(last) = last.into_iter().flatten().max() {
        let in_vain: Vec<i64> = DueInVain { cycle }.load(conn)?;
        if in_vain.into_iter().any(|count| count > 0) {
            return Err(Error::Corrupt { what: "due orders of cycle", value: cycle.to_string() });
        }
        // Those that become due now are told from those that are by their instant, which no earlier close had.
        let at = now.micros().max(last + 1);
        let due = DueTransactions { at, cycle }.execute(conn)?;
        LatePostings { cycle, at }.execute(conn)?;
        add_due_payables(conn, cycle, at)?;
        LateBalances { to: cycle, to_at: at, from: cycle, from_at: at }.execute(conn)?;
        due
    } else {
        let due = DueTransactions { at: now.micros(), cycle }.execute(conn)?;
        DuePostings { cycle }.execute(conn)?;
        add_due_payables(conn, cycle, now.micros())?;
        DueBalances { to: cycle, from: cycle }.execute(conn)?;
        due
    };
    PaidForNothing { cycle }.execute(conn)?;
    Ok(i64::try_from(due).unwrap_or(i64::MAX))
}

pub(crate) fn lock_claims(
    conn: &mut Conn,
    order: OrderId,
) -> Result<(EnterpriseId, Vec<Claim>), Error> {
    let hub =
        for_update!(orders::table.find(Key(order)).select((orders::hub_id, orders::currency)));
    let hub: Option<(EnterpriseId, String)> = hub.first(conn).optional()?;
    let (hub, currency) = hub.ok_or(Error::Missing("order"))?;
    let currency = read_currency(&currency)?;
    let rows = claims(conn, order)?;
    Ok((hub, rows.into_iter().map(|row| read_claim(row, currency)).collect()))
}

type ClaimRow = (EnterpriseId, String, i64, i64);

fn claims(conn: &mut Conn, order: OrderId) -> Result<Vec<ClaimRow>, Error> {
    Ok(order_component::table
        .filter(order_component::order_id.eq(Key(order)))
        .order(order_component::position)
        .select((
            order_component::payee_id,
            order_component::kind,
            order_component::amount_minor,
            order_component::allocated_minor,
        ))
        .load(conn)?)
}

fn read_claim((payee, kind, amount, allocated): ClaimRow, currency: Currency) -> Claim {
    Claim {
        payee,
        keeps: ComponentKind::keeps(&kind),
        amount: Money::new(amount, currency),
        allocated: Money::new(allocated, currency),
    }
}

statement!(
    /// Orders behind another that became due, by id.
    DueOrders { after: OrderId, most: i64 } -> (Uid, Text) =
    "select order_id, currency from ledger_transaction where cause = 'due' and order_id > ", [after: Uid],
    " order by order_id limit ", [most: BigInt]
);

pub(crate) fn due(
    conn: &mut Conn,
    after: Option<OrderId>,
    most: i64,
) -> Result<Vec<DueOrder>, Error> {
    let after = after.unwrap_or(OrderId(Uuid::nil()));
    let found: Vec<(OrderId, String)> = DueOrders { after, most }.load(conn)?;
    let orders: Vec<OrderId> = found.iter().map(|(order, _)| *order).collect();
    let mut moves = moves(conn, &orders)?;
    let mut claims: HashMap<OrderId, Vec<ClaimRow>> = HashMap::new();
    let rows: Vec<(OrderId, EnterpriseId, String, i64, i64)> = order_component::table
        .filter(order_component::order_id.eq_any(keys(&orders)))
        .order((order_component::order_id, order_component::position))
        .select((
            order_component::order_id,
            order_component::payee_id,
            order_component::kind,
            order_component::amount_minor,
            order_component::allocated_minor,
        ))
        .load(conn)?;
    for (order, payee, kind, amount, allocated) in rows {
        claims.entry(order).or_default().push((payee, kind, amount, allocated));
    }
    claims.extend(claims_then(conn, &orders)?);
    let due = |(order, currency): (OrderId, String)| {
        let currency = read_currency(&currency)?;
        let claims = claims.remove(&order).unwrap_or_default().into_iter();
        let claims = claims.map(|row| read_claim(row, currency)).collect();
        Ok(DueOrder { order, claims, moved: moves.remove(&order).unwrap_or_default() })
    };
    found.into_iter().map(due).collect()
}

/// The claims of those orders that changed after they were due, as they were before the first such change.
fn claims_then(
    conn: &mut Conn,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<ClaimRow>>, Error> {
    let changes: Vec<(OrderId, OrderChangeId)> = order_change::table
        .filter(order_change::order_id.eq_any(keys(orders)))
        .filter(order_change::was_due.eq(true))
        .order((order_change::order_id, order_change::at, order_change::id))
        .select((order_change::order_id, order_change::id))
        .load(conn)?;
    let mut first: HashMap<OrderId, OrderChangeId> = HashMap::new();
    for (order, change) in changes {
        first.entry(order).or_insert(change);
    }
    let ids: Vec<OrderChangeId> = first.into_values().collect();
    let rows: Vec<(OrderId, EnterpriseId, String, i64, i64)> = order_component_before::table
        .filter(order_component_before::change_id.eq_any(keys(&ids)))
        .order((order_component_before::order_id, order_component_before::position))
        .select((
            order_component_before::order_id,
            order_component_before::payee_id,
            order_component_before::kind,
            order_component_before::amount_minor,
            order_component_before::allocated_minor,
        ))
        .load(conn)?;
    let mut claims: HashMap<OrderId, Vec<ClaimRow>> = HashMap::new();
    for (order, payee, kind, amount, allocated) in rows {
        claims.entry(order).or_default().push((payee, kind, amount, allocated));
    }
    Ok(claims)
}

/// What came into accounts, by their kinds and holders, less what went out.
type Moves = BTreeMap<(String, Uuid), i64>;

/// What moved when orders became due.
fn moves(conn: &mut Conn, orders: &[OrderId]) -> Result<HashMap<OrderId, Moves>, Error> {
    let transactions: Vec<TransactionId> =
        orders.iter().map(|order| TransactionId(order.0)).collect();
    let rows: Vec<(TransactionId, String, AnyId, String, AnyId, i64)> = posting::table
        .filter(posting::transaction_id.eq_any(keys(&transactions)))
        .select((
            posting::transaction_id,
            posting::to_kind,
            posting::to_holder,
            posting::from_kind,
            posting::from_holder,
            posting::amount_minor,
        ))
        .load(conn)?;
    let mut moves: HashMap<OrderId, Moves> = HashMap::new();
    for (transaction, to_kind, to, from_kind, from, amount) in rows {
        let of_order = moves.entry(OrderId(transaction.0)).or_default();
        *of_order.entry((to_kind, to.0)).or_default() += amount;
        *of_order.entry((from_kind, from.0)).or_default() -= amount;
    }
    Ok(moves)
}

statement!(
    /// Adds a share to what a component has received.
    Allocate { order: OrderId, position: i64, share: i64 } =
    "update order_component set allocated_minor = allocated_minor + ", [share: BigInt],
    " where order_id = ", [order: Uid], " and position = ", [position: BigInt]
);

pub(crate) fn add_payment(
    conn: &mut Conn,
    paid: &PaymentRecord,
    shares: &[Money],
    posted: &Posted,
) -> Result<(), Error> {
    add_transactions(conn, &[posted])?;
    diesel::insert_into(payment::table)
        .values((
            payment::id.eq(Key(paid.id)),
            payment::order_id.eq(Key(paid.order)),
            payment::hub_id.eq(Key(paid.hub)),
            payment::transaction_id.eq(Key(posted.transaction.id)),
            payment::method.eq(paid.method.as_str()),
            payment::amount_minor.eq(paid.amount.minor()),
            payment::currency.eq(paid.amount.currency().code()),
            payment::received_at.eq(paid.received_at.micros()),
            payment::recorded_by.eq(paid.recorded_by.map(Key)),
            payment::recorded_by_key.eq(paid.recorded_by_key.map(Key)),
            payment::reverses_id.eq(paid.reverses.map(Key)),
            payment::reason.eq(paid.reason.as_ref().map(sillon_kernel::Text::as_str)),
        ))
        .execute(conn)?;
    let shares = (0_i64..).zip(shares).filter(|(_, share)| !share.is_zero());
    for (position, share) in shares {
        diesel::insert_into(payment_share::table)
            .values((
                payment_share::payment_id.eq(Key(paid.id)),
                payment_share::position.eq(position),
                payment_share::hub_id.eq(Key(paid.hub)),
                payment_share::order_id.eq(Key(paid.order)),
                payment_share::amount_minor.eq(share.minor()),
            ))
            .execute(conn)?;
        allocate(conn, paid.order, position, *share)?;
    }
    Ok(())
}

/// Adds a share to what a component has received; one below zero is taken off.
pub(crate) fn allocate(
    conn: &mut Conn,
    order: OrderId,
    position: i64,
    share: Money,
) -> Result<(), Error> {
    Allocate { order, position, share: share.minor() }.execute(conn)?;
    Ok(())
}

insertable!(TransactionRow, InsertTransactions into "ledger_transaction" {
    id: Uid as Key<TransactionId>,
    hub_id: Uid as Key<EnterpriseId>,
    cause: Text as &'a str,
    order_id: Nullable<Uid> as Option<Key<OrderId>>,
    currency: Text as &'a str,
    at: BigInt as i64,
});

insertable!(PostingRow, InsertPostings into "posting" {
    transaction_id: Uid as Key<TransactionId>,
    position: BigInt as i64,
    hub_id: Uid as Key<EnterpriseId>,
    from_kind: Text as &'a str,
    from_holder: Uid as Key<AnyId>,
    to_kind: Text as &'a str,
    to_holder: Uid as Key<AnyId>,
    amount_minor: BigInt as i64,
});

/// Writes transactions with what they move, all before any balance is added to: those are taken in one order.
pub(crate) fn add_transactions(conn: &mut Conn, posted: &[&Posted]) -> Result<(), Error> {
    if posted.is_empty() {
        return Ok(());
    }
    let row = |it: &&Posted| TransactionRow {
        id: Key(it.transaction.id),
        hub_id: Key(it.hub),
        cause: it.transaction.cause,
        order_id: it.order.map(Key),
        currency: it.transaction.currency.code(),
        at: it.transaction.at.micros(),
    };
    let transactions: Vec<TransactionRow<'_>> = posted.iter().map(row).collect();
    let postings: Vec<PostingRow<'_>> = posted.iter().flat_map(|it| posting_rows(it)).collect();
    Rows::add(conn, &transactions)?;
    Rows::add(conn, &postings)?;
    // Before the balances: whoever pays out holds what is payable first.
    add_to_payables(conn, posted)?;
    let ids: Vec<TransactionId> = posted.iter().map(|it| it.transaction.id).collect();
    Ok(add_to_balances(conn, &ids)?)
}

fn posting_rows(posted: &Posted) -> impl Iterator<Item = PostingRow<'_>> {
    (0_i64..).zip(&posted.transaction.postings).map(|(position, moved)| PostingRow {
        transaction_id: Key(posted.transaction.id),
        position,
        hub_id: Key(posted.hub),
        from_kind: moved.from.kind(),
        from_holder: Key(AnyId(moved.from.holder())),
        to_kind: moved.to.kind(),
        to_holder: Key(AnyId(moved.to.holder())),
        amount_minor: moved.amount.minor(),
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payment)]
struct PaymentRow {
    id: PaymentId,
    order_id: OrderId,
    hub_id: EnterpriseId,
    method: String,
    amount_minor: i64,
    currency: String,
    received_at: i64,
    recorded_by: Option<UserId>,
    recorded_by_key: Option<ApiKeyId>,
    reverses_id: Option<PaymentId>,
    reason: Option<String>,
}

impl PaymentRow {
    fn into_payment(self) -> Result<PaymentRecord, Error> {
        Ok(PaymentRecord {
            id: self.id,
            order: self.order_id,
            hub: self.hub_id,
            method: stored("payment method", &self.method)?,
            amount: Money::new(self.amount_minor, read_currency(&self.currency)?),
            received_at: instant(self.received_at)?,
            recorded_by: self.recorded_by,
            recorded_by_key: self.recorded_by_key,
            reverses: self.reverses_id,
            reason: self.reason.as_deref().map(|text| stored("reason", text)).transpose()?,
        })
    }
}

pub(crate) fn payments(conn: &mut Conn, order: OrderId) -> Result<Vec<PaymentRecord>, Error> {
    let rows: Vec<PaymentRow> = payment::table
        .filter(payment::order_id.eq(Key(order)))
        .order((payment::received_at, payment::id))
        .select(PaymentRow::as_select())
        .load(conn)?;
    rows.into_iter().map(PaymentRow::into_payment).collect()
}

pub(crate) fn payment(conn: &mut Conn, id: PaymentId) -> Result<PaymentRecord, Error> {
    let row =
        payment::table.find(Key(id)).select(PaymentRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("payment"))?.into_payment()
}

pub(crate) fn is_reversed(conn: &mut Conn, id: PaymentId) -> Result<bool, Error> {
    let reversals = payment::table.filter(payment::reverses_id.eq(Key(id)));
    Ok(diesel::select(diesel::dsl::exists(reversals)).get_result(conn)?)
}

statement!(
    /// What stands in each account of an enterprise: what came in less what went out, as it is kept.
    Balances { holder: AnyId } -> (Text, Text, BigInt) =
    "select kind, currency, balance_minor from account_balance where holder = ", [holder: Uid],
    " order by kind, currency"
);

pub(crate) fn balances(conn: &mut Conn, by: &Permit<ReadBooks>) -> Result<Vec<Balance>, Error> {
    let holder = by.enterprise().0;
    let rows: Vec<(String, String, i64)> = Balances { holder: AnyId(holder) }.load(conn)?;
    let read = |(kind, currency, minor): (String, String, i64)| {
        let account =
            Account::new(&kind, holder).ok_or(Error::Corrupt { what: "account", value: kind })?;
        Ok(Balance { account, amount: Money::new(minor, read_currency(&currency)?) })
    };
    rows.into_iter().map(read).collect()
}

statement!(
    /// The sum of every account's balance, by currency, account by account: zero unless the ledger is broken.
    TrialBalance {} -> (Text, BigInt) =
    "select b.currency, cast(sum(b.balance) as bigint) from ( \
     select m.kind, m.holder, m.currency, sum(m.amount) as balance from ( \
     select p.to_kind as kind, p.to_holder as holder, t.currency as currency, p.amount_minor as amount from posting p \
     join ledger_transaction t on t.id = p.transaction_id \
     union all select p.from_kind, p.from_holder, t.currency, -p.amount_minor from posting p \
     join ledger_transaction t on t.id = p.transaction_id) m group by m.kind, m.holder, m.currency) b \
     group by b.currency order by b.currency"
);

pub(crate) fn trial_balance(conn: &mut Conn) -> Result<Vec<(String, i64)>, Error> {
    Ok(TrialBalance {}.load(conn)?)
}
