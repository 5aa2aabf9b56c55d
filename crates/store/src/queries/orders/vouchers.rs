use std::collections::HashMap;

use diesel::{prelude::*, sql_types::BigInt};
use sillon_cycles::{Voucher, VoucherValue};
use sillon_identity::{Coordinate, Permit, ReadCycles};
use sillon_kernel::{EnterpriseId, Money, Page, PageRequest, Rate, Timestamp, VoucherId};
use sillon_orders::VoucherUser;
use uuid::Uuid;

use super::super::{
    super::{
        Conn, Db,
        dialect::{self, for_update, read_by_ids},
    },
    catalogue::products::read_currency,
};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::voucher,
    sql::ids::{Key, Uid},
};

/// What may change of a voucher's row.
macro_rules! changing {
    ($of:expr) => {
        (
            voucher::from_at.eq($of.from.map(Timestamp::micros)),
            voucher::until_at.eq($of.until.map(Timestamp::micros)),
            voucher::max_uses.eq($of.max_uses.map(i64::from)),
            voucher::max_uses_each.eq($of.max_uses_each.map(i64::from)),
            voucher::combines.eq($of.combines),
            voucher::retired_at.eq($of.retired_at.map(Timestamp::micros)),
            voucher::version.eq($of.version),
        )
    };
}

pub(crate) fn add(conn: &mut Conn, by: &Permit<Coordinate>, new: &Voucher) -> Result<(), Error> {
    by.must_be_for(new.hub);
    let (amount, rate) = match new.value {
        VoucherValue::Flat(amount) => (Some(amount), None),
        VoucherValue::Percent(rate) => (None, Some(rate)),
    };
    diesel::insert_into(voucher::table)
        .values((
            voucher::id.eq(Key(new.id)),
            voucher::hub_id.eq(Key(new.hub)),
            voucher::code.eq(new.code.as_str()),
            voucher::code_key.eq(new.code.key()),
            voucher::amount_minor.eq(amount.map(Money::minor)),
            voucher::currency.eq(amount.map(|amount| amount.currency().code())),
            voucher::millionths.eq(rate.map(Rate::millionths)),
            changing!(new),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn save(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    changed: &Voucher,
) -> Result<(), Error> {
    by.must_be_for(changed.hub);
    diesel::update(voucher::table.find(Key(changed.id))).set(changing!(changed)).execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = voucher)]
struct VoucherRow {
    id: VoucherId,
    hub_id: EnterpriseId,
    code: String,
    amount_minor: Option<i64>,
    currency: Option<String>,
    millionths: Option<i64>,
    from_at: Option<i64>,
    until_at: Option<i64>,
    max_uses: Option<i64>,
    max_uses_each: Option<i64>,
    combines: bool,
    retired_at: Option<i64>,
    version: i64,
}

impl VoucherRow {
    fn into_voucher(self) -> Result<Voucher, Error> {
        let corrupt = |what| Error::Corrupt { what, value: self.id.to_string() };
        let value = match (self.amount_minor, &self.currency, self.millionths) {
            (Some(minor), Some(currency), None) => {
                VoucherValue::Flat(Money::new(minor, read_currency(currency)?))
            }
            (None, None, Some(millionths)) => {
                VoucherValue::Percent(Rate::from_millionths(millionths))
            }
            _ => return Err(corrupt("voucher value")),
        };
        let uses = |uses: Option<i64>| uses.map(u32::try_from).transpose();
        Ok(Voucher {
            value,
            max_uses: uses(self.max_uses).map_err(|_fault| corrupt("voucher uses"))?,
            max_uses_each: uses(self.max_uses_each).map_err(|_fault| corrupt("voucher uses"))?,
            id: self.id,
            hub: self.hub_id,
            code: stored("voucher code", &self.code)?,
            from: self.from_at.map(instant).transpose()?,
            until: self.until_at.map(instant).transpose()?,
            combines: self.combines,
            retired_at: self.retired_at.map(instant).transpose()?,
            version: self.version,
        })
    }
}

fn read(rows: Vec<VoucherRow>) -> Result<Vec<Voucher>, Error> {
    rows.into_iter().map(VoucherRow::into_voucher).collect()
}

pub(crate) fn get(conn: &mut Conn, id: VoucherId) -> Result<Voucher, Error> {
    let row =
        voucher::table.find(Key(id)).select(VoucherRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("voucher"))?.into_voucher()
}

pub(crate) fn lock(conn: &mut Conn, id: VoucherId) -> Result<Voucher, Error> {
    let row = for_update!(voucher::table.find(Key(id)).select(VoucherRow::as_select()));
    let row: Option<VoucherRow> = row.first(conn).optional()?;
    row.ok_or(Error::Missing("voucher"))?.into_voucher()
}

/// Those of a hub that are not retired, and have not ended.
macro_rules! in_use {
    ($hub:expr, $now:expr) => {
        voucher::table
            .filter(voucher::hub_id.eq(Key($hub)))
            .filter(voucher::retired_at.is_null())
            .filter(voucher::until_at.is_null().or(voucher::until_at.gt($now.micros())))
    };
}

pub(crate) fn in_use(
    conn: &mut Conn,
    hub: EnterpriseId,
    now: Timestamp,
) -> Result<Vec<Voucher>, Error> {
    let rows: Vec<VoucherRow> =
        in_use!(hub, now).order(voucher::id).select(VoucherRow::as_select()).load(conn)?;
    read(rows)
}

pub(crate) fn count(conn: &mut Conn, hub: EnterpriseId, now: Timestamp) -> Result<i64, Error> {
    Ok(in_use!(hub, now).count().get_result(conn)?)
}

pub(crate) fn by_code(
    conn: &mut Conn,
    hub: EnterpriseId,
    key: &str,
) -> Result<Option<VoucherId>, Error> {
    let named = voucher::table
        .filter(voucher::hub_id.eq(Key(hub)))
        .filter(voucher::code_key.eq(key))
        .select(voucher::id);
    Ok(named.first(conn).optional()?)
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    after: Option<VoucherId>,
    request: &PageRequest,
) -> Result<Page<(Voucher, u32)>, Error> {
    let rows: Vec<VoucherRow> = voucher::table
        .filter(voucher::hub_id.eq(Key(by.enterprise())))
        .filter(voucher::id.gt(Key(after.unwrap_or(VoucherId(Uuid::nil())))))
        .order(voucher::id)
        .limit(i64::from(request.limit) + 1)
        .select(VoucherRow::as_select())
        .load(conn)?;
    let page = Page::cut(read(rows)?, request, |voucher: &Voucher| voucher.id.to_string());
    let ids: Vec<VoucherId> = page.items.iter().map(|voucher| voucher.id).collect();
    let used: HashMap<VoucherId, i64> = used_of(conn, &ids)?.into_iter().collect();
    let with_uses = |voucher: Voucher| {
        let used = used.get(&voucher.id).copied().map(counted).unwrap_or_default();
        (voucher, used)
    };
    Ok(Page { items: page.items.into_iter().map(with_uses).collect(), next: page.next })
}

read_by_ids!(
    /// How many orders used vouchers.
    fn used_of(VoucherId) -> (VoucherId, i64): (Uid, BigInt) = select "id, used" from "voucher" by "id"
);

fn counted(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(crate) fn used(conn: &mut Conn, voucher: VoucherId) -> Result<u32, Error> {
    let used = used_of(conn, &[voucher])?.into_iter().next();
    Ok(used.map(|(_, used)| counted(used)).unwrap_or_default())
}

pub(crate) fn used_by(
    conn: &mut Conn,
    pairs: &[(VoucherId, VoucherUser)],
) -> Result<Vec<u32>, Error> {
    let mut used = vec![0; pairs.len()];
    for (place, count) in dialect::used_by(conn, pairs)? {
        if let Some(used) = usize::try_from(place).ok().and_then(|place| used.get_mut(place)) {
            *used = counted(count);
        }
    }
    Ok(used)
}
