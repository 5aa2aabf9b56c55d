use sillon_store::{Damage, Difference, Tx};

use crate::Error;

/// What a check of the whole database found.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Everything that is not as it was written; empty when all is well.
    pub damage: Vec<Damage>,
    /// Everything that is not what its history comes to; empty when all is well.
    pub differences: Vec<Difference>,
    /// The sum of all balances, by currency: zero when all is well.
    pub trial_balance: Vec<(String, i64)>,
}

impl Verified {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        self.faults().is_empty()
    }

    /// Everything that is wrong, each in a sentence.
    pub fn faults(&self) -> Vec<String> {
        let damage = self.damage.iter().map(ToString::to_string);
        let differences = self.differences.iter().map(|difference| {
            let Difference { what, id, expected, found } = difference;
            format!("{what} {id}: {expected} expected, {found} found")
        });
        let sums =
            self.trial_balance.iter().filter(|(_, sum)| *sum != 0).map(|(currency, sum)| {
                format!("the ledger sums to {sum} in {currency}, not to zero")
            });
        damage.chain(differences).chain(sums).collect()
    }
}

/// Looks for damage in all that is stored, recomputes every order total, supply, allocation, balance and price from history,
/// and sees that whoever takes part in another's cycle said yes, over one unchanging state.
///
/// # Errors
///
/// What the database refuses.
pub fn verify(tx: &mut Tx<'_>) -> Result<Verified, Error> {
    let damage = tx.damage()?;
    let mut verify = tx.verify();
    let mut differences = verify.orders()?;
    differences.extend(verify.deposits()?);
    differences.extend(verify.supplies()?);
    differences.extend(verify.allocations()?);
    differences.extend(verify.consents()?);
    differences.extend(verify.ledger()?);
    differences.extend(tx.price_history().differences()?);
    let trial_balance = tx.books().trial_balance()?;
    Ok(Verified { damage, differences, trial_balance })
}
