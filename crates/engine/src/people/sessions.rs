use sillon_identity::{Actor, Session, TokenHash};
use sillon_kernel::SessionId;
use sillon_store::{Repositories, Tx};

use crate::Error;

/// The devices on which the actor is signed in, the one used last first, and whether each is the one they ask with.
///
/// # Errors
///
/// A refusal for guests.
pub fn sessions(
    tx: &mut Tx<'_>,
    actor: &Actor,
    this: &TokenHash,
) -> Result<Vec<(Session, bool)>, Error> {
    let now = tx.now();
    let this = tx.sessions().find(this, now)?.map(|session| session.id);
    let open = tx.sessions().of(actor.person()?, now)?.into_iter();
    Ok(open.map(|session| (session.clone(), Some(session.id) == this)).collect())
}

/// Ends one of the actor's sessions.
///
/// # Errors
///
/// A refusal for guests; missing when it is not theirs.
pub fn end_session(tx: &mut Tx<'_>, actor: &Actor, id: SessionId) -> Result<(), Error> {
    if tx.sessions().end_one(actor.person()?, id)? {
        Ok(())
    } else {
        Err(Error::missing("session"))
    }
}

/// Ends every session of the actor's but the one they ask with.
///
/// # Errors
///
/// A refusal for guests.
pub fn end_other_sessions(tx: &mut Tx<'_>, actor: &Actor, this: &TokenHash) -> Result<(), Error> {
    Ok(tx.sessions().end_others(actor.person()?, this)?)
}
