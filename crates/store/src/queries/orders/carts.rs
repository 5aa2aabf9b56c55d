use diesel::prelude::*;
use sillon_cycles::SupplyLeft;
use sillon_kernel::{
    CartId, CycleId, EnterpriseId, HandOverMethodId, OrderId, ShopKeyId, SupplyId, Timestamp,
    UserId,
};
use sillon_orders::{Cart, Partner};

use super::super::{
    super::{
        Conn,
        dialect::{self, for_update},
    },
    orders::cart_quote::StoredQuote,
    orders::cart_rows::{CartTexts, SupplyRow, supplies},
};
use crate::{
    Error,
    error::stored,
    schema::tables::{cart, orders},
    sql::ids::Key,
};

/// A cart's row as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = cart)]
pub(crate) struct StoredCart {
    id: CartId,
    hub_id: EnterpriseId,
    cycle_id: CycleId,
    user_id: Option<UserId>,
    lines: String,
    updated_at: i64,
    quote: Option<String>,
    hand_over_id: Option<HandOverMethodId>,
    vouchers: Option<String>,
    shop_key_id: Option<ShopKeyId>,
    shop_key_name: Option<String>,
}

impl StoredCart {
    pub(crate) fn into_cart(self) -> Result<Cart, Error> {
        let lines = serde_json::from_str(&self.lines);
        let updated_at = Timestamp::from_micros(self.updated_at);
        let vouchers = self.vouchers.as_deref().map(serde_json::from_str).transpose();
        Ok(Cart {
            id: self.id,
            hub: self.hub_id,
            cycle: self.cycle_id,
            user: self.user_id,
            partner: read_partner(self.shop_key_id, self.shop_key_name.as_deref())?,
            hand_over: self.hand_over_id,
            vouchers: vouchers
                .map_err(|_fault| Error::Corrupt {
                    what: "cart vouchers",
                    value: self.id.to_string(),
                })?
                .unwrap_or_default(),
            lines: lines.map_err(|_fault| Error::Corrupt {
                what: "cart lines",
                value: self.id.to_string(),
            })?,
            updated_at: updated_at
                .map_err(|_fault| Error::Corrupt { what: "time", value: self.id.to_string() })?,
            quote: self.quote.as_deref().map(StoredQuote::read).transpose()?,
        })
    }
}

/// The partner that a key and its name say, where there is one.
pub(crate) fn read_partner(
    key: Option<ShopKeyId>,
    name: Option<&str>,
) -> Result<Option<Partner>, Error> {
    let partner = |(key, name)| Ok(Partner { key, name: stored("name", name)? });
    key.zip(name).map(partner).transpose()
}

pub(crate) fn add(
    conn: &mut Conn,
    new: &[&Cart],
    drawn_on: &[SupplyId],
) -> Result<Vec<(SupplyId, SupplyLeft)>, Error> {
    let texts: Vec<CartTexts> = new.iter().map(|cart| CartTexts::of(cart)).collect();
    let rows: Vec<_> = texts.iter().zip(new).map(|(texts, cart)| texts.row(cart)).collect();
    Ok(dialect::add_carts(conn, &rows, drawn_on)?.into_iter().map(read_left).collect())
}

pub(crate) fn get(conn: &mut Conn, id: CartId) -> Result<Cart, Error> {
    let row = cart::table.find(Key(id)).select(StoredCart::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("cart"))?.into_cart()
}

pub(crate) fn lock(conn: &mut Conn, id: CartId) -> Result<Cart, Error> {
    let row = for_update!(cart::table.find(Key(id)).select(StoredCart::as_select()))
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("cart"))?.into_cart()
}

pub(crate) fn set_lines(
    conn: &mut Conn,
    changed: &[&Cart],
    drawn_on: &[SupplyId],
) -> Result<Vec<(SupplyId, SupplyLeft)>, Error> {
    let texts: Vec<CartTexts> = changed.iter().map(|cart| CartTexts::of(cart)).collect();
    let rows: Vec<_> = texts.iter().zip(changed).map(|(texts, cart)| texts.row(cart)).collect();
    Ok(dialect::set_carts(conn, &rows, drawn_on)?.into_iter().map(read_left).collect())
}

pub(crate) fn ordered(
    conn: &mut Conn,
    id: CartId,
) -> Result<Option<(OrderId, Option<UserId>)>, Error> {
    Ok(orders::table
        .filter(orders::cart_id.eq(Key(id)))
        .select((orders::id, orders::user_id))
        .first(conn)
        .optional()?)
}

fn read_left((supply, available_milli, on_demand): SupplyRow) -> (SupplyId, SupplyLeft) {
    (supply, SupplyLeft { available_milli, on_demand })
}

pub(crate) fn left(
    conn: &mut Conn,
    ids: &[SupplyId],
) -> Result<Vec<(SupplyId, SupplyLeft)>, Error> {
    Ok(supplies(conn, ids)?.into_iter().map(read_left).collect())
}
