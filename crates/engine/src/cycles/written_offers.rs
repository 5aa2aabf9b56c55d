use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;
use sillon_cycles::ShopSnapshot;

/// The offers of a shop as JSON, by their place in its price list: each is written the first time it is asked for, and kept as
/// long as it reads the same. A stock that changes writes those that draw on it anew, and a search writes nothing twice.
pub(crate) struct WrittenOffers(Box<[OnceLock<Arc<RawValue>>]>);

impl WrittenOffers {
    /// None of them, of so many.
    pub(crate) fn none(count: usize) -> Self {
        Self((0..count).map(|_| OnceLock::new()).collect())
    }

    /// Those written of an older view of the same list and moment that read the same.
    pub(crate) fn kept(&self, old: &ShopSnapshot, new: &ShopSnapshot) -> Self {
        let offers = new.list.offers.iter().zip(&self.0);
        Self(
            offers
                .map(|(offer, written)| match written.get() {
                    Some(written) if old.items_left(offer) == new.items_left(offer) => {
                        OnceLock::from(Arc::clone(written))
                    }
                    Some(_) | None => OnceLock::new(),
                })
                .collect(),
        )
    }

    /// The offer of a place, written by `write` where it is not yet.
    pub(crate) fn of(
        &self,
        place: usize,
        write: impl FnOnce() -> Box<RawValue>,
    ) -> Option<&RawValue> {
        Some(self.0.get(place)?.get_or_init(|| write().into()))
    }
}
