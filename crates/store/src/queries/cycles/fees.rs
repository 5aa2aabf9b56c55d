use diesel::prelude::*;
use sillon_cycles::{Fee, FeeTax, OrderCycle};
use sillon_identity::{Coordinate, Permit, ReadCycles};
use sillon_kernel::{CycleId, EnterpriseId, FeeId, Page, PageRequest, Rate, Timestamp};
use uuid::Uuid;

use super::super::super::{Conn, Db, dialect::for_update};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::{coordinator_fee, fee},
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

pub(crate) fn add_fee(conn: &mut Conn, by: &Permit<Coordinate>, new: &Fee) -> Result<(), Error> {
    by.must_be_for(new.enterprise);
    diesel::insert_into(fee::table)
        .values((
            fee::id.eq(Key(new.id)),
            fee::enterprise_id.eq(Key(new.enterprise)),
            fee::name.eq(new.name.as_str()),
            fee::kind.eq(new.kind.as_str()),
            fee::calculator.eq(calculator_text(new)),
            fee::tax_millionths.eq(own_rate(new.tax).millionths()),
            fee::tax_of.eq(new.tax.word()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The rate that is stored of a tax: nothing of one that is a category's, or the goods'.
fn own_rate(tax: FeeTax) -> Rate {
    tax.rate().unwrap_or(Rate::ZERO)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = fee)]
struct FeeRow {
    id: FeeId,
    enterprise_id: EnterpriseId,
    name: String,
    kind: String,
    calculator: String,
    tax_millionths: i64,
    retired_at: Option<i64>,
    tax_of: Option<String>,
}

impl FeeRow {
    fn into_fee(self) -> Result<Fee, Error> {
        let corrupt = |_fault| Error::Corrupt { what: "calculator", value: self.id.to_string() };
        Ok(Fee {
            id: self.id,
            enterprise: self.enterprise_id,
            name: stored("name", &self.name)?,
            kind: stored("fee kind", &self.kind)?,
            calculator: serde_json::from_str(&self.calculator).map_err(corrupt)?,
            tax: match self.tax_of {
                Some(word) => stored("tax of a fee", &word)?,
                None => FeeTax::Rate(Rate::from_millionths(self.tax_millionths)),
            },
            retired_at: self.retired_at.map(instant).transpose()?,
        })
    }
}

pub(crate) fn fees(conn: &mut Conn, ids: &[FeeId]) -> Result<Vec<Fee>, Error> {
    let rows: Vec<FeeRow> = fee::table
        .filter(fee::id.eq_any(keys(ids)))
        .order(fee::id)
        .select(FeeRow::as_select())
        .load(conn)?;
    rows.into_iter().map(FeeRow::into_fee).collect()
}

pub(crate) fn fees_of(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    after: Option<FeeId>,
    page: &PageRequest,
) -> Result<Page<Fee>, Error> {
    let rows: Vec<FeeRow> = fee::table
        .filter(fee::enterprise_id.eq(Key(by.enterprise())))
        .filter(fee::id.gt(Key(after.unwrap_or(FeeId(Uuid::nil())))))
        .order(fee::id)
        .limit(i64::from(page.limit) + 1)
        .select(FeeRow::as_select())
        .load(conn)?;
    let fees = rows.into_iter().map(FeeRow::into_fee).collect::<Result<_, _>>()?;
    Ok(Page::cut(fees, page, |fee: &Fee| fee.id.to_string()))
}

pub(crate) fn lock_fee(conn: &mut Conn, id: FeeId) -> Result<Fee, Error> {
    let row = for_update!(fee::table.find(Key(id)).select(FeeRow::as_select()));
    let row: Option<FeeRow> = row.first(conn).optional()?;
    row.ok_or(Error::Missing("fee"))?.into_fee()
}

pub(crate) fn save_fee(conn: &mut Conn, by: &Permit<Coordinate>, new: &Fee) -> Result<(), Error> {
    by.must_be_for(new.enterprise);
    diesel::update(fee::table.find(Key(new.id)))
        .set((
            fee::name.eq(new.name.as_str()),
            fee::kind.eq(new.kind.as_str()),
            fee::calculator.eq(calculator_text(new)),
            fee::tax_millionths.eq(own_rate(new.tax).millionths()),
            fee::tax_of.eq(new.tax.word()),
            fee::retired_at.eq(new.retired_at.map(Timestamp::micros)),
        ))
        .execute(conn)?;
    Ok(())
}

fn calculator_text(fee: &Fee) -> String {
    serde_json::to_string(&fee.calculator).expect("a calculator is always JSON")
}

statement!(
    /// The cycles that take changes and name a fee.
    Naming { everywhere: FeeId, exchange: FeeId } -> Uid =
    "select c.id from order_cycle c where c.stage in ('draft', 'upcoming', 'open') and (exists ( \
     select 1 from coordinator_fee f where f.order_cycle_id = c.id and f.fee_id = ", [everywhere: Uid],
    ") or exists (select 1 from exchange_fee f join exchange e on e.id = f.exchange_id \
     where e.order_cycle_id = c.id and f.fee_id = ", [exchange: Uid], ")) order by c.id"
);

pub(crate) fn cycles_naming(conn: &mut Conn, fee: FeeId) -> Result<Vec<CycleId>, Error> {
    Ok(Naming { everywhere: fee, exchange: fee }.load(conn)?)
}

pub(crate) fn set_coordinator_fees(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    cycle: &OrderCycle,
    fees: &[FeeId],
) -> Result<(), Error> {
    by.must_be_for(cycle.coordinator);
    let before = coordinator_fee::order_cycle_id.eq(Key(cycle.id));
    diesel::delete(coordinator_fee::table.filter(before)).execute(conn)?;
    for (position, fee) in (0_i64..).zip(fees) {
        diesel::insert_into(coordinator_fee::table)
            .values((
                coordinator_fee::order_cycle_id.eq(Key(cycle.id)),
                coordinator_fee::fee_id.eq(Key(*fee)),
                coordinator_fee::position.eq(position),
            ))
            .execute(conn)?;
    }
    Ok(())
}

pub(crate) fn coordinator_fees(conn: &mut Conn, cycle: CycleId) -> Result<Vec<FeeId>, Error> {
    Ok(coordinator_fee::table
        .filter(coordinator_fee::order_cycle_id.eq(Key(cycle)))
        .order(coordinator_fee::position)
        .select(coordinator_fee::fee_id)
        .load(conn)?)
}
