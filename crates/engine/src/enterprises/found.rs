use sillon_enterprises::{Enterprise, Sells, Settings, Visibility};
use sillon_identity::{Actor, OwnedEnterprise, Role, automatic_grants};
use sillon_kernel::{Currency, Email, Name, Slug, Text, Zone};
use sillon_store::{Repositories, Subject, Tx};

use crate::{
    AccountRules, Error, Ids,
    log::{GrantStanding, member, note, note_grant},
    outbox::queue::tell,
};

/// The most enterprises, or groups, of one name.
const MAX_NAMESAKES: u32 = 10_000;

/// How many slugs are asked for at once.
const SLUGS_AT_ONCE: usize = 100;

/// The command to found an enterprise.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Its name.
    pub name: Name,
    /// What people should know of it.
    pub description: Option<Text<2000>>,
    /// Where to write to it.
    pub email: Option<Email>,
    /// Whether it makes goods.
    pub is_producer: bool,
    /// What it sells.
    pub sells: Sells,
    /// Its time zone.
    pub zone: Zone,
    /// Its currency.
    pub currency: Currency,
}

/// Founds an enterprise; the person who does is its owner. With the others they founded it has the grants of
/// [`automatic_grants`].
///
/// # Errors
///
/// A refusal for whoever is no person, and for those the [`AccountRules`] do not allow it; whatever the database refuses.
pub fn found(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rules: AccountRules,
    command: Founding,
) -> Result<Enterprise, Error> {
    let owner = match actor {
        Actor::Operator => None,
        Actor::Guest | Actor::Person { .. } | Actor::Machine { .. } | Actor::ShopFront { .. } => {
            let owner = tx.people().lock(actor.person()?)?;
            rules.check_confirmed(&owner)?;
            Some(owner.id)
        }
    };
    let mut family = Vec::new();
    if let Some(owner) = owner {
        rules.of(actor).check_owned(tx.enterprises().owned_by(owner)?.len())?;
        // What they were asked to own with others is not theirs alone to let trust each other.
        family = tx.enterprises().founded_by(owner)?;
    }
    // The list of currencies has codes that nobody pays with: for tests, for gold, for none.
    if command.currency.used_by().is_empty() {
        return Err(Error::field("currency", "nobody pays with it in any country"));
    }
    let enterprise = Enterprise {
        id: ids.next(tx.now()),
        slug: free_slug(tx, &command.name)?,
        name: command.name,
        description: command.description,
        is_producer: command.is_producer,
        sells: command.sells,
        zone: command.zone,
        currency: command.currency,
        email: command.email,
        visibility: Visibility::Public,
        created_at: tx.now(),
    };
    // Its slug was free just now; whoever took it since is seen the next time round.
    tx.enterprises().add(&enterprise).map_err(sillon_store::Error::into_lost_race)?;
    if let Some(owner) = owner {
        tx.people().found(enterprise.id, owner)?;
        note(tx, actor, None, Some(&member(enterprise.id, owner, Role::Owner)))?;
        tell(tx, ids, enterprise.id, Subject::Welcome(enterprise.id))?;
    }
    let profile = tx.profiles().get(enterprise.id)?;
    note(tx, actor, None, Some(&Settings { enterprise: enterprise.clone(), profile }))?;
    let newcomer = OwnedEnterprise {
        id: enterprise.id,
        is_producer: enterprise.is_producer,
        is_hub: enterprise.is_hub(),
    };
    let now = tx.now();
    for grant in automatic_grants(newcomer, &family) {
        if tx.grants().give(&grant, now)? {
            note_grant(tx, actor, &grant, None, Some(GrantStanding::Given))?;
        }
    }
    Ok(enterprise)
}

/// The name as a slug, numbered when it is taken.
pub(crate) fn free_slug(tx: &mut Tx<'_>, name: &Name) -> Result<Slug, Error> {
    let slug = Slug::from_name(name, Slug::FALLBACK);
    let free = first_free(&slug, |some| Ok(tx.enterprises().slugs_taken(some)?))?;
    free.ok_or_else(|| Error::field("name", "too many enterprises have this name"))
}

/// The first of the slug and its alternatives that nobody has; none when all are taken.
///
/// It asks for a few at a time, so that it reads no more the more there are.
pub(crate) fn first_free(
    slug: &Slug,
    mut taken: impl FnMut(&[Slug]) -> Result<Vec<String>, Error>,
) -> Result<Option<Slug>, Error> {
    let mut alternatives = slug.alternatives(MAX_NAMESAKES);
    loop {
        let some: Vec<Slug> = alternatives.by_ref().take(SLUGS_AT_ONCE).collect();
        let taken = if some.is_empty() { return Ok(None) } else { taken(&some)? };
        let is_free = |slug: &Slug| !taken.iter().any(|taken| taken == slug.as_str());
        if let Some(free) = some.into_iter().find(is_free) {
            return Ok(Some(free));
        }
    }
}
