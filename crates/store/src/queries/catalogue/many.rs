use std::collections::BTreeSet;

use diesel::{
    dsl::min,
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text as Words},
};
use sillon_catalogue::{Origin, Product, ProductType, Supply, Variant};
use sillon_identity::{ManageProducts, Permit};
use sillon_kernel::{
    EnterpriseId, Name, ProductId, Revised, SupplyId, Text, Timestamp, VariantId, name_key,
};
use sillon_lists::ProducerCatalogue;

use super::super::{
    super::{
        Conn, Db,
        dialect::{for_update, putting},
    },
    catalogue::price_history,
    catalogue::products::{
        ProductRow, SupplyRow, count_change, sort_name, stored_as, write_json, write_labels,
    },
    catalogue::variants::{PutVariant, VariantRow, variant_row},
};
use crate::{
    Error,
    error::stored,
    records::catalogue::Movement,
    schema::tables::{exchange, exchange_variant, order_cycle, product, supply, variant},
    sql::ids::{AnyId, IDS_AT_ONCE, Key, Uid, keys},
};

pub(crate) fn load(
    conn: &mut Conn,
    producers: &[EnterpriseId],
) -> Result<Vec<ProducerCatalogue>, Error> {
    let mut goods: Vec<ProducerCatalogue> =
        producers.iter().copied().map(ProducerCatalogue::empty).collect();
    goods.sort_by_key(|all| all.producer);
    for some in producers.chunks(IDS_AT_ONCE) {
        let rows: Vec<ProductRow> = product::table
            .filter(product::producer_id.eq_any(keys(some)))
            .order((product::folded_name, product::id))
            .select(ProductRow::as_select())
            .load(conn)?;
        for row in rows {
            let product = row.into_product()?;
            put(&mut goods, product.producer, |all| all.products.push(product));
        }
        let rows: Vec<(EnterpriseId, VariantRow)> = variant::table
            .inner_join(product::table)
            .filter(product::producer_id.eq_any(keys(some)))
            .order((variant::product_id, variant::dimension, variant::size_milli, variant::id))
            .select((product::producer_id, VariantRow::as_select()))
            .load(conn)?;
        for (producer, row) in rows {
            let variant = row.into_variant()?;
            put(&mut goods, producer, |all| all.variants.push(variant));
        }
        // By their products, which are found by their producer.
        let products = product::table.filter(product::producer_id.eq_any(keys(some)));
        let rows: Vec<SupplyRow> = supply::table
            .filter(supply::product_id.eq_any(products.select(product::id)))
            .order(supply::id)
            .select(SupplyRow::as_select())
            .load(conn)?;
        for row in rows {
            let supply = row.into_supply()?;
            put(&mut goods, supply.producer, |all| all.supplies.push(supply));
        }
    }
    for all in &mut goods {
        let mut known = BTreeSet::new();
        let shelves = all.products.iter().map(|product| &product.category);
        all.shelves = shelves.filter(|shelf| known.insert(*shelf)).cloned().collect();
    }
    Ok(goods)
}

pub(crate) fn load_named(
    conn: &mut Conn,
    producer: EnterpriseId,
    names: &BTreeSet<Name>,
) -> Result<ProducerCatalogue, Error> {
    let mut goods = ProducerCatalogue::empty(producer);
    let wanted: BTreeSet<String> = names.iter().map(|name| name_key(name)).collect();
    for some in Vec::from_iter(names).chunks(IDS_AT_ONCE) {
        let rows: Vec<ProductRow> = product::table
            .filter(product::producer_id.eq(Key(producer)))
            .filter(product::folded_name.eq_any(stored_as(some.iter().copied())))
            .select(ProductRow::as_select())
            .load(conn)?;
        for row in rows {
            goods.products.push(row.into_product()?);
        }
    }
    goods.products.retain(|product| wanted.contains(&name_key(&product.name)));
    goods.products.sort_by_cached_key(|product| (sort_name(&product.name), product.id));
    goods.products.dedup_by_key(|product| product.id);
    let found: Vec<ProductId> = goods.products.iter().map(|product| product.id).collect();
    for some in found.chunks(IDS_AT_ONCE) {
        let rows: Vec<VariantRow> = variant::table
            .filter(variant::product_id.eq_any(keys(some)))
            .order((variant::product_id, variant::dimension, variant::size_milli, variant::id))
            .select(VariantRow::as_select())
            .load(conn)?;
        for row in rows {
            goods.variants.push(row.into_variant()?);
        }
        let rows: Vec<SupplyRow> = supply::table
            .filter(supply::product_id.eq_any(keys(some)))
            .filter(supply::producer_id.eq(Key(producer)))
            .order(supply::id)
            .select(SupplyRow::as_select())
            .load(conn)?;
        for row in rows {
            goods.supplies.push(row.into_supply()?);
        }
    }
    let shelves: Vec<(String, Option<String>)> = product::table
        .filter(product::producer_id.eq(Key(producer)))
        .group_by(product::category)
        .select((product::category, min(product::folded_name)))
        .order(min(product::folded_name))
        .load(conn)?;
    let shelves = shelves.iter().map(|(shelf, _)| stored("category", shelf));
    goods.shelves = shelves.collect::<Result<_, _>>()?;
    Ok(goods)
}

pub(crate) fn left(conn: &mut Conn, producer: EnterpriseId) -> Result<BTreeSet<Name>, Error> {
    let names: Vec<String> = supply::table
        .inner_join(product::table)
        .filter(product::producer_id.eq(Key(producer)))
        .filter(supply::producer_id.eq(Key(producer)))
        .filter(supply::available_milli.gt(0).or(supply::on_demand.eq(true)))
        .select(product::name)
        .load(conn)?;
    names.iter().map(|name| stored("name", name)).collect()
}

fn put(
    goods: &mut [ProducerCatalogue],
    producer: EnterpriseId,
    put: impl FnOnce(&mut ProducerCatalogue),
) {
    let at = goods.binary_search_by_key(&producer, |all| all.producer);
    if let Some(found) = at.ok().and_then(|at| goods.get_mut(at)) {
        put(found);
    }
}

pub(crate) fn named(
    conn: &mut Conn,
    variants: &[VariantId],
) -> Result<Vec<(Name, Variant)>, Error> {
    let rows: Vec<(String, VariantRow)> = variant::table
        .inner_join(product::table)
        .filter(variant::id.eq_any(keys(variants)))
        .select((product::name, VariantRow::as_select()))
        .load(conn)?;
    let read =
        |(name, row): (String, VariantRow)| Ok((stored("name", &name)?, row.into_variant()?));
    rows.into_iter().map(read).collect()
}

pub(crate) fn made(
    conn: &mut Conn,
    variants: &[VariantId],
) -> Result<Vec<(EnterpriseId, Name, Variant)>, Error> {
    let rows: Vec<(EnterpriseId, String, VariantRow)> = variant::table
        .inner_join(product::table)
        .filter(variant::id.eq_any(keys(variants)))
        .select((product::producer_id, product::name, VariantRow::as_select()))
        .load(conn)?;
    let read = |(producer, name, row): (EnterpriseId, String, VariantRow)| {
        Ok((producer, stored("name", &name)?, row.into_variant()?))
    };
    rows.into_iter().map(read).collect()
}

pub(crate) fn on_sale(
    conn: &mut Conn,
    variants: &[VariantId],
) -> Result<BTreeSet<VariantId>, Error> {
    let mut found = BTreeSet::new();
    for some in variants.chunks(IDS_AT_ONCE) {
        let sold: Vec<VariantId> = exchange_variant::table
            .inner_join(exchange::table.inner_join(order_cycle::table))
            .filter(exchange_variant::variant_id.eq_any(keys(some)))
            .filter(exchange::direction.eq("outgoing"))
            .filter(order_cycle::stage.eq_any(["upcoming", "open"]))
            .select(exchange_variant::variant_id)
            .distinct()
            .load(conn)?;
        found.extend(sold);
    }
    Ok(found)
}

putting!(PutProduct, PutProducts into "product" {
    keys {
        id: Uid as Key<ProductId>,
        producer_id: Uid as Key<EnterpriseId>,
        created_at: BigInt as i64,
    }
    changing {
        name: Words as String,
        folded_name: Words as String,
        category: Words as String,
        description: Nullable<Words> as Option<String>,
        storage: Words as &'static str,
        kind: Nullable<Words> as Option<&'static str>,
        prepacked: Bool as bool,
        allergens: Words as String,
        ingredients: Nullable<Words> as Option<String>,
        origin: Nullable<Words> as Option<String>,
        origin_place: Nullable<Words> as Option<String>,
        durability: Nullable<Words> as Option<String>,
        alcohol_tenths: Nullable<BigInt> as Option<i64>,
        labels: Words as String,
        properties: Words as String,
        inherits_properties: Bool as bool,
        units: Words as String,
        withdrawn: Bool as bool,
    }
} also ", changes = product.changes + 1");

pub(crate) fn save_products(
    conn: &mut Conn,
    by: &Permit<ManageProducts>,
    saved: &[Revised<Product>],
    now: Timestamp,
) -> Result<(), Error> {
    for product in saved {
        by.must_be_for(product.now.producer);
    }
    let row = |product: &Product| {
        let food = &product.food;
        let place = food.origin.as_ref().and_then(|origin| origin.place.as_ref());
        PutProduct {
            id: Key(product.id),
            producer_id: Key(product.producer),
            created_at: now.micros(),
            name: product.name.to_string(),
            folded_name: sort_name(&product.name),
            category: product.category.to_string(),
            description: product.description.as_ref().map(Text::to_string),
            storage: product.storage.as_str(),
            kind: product.kind.map(ProductType::as_str),
            prepacked: food.prepacked,
            allergens: food.allergens.to_string(),
            ingredients: food.ingredients.as_ref().map(Text::to_string),
            origin: food.origin.as_ref().map(Origin::to_string),
            origin_place: place.map(Text::to_string),
            durability: food.durability.map(|durability| durability.to_string()),
            alcohol_tenths: food.alcohol.map(|alcohol| i64::from(alcohol.tenths())),
            labels: write_labels(&product.labels),
            properties: write_json(&product.properties),
            inherits_properties: product.inherits_properties,
            units: write_json(&product.units),
            withdrawn: product.withdrawn,
        }
    };
    PutProduct::put(conn, saved.iter().map(|product| row(&product.now)))?;
    count_change(conn, by)
}

pub(crate) fn save_variants(
    conn: &mut Conn,
    by: &Permit<ManageProducts>,
    saved: &[Revised<Variant>],
    now: Timestamp,
) -> Result<(), Error> {
    let priced = price_history::changed(conn, saved, now)?;
    PutVariant::put(conn, saved.iter().map(|variant| variant_row(&variant.now)))?;
    price_history::add(conn, &priced)?;
    let products: BTreeSet<ProductId> = saved.iter().map(|variant| variant.now.product).collect();
    for some in Vec::from_iter(products).chunks(IDS_AT_ONCE) {
        diesel::update(product::table.filter(product::id.eq_any(keys(some))))
            .set(product::changes.eq(product::changes + 1))
            .execute(conn)?;
    }
    count_change(conn, by)
}

putting!(PutSupply, PutSupplies into "supply" {
    keys {
        id: Uid as Key<SupplyId>,
        producer_id: Uid as Key<EnterpriseId>,
        product_id: Uid as Key<ProductId>,
        dimension: Words as &'static str,
    }
    changing {
        available_milli: BigInt as i64,
        on_demand: Bool as bool,
    }
} also "");

pub(crate) fn save_supplies(conn: &mut Conn, saved: &[Supply]) -> Result<(), Error> {
    let row = |supply: &Supply| PutSupply {
        id: Key(supply.id),
        producer_id: Key(supply.producer),
        product_id: Key(supply.product),
        dimension: supply.dimension.as_str(),
        available_milli: supply.available_milli,
        on_demand: supply.on_demand,
    };
    Ok(PutSupply::put(conn, saved.iter().map(row))?)
}

pub(crate) fn supplies(conn: &mut Conn, ids: &[SupplyId]) -> Result<Vec<Supply>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS_AT_ONCE) {
        let rows: Vec<SupplyRow> = supply::table
            .filter(supply::id.eq_any(keys(some)))
            .order(supply::id)
            .select(SupplyRow::as_select())
            .load(conn)?;
        for row in rows {
            found.push(row.into_supply()?);
        }
    }
    Ok(found)
}

pub(crate) fn lock_supplies(conn: &mut Conn, ids: &[SupplyId]) -> Result<Vec<Supply>, Error> {
    let mut locked = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS_AT_ONCE) {
        let wanted = supply::table
            .filter(supply::id.eq_any(keys(some)))
            .order(supply::id)
            .select(SupplyRow::as_select());
        let rows: Vec<SupplyRow> = for_update!(wanted).load(conn)?;
        for row in rows {
            locked.push(row.into_supply()?);
        }
    }
    Ok(locked)
}

putting!(PutMovement, PutMovements into "supply_movement" {
    keys {
        id: Uid as Key<AnyId>,
    }
    changing {
        supply_id: Uid as Key<SupplyId>,
        delta_milli: BigInt as i64,
        reason: Words as &'static str,
        at: BigInt as i64,
    }
} also "");

pub(crate) fn add_movements(conn: &mut Conn, movements: &[Movement]) -> Result<(), Error> {
    let row = |movement: &Movement| PutMovement {
        id: Key(AnyId(movement.id)),
        supply_id: Key(movement.supply),
        delta_milli: movement.delta_milli,
        reason: movement.reason,
        at: movement.at.micros(),
    };
    Ok(PutMovement::put(conn, movements.iter().map(row))?)
}
