use std::collections::HashMap;

use sillon_enterprises::Shelves;
use sillon_kernel::{EnterpriseId, by_size, fold};

use crate::{CategoryCodes, Listing};

/// Where a shop's goods stand: first those that the hub names, in its order, then the rest as people sort it.
pub(crate) enum ShelfOrder {
    /// By category, each known by its folded name or its code.
    ByCategory(HashMap<String, usize>),
    /// By producer.
    ByProducer(HashMap<EnterpriseId, usize>),
}

impl ShelfOrder {
    /// The order that a hub says.
    pub(crate) fn of(shelves: &Shelves) -> Self {
        match shelves {
            Shelves::Categories(names) => {
                Self::ByCategory(places(names.iter().map(|name| fold(name))))
            }
            Shelves::Producers(ids) => Self::ByProducer(places(ids.iter().copied())),
        }
    }

    /// Puts listings in this order.
    pub(crate) fn sort(&self, listings: &mut [Listing]) {
        listings.sort_by_cached_key(|listing| self.key(listing));
    }

    /// What a listing is sorted by: its shelf, then categories and products as people sort them, then by size.
    fn key(&self, listing: &Listing) -> impl Ord + use<> {
        let producer = match self {
            Self::ByCategory(_) => None,
            Self::ByProducer(_) => Some((fold(&listing.producer_name), listing.producer)),
        };
        let category = (fold(&listing.category), listing.category.clone());
        let size = by_size(listing.size, &listing.label);
        let first = (self.place(listing), producer);
        (first, category, fold(&listing.product_name), size, listing.variant)
    }

    /// The place of a listing's shelf among those that are named; behind all of them, where it is not.
    fn place(&self, listing: &Listing) -> usize {
        let place = match self {
            Self::ByCategory(places) if places.is_empty() => None,
            Self::ByCategory(places) => {
                let codes = listing.food.category.iter().flat_map(CategoryCodes::codes);
                let codes = codes.map(|code| fold(code.as_str()));
                // What is said of a part of a category goes before what is said of the whole.
                let mut words = std::iter::once(fold(&listing.category)).chain(codes);
                words.find_map(|word| places.get(&word).copied())
            }
            Self::ByProducer(places) => places.get(&listing.producer).copied(),
        };
        place.unwrap_or(usize::MAX)
    }
}

/// The place of each; of one that is there twice, the first.
fn places<T: Eq + std::hash::Hash>(of: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut places = HashMap::new();
    for (place, it) in of.enumerate() {
        places.entry(it).or_insert(place);
    }
    places
}
