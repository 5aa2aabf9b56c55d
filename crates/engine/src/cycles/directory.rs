use std::collections::BTreeSet;

use sillon_catalogue::TermKind;
use sillon_cycles::{Audience, LabelClaim, OrderCycle};
use sillon_enterprises::{Enterprise, Label, Near, place_of_postcode};
use sillon_kernel::{EnterpriseId, Name, Page, PageRequest, Text};
use sillon_store::{Repositories, ShopEntry, ShopFilter, Tx};

use crate::{Branding, Error, cycles::shop_cache::shop_cycles, enterprises::branding::branding_of};

/// How many parts of the directory are looked through for shops that show a label, before what was found is answered.
const MAX_ROUNDS: usize = 10;

/// Which shops are looked for in the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopSearch {
    /// Around where.
    pub around: Option<Around>,
    /// Whether they take orders now, or do not.
    pub is_open: Option<bool>,
    /// That sell something of this category now, or will next: as it is written, or of the term of the vocabulary that it names.
    pub category: Option<Name>,
    /// That sell something now, or will next, that shows this label to shoppers.
    pub label: Option<Label>,
}

/// Around where shops are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Around {
    /// A place on the globe.
    Place(Near),
    /// Where a post code is, as far as known addresses tell, and how many kilometres around it.
    Postcode(Text<12>, u32),
}

/// A shop among others.
#[derive(Debug, Clone)]
pub struct ListedShop {
    /// The shop.
    pub shop: Enterprise,
    /// What it is recognised by.
    pub branding: Branding,
    /// How far it is from the place that it was looked for around.
    pub metres: Option<u64>,
}

/// A page of the shops that sell to the public and are as wanted, by their short names. None are around a post code that nobody
/// is near.
///
/// # Errors
///
/// What the database refuses.
pub fn shops(
    tx: &mut Tx<'_>,
    wanted: &ShopSearch,
    page: &PageRequest,
) -> Result<Page<ListedShop>, Error> {
    let around = match &wanted.around {
        None => None,
        Some(Around::Place(near)) => Some(*near),
        Some(Around::Postcode(code, kilometres)) => {
            let known = tx.shop_directory().places_like(code)?;
            let place = place_of_postcode(code, &known);
            let near = place.and_then(|place| Near::kilometres(place, *kilometres));
            let Some(near) = near else { return Ok(Page { items: Vec::new(), next: None }) };
            Some(near)
        }
    };
    let categories = match &wanted.category {
        None => Vec::new(),
        Some(category) => tx.terms().all()?.spellings(TermKind::Category, category),
    };
    let ShopSearch { is_open, label, .. } = *wanted;
    let filter = ShopFilter { around, is_open, categories, label };
    let now = tx.now();
    let found = match label {
        None => tx.shop_directory().shops(&filter, page, now)?,
        Some(label) => shops_that_show(tx, label, &filter, page)?,
    };
    let ids: Vec<_> = found.items.iter().map(|entry| entry.shop.id).collect();
    let mut branding = branding_of(tx, &ids)?;
    let listed = found.items.into_iter().map(|ShopEntry { shop, metres }| {
        let branding = branding.remove(&shop.id).unwrap_or_default();
        ListedShop { shop, branding, metres }
    });
    Ok(Page { items: listed.collect(), next: found.next })
}

/// A page of the shops that show a label, of those that may. It may have fewer than were asked for, and go on nevertheless, where
/// many more may than do.
fn shops_that_show(
    tx: &mut Tx<'_>,
    label: Label,
    filter: &ShopFilter,
    page: &PageRequest,
) -> Result<Page<ShopEntry>, Error> {
    let (now, most) = (tx.now(), usize::try_from(page.limit).unwrap_or(usize::MAX));
    let (mut found, mut request) = (Vec::new(), page.clone());
    for _ in 0..MAX_ROUNDS {
        let Page { mut items, next } = tx.shop_directory().shops(filter, &request, now)?;
        let showing = showing(tx, label, &items)?;
        items.retain(|entry| showing.contains(&entry.shop.id));
        found.extend(items);
        request.after = next;
        if found.len() > most || request.after.is_none() {
            break;
        }
    }
    if found.len() > most {
        return Ok(Page::cut(found, page, |of: &ShopEntry| of.shop.slug.as_str().to_owned()));
    }
    Ok(Page { items: found, next: request.after })
}

/// Those of some shops that sell something now, or will next, that shows a label now.
fn showing(
    tx: &mut Tx<'_>,
    label: Label,
    shops: &[ShopEntry],
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let now = tx.now();
    let ids: Vec<EnterpriseId> = shops.iter().map(|entry| entry.shop.id).collect();
    let goods = tx.shop_directory().labelled_goods(&ids, label, now)?.into_iter();
    let showing = goods.filter(|it| {
        let claims = LabelClaim::of_goods(&it.labels, &it.properties, it.inherits, &it.producer);
        claims.iter().any(|claim| claim.label == label && claim.holds_at(now))
    });
    Ok(showing.map(|it| it.shop).collect())
}

/// The same, each shop with the cycle that matters most to shoppers now.
///
/// # Errors
///
/// What the database refuses.
pub fn shops_with_cycles(
    tx: &mut Tx<'_>,
    wanted: &ShopSearch,
    page: &PageRequest,
) -> Result<Page<(ListedShop, Option<OrderCycle>)>, Error> {
    let Page { items, next } = shops(tx, wanted, page)?;
    let with_cycle = items.into_iter().map(|listed| {
        let cycles = shop_cycles(tx, listed.shop.id, &Audience::PUBLIC)?;
        Ok((listed, cycles.current().cloned()))
    });
    Ok(Page { items: with_cycle.collect::<Result<_, Error>>()?, next })
}
