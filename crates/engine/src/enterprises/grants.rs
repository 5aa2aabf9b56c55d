use std::collections::BTreeMap;

use sillon_cycles::Direction;
use sillon_identity::{Actor, Grant, GrantKind, ManageEnterprise, ReadGrants};
use sillon_kernel::{EnterpriseId, Page, PageRequest};
use sillon_store::{EnterpriseBrief, GivenGrant, Repositories, Tx};

use crate::{
    Error, Ids,
    cycles::exchanges::{exchanges_of, note_exchanges},
    cycles::letters::tell_left,
    cycles::participations::{forget_no, leave_all},
    enterprises::names::names_of,
    log::{GrantStanding, note_grant},
};

/// A page of what an enterprise gave and was given, and the names of whom it is about.
#[derive(Debug)]
pub struct GrantsPage {
    /// The grants, by grantor, grantee and kind.
    pub page: Page<GivenGrant>,
    /// Every enterprise they name.
    pub names: BTreeMap<EnterpriseId, EnterpriseBrief>,
}

/// What an enterprise allows others and what they allow it; both sides see the same.
///
/// # Errors
///
/// A refusal unless the actor is of the enterprise.
pub fn grants(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    after: Option<&Grant>,
    request: &PageRequest,
) -> Result<GrantsPage, Error> {
    let permit = actor.permit::<ReadGrants>(enterprise)?;
    let page = tx.grants().page(permit.enterprise(), after, request)?;
    with_names(tx, page)
}

/// A page of grants, with the names of those on either side of them.
fn with_names(tx: &mut Tx<'_>, page: Page<GivenGrant>) -> Result<GrantsPage, Error> {
    let ends = page.items.iter().flat_map(|given| [given.grant.grantor, given.grant.grantee]);
    let names = names_of(tx, ends.collect())?;
    Ok(GrantsPage { page, names })
}

/// A page of what an enterprise would allow others, and of what others would allow it, that nobody took yet; both sides see
/// the same.
///
/// # Errors
///
/// A refusal unless the actor is of the enterprise.
pub fn grant_offers(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    after: Option<&Grant>,
    request: &PageRequest,
) -> Result<GrantsPage, Error> {
    let permit = actor.permit::<ReadGrants>(enterprise)?;
    let page = tx.grants().offers(&permit, after, request)?;
    with_names(tx, page)
}

/// One enterprise allows another something, as far as the actor can agree: for the one, for the other, or for both. What
/// the one offers counts once the other takes it; until then it changes nothing. Harmless when it was allowed before.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise that allows it, or the one that was offered it; missing when there is
/// no such other.
pub fn give_grant(tx: &mut Tx<'_>, actor: &Actor, grant: Grant) -> Result<(), Error> {
    let takes = actor.may::<ManageEnterprise>(grant.grantee);
    match actor.permit::<ManageEnterprise>(grant.grantor) {
        Ok(permit) => {
            // Who may all everywhere may name an enterprise that is not there.
            tx.enterprises().get(permit.enterprise())?;
            let grantee = tx.enterprises().get(grant.grantee)?;
            if grantee.id == permit.enterprise() {
                return Err(Error::field("to", "an enterprise needs no leave from itself"));
            }
            if tx.grants().is_given(&grant)? {
                return Ok(());
            }
            let now = tx.now();
            if !takes {
                let is_new = tx.grants().offer(&permit, &grant, now)?;
                let offered = is_new.then_some(GrantStanding::Offered);
                return note_grant(tx, actor, &grant, None, offered);
            }
            let was_offered = tx.grants().end_offer(&grant)?;
            begin(tx, actor, &grant, was_offered)
        }
        Err(_) if takes && tx.grants().end_offer(&grant)? => begin(tx, actor, &grant, true),
        Err(_) if takes && tx.grants().is_given(&grant)? => Ok(()),
        Err(refused) => Err(refused.into()),
    }
}

/// Both agreed: it is allowed from now on.
fn begin(tx: &mut Tx<'_>, actor: &Actor, grant: &Grant, was_offered: bool) -> Result<(), Error> {
    let now = tx.now();
    if !tx.grants().give(grant, now)? {
        return Ok(());
    }
    let before = was_offered.then_some(GrantStanding::Offered);
    note_grant(tx, actor, grant, before, Some(GrantStanding::Given))?;
    let Grant { grantor, grantee, kind } = *grant;
    match kind {
        // Prices of the hub's that it set under an earlier grant show again.
        GrantKind::SetHubPrices => tx.grants().touch_shared(grantor, grantee)?,
        GrantKind::SupplyToCycles => {
            // Bundles with parts of theirs show again, where they are carried still.
            tx.grants().touch_shared(grantor, grantee)?;
            forget_no(tx, grantee, grantor, Direction::Incoming)?;
        }
        GrantKind::SellThrough => forget_no(tx, grantee, grantor, Direction::Outgoing)?,
        GrantKind::ManageProducts | GrantKind::EditProfile => {}
    }
    Ok(())
}

/// One enterprise allows another something no more, or the other gives it back, or refuses what it was offered.
///
/// Placed orders stay as they are. Of cycles that are not closed yet, goods that may be sold no longer are gone at once,
/// and carts that hold them are refused. Prices of a hub's stay written, and show again when they are allowed again.
///
/// # Errors
///
/// A refusal unless the actor manages one of the two; missing when there was nothing.
pub fn take_back_grant(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    grant: Grant,
) -> Result<(), Error> {
    let of_grantee = actor.permit::<ManageEnterprise>(grant.grantee);
    let permit = of_grantee.or_else(|_| actor.permit::<ManageEnterprise>(grant.grantor))?;
    let was_offered = tx.grants().end_offer(&grant)?;
    let now = tx.now();
    if !tx.grants().take_back(&permit, &grant, now)? {
        if !was_offered {
            return Err(Error::missing("grant"));
        }
        return note_grant(tx, actor, &grant, Some(GrantStanding::Offered), None);
    }
    note_grant(tx, actor, &grant, Some(GrantStanding::Given), None)?;
    match grant.kind {
        GrantKind::SellThrough => {
            leave_all(tx, (actor, ids), grant.grantee, grant.grantor, Direction::Outgoing)?;
        }
        GrantKind::SupplyToCycles => {
            leave_all(tx, (actor, ids), grant.grantee, grant.grantor, Direction::Incoming)?;
            withdraw_goods(tx, (actor, ids), &grant)?;
        }
        GrantKind::SetHubPrices => tx.grants().touch_shared(grant.grantor, grant.grantee)?,
        // What people do for another enterprise is asked for each time: from now on they are strangers there.
        GrantKind::ManageProducts | GrantKind::EditProfile => {}
    }
    Ok(())
}

/// Takes an enterprise's goods out of the cycles in which they reach another. Who sold bundles with some of them is told.
fn withdraw_goods(
    tx: &mut Tx<'_>,
    (actor, ids): (&Actor, &Ids),
    grant: &Grant,
) -> Result<(), Error> {
    let Grant { grantor, grantee, .. } = *grant;
    let cycles = tx.grants().lock_shared(grantor, grantee)?;
    let before = exchanges_of(tx, &cycles)?;
    let bundles = tx.grants().bundles_of(grantor, grantee)?;
    let sold = before.iter().flat_map(|(_, exchanges)| exchanges);
    let mut sold =
        sold.filter(|it| it.direction == Direction::Outgoing && it.enterprise == grantee);
    let sold_some = sold.any(|it| bundles.iter().any(|bundle| it.variants.contains(bundle)));
    tx.grants().withdraw(&cycles, grantor, grantee)?;
    if sold_some {
        tell_left(tx, actor, ids, grantor, grantee)?;
    }
    note_exchanges(tx, actor, before)
}
