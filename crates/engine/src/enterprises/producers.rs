use sillon_enterprises::Near;
use sillon_kernel::{Page, PageRequest};
use sillon_store::{ProducerEntry, Repositories, Tx};

use crate::Error;

/// A page of the producers that everybody may find: by their short names, or those around a place, the nearest first.
///
/// # Errors
///
/// What the database refuses.
pub fn producers(
    tx: &mut Tx<'_>,
    around: Option<&Near>,
    page: &PageRequest,
) -> Result<Page<ProducerEntry>, Error> {
    Ok(tx.profiles().producers(around, page)?)
}
