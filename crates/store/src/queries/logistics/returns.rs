use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_identity::{Permit, TakeBack};
use sillon_kernel::{
    ApiKeyId, EnterpriseId, Money, OrderId, ReturnId, Timestamp, UserId, VariantId,
};
use sillon_orders::ReturnedLine;

use super::super::{
    super::{Conn, Db},
    catalogue::products::read_currency,
    payments::books::add_transactions,
};
use crate::{
    Error,
    records::logistics::ReturnRecord,
    records::payments::Posted,
    schema::tables::{deposit_return, deposit_return_line},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<TakeBack>,
    back: &ReturnRecord,
    posted: &Posted,
) -> Result<(), Error> {
    by.must_be_for(back.hub);
    add_transactions(conn, &[posted])?;
    diesel::insert_into(deposit_return::table)
        .values((
            deposit_return::id.eq(Key(back.id)),
            deposit_return::order_id.eq(Key(back.order)),
            deposit_return::hub_id.eq(Key(back.hub)),
            deposit_return::transaction_id.eq(Key(posted.transaction.id)),
            deposit_return::currency.eq(posted.transaction.currency.code()),
            deposit_return::returned_at.eq(back.returned_at.micros()),
            deposit_return::recorded_by.eq(back.recorded_by.map(Key)),
            deposit_return::recorded_by_key.eq(back.recorded_by_key.map(Key)),
        ))
        .execute(conn)?;
    for line in &back.lines {
        diesel::insert_into(deposit_return_line::table)
            .values((
                deposit_return_line::return_id.eq(Key(back.id)),
                deposit_return_line::line_position.eq(i64::from(line.line)),
                deposit_return_line::hub_id.eq(Key(back.hub)),
                deposit_return_line::order_id.eq(Key(back.order)),
                deposit_return_line::quantity.eq(i64::from(line.quantity)),
                deposit_return_line::amount_minor.eq(line.amount.minor()),
                deposit_return_line::tax_minor.eq(line.tax.minor()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

statement!(
    /// What came back of an order, line by line, the earliest first.
    Returned { order: OrderId } ->
        (Uid, Uid, BigInt, Nullable<Uid>, Nullable<Uid>, Text, BigInt, Uid, Uid, BigInt, BigInt, BigInt) =
    "select r.id, r.hub_id, r.returned_at, r.recorded_by, r.recorded_by_key, r.currency, l.line_position, o.variant_id, \
     coalesce(o.owner_id, o.producer_id), l.quantity, l.amount_minor, l.tax_minor \
     from deposit_return r join deposit_return_line l on l.return_id = r.id \
     join order_line o on o.order_id = r.order_id and o.position = l.line_position \
     where r.order_id = ", [order: Uid], " order by r.returned_at, r.id, l.line_position"
);

type ReturnedRow = (
    ReturnId,
    EnterpriseId,
    i64,
    Option<UserId>,
    Option<ApiKeyId>,
    String,
    i64,
    VariantId,
    EnterpriseId,
    i64,
    i64,
    i64,
);

pub(crate) fn of_order(conn: &mut Conn, order: OrderId) -> Result<Vec<ReturnRecord>, Error> {
    let rows: Vec<ReturnedRow> = Returned { order }.load(conn)?;
    let mut returns: Vec<ReturnRecord> = Vec::new();
    for row in rows {
        let (id, hub, returned_at, recorded_by, recorded_by_key, currency, ..) = &row;
        let corrupt = |what| Error::Corrupt { what, value: id.to_string() };
        let currency = read_currency(currency)?;
        let (.., line, variant, owner, quantity, amount, tax) = row;
        let line = ReturnedLine {
            line: u32::try_from(line).map_err(|_fault| corrupt("line of a return"))?,
            variant,
            owner,
            quantity: u32::try_from(quantity).map_err(|_fault| corrupt("quantity of a return"))?,
            amount: Money::new(amount, currency),
            tax: Money::new(tax, currency),
        };
        match returns.last_mut().filter(|last| last.id == *id) {
            Some(last) => last.lines.push(line),
            None => returns.push(ReturnRecord {
                id: *id,
                order,
                hub: *hub,
                lines: vec![line],
                returned_at: Timestamp::from_micros(*returned_at)
                    .map_err(|_fault| corrupt("time"))?,
                recorded_by: *recorded_by,
                recorded_by_key: *recorded_by_key,
            }),
        }
    }
    Ok(returns)
}
