use sillon_identity::User;
use sillon_kernel::OrderId;
use sillon_store::{Repositories, Tx};

use crate::Error;

/// Notes that an address is proved to be its account's. What was ordered as a guest with that address is the account's from then on:
/// nobody but who proved it has a claim to it.
pub(crate) fn prove_address(tx: &mut Tx<'_>, user: &User) -> Result<Vec<OrderId>, Error> {
    let now = tx.now();
    tx.people().confirm(user.id, now)?;
    Ok(tx.orders().join_guests(&user.email, user.id)?)
}
