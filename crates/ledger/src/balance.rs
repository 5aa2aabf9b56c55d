use std::collections::BTreeMap;

use sillon_kernel::Money;

use crate::Posting;

/// What each account named in the postings holds: what came in less what went out.
///
/// Postings are of one currency: amounts of two are never added, and books of two are read one currency at a time.
pub fn balances<'a, A: Copy + Ord + 'a>(
    postings: impl IntoIterator<Item = &'a Posting<A>>,
) -> BTreeMap<A, Money> {
    let mut balances = BTreeMap::new();
    for posting in postings {
        let nothing = Money::zero(posting.amount.currency());
        *balances.entry(posting.from).or_insert(nothing) += -posting.amount;
        *balances.entry(posting.to).or_insert(nothing) += posting.amount;
    }
    balances
}

/// The sum of all balances, in minor units: zero, whatever was posted; anything else says that the books were damaged.
pub fn trial_balance<A>(balances: &BTreeMap<A, Money>) -> i128 {
    balances.values().map(|balance| i128::from(balance.minor())).sum()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use sillon_kernel::{Currency, Timestamp, TransactionId};
    use uuid::Uuid;

    use super::*;
    use crate::Transaction;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn postings() -> impl Strategy<Value = Vec<Posting<u8>>> {
        let ends_and_amount = (0_u8..8, 1_u8..8, 1_i64..1_000_000_000);
        let posting = ends_and_amount.prop_map(|(from, step, minor)| {
            Posting::new(from, (from + step) % 8, eur(minor)).unwrap()
        });
        vec(posting, 1..40)
    }

    fn transaction(postings: Vec<Posting<u8>>) -> Transaction<u8> {
        let id = TransactionId(Uuid::from_u128(1));
        Transaction::new(id, "test", Timestamp::from_micros(0).unwrap(), postings).unwrap()
    }

    #[test]
    fn a_balance_is_what_came_in_less_what_went_out() {
        let postings = [
            Posting::new("till", "farm", eur(700)).unwrap(),
            Posting::new("till", "hub", eur(300)).unwrap(),
            Posting::new("farm", "till", eur(100)).unwrap(),
        ];
        let expected = BTreeMap::from([("till", eur(-900)), ("farm", eur(600)), ("hub", eur(300))]);
        assert_eq!(balances(&postings), expected);
        assert_eq!(trial_balance(&expected), 0);
        assert_eq!(trial_balance(&balances::<u8>(&[])), 0);
    }

    proptest! {
        #[test]
        fn the_balances_of_all_accounts_sum_to_nothing(postings in postings()) {
            prop_assert_eq!(trial_balance(&balances(&postings)), 0);
        }

        #[test]
        fn balances_do_not_depend_on_the_order_of_postings(postings in postings()) {
            prop_assert_eq!(balances(postings.iter().rev()), balances(&postings));
        }

        #[test]
        fn a_transaction_and_its_reversal_leave_every_account_as_it_was(postings in postings()) {
            let made = transaction(postings);
            let reversed = made.reversal(TransactionId(Uuid::from_u128(2)), made.at);
            let after = balances(made.postings.iter().chain(&reversed.postings));
            prop_assert!(after.values().all(|balance| balance.is_zero()));
        }

        #[test]
        fn a_reversal_reversed_is_the_same_movement(postings in postings()) {
            let made = transaction(postings);
            let twice = made.reversal(made.id, made.at).reversal(made.id, made.at);
            prop_assert_eq!(twice.postings, made.postings);
        }
    }
}
