use sillon_kernel::{Currency, Timestamp, TransactionId};

use crate::{LedgerError, Posting};

/// What one cause moved at one instant; [`Transaction::new`] is its only maker, and nothing edits it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transaction<A> {
    /// Which one it is.
    pub id: TransactionId,
    /// Why it was made: a short stable word, such as `payment`.
    pub cause: &'static str,
    /// When it was made.
    pub at: Timestamp,
    /// What it moves: at least one posting, all of one currency.
    pub postings: Vec<Posting<A>>,
}

impl<A: Copy + Ord> Transaction<A> {
    /// The cause a reversal is booked under.
    pub const REVERSAL: &'static str = "reversal";

    /// A transaction of at least one posting, all of one currency.
    ///
    /// # Errors
    ///
    /// [`LedgerError::NoPostings`] and [`LedgerError::TwoCurrencies`].
    pub fn new(
        id: TransactionId,
        cause: &'static str,
        at: Timestamp,
        postings: Vec<Posting<A>>,
    ) -> Result<Self, LedgerError> {
        let mut currencies = postings.iter().map(|posting| posting.amount.currency());
        let first: Currency = currencies.next().ok_or(LedgerError::NoPostings)?;
        match currencies.find(|currency| *currency != first) {
            Some(other) => Err(LedgerError::TwoCurrencies(first, other)),
            None => Ok(Self { id, cause, at, postings }),
        }
    }

    /// The transaction that moves everything back, last posting first.
    #[must_use]
    pub fn reversal(&self, id: TransactionId, at: Timestamp) -> Self {
        let postings = self.postings.iter().rev().map(|posting| posting.reversed()).collect();
        Self { id, cause: Self::REVERSAL, at, postings }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Money;
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> TransactionId {
        TransactionId(Uuid::from_u128(number))
    }

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    fn posting(from: char, to: char, minor: i64, currency: Currency) -> Posting<char> {
        Posting::new(from, to, Money::new(minor, currency)).unwrap()
    }

    #[test]
    fn a_transaction_moves_something_in_one_currency() {
        let made = |postings| Transaction::<char>::new(id(1), "payment", at(0), postings);
        let euros = posting('a', 'b', 100, Currency::EUR);
        let francs = posting('a', 'b', 100, Currency::CHF);
        assert_eq!(made(vec![]), Err(LedgerError::NoPostings));
        assert_eq!(
            made(vec![euros, francs]),
            Err(LedgerError::TwoCurrencies(Currency::EUR, Currency::CHF))
        );
        assert_eq!(made(vec![euros]).unwrap().postings, [euros]);
    }

    #[test]
    fn a_reversal_moves_everything_back_under_its_own_id_and_time() {
        let postings =
            vec![posting('a', 'b', 3, Currency::EUR), posting('b', 'c', 2, Currency::EUR)];
        let payment = Transaction::new(id(1), "payment", at(10), postings).unwrap();
        let reversal = payment.reversal(id(2), at(20));
        assert_eq!((reversal.id, reversal.cause, reversal.at), (id(2), "reversal", at(20)));
        assert_eq!(
            reversal.postings,
            [posting('c', 'b', 2, Currency::EUR), posting('b', 'a', 3, Currency::EUR)]
        );
    }
}
