use sillon_identity::{Attempt, AttemptLimit, Count, Network, TooManyAttempts, Trial, User};
use sillon_kernel::UserId;
use sillon_store::{Repositories, Tx};

use crate::Error;

/// Counts an attempt.
///
/// # Errors
///
/// [`TooManyAttempts`] when the address or the network has had as many as it may.
pub(crate) fn take(tx: &mut Tx<'_>, attempt: &Attempt, limit: AttemptLimit) -> Result<(), Error> {
    // The address before the network, always: so nobody waits for one who waits for them.
    let counts = attempt.of_address(limit).into_iter().chain(attempt.of_network(limit));
    take_all(tx, counts, limit.window_seconds)
}

/// Counts something in tallies that end so many seconds after they began.
///
/// # Errors
///
/// [`TooManyAttempts`] when one of them is full.
pub(crate) fn take_all(
    tx: &mut Tx<'_>,
    counts: impl IntoIterator<Item = Count>,
    window_seconds: i64,
) -> Result<(), Error> {
    let now = tx.now();
    let ends = now.plus_seconds(window_seconds);
    for count in counts {
        if !tx.attempts().take(&count.key, count.most, now, ends)? {
            let until = tx.attempts().ends_at(&count.key)?.unwrap_or(ends);
            return Err(TooManyAttempts { until, now }.into());
        }
    }
    Ok(())
}

/// Counts an attempt of people who are signed in to tell their own password; gives what is kept of them.
///
/// It is on the same tally as signing in: a password is guessed as seldom, wherever it is asked for.
///
/// # Errors
///
/// [`TooManyAttempts`], as for [`take`].
pub(crate) fn take_own(
    tx: &mut Tx<'_>,
    user: UserId,
    from: Option<Network>,
    limit: AttemptLimit,
) -> Result<(User, Attempt), Error> {
    let user = tx.people().get(user)?;
    let address = Some(user.email.clone());
    let attempt = Attempt { trial: Trial::Password, address, network: from };
    take(tx, &attempt, limit)?;
    Ok((user, attempt))
}

/// Takes back an attempt that was no guess: earlier ones at the address are forgiven, those of the network stay counted.
pub(crate) fn forgive(
    tx: &mut Tx<'_>,
    attempt: &Attempt,
    limit: AttemptLimit,
) -> Result<(), Error> {
    if let Some(count) = attempt.of_address(limit) {
        tx.attempts().forgive(&count.key)?;
    }
    if let Some(count) = attempt.of_network(limit) {
        tx.attempts().give_back(&count.key)?;
    }
    Ok(())
}
