use diesel::prelude::*;
use sillon_catalogue::{AddressKind, Seller};
use sillon_kernel::{CycleId, EnterpriseId, ProductId};

use super::{
    super::Conn,
    profiles::{AddressRow, ContactRow, LegalRow},
};
use crate::{
    Error,
    error::stored,
    schema::{
        enterprise, enterprise_address, exchange, exchange_variant, legal_identity, order_cycle,
        product, variant,
    },
    sql::{Key, keys},
};

/// The stages in which shoppers see what a cycle offers.
const PUBLISHED: [&str; 2] = ["upcoming", "open"];

/// The most products that are looked at when a producer takes away what shoppers must be told of it.
const MOST_PRODUCTS: i64 = 500;

pub(crate) fn of(conn: &mut Conn, ids: &[EnterpriseId]) -> Result<Vec<Seller>, Error> {
    type Row = (EnterpriseId, String, ContactRow, Option<AddressRow>, Option<LegalRow>);
    let physical = enterprise_address::enterprise_id
        .eq(enterprise::id)
        .and(enterprise_address::kind.eq(AddressKind::Physical.as_str()));
    let rows: Vec<Row> = enterprise::table
        .left_join(enterprise_address::table.on(physical))
        .left_join(legal_identity::table.on(legal_identity::enterprise_id.eq(enterprise::id)))
        .filter(enterprise::id.eq_any(keys(ids)))
        .order(enterprise::id)
        .select((
            enterprise::id,
            enterprise::name,
            ContactRow::as_select(),
            Option::<AddressRow>::as_select(),
            Option::<LegalRow>::as_select(),
        ))
        .load(conn)?;
    let read = |(id, name, contact, address, legal): Row| {
        Ok(Seller {
            id,
            name: stored("name", &name)?,
            legal: legal.map(LegalRow::into_identity).transpose()?,
            address: address.map(AddressRow::into_address).transpose()?,
            contact: contact.into_contact()?,
        })
    };
    rows.into_iter().map(read).collect()
}

pub(crate) fn is_selling(conn: &mut Conn, shop: EnterpriseId) -> Result<bool, Error> {
    let found: Option<CycleId> = exchange::table
        .inner_join(order_cycle::table)
        .filter(exchange::enterprise_id.eq(Key(shop)))
        .filter(exchange::direction.eq("outgoing"))
        .filter(order_cycle::stage.eq_any(PUBLISHED))
        .select(order_cycle::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

pub(crate) fn packed_on_sale(
    conn: &mut Conn,
    producer: EnterpriseId,
) -> Result<Vec<ProductId>, Error> {
    Ok(exchange_variant::table
        .inner_join(exchange::table.inner_join(order_cycle::table))
        .inner_join(variant::table.inner_join(product::table))
        .filter(product::producer_id.eq(Key(producer)))
        .filter(product::prepacked.eq(true))
        .filter(product::withdrawn.eq(false))
        .filter(variant::withdrawn.eq(false))
        .filter(exchange::direction.eq("outgoing"))
        .filter(order_cycle::stage.eq_any(PUBLISHED))
        .order(product::id)
        .select(product::id)
        .distinct()
        .limit(MOST_PRODUCTS)
        .load(conn)?)
}
