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
    /// The currency of all it moves.
    pub currency: Currency,
    /// What it moves: at least one posting.
    pub postings: Vec<Posting<A>>,
}

impl<A: Copy + Ord> Transaction<A> {
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
            None => Ok(Self { id, cause, at, currency: first, postings }),
        }
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
}
