use std::{
    collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry},
    sync::Arc,
};

use diesel::prelude::*;
use sillon_catalogue::{Part, TaxRates, Variant, Vocabulary};
use sillon_cycles::{
    Audience, BundlePart, Facts, FoodInformation, FoodProducer, ListedProduct, Listing,
    TermsInForce,
};
use sillon_enterprises::Certificate;
use sillon_kernel::{
    CycleId, EnterpriseId, FeeId, Money, Picture, ProductId, Timestamp, VariantId, VatRegime,
};
use sillon_payments::Method;

use super::super::{
    super::Conn,
    catalogue::hub_terms,
    catalogue::price_history,
    catalogue::products::{ProductRow, read_currency, read_json},
    catalogue::tax_zones,
    catalogue::variants::VariantRow,
    catalogue::vocabulary,
    cycles::exchanges::exchanges,
    cycles::fees::{coordinator_fees, fees},
    cycles::shop_rules,
    enterprises::certificates,
    enterprises::grants,
    enterprises::images,
    enterprises::profiles::read_shelves,
    logistics::hand_over,
    orders::vouchers,
};
use crate::{
    Error,
    error::stored,
    records::catalogue::SellersRates,
    schema::tables::{
        bank_account, enterprise, exchange, exchange_variant, legal_identity, order_cycle, product,
        variant,
    },
    sql::ids::{IDS_AT_ONCE, Key, keys},
};

/// Who makes it, as far as shops show it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise)]
struct ListedProducer {
    name: String,
    zone: String,
    properties: String,
}

impl ListedProducer {
    fn into_producer(
        self,
        certificates: Vec<Certificate>,
    ) -> Result<(Arc<str>, FoodProducer), Error> {
        let (zone, properties) =
            (stored("time zone", &self.zone)?, read_json("properties", &self.properties)?);
        Ok((self.name.into(), FoodProducer { zone, properties, certificates }))
    }
}

/// A size, what it is a size of, and who makes that.
type ListedRow = (VariantRow, ProductRow, ListedProducer);

pub(crate) fn facts(
    conn: &mut Conn,
    cycle: CycleId,
    hub: EnterpriseId,
    audience: &Audience,
    now: Timestamp,
) -> Result<Facts, Error> {
    let version =
        order_cycle::table.find(Key(cycle)).select(order_cycle::version).first(conn).optional()?;
    let version: i64 = version.ok_or(Error::Missing("order cycle"))?;
    let shop: Option<(String, String, Option<String>)> = enterprise::table
        .find(Key(hub))
        .select((enterprise::name, enterprise::currency, enterprise::shelves))
        .first(conn)
        .optional()?;
    let (hub_name, currency, shelves) = shop.ok_or(Error::Missing("shop"))?;
    let shelves = read_shelves(shelves.as_deref())?;
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
    let parts = parts_of(conn, &rows)?;
    let exchanges = exchanges(conn, cycle)?;
    let coordinator_fees = coordinator_fees(conn, cycle)?;
    let named: BTreeSet<FeeId> = exchanges
        .iter()
        .flat_map(|exchange| &exchange.fees)
        .chain(&coordinator_fees)
        .copied()
        .collect();
    let fees = fees(conn, &named.into_iter().collect::<Vec<_>>())?;
    let producers: BTreeSet<EnterpriseId> =
        rows.iter().chain(&parts).map(|(_, product, ..)| product.producer_id).collect();
    let paid = fees.iter().map(|fee| fee.enterprise).chain(producers).chain([hub]);
    let paid: BTreeSet<EnterpriseId> = paid.collect();
    let regimes = regimes(conn, &paid)?;
    let sellers: Vec<EnterpriseId> = Vec::from_iter(paid);
    let SellersRates { rates, change_at } = tax_zones::rates_of(conn, &sellers, now)?;
    let suppliers = if parts.is_empty() {
        BTreeSet::new()
    } else {
        BTreeSet::from_iter(grants::suppliers_of(conn, hub)?)
    };
    let listings = listings(conn, (hub, audience), &rates, (rows, parts))?;
    let rules = shop_rules::of(conn, hub)?.rules;
    let hub_name = hub_name.into();
    let hand_over_methods = hand_over::of_hubs(conn, &[hub])?;
    let account = bank_account::table.find(Key(hub)).select(bank_account::enterprise_id);
    let account: Option<EnterpriseId> = account.first(conn).optional()?;
    let vouchers = vouchers::in_use(conn, hub, now)?;
    Ok(Facts {
        cycle,
        hub,
        hub_name,
        version,
        at: now,
        currency,
        listings,
        exchanges,
        coordinator_fees,
        fees,
        regimes,
        rules,
        audience: audience.clone(),
        hand_over_methods,
        payments: Method::taken(account.is_some()),
        vouchers,
        rates,
        tax_changes_at: change_at,
        shelves,
        suppliers,
    })
}

/// What a hub lists of these sizes, on the terms it has in force for an audience.
fn listings(
    conn: &mut Conn,
    (hub, audience): (EnterpriseId, &Audience),
    rates: &BTreeMap<EnterpriseId, TaxRates>,
    (rows, parts): (Vec<ListedRow>, Vec<ListedRow>),
) -> Result<Vec<Listing>, Error> {
    let vocabulary = vocabulary::all(conn)?;
    let (sizes, products) = read_goods(conn, rates, &vocabulary, rows)?;
    let hub_rates = rates.get(&hub).cloned().unwrap_or_default();
    let mut terms = hub_terms::in_force(conn, hub)?;
    let parts = if parts.is_empty() {
        PartsOnSale::default()
    } else {
        let parts = read_goods(conn, rates, &vocabulary, parts)?;
        PartsOnSale::of((hub, &hub_rates), parts, &terms)
    };
    let asked: BTreeMap<VariantId, Money> = sizes.iter().map(|it| (it.id, it.price)).collect();
    for (variant, price) in shop_rules::group_prices(conn, hub, audience)? {
        // Without terms in force a hub sets no price; and of several the last, the lowest, holds.
        let Some(terms) = terms.get_mut(&variant) else { continue };
        let of_all = terms.kept.price.or(asked.get(&variant).copied());
        // Nobody pays more for being known.
        let is_lower = of_all.is_none_or(|of_all| price.minor() < of_all.minor());
        terms.group_price = is_lower.then_some(price);
    }
    let announced = sizes.iter().filter_map(|size| {
        Some((size.id, TermsInForce::announced(terms.get(&size.id), size.reduced_since)?))
    });
    let announced: BTreeMap<VariantId, Timestamp> = announced.collect();
    let histories = price_history::before(conn, hub, &announced)?;
    let listing = |size: Variant| {
        // One that cannot be read is not there.
        let product = products.get(&size.product)?;
        let terms = terms.get(&size.id);
        let of_parts = parts.of_bundle(&size, product.product.producer == hub)?;
        let on_bundle = terms.filter(|_| size.is_bundle()).map(TermsInForce::on_bundle);
        let terms = on_bundle.as_ref().or(terms);
        let listing = Listing::of((hub, &hub_rates), size, product, terms)?.with_parts(of_parts);
        let reduction = announced.get(&listing.variant).zip(histories.get(&listing.variant));
        Some(match reduction {
            Some((since, history)) => listing.reduced_since(*since, history),
            None => listing,
        })
    };
    Ok(sizes.into_iter().filter_map(listing).collect())
}

/// The sizes that bundles among these are put together from, also those that are no longer offered: no statement, where there are
/// no bundles.
fn parts_of(conn: &mut Conn, rows: &[ListedRow]) -> Result<Vec<ListedRow>, Error> {
    let parts = rows.iter().filter_map(|(variant, ..)| variant.parts().ok()).flatten();
    let parts: BTreeSet<VariantId> = parts.map(|part| part.variant).collect();
    let mut found = Vec::new();
    for some in Vec::from_iter(parts).chunks(IDS_AT_ONCE) {
        let rows: Vec<ListedRow> = variant::table
            .inner_join(product::table.inner_join(enterprise::table))
            .filter(variant::id.eq_any(keys(some)))
            .order(variant::id)
            .select((VariantRow::as_select(), ProductRow::as_select(), ListedProducer::as_select()))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The sizes that go into bundles.
#[derive(Default)]
struct PartsOnSale {
    /// As the hub sells them, in bundles of its own.
    at_hub: BTreeMap<VariantId, BundlePart>,
    /// As their producers sell them, in bundles of theirs.
    at_producers: BTreeMap<VariantId, BundlePart>,
}

impl PartsOnSale {
    fn of(
        at: (EnterpriseId, &TaxRates),
        (sizes, products): SizesAndProducts,
        terms: &HashMap<VariantId, TermsInForce>,
    ) -> Self {
        let mut all = Self::default();
        // A bundle in a bundle cannot be.
        for size in sizes.into_iter().filter(|size| !size.is_bundle()) {
            let (id, Some(product)) = (size.id, products.get(&size.product)) else { continue };
            let is_retired = size.withdrawn || product.product.withdrawn;
            let part = |listing| BundlePart { listing, quantity: 1, is_retired };
            // What a hub does not sell by itself it may sell in a bundle.
            let terms = terms.get(&id).map(TermsInForce::within_bundle);
            let at_hub = Listing::of(at, size.clone(), product, terms.as_ref());
            all.at_hub.extend(at_hub.map(|listing| (id, part(listing))));
            let of_producer = Listing::of(at, size, product, None);
            all.at_producers.extend(of_producer.map(|listing| (id, part(listing))));
        }
        all
    }

    /// What goes into a bundle, of the hub itself or of a producer; none where one of its parts is not there.
    fn of_bundle(&self, bundle: &Variant, is_of_hub: bool) -> Option<Vec<BundlePart>> {
        let sold = if is_of_hub { &self.at_hub } else { &self.at_producers };
        let part = |part: &Part| {
            let quantity = part.quantity;
            Some(BundlePart { quantity, ..sold.get(&part.variant)?.clone() })
        };
        bundle.parts.iter().map(part).collect()
    }
}

/// Sizes, and the products they are of as they are listed.
type SizesAndProducts = (Vec<Variant>, BTreeMap<ProductId, ListedProduct>);

fn read_goods(
    conn: &mut Conn,
    rates: &BTreeMap<EnterpriseId, TaxRates>,
    vocabulary: &Vocabulary,
    rows: Vec<ListedRow>,
) -> Result<SizesAndProducts, Error> {
    let ids: BTreeSet<ProductId> = rows.iter().map(|(_, product, ..)| product.id).collect();
    let mut pictures = pictures(conn, &ids.into_iter().collect::<Vec<_>>())?;
    let makers: BTreeSet<EnterpriseId> =
        rows.iter().map(|(_, product, ..)| product.producer_id).collect();
    let mut certificates: BTreeMap<EnterpriseId, Vec<Certificate>> = BTreeMap::new();
    for held in certificates::of(conn, &makers.into_iter().collect::<Vec<_>>())? {
        certificates.entry(held.enterprise).or_default().push(held);
    }
    let mut producers: BTreeMap<EnterpriseId, (Arc<str>, FoodProducer)> = BTreeMap::new();
    let (mut sizes, mut products) = (Vec::with_capacity(rows.len()), BTreeMap::new());
    for (variant, product, producer) in rows {
        let Some(variant) = unless_damaged(product.id, variant.into_variant())? else { continue };
        sizes.push(variant);
        let (name, producer) = match producers.entry(product.producer_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let held = certificates.remove(&product.producer_id).unwrap_or_default();
                place.insert(producer.into_producer(held)?)
            }
        };
        if let Entry::Vacant(place) = products.entry(product.id) {
            let id = product.id;
            let Some(product) = unless_damaged(id, product.into_product())? else { continue };
            let food = FoodInformation::of(&product, producer);
            let food = food.coded(vocabulary, &product.category);
            let pictures = pictures.remove(&product.id).unwrap_or_default();
            let rates = rates.get(&product.producer).cloned().unwrap_or_default();
            place.insert(ListedProduct::new(product, Arc::clone(name), pictures, food, rates));
        }
    }
    Ok((sizes, products))
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

/// What was read of a product; none where it cannot be read, which takes nothing else out of the shop. `sillon verify` tells of it.
fn unless_damaged<T>(product: ProductId, read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Err(error @ Error::Corrupt { .. }) => {
            tracing::error!(product.id = %product, %error, "a product cannot be read, and is not shown");
            Ok(None)
        }
        read => read.map(Some),
    }
}
