use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool},
};
use sillon_catalogue::{DepositKind, Season, TaxCategory};
use sillon_cycles::{Deposit, Facts, Fee, Listing, OrderCycle, Stage, Told};
use sillon_kernel::{
    CycleId, Dimension, EnterpriseId, FeeId, Money, Name, Picture, ProductId, Quantity, Rate,
    SupplyId, Timestamp, VariantId, Window, Zone,
};
use sillon_orders::SupplyLeft;

pub(crate) use super::exchanges::{exchanges, put_exchange};
use super::{
    super::{
        Conn, Db,
        dialect::{for_update, wait_for_turns},
    },
    catalogue::{read_currency, read_draw, read_labels, read_size},
    certificates, hub_terms, images,
};
use crate::{
    Error,
    claims::{Held, read_practices},
    error::stored,
    schema::{
        coordinator_fee, enterprise, exchange, exchange_variant, fee, order_cycle, product, variant,
    },
    sql::{Key, Uid, keys},
    statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_cycle)]
pub(crate) struct CycleRow {
    id: CycleId,
    coordinator_id: EnterpriseId,
    name: String,
    opens_at: i64,
    closes_at: i64,
    stage: String,
    staged_at: i64,
    version: i64,
}

fn instant(micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_micros(micros)
        .map_err(|_fault| Error::Corrupt { what: "time", value: micros.to_string() })
}

pub(crate) fn window(from: i64, until: i64) -> Result<Window, Error> {
    let corrupt = |_fault| Error::Corrupt { what: "window", value: format!("{from}..{until}") };
    Window::new(instant(from)?, instant(until)?).map_err(corrupt)
}

impl CycleRow {
    pub(crate) fn into_cycle(self) -> Result<OrderCycle, Error> {
        let at = instant(self.staged_at)?;
        let stage = match self.stage.as_str() {
            "draft" => Stage::Draft,
            "upcoming" => Stage::Upcoming,
            "open" => Stage::Open { since: at },
            "closed" => Stage::Closed { at },
            "settled" => Stage::Settled { at },
            other => return Err(Error::Corrupt { what: "stage", value: other.to_owned() }),
        };
        Ok(OrderCycle {
            id: self.id,
            coordinator: self.coordinator_id,
            name: stored("name", &self.name)?,
            orders: window(self.opens_at, self.closes_at)?,
            stage,
            version: self.version,
        })
    }
}

pub(crate) fn add(conn: &mut Conn, new: &OrderCycle, now: Timestamp) -> Result<(), Error> {
    diesel::insert_into(order_cycle::table)
        .values((
            order_cycle::id.eq(Key(new.id)),
            order_cycle::coordinator_id.eq(Key(new.coordinator)),
            order_cycle::name.eq(new.name.as_str()),
            order_cycle::opens_at.eq(new.orders.from().micros()),
            order_cycle::closes_at.eq(new.orders.until().micros()),
            order_cycle::stage.eq(new.stage.as_str()),
            order_cycle::staged_at.eq(now.micros()),
            order_cycle::version.eq(new.version),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn get(conn: &mut Conn, id: CycleId) -> Result<OrderCycle, Error> {
    let row =
        order_cycle::table.find(Key(id)).select(CycleRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("order cycle"))?.into_cycle()
}

pub(crate) fn lock(conn: &mut Conn, id: CycleId) -> Result<OrderCycle, Error> {
    wait_for_turns(conn, &[id])?;
    let row = for_update!(order_cycle::table.find(Key(id)).select(CycleRow::as_select()))
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("order cycle"))?.into_cycle()
}

pub(crate) fn save(conn: &mut Conn, changed: &OrderCycle, now: Timestamp) -> Result<(), Error> {
    let staged_at = match changed.stage {
        Stage::Draft | Stage::Upcoming => now,
        Stage::Open { since } => since,
        Stage::Closed { at } | Stage::Settled { at } => at,
    };
    diesel::update(order_cycle::table.find(Key(changed.id)))
        .set((
            order_cycle::name.eq(changed.name.as_str()),
            order_cycle::opens_at.eq(changed.orders.from().micros()),
            order_cycle::closes_at.eq(changed.orders.until().micros()),
            order_cycle::stage.eq(changed.stage.as_str()),
            order_cycle::staged_at.eq(staged_at.micros()),
            order_cycle::version.eq(changed.version),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn of_hub(conn: &mut Conn, hub: EnterpriseId) -> Result<Vec<OrderCycle>, Error> {
    let selling = exchange::table
        .filter(exchange::enterprise_id.eq(Key(hub)))
        .filter(exchange::direction.eq("outgoing"))
        .select(exchange::order_cycle_id);
    let rows: Vec<CycleRow> = order_cycle::table
        .filter(order_cycle::id.eq_any(selling))
        .filter(order_cycle::stage.ne("draft"))
        .order((order_cycle::closes_at.desc(), order_cycle::id.desc()))
        .limit(100)
        .select(CycleRow::as_select())
        .load(conn)?;
    rows.into_iter().map(CycleRow::into_cycle).collect()
}

pub(crate) fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<CycleId>, Error> {
    let opens = order_cycle::stage.eq("upcoming").and(order_cycle::opens_at.le(now.micros()));
    let closes = order_cycle::stage.eq("open").and(order_cycle::closes_at.le(now.micros()));
    Ok(order_cycle::table
        .filter(opens.or(closes))
        .order((order_cycle::closes_at, order_cycle::id))
        .limit(1_000)
        .select(order_cycle::id)
        .load(conn)?)
}

statement!(
    /// A new version for a cycle.
    Touch { cycle: CycleId } =
    "update order_cycle set version = version + 1 where id = ", [cycle: Uid]
);

/// How many ids are asked for at once: SQLite takes some thirty thousand.
const IDS_AT_ONCE: usize = 10_000;

pub(crate) fn touch_carrying(conn: &mut Conn, variants: &[VariantId]) -> Result<(), Error> {
    let mut cycles: BTreeSet<CycleId> = BTreeSet::new();
    for some in variants.chunks(IDS_AT_ONCE) {
        let carrying = exchange_variant::table
            .inner_join(exchange::table)
            .filter(exchange_variant::variant_id.eq_any(keys(some)))
            .select(exchange::order_cycle_id)
            .distinct();
        let carrying: Vec<CycleId> = carrying.load(conn)?;
        cycles.extend(carrying);
    }
    let cycles: Vec<CycleId> = cycles.into_iter().collect();
    let carrying = order_cycle::table
        .filter(order_cycle::id.eq_any(keys(&cycles)))
        .order(order_cycle::id)
        .select(order_cycle::id);
    // Locked by id, as checkouts do.
    wait_for_turns(conn, &cycles)?;
    let cycles: Vec<CycleId> = for_update!(carrying).load(conn)?;
    touch(conn, &cycles)
}

/// A new version for each of the cycles the transaction has locked.
pub(crate) fn touch(conn: &mut Conn, cycles: &[CycleId]) -> Result<(), Error> {
    for cycle in cycles.iter().copied() {
        Touch { cycle }.execute(conn)?;
    }
    Ok(())
}

pub(crate) fn add_fee(conn: &mut Conn, new: &Fee) -> Result<(), Error> {
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
    cycle: CycleId,
    fees: &[FeeId],
) -> Result<(), Error> {
    diesel::delete(coordinator_fee::table.filter(coordinator_fee::order_cycle_id.eq(Key(cycle))))
        .execute(conn)?;
    for (position, fee) in (0_i64..).zip(fees) {
        diesel::insert_into(coordinator_fee::table)
            .values((
                coordinator_fee::order_cycle_id.eq(Key(cycle)),
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = variant)]
struct ListedVariant {
    id: VariantId,
    supply_id: SupplyId,
    sku: Option<String>,
    name: Option<String>,
    dimension: String,
    size_milli: i64,
    piece_name: Option<String>,
    price_minor: i64,
    currency: String,
    tax_category: String,
    draw_dimension: Option<String>,
    draw_milli: i64,
    display_as: Option<String>,
    deposit_minor: Option<i64>,
    deposit_kind: String,
    heaviest_milli: Option<i64>,
    content_dimension: Option<String>,
    content_milli: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = product)]
struct ListedProduct {
    id: ProductId,
    producer_id: EnterpriseId,
    name: String,
    category: String,
    description: Option<String>,
    storage: String,
    kind: Option<String>,
    prepacked: bool,
    allergens: String,
    ingredients: Option<String>,
    origin: Option<String>,
    origin_place: Option<String>,
    durability: Option<String>,
    alcohol_tenths: Option<i64>,
    labels: String,
    properties: String,
    inherits_properties: bool,
}

/// Who makes it, as far as shops show it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise)]
struct ListedProducer {
    name: String,
    zone: String,
    properties: String,
}

impl ListedProduct {
    /// What is said of it as food.
    fn told(&self, held: &Held, producer: &ListedProducer) -> Result<Told, Error> {
        let zone: Zone = stored("time zone", &producer.zone)?;
        let (practices, mut labels) =
            read_practices(&self.properties, &producer.properties, self.inherits_properties)?;
        labels.extend(read_labels(&self.labels)?);
        let kind = self.kind.as_deref().and_then(|kind| kind.parse().ok());
        Ok(Told {
            season: Season::of(kind, &self.name).map(Season::months),
            practices,
            product_type: self.kind.clone(),
            prepacked: self.prepacked,
            allergens: self.allergens.clone(),
            ingredients: self.ingredients.clone(),
            origin: self.origin.clone(),
            origin_place: self.origin_place.clone(),
            durability: self.durability.clone(),
            alcohol_tenths: self.alcohol_tenths.and_then(|tenths| u16::try_from(tenths).ok()),
            claims: held.claims(self.producer_id, &zone, &labels),
        })
    }
}

/// A size, what it is a size of, and who makes that.
type ListedRow = (ListedVariant, ListedProduct, ListedProducer);

pub(crate) fn facts(conn: &mut Conn, cycle: CycleId, hub: EnterpriseId) -> Result<Facts, Error> {
    let version =
        order_cycle::table.find(Key(cycle)).select(order_cycle::version).first(conn).optional()?;
    let version: i64 = version.ok_or(Error::Missing("order cycle"))?;
    let currency: Option<String> =
        enterprise::table.find(Key(hub)).select(enterprise::currency).first(conn).optional()?;
    let currency = read_currency(&currency.ok_or(Error::Missing("shop"))?)?;
    let selling = exchange_variant::table
        .inner_join(exchange::table)
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::enterprise_id.eq(Key(hub)))
        .filter(exchange::direction.eq("outgoing"))
        .select(exchange_variant::variant_id);
    let rows: Vec<ListedRow> = variant::table
        .inner_join(product::table.inner_join(enterprise::table))
        .filter(variant::id.eq_any(selling))
        .filter(variant::withdrawn.eq(false))
        .filter(product::withdrawn.eq(false))
        .order(variant::id)
        .select((
            ListedVariant::as_select(),
            ListedProduct::as_select(),
            ListedProducer::as_select(),
        ))
        .load(conn)?;
    let exchanges = exchanges(conn, cycle)?;
    let coordinator_fees = coordinator_fees(conn, cycle)?;
    let named: BTreeSet<FeeId> = exchanges
        .iter()
        .flat_map(|exchange| &exchange.fees)
        .chain(&coordinator_fees)
        .copied()
        .collect();
    let fees = fees(conn, &named.into_iter().collect::<Vec<_>>())?;
    let products: BTreeSet<ProductId> = rows.iter().map(|(_, product, ..)| product.id).collect();
    let pictures = pictures(conn, &products.into_iter().collect::<Vec<_>>())?;
    let producers: BTreeSet<EnterpriseId> =
        rows.iter().map(|(_, product, ..)| product.producer_id).collect();
    let held = certificates::of(conn, &producers.into_iter().collect::<Vec<_>>())?;
    let told = told(&rows, &Held::of(held))?;
    let shared = Shared { pictures, told };
    let terms = hub_terms::in_force(conn, hub)?;
    let listings = rows.into_iter().filter_map(|(variant, product, producer)| {
        let listing = listing(variant, product, &producer.name, &shared);
        listing.and_then(|listing| terms.apply(listing)).transpose()
    });
    Ok(Facts {
        cycle,
        hub,
        version,
        currency,
        listings: listings.collect::<Result<_, _>>()?,
        exchanges,
        coordinator_fees,
        fees,
    })
}

/// The pictures of products, shared by all sizes of each.
fn pictures(
    conn: &mut Conn,
    products: &[ProductId],
) -> Result<BTreeMap<ProductId, Arc<[Picture]>>, Error> {
    let mut pictures: BTreeMap<ProductId, Vec<Picture>> = BTreeMap::new();
    for (product, picture) in images::of_products(conn, products)? {
        pictures.entry(product).or_default().push(picture);
    }
    Ok(pictures.into_iter().map(|(product, pictures)| (product, pictures.into())).collect())
}

/// What is said of each product, shared by all its sizes.
fn told(rows: &[ListedRow], held: &Held) -> Result<BTreeMap<ProductId, Arc<Told>>, Error> {
    let mut told = BTreeMap::new();
    for (_, product, producer) in rows {
        if let Entry::Vacant(place) = told.entry(product.id) {
            place.insert(Arc::new(product.told(held, producer)?));
        }
    }
    Ok(told)
}

/// What all sizes of a product share.
struct Shared {
    pictures: BTreeMap<ProductId, Arc<[Picture]>>,
    told: BTreeMap<ProductId, Arc<Told>>,
}

fn listing(
    variant: ListedVariant,
    product: ListedProduct,
    producer: &str,
    shared: &Shared,
) -> Result<Listing, Error> {
    let size = read_size(&variant.dimension, variant.size_milli, variant.piece_name.as_deref())?;
    let tax: TaxCategory = stored("tax category", &variant.tax_category)?;
    let name = variant.name.as_deref().map(|name| stored::<Name>("name", name)).transpose()?;
    let display_as = variant.display_as.as_deref().map(|name| stored::<Name>("display name", name));
    let label = sillon_catalogue::label(name.as_ref(), display_as.transpose()?.as_ref(), &size);
    let dimension = size.quantity().dimension();
    let currency = read_currency(&variant.currency)?;
    let content = variant.content_dimension.as_deref();
    let content = content.map(|name| stored::<Dimension>("dimension", name)).transpose()?;
    let kind: DepositKind = stored("deposit kind", &variant.deposit_kind)?;
    let deposit = |minor| Deposit::new(Money::new(minor, currency), kind.rate(tax));
    Ok(Listing {
        variant: variant.id,
        product: product.id,
        producer: product.producer_id,
        producer_name: producer.into(),
        product_name: product.name.into(),
        category: product.category,
        description: product.description,
        pictures: shared.pictures.get(&product.id).cloned().unwrap_or_default(),
        label: label.into(),
        sku: variant.sku,
        size: size.quantity(),
        price: Money::new(variant.price_minor, currency),
        tax: tax.rate(),
        supply: variant.supply_id,
        draw: read_draw(variant.draw_dimension.as_deref(), variant.draw_milli, dimension)?,
        storage: product.storage.into(),
        told: shared.told.get(&product.id).cloned().unwrap_or_default(),
        deposit: variant.deposit_minor.map(deposit),
        heaviest: variant.heaviest_milli.map(|milli| Quantity::from_milli(milli, dimension)),
        content: content
            .zip(variant.content_milli)
            .map(|(dimension, milli)| Quantity::from_milli(milli, dimension)),
        quota: None,
    })
}

statement!(
    /// What is left of the supplies a hub sells from in a cycle, and of what it counts itself.
    Availability { cycle: CycleId, hub: EnterpriseId } -> (Uid, BigInt, Bool) =
    "select s.id, s.available_milli, s.on_demand from supply s where s.id in (select v.supply_id from variant v \
     join exchange_variant ev on ev.variant_id = v.id join exchange e on e.id = ev.exchange_id \
     where e.order_cycle_id = ", [cycle: Uid], " and e.enterprise_id = ", [hub: Uid],
    " and e.direction = 'outgoing') or s.id in (select t.own_id from hub_terms t where t.hub_id = ", [hub: Uid],
    " and t.own_id is not null union select t.quota_id from hub_terms t where t.hub_id = ", [hub: Uid],
    " and t.quota_id is not null) order by s.id"
);

pub(crate) fn availability(
    conn: &mut Conn,
    cycle: CycleId,
    hub: EnterpriseId,
) -> Result<Vec<(SupplyId, SupplyLeft)>, Error> {
    let rows: Vec<(SupplyId, i64, bool)> = Availability { cycle, hub }.load(conn)?;
    let left =
        |(supply, available_milli, on_demand)| (supply, SupplyLeft { available_milli, on_demand });
    Ok(rows.into_iter().map(left).collect())
}
