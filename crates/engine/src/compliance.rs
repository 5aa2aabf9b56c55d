use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Certificate, FoodFacts, Missing, NotCompliant, Product, Variant, missing};
use sillon_identity::{Actor, ReadCycles};
use sillon_kernel::{CycleId, Date, EnterpriseId, Page, PageRequest, VariantId, Zone};
use sillon_store::{ProductFilter, Tx};

use crate::{Error, edit_products::listed_products};

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
    actor.permit::<ReadCycles>(cycle.coordinator)?;
    missing_in(tx, id, |_| true)
}

/// What is missing of a page of a producer's listed products.
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
    let facts = Facts::of(tx, &BTreeSet::from([producer]))?;
    let of = listed.items.iter().flat_map(|it| facts.missing(&it.product, &it.variants));
    Ok(Page { items: of.collect(), next: listed.next })
}

/// What is missing of those sizes a cycle offers that are looked at.
pub(crate) fn missing_in(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    looked_at: impl Fn(VariantId) -> bool,
) -> Result<Vec<Missing>, Error> {
    let mut offered: Vec<(Product, Vec<Variant>)> = Vec::new();
    for (product, variant) in tx.catalogue().offered_in(cycle)? {
        match offered.last_mut() {
            _ if !looked_at(variant.id) => {}
            Some((last, sizes)) if last.id == product.id => sizes.push(variant),
            _ => offered.push((product, vec![variant])),
        }
    }
    let producers = offered.iter().map(|(product, _)| product.producer).collect();
    let facts = Facts::of(tx, &producers)?;
    Ok(offered.iter().flat_map(|(product, sizes)| facts.missing(product, sizes)).collect())
}

/// Refuses when something is missing.
pub(crate) fn refuse(missing: Vec<Missing>) -> Result<(), Error> {
    if missing.is_empty() { Ok(()) } else { Err(NotCompliant(missing).into()) }
}

/// Refuses an edit that takes away, of goods on sale, what the law wants shoppers to know.
pub(crate) fn keep_what_is_said(
    tx: &mut Tx<'_>,
    (old, old_sizes): (&Product, &[Variant]),
    (new, new_sizes): (&Product, &[Variant]),
) -> Result<(), Error> {
    let facts = Facts::of(tx, &BTreeSet::from([new.producer]))?;
    // What comes back was not on sale, so that it said nothing.
    let was_away = |(old, new): (&Variant, &Variant)| old.withdrawn && !new.withdrawn;
    let comes_back =
        (old.withdrawn && !new.withdrawn) || old_sizes.iter().zip(new_sizes).any(was_away);
    let missed = if comes_back { Vec::new() } else { facts.missing(old, old_sizes) };
    let before: BTreeSet<_> = missed.iter().map(key).collect();
    let mut after = facts.missing(new, new_sizes);
    after.retain(|missing| !before.contains(&key(missing)));
    let sizes: Vec<VariantId> = new_sizes.iter().map(|variant| variant.id).collect();
    if after.is_empty() || new.withdrawn || !tx.cycles().are_on_sale(&sizes)? {
        return Ok(());
    }
    refuse(after)
}

fn key(missing: &Missing) -> (&'static str, Option<VariantId>) {
    (missing.rule.id, missing.variant)
}

/// What is known of producers: the day it is where they are, and their certificates.
struct Facts {
    days: BTreeMap<EnterpriseId, Date>,
    certificates: BTreeMap<EnterpriseId, Vec<Certificate>>,
    today: Date,
}

impl Facts {
    fn of(tx: &mut Tx<'_>, producers: &BTreeSet<EnterpriseId>) -> Result<Self, Error> {
        let now = tx.now();
        let ids: Vec<EnterpriseId> = producers.iter().copied().collect();
        let producers = tx.enterprises().of(&ids)?.into_iter();
        let days = producers.map(|it| (it.id, now.in_zone(&it.zone).date())).collect();
        let mut certificates: BTreeMap<EnterpriseId, Vec<Certificate>> = BTreeMap::new();
        for certificate in tx.certificates().of(&ids)? {
            certificates.entry(certificate.enterprise).or_default().push(certificate);
        }
        let today = now.in_zone(&Zone::UTC).date();
        Ok(Self { days, certificates, today })
    }

    fn missing(&self, product: &Product, sizes: &[Variant]) -> Vec<Missing> {
        let certificates =
            self.certificates.get(&product.producer).map(Vec::as_slice).unwrap_or_default();
        let day = self.days.get(&product.producer).copied().unwrap_or(self.today);
        missing(&FoodFacts { product, certificates, day }, sizes, None)
    }
}
