use sillon_identity::{Actor, PermitRefused, User};
use sillon_kernel::Email;
use sillon_store::{Repositories, Tx};

use crate::{AccountRules, Error, log::note_ended_keys};

/// Makes a person an administrator of this installation, who may act for every enterprise as its operator may; or no longer
/// one. Only the operator appoints, from the command line: no request can.
///
/// # Errors
///
/// A refusal for anybody else, and unless the [`AccountRules`] find that the address was proved to be theirs; missing when no
/// account has it.
pub fn appoint_administrator(
    tx: &mut Tx<'_>,
    actor: &Actor,
    rules: AccountRules,
    email: &Email,
    is: bool,
) -> Result<User, Error> {
    match actor {
        Actor::Operator => {}
        Actor::Guest | Actor::Person { .. } | Actor::Machine { .. } | Actor::ShopFront { .. } => {
            return Err(PermitRefused::Role { action: "appoint-administrator" }.into());
        }
    }
    let user =
        tx.people().find_by_email(email)?.ok_or(Error::missing("user with this e-mail address"))?;
    if is {
        rules.check_confirmed(&user)?;
    }
    tx.people().set_administrator(user.id, is)?;
    if !is {
        // What they made and asked for as one ends with it.
        let now = tx.now();
        let ended = tx.keys().end_made_by(user.id, now)?;
        note_ended_keys(tx, actor, &ended)?;
        tx.invitations().end_without_right(user.id)?;
    }
    Ok(user)
}
