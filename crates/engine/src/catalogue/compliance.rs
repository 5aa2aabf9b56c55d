use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{
    FoodFacts, Missing, NotCompliant, Product, Variant, missing, missing_of_producer,
    missing_of_shop, no_pick_up,
};
use sillon_cycles::{Direction, Exchange, OrderCycle};
use sillon_enterprises::{Certificate, Seller};
use sillon_identity::{Action, Actor, Permit, ReadCycles};
use sillon_kernel::{CycleId, Date, EnterpriseId, Page, PageRequest, ProductId, VariantId, Zone};
use sillon_store::{ProductFilter, Repositories, Tx};

use crate::{Error, catalogue::listed::listed_products, catalogue::reductions::Reductions};

/// What the law wants to be known of what a cycle offers, and is missing; whoever runs the cycle may ask at any time.
///
/// # Errors
///
/// Missing when there is no such cycle, or the actor does not run it.
pub fn cycle_compliance(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<Vec<Missing>, Error> {
    let cycle = tx.cycles().get(id)?;
    let permit = actor.permit::<ReadCycles>(cycle.coordinator)?;
    missing_whole(tx, &permit, &cycle)
}

/// What is missing of a page of a producer's listed products; before the first page, what is missing of the enterprise
/// itself, if it sells.
///
/// # Errors
///
/// A refusal unless the actor may see the producer's products.
pub fn producer_compliance(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producer: EnterpriseId,
    page: &PageRequest,
) -> Result<Page<Missing>, Error> {
    let listed = listed_products(tx, actor, producer, &ProductFilter::default(), page)?;
    let sizes = listed.items.iter().flat_map(|it| &it.variants);
    let facts = Facts::of(tx, &BTreeSet::from([producer]), sizes)?;
    let sells = page.after.is_none() && tx.enterprises().get(producer)?.is_shop();
    let mut items = if sells { missing_of(tx, &[producer])? } else { Vec::new() };
    items.extend(listed.items.iter().flat_map(|it| facts.missing(&it.product, &it.variants)));
    Ok(Page { items, next: listed.next })
}

/// What is missing of all a cycle offers, and of the shops that sell in it, for whoever runs it.
pub(crate) fn missing_whole<A: Action>(
    tx: &mut Tx<'_>,
    by: &Permit<A>,
    cycle: &OrderCycle,
) -> Result<Vec<Missing>, Error> {
    by.must_be_for(cycle.coordinator);
    let mut missing = missing_in(tx, cycle.id, |_| true)?;
    let exchanges = tx.cycles().exchanges(cycle.id)?.into_iter();
    let shops = exchanges.filter(|exchange| exchange.direction == Direction::Outgoing);
    let shops: Vec<Exchange> = shops.collect();
    let selling: Vec<EnterpriseId> = shops.iter().map(|exchange| exchange.enterprise).collect();
    missing.extend(missing_of(tx, &selling)?);
    missing.extend(missing_pick_ups(tx, &shops)?);
    Ok(missing)
}

/// That shops do not say when or where goods are fetched that go out to them.
pub(crate) fn missing_pick_ups(
    tx: &mut Tx<'_>,
    exchanges: &[Exchange],
) -> Result<Vec<Missing>, Error> {
    let silent: Vec<EnterpriseId> = exchanges
        .iter()
        .filter(|exchange| !exchange.says_pick_up())
        .map(|exchange| exchange.enterprise)
        .collect();
    Ok(tx.sellers().of(&silent)?.iter().map(no_pick_up).collect())
}

/// What is missing of who sells.
pub(crate) fn missing_of(tx: &mut Tx<'_>, shops: &[EnterpriseId]) -> Result<Vec<Missing>, Error> {
    Ok(tx.sellers().of(shops)?.iter().flat_map(missing_of_shop).collect())
}

/// What is missing of those sizes a cycle offers that are looked at.
pub(crate) fn missing_in(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    looked_at: impl Fn(VariantId) -> bool,
) -> Result<Vec<Missing>, Error> {
    let mut offered: Vec<(Product, Vec<Variant>)> = Vec::new();
    let mut places: BTreeMap<ProductId, usize> = BTreeMap::new();
    let all = tx.catalogue().offered_in(cycle)?.into_iter();
    for (product, variant) in all.filter(|(_, variant)| looked_at(variant.id)) {
        let place = *places.entry(product.id).or_insert(offered.len());
        match offered.get_mut(place) {
            Some((_, sizes)) => sizes.push(variant),
            None => offered.push((product, vec![variant])),
        }
    }
    let producers = offered.iter().map(|(product, _)| product.producer).collect();
    let sizes = offered.iter().flat_map(|(_, sizes)| sizes);
    let facts = Facts::of(tx, &producers, sizes)?;
    Ok(offered.iter().flat_map(|(product, sizes)| facts.missing(product, sizes)).collect())
}

/// Refuses when something is missing.
pub(crate) fn refuse(missing: Vec<Missing>) -> Result<(), Error> {
    if missing.is_empty() { Ok(()) } else { Err(NotCompliant(missing).into()) }
}

/// Who an enterprise is that sells, as shoppers are told.
pub(crate) fn seller_of(tx: &mut Tx<'_>, id: EnterpriseId) -> Result<Seller, Error> {
    tx.sellers().of(&[id])?.pop().ok_or(Error::missing("enterprise"))
}

/// Refuses an edit that took away, of a shop that sells or of a farm whose packed goods are sold, what shoppers must be told
/// of it; `before` is how it stood.
pub(crate) fn keep_who_sells(tx: &mut Tx<'_>, before: &Seller) -> Result<(), Error> {
    let after = seller_of(tx, before.id)?;
    let missed: BTreeSet<_> = missing_of_shop(before).iter().map(key).collect();
    let mut lost = missing_of_shop(&after);
    lost.retain(|missing| !missed.contains(&key(missing)));
    if !lost.is_empty() && !tx.sellers().is_selling(before.id)? {
        lost.clear();
    }
    if before.address.is_some() && after.address.is_none() {
        let packed = tx.sellers().packed_on_sale(before.id)?;
        let day = tx.now().in_zone(&Zone::UTC).date();
        for product in &tx.catalogue().products_of(&packed)? {
            let goods = FoodFacts { product, certificates: &[], day, not_reduced: &[] };
            lost.extend(missing_of_producer(&goods, &after));
        }
    }
    refuse(lost)
}

pub(crate) fn key(missing: &Missing) -> (&'static str, Option<VariantId>) {
    (missing.rule.id, missing.variant)
}

/// What is known of producers: the day it is where they are, who they are, their certificates, and the prices they announce.
pub(crate) struct Facts {
    sellers: BTreeMap<EnterpriseId, Seller>,
    days: BTreeMap<EnterpriseId, Date>,
    certificates: BTreeMap<EnterpriseId, Vec<Certificate>>,
    today: Date,
    reductions: Reductions,
}

impl Facts {
    /// Reads what is known of producers, and of the prices of these of their sizes.
    pub(crate) fn of<'v>(
        tx: &mut Tx<'_>,
        producers: &BTreeSet<EnterpriseId>,
        sizes: impl Iterator<Item = &'v Variant>,
    ) -> Result<Self, Error> {
        let reductions = Reductions::of(tx, sizes)?;
        let now = tx.now();
        let ids: Vec<EnterpriseId> = producers.iter().copied().collect();
        let producers = tx.enterprises().of(&ids)?.into_iter();
        let days = producers.map(|it| (it.id, now.in_zone(&it.zone).date())).collect();
        let sellers = tx.sellers().of(&ids)?.into_iter();
        let sellers = sellers.map(|seller| (seller.id, seller)).collect();
        let mut certificates: BTreeMap<EnterpriseId, Vec<Certificate>> = BTreeMap::new();
        for certificate in tx.certificates().of(&ids)? {
            certificates.entry(certificate.enterprise).or_default().push(certificate);
        }
        let today = now.in_zone(&Zone::UTC).date();
        Ok(Self { sellers, days, certificates, today, reductions })
    }

    pub(crate) fn missing(&self, product: &Product, sizes: &[Variant]) -> Vec<Missing> {
        let certificates =
            self.certificates.get(&product.producer).map(Vec::as_slice).unwrap_or_default();
        let day = self.days.get(&product.producer).copied().unwrap_or(self.today);
        let producer = self.sellers.get(&product.producer);
        let not_reduced = &self.reductions.that_are_none(sizes);
        missing(&FoodFacts { product, certificates, day, not_reduced }, sizes, producer)
    }
}
