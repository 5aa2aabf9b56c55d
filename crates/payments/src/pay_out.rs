use sillon_kernel::{Currency, Detail, EnterpriseId, Failure, FailureKind, Money};
use sillon_ledger::Posting;

use crate::{Account, postings::moved};

/// What moves when money leaves a hub's till: to a customer, of what is to be paid back for an order
/// ([`Account::Refund`]), or to a payee, of what came in for it through this hub ([`Account::Payable`]).
///
/// # Errors
///
/// [`PayOutRefused`]: never more than stands there.
pub fn pay_out_posting(
    hub: EnterpriseId,
    from: Account,
    stands: Money,
    amount: Money,
) -> Result<Posting<Account>, PayOutRefused> {
    let (paid, owed) = (amount.currency(), stands.currency());
    if amount.minor() <= 0 {
        return Err(PayOutRefused::NotPositive);
    }
    if paid != owed {
        return Err(PayOutRefused::WrongCurrency { paid, owed });
    }
    if amount.minor() > stands.minor() {
        return Err(PayOutRefused::MoreThanPayable { payable: stands.above_zero() });
    }
    moved(from, Account::Till(hub), amount).ok_or(PayOutRefused::NotPositive)
}

/// What is to be paid back to the customer of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToPayBack {
    /// For packaging that came back.
    pub for_returns: Money,
    /// As it was paid beyond what the order comes to.
    pub overpaid: Money,
}

impl ToPayBack {
    /// All of it.
    pub fn total(self) -> Money {
        self.for_returns + self.overpaid
    }

    /// What of a sum that is paid back had been paid beyond what the order comes to: what came back is paid for first.
    pub fn overpaid_of(self, amount: Money) -> Money {
        (amount - self.for_returns).above_zero()
    }
}

/// Why money is not paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PayOutRefused {
    /// Nothing, or less.
    #[error("what is paid out is more than nothing")]
    NotPositive,
    /// Money of another currency than what is to be paid.
    #[error("{} is paid out, and {} is to be paid", .paid.code(), .owed.code())]
    WrongCurrency {
        /// The currency of what is paid out.
        paid: Currency,
        /// The currency of what is to be paid.
        owed: Currency,
    },
    /// More than is to be paid.
    #[error("that is more than the {payable} to be paid")]
    MoreThanPayable {
        /// What is to be paid.
        payable: Money,
    },
}

impl Failure for PayOutRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotPositive => (FailureKind::Invalid, "amount-not-positive"),
            Self::WrongCurrency { .. } => (FailureKind::Invalid, "wrong-currency"),
            Self::MoreThanPayable { .. } => (FailureKind::Conflict, "more-than-payable"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("amount", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn no_more_is_paid_out_than_stands_there() {
        let (hub, farm) = (EnterpriseId(Uuid::from_u128(1)), EnterpriseId(Uuid::from_u128(2)));
        let eur = |minor| Money::new(minor, Currency::EUR);
        let pay = |stands, amount| pay_out_posting(hub, Account::Payable(farm), stands, amount);
        let all = Posting::new(Account::Payable(farm), Account::Till(hub), eur(500));
        assert_eq!(pay(eur(500), eur(500)), Ok(all.unwrap()));
        let more = |minor| Err(PayOutRefused::MoreThanPayable { payable: eur(minor) });
        assert_eq!(pay(eur(500), eur(501)), more(500));
        assert_eq!(pay(eur(-20), eur(1)), more(0));
        assert_eq!(pay(eur(500), eur(0)), Err(PayOutRefused::NotPositive));
        let (paid, owed) = (Currency::USD, Currency::EUR);
        let wrong = Err(PayOutRefused::WrongCurrency { paid, owed });
        assert_eq!(pay(eur(500), Money::new(5, paid)), wrong);
    }
}
