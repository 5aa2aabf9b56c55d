use std::collections::BTreeMap;

use sillon_identity::{Action, Actor, ManageKeys, PermitRefused, ReadGrants};
use sillon_kernel::{EnterpriseId, PageRequest, VariantId};
use sillon_store::{ChangeKey, EnterpriseHistory, LogKind, LoggedChange, Repositories, Tx};
use uuid::Uuid;

use crate::{Error, HistoryPage, history::named};

/// What only those read who manage an enterprise's keys, and its webhooks.
const KEYS: [LogKind; 3] = [LogKind::ApiKey, LogKind::ShopKey, LogKind::Webhook];

/// Who changed what of an enterprise, when, from what to what: what it says of itself, its people, what it and others allow each
/// other, its keys, the terms it sells on, and which cycles it deleted.
///
/// # Errors
///
/// A refusal unless the actor is one of those who answer for the enterprise; for its keys, unless they manage them.
pub fn enterprise_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnterpriseId,
    mut wanted: EnterpriseHistory,
    after: Option<ChangeKey>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    let permit = actor.permit::<ReadGrants>(id)?;
    // Who may all everywhere may name an enterprise that is not there.
    tx.enterprises().get(permit.enterprise())?;
    if !actor.may::<ManageKeys>(id) {
        if wanted.kind.is_some_and(|kind| KEYS.contains(&kind)) {
            return Err(PermitRefused::Role { action: ManageKeys::NAME }.into());
        }
        wanted.without.extend(KEYS);
    }
    let page = tx.change_log().of_enterprise(&permit, &wanted, after, request)?;
    let called = called(tx, &page.items)?;
    named(tx, page, called)
}

/// What people call the sizes and keys that changes are of.
fn called(tx: &mut Tx<'_>, changes: &[LoggedChange]) -> Result<BTreeMap<Uuid, String>, Error> {
    let of = |kinds: &[LogKind]| -> Vec<Uuid> {
        let theirs = changes.iter().filter(|change| kinds.contains(&change.place.kind));
        theirs.filter_map(|change| change.place.item).collect()
    };
    let mut called = BTreeMap::new();
    let sizes: Vec<VariantId> = of(&[LogKind::HubTerms]).into_iter().map(VariantId).collect();
    if !sizes.is_empty() {
        for (product, size) in tx.goods().named(&sizes)? {
            called.insert(size.id.0, format!("{product}, {}", size.label()));
        }
    }
    let keys = of(&KEYS);
    if !keys.is_empty() {
        called.extend(tx.keys().names(&keys)?);
    }
    Ok(called)
}
