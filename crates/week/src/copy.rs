use sha2::{Digest, Sha256};
use sillon_kernel::VariantId;

use crate::{
    ItemState, Shelf, preview::PoolSet, preview::WeekEffect, preview::WeekEntry,
    preview::short_name,
};

/// What it takes to bring a shelf back to how it was listed in another week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekCopy {
    /// Every size that was listed, as it stands and as it would; prices stay as they are now.
    pub entries: Vec<WeekEntry>,
    /// What all of it comes to.
    pub effect: WeekEffect,
    /// Sizes that were offered then and are not now; the copy offers them again.
    pub withdrawn_since: Vec<VariantId>,
    /// Sizes that are new since then; the copy leaves them alone.
    pub new_since: Vec<VariantId>,
}

impl WeekCopy {
    /// A name for what the copy would do: another for anything that differs, such as what is left of a size.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(format!("{:?} {:?}", self.entries, self.new_since));
        short_name(digest)
    }
}

/// Brings quantities and offers back to what the shelf's items remember of another week.
pub fn copy_week(shelf: &Shelf) -> WeekCopy {
    let mut copy = WeekCopy {
        entries: Vec::new(),
        effect: WeekEffect::default(),
        withdrawn_since: Vec::new(),
        new_since: Vec::new(),
    };
    for item in shelf.items() {
        let Some(last) = item.last else {
            copy.new_since.push(item.variant);
            continue;
        };
        let set =
            PoolSet { left_milli: last.left_milli, on_demand: last.on_demand, added_milli: None };
        // The sizes of a pool remember the same of it; one that came to it since changes nothing.
        let set = *copy.effect.pools.entry(item.supply).or_insert(set);
        let after = ItemState {
            left_milli: set.left_milli,
            on_demand: set.on_demand,
            price: item.now.price,
            offered: last.offered,
        };
        if last.offered && !item.now.offered {
            copy.withdrawn_since.push(item.variant);
        }
        copy.effect.variants.insert(item.variant, (after.price, after.offered));
        copy.entries.push(WeekEntry { variant: item.variant, before: item.now, after });
    }
    copy
}
