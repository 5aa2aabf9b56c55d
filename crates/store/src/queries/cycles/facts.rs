use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool},
};
use sillon_catalogue::{Keeping, Season, Storage, withdrawal};
use sillon_cycles::{Deposit, Facts, Listing, Told};
use sillon_kernel::{
    CycleId, EnterpriseId, FeeId, Picture, ProductId, SupplyId, Text, VatRegime, Withdrawal, Zone,
};
use sillon_orders::SupplyLeft;

use super::super::{
    super::{Conn, Db},
    catalogue::hub_terms,
    catalogue::price_history,
    catalogue::products::{ProductRow, VariantRow, read_currency, read_labels},
    cycles::exchanges::exchanges,
    cycles::fees::{coordinator_fees, fees},
    enterprises::certificates,
    enterprises::images,
};
use crate::{
    Error,
    claims::{Held, read_practices},
    error::stored,
    schema::tables::{
        enterprise, exchange, exchange_variant, legal_identity, order_cycle, product, variant,
    },
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

/// Who makes it, as far as shops show it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise)]
struct ListedProducer {
    name: String,
    zone: String,
    properties: String,
}

impl ProductRow {
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

impl ProductRow {
    /// Whether it may be given back.
    fn withdrawal(&self) -> Withdrawal {
        withdrawal(&Keeping {
            durability: self.durability.as_deref().and_then(|text| text.parse().ok()),
            storage: self.storage.parse().unwrap_or(Storage::Ambient),
            kind: self.kind.as_deref().and_then(|kind| kind.parse().ok()),
            prepacked: self.prepacked,
            name: &self.name,
            category: &self.category,
        })
    }
}

/// A size, what it is a size of, and who makes that.
type ListedRow = (VariantRow, ProductRow, ListedProducer);

pub(crate) fn facts(conn: &mut Conn, cycle: CycleId, hub: EnterpriseId) -> Result<Facts, Error> {
    let version =
        order_cycle::table.find(Key(cycle)).select(order_cycle::version).first(conn).optional()?;
    let version: i64 = version.ok_or(Error::Missing("order cycle"))?;
    let shop: Option<(String, String)> = enterprise::table
        .find(Key(hub))
        .select((enterprise::name, enterprise::currency))
        .first(conn)
        .optional()?;
    let (hub_name, currency) = shop.ok_or(Error::Missing("shop"))?;
    let currency = read_currency(&currency)?;
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
        .select((VariantRow::as_select(), ProductRow::as_select(), ListedProducer::as_select()))
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
    let paid = fees.iter().map(|fee| fee.enterprise).chain(producers.iter().copied()).chain([hub]);
    let regimes = regimes(conn, &paid.collect::<BTreeSet<_>>())?;
    let held = certificates::of(conn, &producers.into_iter().collect::<Vec<_>>())?;
    let told = told(&rows, &Held::of(held))?;
    let shared = Shared { pictures, told };
    let terms = hub_terms::in_force(conn, hub)?;
    let said = rows.iter().map(|(variant, ..)| (variant.id, variant.reduced_since));
    let announced = terms.reductions(said)?;
    let listings = rows.into_iter().filter_map(|(variant, product, producer)| {
        let listing = listing(variant, product, &producer.name, &shared);
        listing.and_then(|listing| terms.apply(hub, listing)).transpose()
    });
    let mut listings: Vec<Listing> = listings.collect::<Result<_, _>>()?;
    price_history::reduce(conn, hub, &mut listings, &announced)?;
    let hub_name = hub_name.into();
    Ok(Facts {
        cycle,
        hub,
        hub_name,
        version,
        currency,
        listings,
        exchanges,
        coordinator_fees,
        fees,
        regimes,
    })
}

/// How enterprises charge tax, those that said so.
fn regimes(
    conn: &mut Conn,
    of: &BTreeSet<EnterpriseId>,
) -> Result<BTreeMap<EnterpriseId, VatRegime>, Error> {
    let of: Vec<EnterpriseId> = of.iter().copied().collect();
    let rows: Vec<(EnterpriseId, String)> = legal_identity::table
        .filter(legal_identity::enterprise_id.eq_any(keys(&of)))
        .select((legal_identity::enterprise_id, legal_identity::vat_regime))
        .load(conn)?;
    rows.into_iter().map(|(of, regime)| Ok((of, stored("VAT regime", &regime)?))).collect()
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
    variant: VariantRow,
    product: ProductRow,
    producer: &str,
    shared: &Shared,
) -> Result<Listing, Error> {
    let variant = variant.into_variant()?;
    let label = variant.label();
    let rate = variant.deposit_kind.rate(variant.tax);
    let told = shared.told.get(&product.id).cloned().unwrap_or_default();
    let withdrawal = product.withdrawal();
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
        sku: variant.sku.map(Text::into_string),
        size: variant.size.quantity(),
        owner: product.producer_id,
        price: variant.price,
        producer_price: variant.price,
        reduced_from: None,
        tax: variant.tax.rate(),
        supply: variant.supply,
        draw: variant.draw,
        storage: product.storage.into(),
        told,
        withdrawal,
        deposit: variant.deposit.map(|deposit| Deposit::new(deposit, rate)),
        heaviest: variant.heaviest,
        content: variant.content,
        quota: None,
    })
}

statement!(
    /// What is left of the supplies a hub sells from in a cycle, and of what it counts itself.
    Availability { cycle: CycleId, hub: EnterpriseId } -> (Uid, BigInt, Bool) =
    "select s.id, s.available_milli, s.on_demand from supply s where s.id in (select v.supply_id from variant v \
     join exchange_variant ev on ev.variant_id = v.id join exchange e on e.id = ev.exchange_id \
     where e.order_cycle_id = ", [cycle: Uid], " and e.enterprise_id = ", [hub: Uid],
    " and e.direction = 'outgoing' union select t.own_id from hub_terms t where t.hub_id = ", [hub: Uid],
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
