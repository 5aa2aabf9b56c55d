use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_catalogue::{Missing, join_label};
use sillon_cycles::{
    Direction, Exchange, GoodsOnSale, OfferedHandOver, RuleSubject, SupplyLeft, Warning, available,
    warnings,
};
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
    /// What the goods are called that they are of: bundles, and their parts.
    pub goods: BTreeMap<VariantId, String>,
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
    let on_sale = goods_on_sale(tx, id, &exchanges)?;
    let warnings = warnings(&cycle, &exchanges, &asked, &on_sale);
    let of = warnings.iter().filter_map(|warning| warning.part).map(|(of, _)| of).collect();
    let goods = warnings.iter().flat_map(|it| [it.bundle, it.missing]).flatten();
    let goods: BTreeSet<VariantId> = goods.collect();
    let named = tx.goods().named(&Vec::from_iter(goods))?.into_iter();
    let goods = named.map(|(name, size)| (size.id, join_label(&name, &size.label()))).collect();
    Ok(CycleChecklist { missing, warnings, names: names_of(tx, of)?, goods })
}

/// What is known of what the hubs of a cycle sell: what none of them has anything left of, bundles, and at whom nobody can order,
/// as they can be paid in no way, or hand over to nobody.
fn goods_on_sale(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    exchanges: &[Exchange],
) -> Result<GoodsOnSale, Error> {
    let (mut there, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let (mut at_a_loss, mut unpayable, mut unreachable) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for outgoing in exchanges.iter().filter(|it| it.direction == Direction::Outgoing) {
        let list = all_it_sells(tx, cycle, outgoing.enterprise)?;
        let rules = tx.shop_rules().of(list.hub)?.rules;
        let is_payable = list.payments.iter().any(|method| rules.show_payment_to_some(*method));
        let is_shown =
            |it: &OfferedHandOver| rules.show_to_some(RuleSubject::HandOver, &it.method.tags);
        let hides_hand_over = !list.hand_over.is_empty() && !list.hand_over.iter().any(is_shown);
        unpayable.extend((!is_payable).then_some(list.hub));
        unreachable.extend(hides_hand_over.then_some(list.hub));
        let left = tx.cycles().supplies_left(&list.supplies())?;
        let left: HashMap<SupplyId, SupplyLeft> = left.into_iter().collect();
        for offer in &list.offers {
            let items = offer.listing.items_left(|supply| available(&left, supply));
            let of_its_kind = if items == Some(0) { &mut gone } else { &mut there };
            of_its_kind.insert(offer.listing.variant);
            if offer.listing.is_bundle() {
                // What is sold in a bundle that is there is not gone.
                let parts = offer.listing.parts.iter().map(|part| part.listing.variant);
                of_its_kind.extend(parts);
                let is_loss = offer.listing.is_sold_at_a_loss();
                at_a_loss.extend(is_loss.then_some((list.hub, offer.listing.variant)));
            }
        }
    }
    let bundles = tx.catalogue().offered_in(cycle)?.into_iter();
    let bundles = bundles
        .filter(|(_, variant)| variant.is_bundle())
        .map(|(_, bundle)| (bundle.id, bundle.parts.iter().map(|part| part.variant).collect()));
    let sold_out = gone.difference(&there).copied().collect();
    Ok(GoodsOnSale { sold_out, bundles: bundles.collect(), at_a_loss, unpayable, unreachable })
}
