use sillon_identity::{Actor, PermitRefused, User};
use sillon_kernel::Email;
use sillon_store::Tx;

use crate::Error;

/// Makes a person an administrator of this installation, who may act for every enterprise as its operator may; or no longer
/// one. Only the operator appoints, from the command line: no request can.
///
/// # Errors
///
/// A refusal for anybody else; missing when no account has the address.
pub fn appoint_administrator(
    tx: &mut Tx<'_>,
    actor: &Actor,
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
    tx.people().set_administrator(user.id, is)?;
    Ok(user)
}
