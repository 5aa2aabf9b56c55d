//! The one way goods change, whoever changes them and by whatever: an edit, a list, a farmer's week. What there is of them is set
//! in `supply.rs`.

use sillon_catalogue::{Product, Variant};
use sillon_identity::{Actor, ManageProducts, Permit};
use sillon_kernel::Revised;
use sillon_store::{Repositories, Tx};

use crate::{Error, catalogue::vocabulary::check_chosen, log::note_revised};

/// Saves products, and notes who changed what of them. None of them chooses anew what was retired.
pub(crate) fn save_products(
    tx: &mut Tx<'_>,
    (actor, by): (&Actor, &Permit<ManageProducts>),
    revised: &[Revised<Product>],
) -> Result<(), Error> {
    if revised.is_empty() {
        return Ok(());
    }
    check_chosen(tx, revised)?;
    let now = tx.now();
    tx.goods().save_products(by, revised, now)?;
    note_revised(tx, actor, revised)
}

/// Saves sizes, and notes who changed what of them.
pub(crate) fn save_variants(
    tx: &mut Tx<'_>,
    (actor, by): (&Actor, &Permit<ManageProducts>),
    revised: &[Revised<Variant>],
) -> Result<(), Error> {
    if revised.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    tx.goods().save_variants(by, revised, now)?;
    note_revised(tx, actor, revised)
}
