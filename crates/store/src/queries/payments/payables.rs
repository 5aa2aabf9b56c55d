//! What is payable through each hub, kept beside the postings that it sums up.

use std::collections::BTreeMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Text},
};
use sillon_identity::{PayOut, Permit, ReadBooks};
use sillon_kernel::{Currency, CycleId, EnterpriseId, Money, Page, PageRequest};
use sillon_payments::Account;
use uuid::Uuid;

use super::super::super::{Conn, Db, dialect::for_update};
use crate::{
    Error,
    records::payments::{Payable, Posted},
    schema::{payments::hub_payable, tables::enterprise},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

statement!(
    /// Adds to what is payable to somebody through a hub.
    AddToPayable { hub: EnterpriseId, payee: EnterpriseId, currency: String, amount: i64 } =
    "insert into hub_payable (hub_id, payee_id, currency, balance_minor) values (", [hub: Uid], ", ", [payee: Uid], ", ",
    [currency: Text], ", ", [amount: BigInt], ") on conflict (hub_id, payee_id, currency) do update \
     set balance_minor = hub_payable.balance_minor + excluded.balance_minor"
);

/// Adds what transactions moved to what is payable through their hubs, in the order of hubs and payees, so that no two
/// wait for each other.
pub(crate) fn add_to_payables(conn: &mut Conn, posted: &[&Posted]) -> Result<(), Error> {
    let mut moved: BTreeMap<(EnterpriseId, EnterpriseId, &str), i64> = BTreeMap::new();
    for it in posted {
        let currency = it.transaction.currency.code();
        for posting in &it.transaction.postings {
            let minor = posting.amount.minor();
            for (account, amount) in [(posting.to, minor), (posting.from, -minor)] {
                if let Account::Payable(payee) = account {
                    *moved.entry((it.hub, payee, currency)).or_default() += amount;
                }
            }
        }
    }
    for ((hub, payee, currency), amount) in moved {
        AddToPayable { hub, payee, currency: currency.to_owned(), amount }.execute(conn)?;
    }
    Ok(())
}

statement!(
    /// Adds what became payable as orders of a cycle that cost nothing became due at an instant. Of all other orders
    /// nothing did.
    DuePayables { to: CycleId, to_at: i64, from: CycleId, from_at: i64 } =
    "insert into hub_payable (hub_id, payee_id, currency, balance_minor) \
     select m.hub_id, m.payee_id, m.currency, cast(sum(m.amount) as bigint) from ( \
     select p.hub_id as hub_id, p.to_holder as payee_id, o.currency as currency, p.amount_minor as amount \
     from orders o join posting p on p.transaction_id = o.id join ledger_transaction t on t.id = o.id \
     where o.total_minor = 0 and p.to_kind = 'payable' and o.cycle_id = ", [to: Uid], " and t.at = ", [to_at: BigInt],
    " union all select p.hub_id, p.from_holder, o.currency, -p.amount_minor \
     from orders o join posting p on p.transaction_id = o.id join ledger_transaction t on t.id = o.id \
     where o.total_minor = 0 and p.from_kind = 'payable' and o.cycle_id = ", [from: Uid], " and t.at = ", [from_at: BigInt],
    ") m where true group by m.hub_id, m.payee_id, m.currency order by m.hub_id, m.payee_id, m.currency \
     on conflict (hub_id, payee_id, currency) do update \
     set balance_minor = hub_payable.balance_minor + excluded.balance_minor"
);

/// Adds what became payable as orders of a cycle became due.
pub(crate) fn add_due_payables(conn: &mut Conn, cycle: CycleId, at: i64) -> Result<(), Error> {
    DuePayables { to: cycle, to_at: at, from: cycle, from_at: at }.execute(conn)?;
    Ok(())
}

pub(crate) fn lock(
    conn: &mut Conn,
    by: &Permit<PayOut>,
    payee: EnterpriseId,
    of: Money,
) -> Result<Money, Error> {
    let currency = of.currency();
    let kept = hub_payable::table
        .find((Key(by.enterprise()), Key(payee), currency.code()))
        .select(hub_payable::balance_minor);
    let kept: Option<i64> = for_update!(kept).first(conn).optional()?;
    Ok(Money::new(kept.unwrap_or_default(), currency))
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadBooks>,
    currency: Currency,
    after: Option<EnterpriseId>,
    request: &PageRequest,
) -> Result<Page<Payable>, Error> {
    let hub = by.enterprise();
    let after = after.unwrap_or(EnterpriseId(Uuid::nil()));
    let rows: Vec<(EnterpriseId, String, i64)> = hub_payable::table
        .inner_join(enterprise::table.on(enterprise::id.eq(hub_payable::payee_id)))
        .filter(hub_payable::hub_id.eq(Key(hub)))
        .filter(hub_payable::payee_id.ne(Key(hub)))
        .filter(hub_payable::payee_id.gt(Key(after)))
        .filter(hub_payable::currency.eq(currency.code()))
        .order(hub_payable::payee_id)
        .limit(i64::from(request.limit) + 1)
        .select((hub_payable::payee_id, enterprise::name, hub_payable::balance_minor))
        .load(conn)?;
    let read = |(payee, name, minor): (EnterpriseId, String, i64)| Payable {
        payee,
        name,
        amount: Money::new(minor, currency),
    };
    let rows = rows.into_iter().map(read).collect();
    Ok(Page::cut(rows, request, |payable: &Payable| payable.payee.to_string()))
}
