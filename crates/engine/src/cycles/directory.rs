use sillon_catalogue::TermKind;
use sillon_cycles::{Audience, Offer, OrderCycle, PriceList};
use sillon_enterprises::{Enterprise, Label, Near, place_of_postcode, plain_postcode};
use sillon_kernel::{EnterpriseId, Name, Page, PageRequest, Text, Timestamp};
use sillon_store::{Repositories, ShopEntry, ShopFilter, ShopsAround, Tx};

use crate::{
    Branding, Error,
    cycles::shop_cache::{PriceLists, shop_cycles},
    enterprises::branding::branding_of,
};

/// How many parts of the directory are looked through for shops that show what is wanted, before what was found is answered.
const MAX_ROUNDS: usize = 10;

/// How many price lists that are not remembered are made for one answer, before what was found is answered.
const MAX_LISTS_MADE: usize = 50;

/// Which shops are looked for in the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopSearch {
    /// Around where.
    pub around: Option<Around>,
    /// Whether they take orders now, or do not.
    pub is_open: Option<bool>,
    /// That sell something of this category now, or will next, as an anonymous visitor sees it: as it is written, or of the term of the
    /// vocabulary that it names.
    pub category: Option<Name>,
    /// That sell something now, or will next, that shows this label to an anonymous visitor.
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

/// A page of the shops that sell to the public and are as wanted, by their short names.
///
/// # Errors
///
/// What the database refuses.
pub fn shops(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    wanted: &ShopSearch,
    page: &PageRequest,
) -> Result<Page<ListedShop>, Error> {
    let around = match &wanted.around {
        None => None,
        Some(Around::Place(near)) => Some(ShopsAround::Place(*near)),
        Some(Around::Postcode(code, kilometres)) => {
            let known = tx.shop_directory().places_like(code)?;
            let place = place_of_postcode(code, &known);
            let near = place.and_then(|place| Near::kilometres(place, *kilometres));
            Some(ShopsAround::Postcode(plain_postcode(code), near))
        }
    };
    let categories = match &wanted.category {
        None => Vec::new(),
        Some(category) => tx.terms().all()?.spellings(TermKind::Category, category),
    };
    let ShopSearch { is_open, label, .. } = *wanted;
    let filter = ShopFilter { around, is_open, categories, label };
    let now = tx.now();
    let found = if filter.categories.is_empty() && label.is_none() {
        tx.shop_directory().shops(&filter, page, now)?
    } else {
        let seen = Seen { categories: &filter.categories, label };
        shops_that_show(tx, lists, &seen, &filter, page)?
    };
    let ids: Vec<_> = found.items.iter().map(|entry| entry.shop.id).collect();
    let mut branding = branding_of(tx, &ids)?;
    let listed = found.items.into_iter().map(|ShopEntry { shop, metres }| {
        let branding = branding.remove(&shop.id).unwrap_or_default();
        ListedShop { shop, branding, metres }
    });
    Ok(Page { items: listed.collect(), next: found.next })
}

/// What an anonymous visitor is to see at a shop, now or next.
struct Seen<'w> {
    /// Goods of a category that is written in one of these ways; of any, without one.
    categories: &'w [String],
    /// Goods that show this label.
    label: Option<Label>,
}

impl Seen<'_> {
    /// Which of the two a price list shows: goods of the category, and goods with the label.
    fn on(&self, list: &PriceList, now: Timestamp) -> (bool, bool) {
        let is_of = |offer: &Offer| self.categories.contains(&offer.listing.category);
        let shows = |offer: &Offer, label| {
            offer.listing.food.claims_at(now).any(|claim| claim.label == label)
        };
        let of_category = self.categories.is_empty() || list.offers.iter().any(is_of);
        let labelled =
            self.label.is_none_or(|label| list.offers.iter().any(|offer| shows(offer, label)));
        (of_category, labelled)
    }
}

/// A page of the shops where an anonymous visitor sees what is wanted, of those that may have it. It may have fewer than were asked
/// for, and go on nevertheless, where many more may than do.
fn shops_that_show(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    seen: &Seen<'_>,
    filter: &ShopFilter,
    page: &PageRequest,
) -> Result<Page<ShopEntry>, Error> {
    let (now, most) = (tx.now(), usize::try_from(page.limit).unwrap_or(usize::MAX));
    let slug = |of: &ShopEntry| of.shop.slug.as_str().to_owned();
    let (mut found, mut request, mut made) = (Vec::new(), page.clone(), 0);
    for _ in 0..MAX_ROUNDS {
        let Page { items, next } = tx.shop_directory().shops(filter, &request, now)?;
        for entry in items {
            if made >= MAX_LISTS_MADE {
                return Ok(Page { items: found, next: request.after });
            }
            request.after = Some(slug(&entry));
            if is_seen_at(tx, lists, seen, entry.shop.id, &mut made)? {
                found.push(entry);
                if found.len() > most {
                    return Ok(Page::cut(found, page, slug));
                }
            }
        }
        request.after = next;
        if request.after.is_none() {
            break;
        }
    }
    Ok(Page { items: found, next: request.after })
}

/// Whether an anonymous visitor sees what is wanted in a shop: in the cycles it takes orders in, or in the next one. Price lists that
/// are not remembered are `made`, and counted.
fn is_seen_at(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    seen: &Seen<'_>,
    shop: EnterpriseId,
    made: &mut usize,
) -> Result<bool, Error> {
    let (now, cycles) = (tx.now(), shop_cycles(tx, shop, &Audience::PUBLIC)?);
    let next = cycles.upcoming.iter().min_by_key(|cycle| cycle.orders.from());
    let (mut of_category, mut labelled) = (false, false);
    for cycle in cycles.open.iter().chain(next) {
        let (list, is_new) = lists.known_or_made(tx, (cycle, shop), &Audience::PUBLIC)?;
        *made += usize::from(is_new);
        let on = seen.on(&list, now);
        (of_category, labelled) = (of_category || on.0, labelled || on.1);
        if of_category && labelled {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The same, each shop with the cycle that matters most to shoppers now.
///
/// # Errors
///
/// What the database refuses.
pub fn shops_with_cycles(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    wanted: &ShopSearch,
    page: &PageRequest,
) -> Result<Page<(ListedShop, Option<OrderCycle>)>, Error> {
    let Page { items, next } = shops(tx, lists, wanted, page)?;
    let with_cycle = items.into_iter().map(|listed| {
        let cycles = shop_cycles(tx, listed.shop.id, &Audience::PUBLIC)?;
        Ok((listed, cycles.current().cloned()))
    });
    Ok(Page { items: with_cycle.collect::<Result<_, Error>>()?, next })
}
