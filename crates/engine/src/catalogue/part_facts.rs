use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Part, Variant};
use sillon_kernel::{EnterpriseId, Money, Name, VariantId};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// What goes into a bundle, as whoever puts it together is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartFacts {
    /// What it is a size of.
    pub name: Name,
    /// Its size.
    pub label: String,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// What its producer asks for one.
    pub price: Money,
    /// Whether it is no longer offered: then there are no bundles of it.
    pub withdrawn: bool,
}

/// What is told of the parts of bundles among these sizes, read at once; nothing is read where there are none.
pub(crate) fn facts_of_parts<'v>(
    tx: &mut Tx<'_>,
    sizes: impl Iterator<Item = &'v Variant>,
) -> Result<BTreeMap<VariantId, PartFacts>, Error> {
    let parts = sizes.flat_map(|size| &size.parts);
    let parts: BTreeSet<VariantId> = parts.map(|Part { variant, .. }| *variant).collect();
    if parts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let told = |(producer, name, size): (EnterpriseId, Name, Variant)| {
        let (label, price, withdrawn) = (size.label(), size.price, size.withdrawn);
        (size.id, PartFacts { name, label, producer, price, withdrawn })
    };
    Ok(tx.goods().made(&Vec::from_iter(parts))?.into_iter().map(told).collect())
}
