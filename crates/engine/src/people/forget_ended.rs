use sillon_store::{Repositories, Tx};

use crate::Error;

/// Forgets what has had its time: sessions that ended, links, invitations and sign-ins nobody followed, and tallies of attempts.
///
/// # Errors
///
/// What the database refuses.
pub fn forget_ended(tx: &mut Tx<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.sessions().forget_before(now)?;
    tx.account_links().forget_before(now)?;
    tx.invitations().forget_before(now)?;
    tx.attempts().forget_before(now)?;
    tx.open_id().forget_before(now)?;
    Ok(())
}
