use sillon_identity::{Actor, User};
use sillon_kernel::{Language, Name};
use sillon_store::{Repositories, Tx};

use crate::Error;

/// What a person wants to change of themselves; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct OwnAccountPatch {
    /// What they are called.
    pub name: Option<Name>,
    /// What letters to them are written in.
    pub language: Option<Language>,
}

/// The actor's own account.
///
/// # Errors
///
/// A refusal for guests and machines.
pub fn own_account(tx: &mut Tx<'_>, actor: &Actor) -> Result<User, Error> {
    Ok(tx.people().get(actor.person()?)?)
}

/// Changes what the actor is called, and what letters to them are written in.
///
/// # Errors
///
/// A refusal for guests.
pub fn change_profile(
    tx: &mut Tx<'_>,
    actor: &Actor,
    patch: &OwnAccountPatch,
) -> Result<User, Error> {
    let user = tx.people().lock(actor.person()?)?;
    let name = patch.name.clone().unwrap_or(user.name);
    let language = patch.language.unwrap_or(user.language);
    tx.people().set_profile(user.id, &name, language)?;
    Ok(User { name, language, ..user })
}
