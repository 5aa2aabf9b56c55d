use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_catalogue::Missing;
use sillon_cycles::{Direction, Exchange, SupplyLeft, Warning, available, warnings};
use sillon_identity::{Actor, ReadCycles};
use sillon_kernel::{CycleId, EnterpriseId, SupplyId, VariantId};
use sillon_store::{EnterpriseBrief, Repositories, Tx};

use crate::{
    Error, catalogue::compliance::missing_whole, cycles::changes::all_it_sells,
    enterprises::names::names_of,
};

/// What is to be looked at before a cycle opens.
#[derive(Debug)]
pub struct CycleChecklist {
    /// What the law wants to be known and is missing: the cycle is not announced without it.
    pub missing: Vec<Missing>,
    /// What nobody is held to.
    pub warnings: Vec<Warning>,
    /// The enterprises whose parts of the cycle they are of.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
}

/// What is to be looked at before a cycle opens, and while it is open; whoever runs the cycle may ask at any time.
///
/// # Errors
///
/// Missing when there is no such cycle, or the actor does not run it.
pub fn cycle_checklist(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CycleId,
) -> Result<CycleChecklist, Error> {
    let cycle = tx.cycles().get(id)?;
    let permit = actor.permit::<ReadCycles>(cycle.coordinator)?;
    let missing = missing_whole(tx, &permit, &cycle)?;
    let exchanges = tx.cycles().exchanges(id)?;
    let asked = tx.participations().asked_in(id)?;
    let sold_out = sold_out(tx, id, &exchanges)?;
    let warnings = warnings(&cycle, &exchanges, &asked, &sold_out);
    let of = warnings.iter().filter_map(|warning| warning.part).map(|(of, _)| of).collect();
    Ok(CycleChecklist { missing, warnings, names: names_of(tx, of)? })
}

/// What the hubs of a cycle sell, and of which none of them has anything left.
fn sold_out(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    exchanges: &[Exchange],
) -> Result<BTreeSet<VariantId>, Error> {
    let (mut there, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for outgoing in exchanges.iter().filter(|it| it.direction == Direction::Outgoing) {
        let list = all_it_sells(tx, cycle, outgoing.enterprise)?;
        let left = tx.cycles().supplies_left(&list.supplies())?;
        let left: HashMap<SupplyId, SupplyLeft> = left.into_iter().collect();
        for offer in &list.offers {
            let items = offer.listing.items_left(|supply| available(&left, supply));
            let of_its_kind = if items == Some(0) { &mut gone } else { &mut there };
            of_its_kind.insert(offer.listing.variant);
        }
    }
    Ok(gone.difference(&there).copied().collect())
}
