//! What was paid out to whom it was payable.

use diesel::prelude::*;
use sillon_identity::{PayOut, Permit, ReadBooks};
use sillon_kernel::{ApiKeyId, EnterpriseId, Money, Page, PageRequest, PayoutId, Text, UserId};
use uuid::Uuid;

use super::super::{
    super::Conn, catalogue::products::read_currency, payments::books::add_transactions,
};
use crate::{
    Error,
    error::{instant, stored},
    records::payments::{PayoutRecord, Posted},
    schema::payments::payout,
    sql::ids::Key,
};

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<PayOut>,
    paid: &PayoutRecord,
    posted: &Posted,
) -> Result<(), Error> {
    by.must_be_for(paid.hub);
    add_transactions(conn, &[posted])?;
    diesel::insert_into(payout::table)
        .values((
            payout::id.eq(Key(paid.id)),
            payout::hub_id.eq(Key(paid.hub)),
            payout::payee_id.eq(Key(paid.payee)),
            payout::transaction_id.eq(Key(posted.transaction.id)),
            payout::method.eq(paid.method.as_str()),
            payout::amount_minor.eq(paid.amount.minor()),
            payout::currency.eq(paid.amount.currency().code()),
            payout::day.eq(paid.day.to_string()),
            payout::note.eq(paid.note.as_ref().map(Text::as_str)),
            payout::reverses_id.eq(paid.reverses.map(Key)),
            payout::paid_at.eq(paid.paid_at.micros()),
            payout::recorded_by.eq(paid.recorded_by.map(Key)),
            payout::recorded_by_key.eq(paid.recorded_by_key.map(Key)),
        ))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payout)]
struct PayoutRow {
    id: PayoutId,
    hub_id: EnterpriseId,
    payee_id: EnterpriseId,
    method: String,
    amount_minor: i64,
    currency: String,
    day: String,
    note: Option<String>,
    reverses_id: Option<PayoutId>,
    paid_at: i64,
    recorded_by: Option<UserId>,
    recorded_by_key: Option<ApiKeyId>,
}

impl PayoutRow {
    fn into_payout(self) -> Result<PayoutRecord, Error> {
        Ok(PayoutRecord {
            id: self.id,
            hub: self.hub_id,
            payee: self.payee_id,
            method: stored("payment method", &self.method)?,
            amount: Money::new(self.amount_minor, read_currency(&self.currency)?),
            day: stored("day", &self.day)?,
            note: self.note.as_deref().map(|text| stored("note", text)).transpose()?,
            reverses: self.reverses_id,
            paid_at: instant(self.paid_at)?,
            recorded_by: self.recorded_by,
            recorded_by_key: self.recorded_by_key,
        })
    }
}

pub(crate) fn get(conn: &mut Conn, id: PayoutId) -> Result<PayoutRecord, Error> {
    let found = payout::table.find(Key(id)).select(PayoutRow::as_select());
    found.first(conn).optional()?.ok_or(Error::Missing("payout"))?.into_payout()
}

pub(crate) fn is_reversed(conn: &mut Conn, id: PayoutId) -> Result<bool, Error> {
    let reversals = payout::table.filter(payout::reverses_id.eq(Key(id)));
    Ok(diesel::select(diesel::dsl::exists(reversals)).get_result(conn)?)
}

pub(crate) fn paid_by(
    conn: &mut Conn,
    by: &Permit<ReadBooks>,
    after: Option<PayoutId>,
    request: &PageRequest,
) -> Result<Page<PayoutRecord>, Error> {
    let rows: Vec<PayoutRow> = payout::table
        .filter(payout::hub_id.eq(Key(by.enterprise())))
        .filter(payout::id.gt(Key(after.unwrap_or(PayoutId(Uuid::nil())))))
        .order(payout::id)
        .limit(i64::from(request.limit) + 1)
        .select(PayoutRow::as_select())
        .load(conn)?;
    cut(rows, request)
}

pub(crate) fn paid_to(
    conn: &mut Conn,
    by: &Permit<ReadBooks>,
    after: Option<PayoutId>,
    request: &PageRequest,
) -> Result<Page<PayoutRecord>, Error> {
    let rows: Vec<PayoutRow> = payout::table
        .filter(payout::payee_id.eq(Key(by.enterprise())))
        .filter(payout::id.gt(Key(after.unwrap_or(PayoutId(Uuid::nil())))))
        .order(payout::id)
        .limit(i64::from(request.limit) + 1)
        .select(PayoutRow::as_select())
        .load(conn)?;
    cut(rows, request)
}

fn cut(rows: Vec<PayoutRow>, request: &PageRequest) -> Result<Page<PayoutRecord>, Error> {
    let payouts = rows.into_iter().map(PayoutRow::into_payout).collect::<Result<_, Error>>()?;
    Ok(Page::cut(payouts, request, |payout: &PayoutRecord| payout.id.to_string()))
}
