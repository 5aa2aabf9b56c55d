use std::collections::{BTreeSet, HashMap};

use sillon_identity::{Actor, ApiKey, ManageKeys, Permit, Scope, Token};
use sillon_kernel::{ApiKeyId, EnterpriseId, Name, Timestamp, UserId};
use sillon_store::{Repositories, Tx};

use crate::{Error, Ids, log::note};

/// That a machine should act for an enterprise.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What people call its key.
    pub name: Name,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Until when; for good when no end is named.
    pub expires_at: Option<Timestamp>,
}

/// Makes a machine's key to an enterprise, and the secret that only this answer tells.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's keys; a field's when the key would be good for nothing, would have
/// expired, or would be one too many.
pub fn make_api_key(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    enterprise: EnterpriseId,
    new: NewApiKey,
) -> Result<(MadeKey<ApiKey>, String), Error> {
    let permit = actor.permit::<ManageKeys>(enterprise)?;
    let enterprise = tx.enterprises().get(permit.enterprise())?;
    let now = tx.now();
    if new.scopes.is_empty() {
        return Err(Error::field("scopes", "a key is good for one scope at least"));
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(Error::field("expires_at", "it is in the past"));
    }
    if tx.keys().api_keys(&permit)?.len() >= ApiKey::MAX {
        let rule = format!("an enterprise has at most {} keys; revoke one first", ApiKey::MAX);
        return Err(Error::field("name", rule));
    }
    let key = ApiKey {
        id: ids.next(now),
        enterprise: enterprise.id,
        name: new.name,
        scopes: new.scopes.into_iter().collect(),
        created_at: now,
        created_by: actor.user(),
        expires_at: new.expires_at,
        last_used_at: None,
    };
    let secret = Token::from_random(ids.bytes());
    tx.keys().add_api_key(&permit, &key, &secret.hash())?;
    note(tx, actor, None, Some(&key))?;
    let maker = maker_of(tx, &permit, key.created_by)?;
    Ok((MadeKey { key, maker }, format!("{}{}", ApiKey::PREFIX, secret.as_str())))
}

/// A key, and the name of who made it: it ends when they may make none any more. The operator has none.
#[derive(Debug, Clone)]
pub struct MadeKey<K> {
    /// The key.
    pub key: K,
    /// Who made it.
    pub maker: Option<Name>,
}

/// The name of who made a key, for whoever manages the keys.
pub(crate) fn maker_of(
    tx: &mut Tx<'_>,
    _by: &Permit<ManageKeys>,
    made_by: Option<UserId>,
) -> Result<Option<Name>, Error> {
    let maker = made_by.map(|maker| tx.people().get(maker)).transpose()?;
    Ok(maker.map(|maker| maker.name))
}

/// Keys with the names of who made them, for whoever manages the keys.
pub(crate) fn with_makers<K>(
    tx: &mut Tx<'_>,
    _by: &Permit<ManageKeys>,
    keys: Vec<K>,
    made_by: impl Fn(&K) -> Option<UserId>,
) -> Result<Vec<MadeKey<K>>, Error> {
    let mut names = HashMap::new();
    for maker in keys.iter().filter_map(&made_by).collect::<BTreeSet<_>>() {
        names.insert(maker, tx.people().get(maker)?.name);
    }
    let with_maker = |key| {
        let maker = made_by(&key).and_then(|maker| names.get(&maker).cloned());
        MadeKey { key, maker }
    };
    Ok(keys.into_iter().map(with_maker).collect())
}

/// The enterprise's API keys that were not revoked, without their secrets.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's keys.
pub fn api_keys(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
) -> Result<Vec<MadeKey<ApiKey>>, Error> {
    let permit = actor.permit::<ManageKeys>(enterprise)?;
    let keys = tx.keys().api_keys(&permit)?;
    with_makers(tx, &permit, keys, |key| key.created_by)
}

/// Revokes an API key: from now on it opens nothing, on any node.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's keys; missing when it has no such key.
pub fn revoke_api_key(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    key: ApiKeyId,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageKeys>(enterprise)?;
    let now = tx.now();
    let known = tx.keys().api_keys(&permit)?.into_iter().find(|known| known.id == key);
    if !tx.keys().revoke_api_key(&permit, key, now)? {
        return Err(Error::missing("API key"));
    }
    note(tx, actor, known.as_ref(), None)
}
