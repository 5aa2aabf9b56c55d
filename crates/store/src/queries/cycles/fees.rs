use diesel::prelude::*;
use sillon_cycles::{Fee, OrderCycle};
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId, FeeId, Rate};

use super::super::super::Conn;
use crate::{
    Error,
    error::stored,
    schema::tables::{coordinator_fee, fee},
    sql::ids::{Key, keys},
};

pub(crate) fn add_fee(conn: &mut Conn, by: &Permit<Coordinate>, new: &Fee) -> Result<(), Error> {
    by.must_be_for(new.enterprise);
    let calculator = serde_json::to_string(&new.calculator).expect("a calculator is always JSON");
    diesel::insert_into(fee::table)
        .values((
            fee::id.eq(Key(new.id)),
            fee::enterprise_id.eq(Key(new.enterprise)),
            fee::name.eq(new.name.as_str()),
            fee::kind.eq(new.kind.as_str()),
            fee::calculator.eq(calculator),
            fee::tax_millionths.eq(new.tax.millionths()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn fees(conn: &mut Conn, ids: &[FeeId]) -> Result<Vec<Fee>, Error> {
    let rows: Vec<(FeeId, EnterpriseId, String, String, String, i64)> = fee::table
        .filter(fee::id.eq_any(keys(ids)))
        .order(fee::id)
        .select((
            fee::id,
            fee::enterprise_id,
            fee::name,
            fee::kind,
            fee::calculator,
            fee::tax_millionths,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, enterprise, name, kind, calculator, tax)| {
            let corrupt = |_fault| Error::Corrupt { what: "calculator", value: id.to_string() };
            Ok(Fee {
                id,
                enterprise,
                name: stored("name", &name)?,
                kind: stored("fee kind", &kind)?,
                calculator: serde_json::from_str(&calculator).map_err(corrupt)?,
                tax: Rate::from_millionths(tax),
            })
        })
        .collect()
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
