use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::EnterpriseId;
use sillon_store::{EnterpriseBrief, Repositories, Tx};

use crate::Error;

/// The names of enterprises.
pub(crate) fn names_of(
    tx: &mut Tx<'_>,
    ids: BTreeSet<EnterpriseId>,
) -> Result<BTreeMap<EnterpriseId, EnterpriseBrief>, Error> {
    let briefs = tx.enterprises().briefs(&Vec::from_iter(ids))?;
    Ok(briefs.into_iter().map(|brief| (brief.id, brief)).collect())
}
