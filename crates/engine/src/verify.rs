use std::collections::BTreeMap;

use sillon_payments::{Account, due_postings};
use sillon_store::{Damage, Difference, DueOrder, Repositories, Tx};
use uuid::Uuid;

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

/// How many due orders are held against what they are made of at once.
const DUE_AT_ONCE: i64 = 500;

/// What came into each account when an order became due against what its components say ([`due_postings`]): a close posts all
/// orders of a cycle by one statement.
fn due_differences(tx: &mut Tx<'_>) -> Result<Vec<Difference>, Error> {
    let (mut differences, mut after) = (Vec::new(), None);
    loop {
        let due = tx.books().due(after, DUE_AT_ONCE)?;
        let Some(last) = due.last() else { return Ok(differences) };
        after = Some(last.order);
        differences.extend(due.iter().flat_map(posted_otherwise));
    }
}

fn posted_otherwise(DueOrder { order, claims, moved }: &DueOrder) -> Vec<Difference> {
    let mut accounts: BTreeMap<(&str, Uuid), (i64, i64)> = BTreeMap::new();
    // What cost nothing was earned and never payable, before it was payable at once.
    let was_earned = moved.keys().any(|(kind, _)| kind == "earned");
    let kind = |account: Account| match account.kind() {
        "payable" if was_earned => "earned",
        kind => kind,
    };
    for posting in due_postings(*order, claims) {
        let minor = posting.amount.minor();
        accounts.entry((kind(posting.to), posting.to.holder())).or_default().0 += minor;
        accounts.entry((kind(posting.from), posting.from.holder())).or_default().0 -= minor;
    }
    for ((kind, holder), minor) in moved {
        accounts.entry((kind, *holder)).or_default().1 += minor;
    }
    let differ = accounts.into_values().filter(|(expected, found)| expected != found);
    let what = "posted when due";
    differ
        .map(|(expected, found)| Difference { what: what.to_owned(), id: order.0, expected, found })
        .collect()
}

/// How many orders of which something was weighed are priced again at once.
const WEIGHED_AT_ONCE: i64 = 500;

/// What was weighed of orders against what they come to: each is priced again by its weights, on the terms it was placed on.
fn weight_differences(tx: &mut Tx<'_>) -> Result<Vec<Difference>, Error> {
    let (mut differences, mut after) = (Vec::new(), None);
    loop {
        let orders = tx.verify().weighed_orders(after, WEIGHED_AT_ONCE)?;
        let Some(last) = orders.last() else { return Ok(differences) };
        after = Some(*last);
        for id in orders {
            let order = tx.orders().get(id)?;
            let found = order.weighed_otherwise().into_iter();
            differences.extend(found.map(|(what, expected, found)| Difference {
                what: what.to_owned(),
                id: id.0,
                expected: expected.minor(),
                found: found.minor(),
            }));
        }
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
    differences.extend(verify.feeds()?);
    differences.extend(tx.price_history().differences()?);
    differences.extend(weight_differences(tx)?);
    differences.extend(due_differences(tx)?);
    let trial_balance = tx.books().trial_balance()?;
    Ok(Verified { damage, differences, trial_balance })
}
