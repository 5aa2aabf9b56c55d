use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_cycles::DeliveryAddress;
use sillon_kernel::{Currency, CycleId, EnterpriseId, Money, OrderId, Quantity, VariantId};
use sillon_logistics::{Lent, PackedSize, PackingLine, Parcel};

use super::super::{
    super::{Conn, Db, dialect::read_by_ids},
    catalogue::products::read_currency,
};
use crate::{Error, error::stored, sql::ids::Uid, sql::statement::statement};

statement!(
    /// The orders of a cycle as they are packed.
    Parcels { cycle: CycleId } ->
        (Uid, Text, Uid, Text, Text, Nullable<Text>, Text, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>) =
    "select o.hub_id, h.name, o.id, o.reference, o.customer_name, o.phone, o.currency, t.name, t.street, t.postcode, t.city \
     from orders o join enterprise h on h.id = o.hub_id left join order_hand_over t on t.order_id = o.id \
     where o.cycle_id = ", [cycle: Uid]
);

type ParcelRow = (
    EnterpriseId,
    String,
    OrderId,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

statement!(
    /// What goes into each order of a cycle. It is many rows: what several have in common is read by itself.
    Lines { cycle: CycleId } ->
        (Uid, Uid, Uid, Text, Text, Text, BigInt, Nullable<BigInt>, Nullable<BigInt>) =
    "select l.order_id, l.variant_id, l.producer_id, l.product_name, l.label, l.storage, l.quantity, l.deposit_minor, \
     case when l.deposit_minor is not null then (select \
     coalesce(cast(sum(r.quantity) as bigint), 0) from deposit_return_line r \
     where r.order_id = l.order_id and r.line_position = l.position) end \
     from orders o join order_line l on l.order_id = o.id where o.cycle_id = ", [cycle: Uid]
);

type LineRow =
    (OrderId, VariantId, EnterpriseId, String, String, String, i64, Option<i64>, Option<i64>);

type SizeRow = (VariantId, String, i64);

read_by_ids!(
    /// How much an item of each size is.
    fn sizes(VariantId) -> SizeRow: (Uid, Text, BigInt) =
        select "id, dimension, size_milli" from "variant" by "id"
);

read_by_ids!(
    /// What enterprises are called.
    fn names(EnterpriseId) -> (EnterpriseId, String): (Uid, Text) =
        select "id, name" from "enterprise" by "id"
);

pub(crate) fn packing(conn: &mut Conn, cycle: CycleId) -> Result<Vec<PackingLine>, Error> {
    let parcels: Vec<ParcelRow> = Parcels { cycle }.load(conn)?;
    let rows: Vec<LineRow> = Lines { cycle }.load(conn)?;
    let parcel = |row: ParcelRow| {
        let (shop, shop_name, order, reference, customer, phone, currency, ..) = row;
        let (.., hand_over, street, postcode, city) = row;
        let currency = read_currency(&currency)?;
        let address = address_line(street.as_deref(), postcode.as_deref(), city.as_deref())?;
        let parcel =
            Parcel { shop, shop_name, order, reference, customer, phone, hand_over, address };
        Ok((order, (Arc::new(parcel), currency)))
    };
    let parcels: HashMap<OrderId, (Arc<Parcel>, Currency)> =
        parcels.into_iter().map(parcel).collect::<Result<_, Error>>()?;
    let mut packed = PackedSizes::among(conn, &rows)?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let (order, items, deposit, returned) = (row.0, row.6, row.7, row.8);
        let (parcel, currency) = parcels.get(&order).ok_or(Error::Missing("order"))?;
        let lent = |(deposit, returned)| Lent {
            each: Money::new(deposit, *currency),
            still_out: items - returned,
        };
        lines.push(PackingLine {
            parcel: Arc::clone(parcel),
            packed: packed.shared(row)?,
            items,
            lent: deposit.zip(returned).map(lent),
        });
    }
    Ok(lines)
}

/// Where an order is brought, on one line; nowhere, where it is fetched.
pub(super) fn address_line(
    street: Option<&str>,
    postcode: Option<&str>,
    city: Option<&str>,
) -> Result<Option<String>, Error> {
    let (Some(street), Some(postcode), Some(city)) = (street, postcode, city) else {
        return Ok(None);
    };
    let address = DeliveryAddress {
        street: stored("street", street)?,
        postcode: stored("post code", postcode)?,
        city: stored("town", city)?,
    };
    Ok(Some(address.line()))
}

/// The sizes that lines share.
struct PackedSizes {
    sizes: HashMap<VariantId, Quantity>,
    names: BTreeMap<EnterpriseId, String>,
    /// Each size as it was packed, mostly under one set of names.
    made: HashMap<VariantId, Vec<(EnterpriseId, Arc<PackedSize>)>>,
}

impl PackedSizes {
    fn among(conn: &mut Conn, rows: &[LineRow]) -> Result<Self, Error> {
        let variants: BTreeSet<VariantId> = rows.iter().map(|row| row.1).collect();
        let producers: BTreeSet<EnterpriseId> = rows.iter().map(|row| row.2).collect();
        let size = |(variant, dimension, milli): SizeRow| {
            Ok((variant, Quantity::from_milli(milli, stored("dimension", &dimension)?)))
        };
        let read = sizes(conn, &Vec::from_iter(variants))?.into_iter().map(size);
        let sizes = read.collect::<Result<_, Error>>()?;
        let names = names(conn, &Vec::from_iter(producers))?.into_iter().collect();
        Ok(Self { sizes, names, made: HashMap::new() })
    }

    /// The size of a line: the one that another line of the same names has, or a new one.
    fn shared(&mut self, row: LineRow) -> Result<Arc<PackedSize>, Error> {
        let (_, variant, producer, product_name, label, storage, ..) = row;
        let made = self.made.entry(variant).or_default();
        let is_same = |(by, size): &&(EnterpriseId, Arc<PackedSize>)| {
            *by == producer
                && size.product_name == product_name
                && size.label == label
                && size.storage == storage
        };
        if let Some((_, size)) = made.iter().find(is_same) {
            return Ok(Arc::clone(size));
        }
        let missing = || Error::Missing("variant");
        let size = Arc::new(PackedSize {
            variant,
            producer_name: self.names.get(&producer).ok_or_else(missing)?.clone(),
            product_name,
            label,
            size: *self.sizes.get(&variant).ok_or_else(missing)?,
            storage,
        });
        made.push((producer, Arc::clone(&size)));
        Ok(size)
    }
}
