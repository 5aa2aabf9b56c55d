use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Part, Variant};
use sillon_kernel::{Money, Name, VariantId};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// What goes into a bundle, as whoever puts it together is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartFacts {
    /// What it is a size of.
    pub name: Name,
    /// Its size.
    pub label: String,
    /// What its producer asks for one.
    pub price: Money,
    /// Whether it is no longer offered: then there are no bundles of it.
    pub withdrawn: bool,
}

/// What is told of the parts of bundles among these sizes; nothing is read where there are none.
pub(crate) fn facts_of_parts(
    tx: &mut Tx<'_>,
    sizes: &[Variant],
) -> Result<BTreeMap<VariantId, PartFacts>, Error> {
    let parts = sizes.iter().flat_map(|size| &size.parts);
    let parts: BTreeSet<VariantId> = parts.map(|Part { variant, .. }| *variant).collect();
    if parts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let told = |(name, size): (Name, Variant)| {
        let (label, price, withdrawn) = (size.label(), size.price, size.withdrawn);
        (size.id, PartFacts { name, label, price, withdrawn })
    };
    Ok(tx.goods().named(&Vec::from_iter(parts))?.into_iter().map(told).collect())
}
