//! What was paid back to customers.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Text as SqlText},
};
use sillon_kernel::{ApiKeyId, EnterpriseId, Money, OrderId, RepaymentId, Text, UserId};
use sillon_payments::ToPayBack;

use super::super::{
    super::{Conn, Db},
    catalogue::products::read_currency,
    payments::books::{add_transactions, allocate},
};
use crate::{
    Error,
    error::{instant, stored},
    records::payments::{OrderMoney, Posted, RepaymentRecord},
    schema::payments::{repayment, repayment_share},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

pub(crate) fn add(
    conn: &mut Conn,
    paid: &RepaymentRecord,
    shares: &[Money],
    posted: &Posted,
) -> Result<(), Error> {
    add_transactions(conn, &[posted])?;
    diesel::insert_into(repayment::table)
        .values((
            repayment::id.eq(Key(paid.id)),
            repayment::order_id.eq(Key(paid.order)),
            repayment::hub_id.eq(Key(paid.hub)),
            repayment::transaction_id.eq(Key(posted.transaction.id)),
            repayment::method.eq(paid.method.as_str()),
            repayment::amount_minor.eq(paid.amount.minor()),
            repayment::overpaid_minor.eq(paid.overpaid.minor()),
            repayment::currency.eq(paid.amount.currency().code()),
            repayment::note.eq(paid.note.as_ref().map(Text::as_str)),
            repayment::reverses_id.eq(paid.reverses.map(Key)),
            repayment::repaid_at.eq(paid.repaid_at.micros()),
            repayment::recorded_by.eq(paid.recorded_by.map(Key)),
            repayment::recorded_by_key.eq(paid.recorded_by_key.map(Key)),
        ))
        .execute(conn)?;
    for (position, share) in (0_i64..).zip(shares).filter(|(_, share)| !share.is_zero()) {
        diesel::insert_into(repayment_share::table)
            .values((
                repayment_share::repayment_id.eq(Key(paid.id)),
                repayment_share::position.eq(position),
                repayment_share::hub_id.eq(Key(paid.hub)),
                repayment_share::order_id.eq(Key(paid.order)),
                repayment_share::amount_minor.eq(share.minor()),
            ))
            .execute(conn)?;
        allocate(conn, paid.order, position, *share)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = repayment)]
struct RepaymentRow {
    id: RepaymentId,
    order_id: OrderId,
    hub_id: EnterpriseId,
    method: String,
    amount_minor: i64,
    overpaid_minor: i64,
    currency: String,
    note: Option<String>,
    reverses_id: Option<RepaymentId>,
    repaid_at: i64,
    recorded_by: Option<UserId>,
    recorded_by_key: Option<ApiKeyId>,
}

impl RepaymentRow {
    fn into_repayment(self) -> Result<RepaymentRecord, Error> {
        let currency = read_currency(&self.currency)?;
        Ok(RepaymentRecord {
            id: self.id,
            order: self.order_id,
            hub: self.hub_id,
            method: stored("payment method", &self.method)?,
            amount: Money::new(self.amount_minor, currency),
            overpaid: Money::new(self.overpaid_minor, currency),
            note: self.note.as_deref().map(|text| stored("note", text)).transpose()?,
            reverses: self.reverses_id,
            repaid_at: instant(self.repaid_at)?,
            recorded_by: self.recorded_by,
            recorded_by_key: self.recorded_by_key,
        })
    }
}

pub(crate) fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<RepaymentRecord>, Error> {
    let rows: Vec<RepaymentRow> = repayment::table
        .filter(repayment::order_id.eq(Key(order)))
        .order((repayment::repaid_at, repayment::id))
        .select(RepaymentRow::as_select())
        .load(conn)?;
    rows.into_iter().map(RepaymentRow::into_repayment).collect()
}

pub(crate) fn get(conn: &mut Conn, id: RepaymentId) -> Result<RepaymentRecord, Error> {
    let found = repayment::table.find(Key(id)).select(RepaymentRow::as_select());
    found.first(conn).optional()?.ok_or(Error::Missing("repayment"))?.into_repayment()
}

pub(crate) fn is_reversed(conn: &mut Conn, id: RepaymentId) -> Result<bool, Error> {
    let reversals = repayment::table.filter(repayment::reverses_id.eq(Key(id)));
    Ok(diesel::select(diesel::dsl::exists(reversals)).get_result(conn)?)
}

statement!(
    /// What came in for an order, what of it was paid back as it was too much, what came back of its packaging, what of
    /// that was paid back, what its parts received, and whether it became due.
    MoneyOf { order: OrderId } -> (SqlText, BigInt, BigInt, BigInt, BigInt, BigInt, Bool) =
    "select o.currency, \
     cast((select coalesce(sum(p.amount_minor), 0) from payment p where p.order_id = o.id) as bigint), \
     cast((select coalesce(sum(r.overpaid_minor), 0) from repayment r where r.order_id = o.id) as bigint), \
     cast((select coalesce(sum(b.amount_minor), 0) from deposit_return_line b where b.order_id = o.id) as bigint), \
     cast((select coalesce(sum(r.amount_minor - r.overpaid_minor), 0) from repayment r where r.order_id = o.id) as bigint), \
     cast((select coalesce(sum(c.allocated_minor), 0) from order_component c where c.order_id = o.id) as bigint), \
     exists (select 1 from ledger_transaction d where d.id = o.id) from orders o where o.id = ", [order: Uid]
);

pub(crate) fn money_of(conn: &mut Conn, order: OrderId) -> Result<OrderMoney, Error> {
    let row: Option<(String, i64, i64, i64, i64, i64, bool)> =
        MoneyOf { order }.get_result(conn).optional()?;
    let (currency, came_in, overpaid_back, returned, returned_back, allocated, is_due) =
        row.ok_or(Error::Missing("order"))?;
    let currency = read_currency(&currency)?;
    let money = |minor| Money::new(minor, currency);
    let received = came_in - overpaid_back;
    let to_pay_back = ToPayBack {
        for_returns: money(returned - returned_back),
        overpaid: money(received - allocated),
    };
    Ok(OrderMoney { received: money(received), to_pay_back, is_due })
}
