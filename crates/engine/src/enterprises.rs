use sillon_catalogue::{Enterprise, Sells, Visibility};
use sillon_identity::{Actor, Kin, ManageEnterprise, Role, automatic_grants, may_own_more};
use sillon_kernel::{Currency, Email, EnterpriseId, Failure, Kind, Name, Slug, Text, Zone};
use sillon_store::Tx;

use crate::{Error, Ids};

/// The most enterprises of one name.
const MOST_NAMESAKES: u32 = 10_000;

/// The wish to found an enterprise.
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

/// Founds an enterprise; the person who does is its owner, who may have `most_owned`. With the others of its owner it has
/// the grants of [`automatic_grants`].
///
/// # Errors
///
/// A refusal for guests; [`FoundRefused`]; whatever the database refuses.
pub fn found(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    most_owned: usize,
    wish: Founding,
) -> Result<Enterprise, Error> {
    let owner = match actor {
        Actor::Guest => return Err(sillon_identity::PermitRefused::SignIn.into()),
        Actor::Person { user, .. } => Some(*user),
        Actor::Operator => None,
    };
    let family = owner.map(|owner| tx.enterprises().owned_by(owner)).transpose()?;
    let family = family.unwrap_or_default();
    if !may_own_more(family.len(), most_owned) {
        return Err(FoundRefused::OwnsMost { most: most_owned }.into());
    }
    let enterprise = Enterprise {
        id: ids.next(tx.now()),
        slug: free_slug(tx, &wish.name)?,
        name: wish.name,
        description: wish.description,
        is_producer: wish.is_producer,
        sells: wish.sells,
        zone: wish.zone,
        currency: wish.currency,
        email: wish.email,
        visibility: Visibility::Public,
        created_at: tx.now(),
    };
    // Its slug was free just now; whoever took it since is seen the next time round.
    tx.enterprises().add(&enterprise).map_err(sillon_store::Error::into_lost_race)?;
    if let Some(owner) = owner {
        tx.people().appoint(enterprise.id, owner, Role::Owner)?;
    }
    let newcomer =
        Kin { id: enterprise.id, is_producer: enterprise.is_producer, is_hub: enterprise.is_hub() };
    let now = tx.now();
    for grant in automatic_grants(newcomer, &family) {
        tx.grants().give(&grant, now)?;
    }
    Ok(enterprise)
}

/// The name as a slug, numbered when it is taken.
pub(crate) fn free_slug(tx: &mut Tx<'_>, name: &Name) -> Result<Slug, Error> {
    let slug = Slug::from_name(name, Slug::FALLBACK);
    let taken = tx.enterprises().slugs_like(&slug)?;
    let is_free = |slug: &Slug| !taken.iter().any(|taken| taken == slug.as_str());
    let free = slug.first_free(MOST_NAMESAKES, is_free);
    free.ok_or_else(|| Error::field("name", "too many enterprises have this name"))
}

/// Lets a person act for an enterprise.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise; missing when no account has the address.
pub fn appoint(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    email: &Email,
    role: Role,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageEnterprise>(enterprise)?;
    let user =
        tx.people().find_by_email(email)?.ok_or(Error::missing("user with this e-mail address"))?;
    if actor.user() == Some(user.id) {
        return Err(Error::field("email", "you cannot change your own role"));
    }
    Ok(tx.people().appoint(permit.enterprise(), user.id, role)?)
}

/// Why an enterprise was not founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FoundRefused {
    /// The person owns as many as one may.
    #[error("one person owns at most {most} enterprises here")]
    OwnsMost {
        /// How many one may.
        most: usize,
    },
}

impl Failure for FoundRefused {
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::OwnsMost { .. } => (Kind::Conflict, "owns-most"),
        }
    }
}
