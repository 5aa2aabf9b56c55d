use std::collections::{BTreeSet, HashMap};

use sillon_cycles::{Audience, OrderCycle, PriceList, RuleSubject};
use sillon_kernel::{CycleId, EnterpriseId, Tag, UserId};
use sillon_orders::{Buyer, CustomersOnly};
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::Error;

/// The audience that somebody belongs to at a hub: everybody's, unless the hub knows them by an address that they proved.
pub(crate) fn audience_at(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    user: Option<UserId>,
) -> Result<Audience, StoreError> {
    user.map_or(Ok(Audience::PUBLIC), |user| audience_of(tx, hub, Buyer::Account(user)))
}

/// The audience that whoever orders belongs to at a hub.
pub(crate) fn audience_of(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    buyer: Buyer,
) -> Result<Audience, StoreError> {
    let tags = match buyer {
        Buyer::Account(user) => tx.customers().tags_of(hub, user)?,
        Buyer::Customer(customer) => Some(tx.customers().get(customer)?.tags),
    };
    let Some(tags) = tags else { return Ok(Audience::PUBLIC) };
    let mut known = Vec::with_capacity(tags.len());
    for tag in tags {
        let has_prices = tx.shop_rules().has_prices(hub, &tag)?;
        known.push((tag, has_prices));
    }
    Ok(tx.shop_rules().of(hub)?.rules.audience(Some(&known)))
}

/// Checks that a shop sells to whom a price list is for, and shows them its cycle.
pub(crate) fn check_open_to(list: &PriceList) -> Result<(), Error> {
    if !list.admits {
        return Err(CustomersOnly.into());
    }
    if list.is_shown { Ok(()) } else { Err(Error::missing("order cycle at this shop")) }
}

/// Those of a hub's cycles that its rules show an audience.
pub(crate) fn shown_cycles(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    audience: &Audience,
    mut cycles: Vec<OrderCycle>,
) -> Result<Vec<OrderCycle>, StoreError> {
    let ids: Vec<CycleId> = cycles.iter().map(|cycle| cycle.id).collect();
    let tags: HashMap<CycleId, BTreeSet<Tag>> =
        tx.shop_rules().cycle_tags(hub, &ids)?.into_iter().collect();
    if tags.is_empty() {
        return Ok(cycles);
    }
    let rules = tx.shop_rules().of(hub)?.rules;
    let is_shown = |tags| rules.show(audience, RuleSubject::Cycles, tags);
    cycles.retain(|cycle| tags.get(&cycle.id).is_none_or(is_shown));
    Ok(cycles)
}
