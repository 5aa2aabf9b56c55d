use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::{EnterpriseId, Page};
use sillon_store::{EnterpriseBrief, LoggedChange, Tx};
use uuid::Uuid;

use crate::{Error, enterprises::names::names_of};

/// A page of what was changed, and what is called what it names.
#[derive(Debug)]
pub struct HistoryPage {
    /// The changes, the latest first.
    pub page: Page<LoggedChange>,
    /// The enterprises whose parts they are of, or that they concern.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
    /// What people call the sizes, supplies and keys they are of.
    pub called: BTreeMap<Uuid, String>,
}

/// A page of changes, with what is called what it names.
pub(crate) fn named(
    tx: &mut Tx<'_>,
    page: Page<LoggedChange>,
    called: BTreeMap<Uuid, String>,
) -> Result<HistoryPage, Error> {
    let of: BTreeSet<EnterpriseId> =
        page.items.iter().filter_map(|change| change.place.part).collect();
    Ok(HistoryPage { page, names: names_of(tx, of)?, called })
}
