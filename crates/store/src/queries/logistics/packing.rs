use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use diesel::{
    connection::DefaultLoadingMode,
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_cycles::DeliveryAddress;
use sillon_kernel::{
    Currency, CycleId, Dimension, EnterpriseId, Money, OrderId, Quantity, VariantId,
};
use sillon_logistics::{Lent, PackedBundle, PackedSize, PackedWeight, PackingLine, Parcel};

use super::super::{
    super::{Conn, Db, dialect::read_by_ids},
    catalogue::products::read_currency,
};
use crate::{Error, error::stored, sql::ids::Uid, sql::statement::statement};

statement!(
    /// The orders of a cycle as they are packed.
    Parcels { cycle: CycleId } ->
        (Uid, Text, Uid, Text, Text, Nullable<Text>, Text, Nullable<BigInt>, Nullable<Text>, Nullable<Text>, Nullable<Text>,
            Nullable<Text>) =
    "select o.hub_id, h.name, o.id, o.reference, o.customer_name, o.phone, o.currency, o.at_most_minor, t.name, t.street, \
     t.postcode, t.city \
     from orders o join enterprise h on h.id = o.hub_id left join order_hand_over t on t.order_id = o.id \
     where o.cancelled_at is null and o.cycle_id = ", [cycle: Uid]
);

type ParcelRow = (
    EnterpriseId,
    String,
    OrderId,
    String,
    String,
    Option<String>,
    String,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

statement!(
    /// What goes into each order of a cycle. It is many rows: what several have in common is read by itself.
    Lines { cycle: CycleId } ->
        (Uid, Uid, Uid, Text, Text, Text, BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>) =
    "select l.order_id, l.variant_id, l.producer_id, l.product_name, l.label, l.storage, l.quantity, l.deposit_minor, \
     case when l.deposit_minor is not null then (select \
     coalesce(cast(sum(r.quantity) as bigint), 0) from deposit_return_line r \
     where r.order_id = l.order_id and r.line_position = l.position) end, l.bundle_position \
     from orders o join order_line l on l.order_id = o.id where o.cycle_id = ", [cycle: Uid]
);

type LineRow = (
    OrderId,
    VariantId,
    EnterpriseId,
    String,
    String,
    String,
    i64,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);

statement!(
    /// The bundles in the orders of a cycle.
    Bundles { cycle: CycleId } -> (Uid, BigInt, Text, Text, BigInt) =
    "select b.order_id, b.position, b.product_name, b.label, b.quantity \
     from orders o join order_bundle b on b.order_id = o.id where o.cycle_id = ", [cycle: Uid]
);

statement!(
    /// What is sold by weight in the orders of a cycle.
    Weights { cycle: CycleId } -> (Uid, Uid, BigInt, BigInt, Nullable<BigInt>) =
    "select l.order_id, l.variant_id, l.quantity, w.expected_milli, w.weighed_milli from orders o \
     join order_weight w on w.order_id = o.id \
     join order_line l on l.order_id = w.order_id and l.position = w.position where o.cycle_id = ", [cycle: Uid]
);

/// What is sold by weight, by its order and size, and how many of it are in it. A size is sold by weight by itself, and once.
fn weights(
    conn: &mut Conn,
    cycle: CycleId,
) -> Result<HashMap<(OrderId, VariantId), PackedWeight>, Error> {
    let rows: Vec<(OrderId, VariantId, i64, i64, Option<i64>)> = Weights { cycle }.load(conn)?;
    let weight = |milli| Quantity::from_milli(milli, Dimension::Weight);
    let read = |(order, variant, items, expected, weighed): (_, _, i64, i64, Option<i64>)| {
        let expected = weight(expected.saturating_mul(items));
        ((order, variant), PackedWeight { expected, weighed: weighed.map(weight) })
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The bundles that lines are in, by their orders; most cycles have none, and are spared the statement.
fn bundles(
    conn: &mut Conn,
    cycle: CycleId,
    rows: &[PackedRow],
) -> Result<HashMap<(OrderId, i64), Arc<PackedBundle>>, Error> {
    if rows.iter().all(|row| row.bundle.is_none()) {
        return Ok(HashMap::new());
    }
    let rows: Vec<(OrderId, i64, String, String, i64)> = Bundles { cycle }.load(conn)?;
    let read = |(order, position, product_name, label, items)| {
        ((order, position), Arc::new(PackedBundle { position, product_name, label, items }))
    };
    Ok(rows.into_iter().map(read).collect())
}

/// A line as it is packed: which of the sizes it is, by its number.
struct PackedRow {
    order: OrderId,
    size: usize,
    items: i64,
    lent: Option<(i64, i64)>,
    bundle: Option<i64>,
}

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
    // Most cycles have nothing that is weighed, and are spared the statement.
    let weights = if parcels.iter().any(|row| row.7.is_some()) {
        weights(conn, cycle)?
    } else {
        HashMap::new()
    };
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
    let (mut named, mut rows) = (NamedSizes::default(), Vec::new());
    for row in (Lines { cycle }).load_iter::<LineRow, DefaultLoadingMode>(conn)? {
        let row = row?;
        let (.., items, deposit, returned, bundle) = row;
        let (order, variant, producer, product, label, storage, ..) = row;
        let size = named.number_of(NamedSize { variant, producer, product, label, storage });
        rows.push(PackedRow { order, size, items, lent: deposit.zip(returned), bundle });
    }
    let bundles = bundles(conn, cycle, &rows)?;
    let packed = named.packed(conn)?;
    // The lines of an order mostly come together.
    let mut last: Option<(&OrderId, &(Arc<Parcel>, Currency))> = None;
    let line = |PackedRow { order, size, items, lent, bundle }: PackedRow| {
        let known = last.filter(|(of, _)| **of == order).or_else(|| parcels.get_key_value(&order));
        last = known;
        let (_, (parcel, currency)) = known.ok_or(Error::Missing("order"))?;
        let lent = lent.map(|(deposit, returned)| Lent {
            each: Money::new(deposit, *currency),
            still_out: items - returned,
        });
        let packed = packed.get(size).ok_or(Error::Missing("variant"))?;
        let (parcel, packed) = (Arc::clone(parcel), Arc::clone(packed));
        let bundle = bundle.and_then(|position| bundles.get(&(order, position)).map(Arc::clone));
        let weight = weights.get(&(order, packed.variant)).filter(|_| bundle.is_none()).copied();
        Ok(PackingLine { parcel, packed, items, lent, bundle, weight })
    };
    rows.into_iter().map(line).collect()
}

/// Where an order is brought, on one line; nowhere, where it is fetched.
pub(super) fn address_line(
    street: Option<&str>,
    postcode: Option<&str>,
    city: Option<&str>,
) -> Result<Option<String>, Error> {
    Ok(address(street, postcode, city)?.map(|address| address.line()))
}

/// An address of which all is known; none else.
pub(crate) fn address(
    street: Option<&str>,
    postcode: Option<&str>,
    city: Option<&str>,
) -> Result<Option<DeliveryAddress>, Error> {
    let (Some(street), Some(postcode), Some(city)) = (street, postcode, city) else {
        return Ok(None);
    };
    Ok(Some(DeliveryAddress {
        street: stored("street", street)?,
        postcode: stored("post code", postcode)?,
        city: stored("town", city)?,
    }))
}

/// A size of a product under the names it was ordered under.
#[derive(PartialEq, Eq)]
struct NamedSize {
    variant: VariantId,
    producer: EnterpriseId,
    product: String,
    label: String,
    storage: String,
}

/// The sizes that lines share, each once, in the order they were met: lines are many, and what they say of a size is let go as
/// soon as it is known.
#[derive(Default)]
struct NamedSizes {
    met: Vec<NamedSize>,
    /// Where those of a size are, mostly under one set of names.
    numbers: HashMap<VariantId, Vec<usize>>,
}

impl NamedSizes {
    fn number_of(&mut self, wanted: NamedSize) -> usize {
        let of_size = self.numbers.entry(wanted.variant).or_default();
        let known = of_size.iter().find(|number| self.met.get(**number) == Some(&wanted));
        known.copied().unwrap_or_else(|| {
            let number = self.met.len();
            of_size.push(number);
            self.met.push(wanted);
            number
        })
    }

    /// What each of them is.
    fn packed(self, conn: &mut Conn) -> Result<Vec<Arc<PackedSize>>, Error> {
        let producers: BTreeSet<EnterpriseId> = self.met.iter().map(|it| it.producer).collect();
        let variants: BTreeSet<VariantId> = self.met.iter().map(|it| it.variant).collect();
        let size = |(variant, dimension, milli): SizeRow| {
            Ok((variant, Quantity::from_milli(milli, stored("dimension", &dimension)?)))
        };
        let read = sizes(conn, &Vec::from_iter(variants))?.into_iter().map(size);
        let sizes: HashMap<VariantId, Quantity> = read.collect::<Result<_, Error>>()?;
        let names: BTreeMap<EnterpriseId, String> =
            names(conn, &Vec::from_iter(producers))?.into_iter().collect();
        let missing = || Error::Missing("variant");
        let packed = |it: NamedSize| {
            Ok(Arc::new(PackedSize {
                variant: it.variant,
                producer_name: names.get(&it.producer).ok_or_else(missing)?.clone(),
                product_name: it.product,
                label: it.label,
                size: *sizes.get(&it.variant).ok_or_else(missing)?,
                storage: it.storage,
            }))
        };
        self.met.into_iter().map(packed).collect()
    }
}
