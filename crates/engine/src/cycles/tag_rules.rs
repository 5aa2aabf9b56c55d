use sillon_cycles::TagRule;
use sillon_identity::{Actor, Coordinate, ReadCycles};
use sillon_kernel::EnterpriseId;
use sillon_payments::Method;
use sillon_store::{Repositories, StoredRules, Tx};

use crate::{
    ChangedSince, Error,
    log::{RulesOf, note},
};

/// What a hub shows to whom.
///
/// # Errors
///
/// A refusal unless the actor reads the hub's cycles.
pub fn tag_rules(tx: &mut Tx<'_>, actor: &Actor, hub: EnterpriseId) -> Result<StoredRules, Error> {
    let permit = actor.permit::<ReadCycles>(hub)?;
    Ok(tx.shop_rules().of(permit.enterprise())?)
}

/// Replaces the rules by which a hub shows or hides something, the weightiest first. They hold at once, in carts too.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hub; [`sillon_cycles::RulesRefused`]; [`ChangedSince`] when somebody else
/// changed them since the version that the actor read.
pub fn put_tag_rules(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    read: Option<i64>,
    rules: &[TagRule],
) -> Result<StoredRules, Error> {
    let permit = actor.permit::<Coordinate>(hub)?;
    TagRule::check_all(rules, &Method::ALL.map(Method::as_str))?;
    // Cycles first: checkouts lock them before all else, too.
    tx.cycles().touch_selling(hub)?;
    let before = tx.shop_rules().of(hub)?;
    if !tx.shop_rules().replace(&permit, rules, read.unwrap_or(before.version))? {
        return Err(ChangedSince.into());
    }
    note(tx, actor, Some(&RulesOf(hub, &before.rules.rules)), Some(&RulesOf(hub, rules)))?;
    Ok(tx.shop_rules().of(hub)?)
}
