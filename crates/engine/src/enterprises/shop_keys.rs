use std::{collections::BTreeSet, sync::Arc};

use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, ManageKeys, Origin, ShopKey, Token};
use sillon_kernel::{EnterpriseId, Failure, FailureKind, Name, ShopKeyId};
use sillon_store::{Repositories, Tx};

use crate::{
    Engine, Error, Ids, MadeKey, SignInRefused,
    enterprises::api_keys::{maker_of, with_makers},
    error::refusals,
    log::note,
};

/// That a shop front should sell what a hub sells.
#[derive(Debug, Clone)]
pub struct NewShopKey {
    /// What people call its key.
    pub name: Name,
    /// Where its pages come from.
    pub origins: BTreeSet<Origin>,
}

/// Makes a shop front's key to a hub's shop.
///
/// # Errors
///
/// A refusal unless the actor manages the hub's keys; a field's when the enterprise has no shop, or there are too many keys
/// or origins, or no origin at all.
pub fn make_shop_key(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    new: NewShopKey,
) -> Result<MadeKey<ShopKey>, Error> {
    let permit = actor.permit::<ManageKeys>(hub)?;
    let hub = tx.enterprises().get(permit.enterprise())?;
    if !hub.is_shop() {
        return Err(Error::field("id", "an enterprise that sells nothing has no shop"));
    }
    if new.origins.is_empty() || new.origins.len() > ShopKey::MAX_ORIGINS {
        let rule = format!("a key is good from 1 to {} origins", ShopKey::MAX_ORIGINS);
        return Err(Error::field("origins", rule));
    }
    if tx.keys().shop_keys(&permit)?.len() >= ShopKey::MAX {
        let rule = format!("a hub has at most {} shop keys; revoke one first", ShopKey::MAX);
        return Err(Error::field("name", rule));
    }
    let now = tx.now();
    let key = ShopKey {
        id: ids.next(now),
        hub: hub.id,
        name: new.name,
        key: format!("{}{}", ShopKey::PREFIX, Token::from_random(ids.bytes()).as_str()),
        origins: new.origins.into_iter().collect(),
        created_at: now,
        created_by: actor.user(),
    };
    tx.keys().add_shop_key(&permit, &key)?;
    note(tx, actor, None, Some(&key))?;
    let maker = maker_of(tx, &permit, key.created_by)?;
    Ok(MadeKey { key, maker })
}

/// The hub's shop keys that were not revoked.
///
/// # Errors
///
/// A refusal unless the actor manages the hub's keys.
pub fn shop_keys(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
) -> Result<Vec<MadeKey<ShopKey>>, Error> {
    let permit = actor.permit::<ManageKeys>(hub)?;
    let keys = tx.keys().shop_keys(&permit)?;
    with_makers(tx, &permit, keys, |key| key.created_by)
}

/// Revokes a shop key: within a second it opens nothing, on any node.
///
/// # Errors
///
/// A refusal unless the actor manages the hub's keys; missing when it has no such key.
pub fn revoke_shop_key(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    key: ShopKeyId,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageKeys>(hub)?;
    let now = tx.now();
    let known = tx.keys().shop_keys(&permit)?.into_iter().find(|known| known.id == key);
    if !tx.keys().revoke_shop_key(&permit, key, now)? {
        return Err(Error::missing("shop key"));
    }
    note(tx, actor, known.as_ref(), None)
}

impl Engine {
    /// The shop front that shows a key, on a page of an origin if a browser says so.
    pub(crate) async fn shop_front(&self, key: &str, origin: Option<&str>) -> Result<Actor, Error> {
        let known = self.known_shop_key(key).await?.ok_or(SignInRefused)?;
        if known.is_good_from(origin) { Ok(known.actor()) } else { Err(OriginRefused.into()) }
    }

    /// The key of this text, as it was a moment ago.
    async fn known_shop_key(&self, key: &str) -> Result<Option<Arc<ShopKey>>, Error> {
        if let Some(known) = self.shop_fronts.keys.find(key) {
            return Ok(known);
        }
        let asked = key.to_owned();
        let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(tx.keys().find_shop_key(&asked)?);
        let found = self.store.look_up(find).await?.map(Arc::new);
        self.shop_fronts.keys.keep(key.to_owned(), found.clone());
        Ok(found)
    }

    /// Whether pages of an origin may read what they are answered: whether some shop key is good from there.
    ///
    /// # Errors
    ///
    /// Only what the database refuses.
    pub async fn is_origin_known(&self, origin: &str) -> Result<bool, Error> {
        // What no key can name is not worth a look, nor a place to remember it.
        let Ok(asked) = Origin::parse(origin) else { return Ok(false) };
        if asked.as_str() != origin {
            return Ok(false);
        }
        if let Some(known) = self.shop_fronts.origins.find(origin) {
            return Ok(known);
        }
        let find =
            move |tx: &mut Tx<'_>| Ok::<_, Error>(tx.keys().is_origin_known(asked.as_str())?);
        let known = self.store.look_up(find).await?;
        self.shop_fronts.origins.keep(origin.to_owned(), known);
        Ok(known)
    }

    /// Checks that an actor may look at a shop.
    ///
    /// # Errors
    ///
    /// Missing for the shop front of another shop.
    pub fn check_visit(actor: &Actor, shop: &Enterprise) -> Result<(), Error> {
        if actor.may_visit(shop.id) { Ok(()) } else { Err(Error::missing("shop")) }
    }
}

/// The shop key is not good on pages of this origin.
#[derive(Debug, thiserror::Error)]
#[error("this shop key is not good on pages of this origin; its hub says where it is")]
pub struct OriginRefused;

impl Failure for OriginRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Forbidden, "origin")
    }
}

refusals!(OriginRefused);
