use sillon_kernel::Money;

use crate::LedgerError;

/// A movement of money from one account to another; [`Posting::new`] is its only maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Posting<A> {
    /// The account it leaves.
    pub from: A,
    /// The account it enters, another one.
    pub to: A,
    /// How much, always more than nothing.
    pub amount: Money,
}

impl<A: Copy + Ord> Posting<A> {
    /// A movement of more than nothing between two accounts.
    ///
    /// # Errors
    ///
    /// [`LedgerError::AmountNotPositive`] for nothing or less, [`LedgerError::SameAccount`] when the ends are the same.
    pub fn new(from: A, to: A, amount: Money) -> Result<Self, LedgerError> {
        if amount.minor() <= 0 {
            return Err(LedgerError::AmountNotPositive { minor: amount.minor() });
        }
        if from == to {
            return Err(LedgerError::SameAccount);
        }
        Ok(Self { from, to, amount })
    }

    /// The movement that takes it back: as much, the other way.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { from: self.to, to: self.from, amount: self.amount }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Currency;

    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn a_movement_has_two_ends_and_moves_something() {
        assert_eq!(
            Posting::new('a', 'b', eur(0)),
            Err(LedgerError::AmountNotPositive { minor: 0 })
        );
        assert_eq!(
            Posting::new('a', 'b', eur(-1)),
            Err(LedgerError::AmountNotPositive { minor: -1 })
        );
        assert_eq!(Posting::new('a', 'a', eur(1)), Err(LedgerError::SameAccount));
        let posting = Posting::new('a', 'b', eur(1)).unwrap();
        assert_eq!((posting.from, posting.to, posting.amount), ('a', 'b', eur(1)));
        assert_eq!(posting.reversed(), Posting::new('b', 'a', eur(1)).unwrap());
    }
}
