use sillon_store::{Difference, Tx};

use crate::Error;

/// What a check of the whole database found.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Everything that is not what its history comes to; empty when all is well.
    pub differences: Vec<Difference>,
    /// The sum of all balances, by currency: zero when all is well.
    pub trial_balance: Vec<(String, i64)>,
}

impl Verified {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty() && self.trial_balance.iter().all(|(_, sum)| *sum == 0)
    }
}

/// Recomputes every order total, supply, allocation, balance and price from history, over one unchanging state.
///
/// # Errors
///
/// What the database refuses.
pub fn verify(tx: &mut Tx<'_>) -> Result<Verified, Error> {
    let mut verify = tx.verify();
    let mut differences = verify.orders()?;
    differences.extend(verify.deposits()?);
    differences.extend(verify.supplies()?);
    differences.extend(verify.allocations()?);
    differences.extend(verify.ledger()?);
    differences.extend(tx.price_history().differences()?);
    let trial_balance = tx.books().trial_balance()?;
    Ok(Verified { differences, trial_balance })
}
