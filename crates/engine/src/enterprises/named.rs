use std::collections::{BTreeSet, HashMap};

use sillon_enterprises::{Enterprise, Visibility};
use sillon_identity::{Actor, ManageProducts};
use sillon_kernel::{EnterpriseId, Name, fold};
use sillon_lists::{Called, NotMeant, meant};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// The producer that a name or an id means, of those the actor may list products for.
///
/// # Errors
///
/// A refusal of the field `producer` when none is called so, or more than one.
pub fn producer_called(tx: &mut Tx<'_>, actor: &Actor, text: &Name) -> Result<EnterpriseId, Error> {
    let may = |producer: EnterpriseId| actor.may::<ManageProducts>(producer);
    let found = Meant::find(tx, std::iter::once(text), |enterprise| enterprise.is_producer, may)?;
    found.one(text).map_err(|refused| {
        Error::field("producer", refused.fault(1, "producer", text, "producer").rule)
    })
}

/// The enterprises that the names in a list may mean.
pub(crate) struct Meant {
    by_name: HashMap<String, Vec<Called>>,
    by_id: HashMap<EnterpriseId, Called>,
}

impl Meant {
    /// Finds the enterprises of a kind that names or ids may mean; `is_own` says for which the sender may act.
    pub(crate) fn find<'n>(
        tx: &mut Tx<'_>,
        texts: impl Iterator<Item = &'n Name>,
        is_kind: impl Fn(&Enterprise) -> bool,
        is_own: impl Fn(EnterpriseId) -> bool,
    ) -> Result<Self, Error> {
        let texts: BTreeSet<&Name> = texts.collect();
        let names: BTreeSet<String> = texts.iter().map(|text| fold(text)).collect();
        let ids = texts.iter().filter_map(|text| text.parse().ok()).collect::<Vec<_>>();
        let found = tx.enterprises().called(&Vec::from_iter(names), &ids)?;
        let (mut by_name, mut by_id) = (HashMap::<String, Vec<Called>>::new(), HashMap::new());
        for enterprise in found.into_iter().filter(is_kind) {
            let called = Called {
                id: enterprise.id,
                is_own: is_own(enterprise.id),
                is_hidden: enterprise.visibility == Visibility::Hidden,
                name: enterprise.name,
                slug: enterprise.slug,
            };
            by_id.insert(called.id, called.clone());
            by_name.entry(fold(&called.name)).or_default().push(called);
        }
        Ok(Self { by_name, by_id })
    }

    /// The one that a text means.
    pub(crate) fn one(&self, text: &Name) -> Result<EnterpriseId, NotMeant> {
        let by_id = text.parse().ok().and_then(|id| self.by_id.get(&id));
        let by_name = self.by_name.get(&fold(text)).into_iter().flatten();
        meant(text, &by_name.chain(by_id).cloned().collect::<Vec<_>>())
    }

    /// Whether a text is the name of one that is not there, and no id.
    pub(crate) fn is_new(&self, text: &Name) -> bool {
        text.parse::<EnterpriseId>().is_err() && matches!(self.one(text), Err(NotMeant::Unknown(_)))
    }
}
