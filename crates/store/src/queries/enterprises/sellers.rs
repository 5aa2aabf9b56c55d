use std::collections::BTreeSet;

use diesel::{dsl::exists, prelude::*};
use sillon_enterprises::{AddressKind, CycleUse, Seller, Sells};
use sillon_identity::{ManageEnterprise, Permit};
use sillon_kernel::{CycleId, EnterpriseId, ProductId};

use super::super::{
    super::{
        Conn, Db,
        dialect::{for_update, wait_for_turns},
    },
    enterprises::profiles::{AddressRow, ContactRow, LegalRow},
};
use crate::{
    Error,
    error::stored,
    schema::tables::{
        enterprise, enterprise_address, exchange, exchange_variant, legal_identity, order_cycle,
        product, variant,
    },
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

/// The stages in which shoppers see what a cycle offers.
const PUBLISHED: [&str; 2] = ["upcoming", "open"];

/// The most products that are looked at when a producer takes away what shoppers must be told of it.
const MAX_PRODUCTS: i64 = 500;

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
        .limit(MAX_PRODUCTS)
        .load(conn)?)
}

pub(crate) fn ties(conn: &mut Conn, of: EnterpriseId) -> Result<BTreeSet<CycleUse>, Error> {
    let published = || order_cycle::stage.eq_any(PUBLISHED);
    let coordinates =
        order_cycle::table.filter(order_cycle::coordinator_id.eq(Key(of))).filter(published());
    let carried = || {
        exchange_variant::table
            .inner_join(exchange::table.inner_join(order_cycle::table))
            .inner_join(variant::table.inner_join(product::table))
            .filter(published())
    };
    let sells_others = carried()
        .filter(exchange::enterprise_id.eq(Key(of)))
        .filter(exchange::direction.eq("outgoing"))
        .filter(product::producer_id.ne(Key(of)));
    let supplies = carried().filter(product::producer_id.eq(Key(of)));
    let found = [
        (CycleUse::Coordinates, diesel::select(exists(coordinates)).get_result(conn)?),
        (CycleUse::Sells, is_selling(conn, of)?),
        (CycleUse::SellsForOthers, diesel::select(exists(sells_others)).get_result(conn)?),
        (CycleUse::Supplies, diesel::select(exists(supplies)).get_result(conn)?),
    ];
    Ok(found
        .into_iter()
        .filter_map(|(tie, is_there): (CycleUse, bool)| is_there.then_some(tie))
        .collect())
}

statement!(
    /// The drafts that an enterprise's goods are in, or that send goods out to it.
    Drafts { own: EnterpriseId, of: EnterpriseId } -> (Uid,) =
    "select c.id from order_cycle c where c.stage = 'draft' and c.id in ( \
     select e.order_cycle_id from exchange e where e.enterprise_id = ", [own: Uid],
    " union select e.order_cycle_id from product p join variant v on v.product_id = p.id \
     join exchange_variant ev on ev.variant_id = v.id join exchange e on e.id = ev.exchange_id \
     where p.producer_id = ", [of: Uid], ")"
);

/// Locks the drafts that an enterprise's goods are in, or that send goods out to it: by id, as checkouts do.
pub(crate) fn lock_drafts(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
) -> Result<Vec<CycleId>, Error> {
    let of = by.enterprise();
    let drafts: Vec<(CycleId,)> = Drafts { own: of, of }.load(conn)?;
    let mut drafts: Vec<CycleId> = drafts.into_iter().map(|(cycle,)| cycle).collect();
    drafts.sort_unstable();
    wait_for_turns(conn, &drafts)?;
    let drafts = order_cycle::table
        .filter(order_cycle::id.eq_any(keys(&drafts)))
        .filter(order_cycle::stage.eq("draft"))
        .order(order_cycle::id)
        .select(order_cycle::id);
    Ok(for_update!(drafts).load(conn)?)
}

statement!(
    /// Takes goods of others out of what drafts send out to an enterprise.
    LeaveOthers { of: EnterpriseId } =
    "delete from exchange_variant where exchange_id in (select e.id from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where c.stage = 'draft' and e.direction = 'outgoing' \
     and e.enterprise_id = ", [of: Uid], ") and variant_id in (select v.id from variant v \
     join product p on p.id = v.product_id where p.producer_id <> ", [of: Uid], ")"
);

statement!(
    /// Takes everything out of what drafts send out to an enterprise.
    LeaveAll { of: EnterpriseId } =
    "delete from exchange_variant where exchange_id in (select e.id from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where c.stage = 'draft' and e.direction = 'outgoing' \
     and e.enterprise_id = ", [of: Uid], ")"
);

statement!(
    /// Takes an enterprise's own goods out of drafts, whoever brings or sells them.
    LeaveOwn { of: EnterpriseId } =
    "delete from exchange_variant where exchange_id in (select e.id from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where c.stage = 'draft') and variant_id in (select v.id \
     from variant v join product p on p.id = v.product_id where p.producer_id = ", [of: Uid], ")"
);

pub(crate) fn leave_drafts(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    is_producer: bool,
    sells: Sells,
) -> Result<(), Error> {
    let of = by.enterprise();
    match sells {
        Sells::None => drop(LeaveAll { of }.execute(conn)?),
        Sells::Own => drop(LeaveOthers { of }.execute(conn)?),
        Sells::Any => {}
    }
    if !is_producer {
        LeaveOwn { of }.execute(conn)?;
    }
    Ok(())
}
