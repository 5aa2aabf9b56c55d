use sillon_kernel::{Detail, EnterpriseId, Failure, FailureKind, Money, OrderId};
use sillon_ledger::Posting;

use crate::{
    Account, Claim,
    allocate::shares_now,
    postings::{came_in, moved},
};

/// An order as its books stand.
#[derive(Debug, Clone, Copy)]
pub struct OrderBooks<'c> {
    /// The hub that sold it.
    pub hub: EnterpriseId,
    /// Which.
    pub order: OrderId,
    /// What it is made of, and what of each part came in.
    pub claims: &'c [Claim],
    /// All that came in for it, less what of that was paid back.
    pub received: Money,
    /// Whether it became due.
    pub is_due: bool,
}

impl OrderBooks<'_> {
    /// What each claim has more or less of, were so much received.
    fn shared_anew(&self, received: Money) -> Vec<Money> {
        let shares = shares_now(self.claims, received, self.is_due).into_iter();
        shares.zip(self.claims).map(|(share, claim)| share - claim.allocated).collect()
    }
}

/// What moves when a payment of an order turns out not to have come in, and what that takes off each claim, in their
/// order.
///
/// What is left of all payments is shared as if the reversed one had never been: of the last payment, this is the exact
/// inverse of what it moved. What of it stood to be paid back to the customer does no longer.
///
/// # Errors
///
/// [`ReversalRefused::PaidBack`] when some of it was paid back: that is reversed first.
pub fn payment_reversal_postings(
    of: &OrderBooks<'_>,
    payment: Money,
) -> Result<(Vec<Money>, Vec<Posting<Account>>), ReversalRefused> {
    let left = of.received - payment;
    if left.minor() < 0 {
        return Err(ReversalRefused::PaidBack { amount: -left });
    }
    let shares = of.shared_anew(left);
    let surplus = payment + Money::total(payment.currency(), shares.iter().copied());
    let gone = moved(Account::Order(of.order), Account::Till(of.hub), payment);
    let no_longer = moved(Account::Refund(of.order), Account::Order(of.order), surplus);
    let postings = gone.into_iter().chain(came_in(of.claims, &shares)).chain(no_longer).collect();
    Ok((shares, postings))
}

/// What moves when a repayment turns out not to have left the till, and what each claim has more of since, in their
/// order.
///
/// `overpaid` is what of it had been paid beyond what the order came to: it counts as received again, and where the
/// order has come to more since, some of it is taken for that. Otherwise this is the exact inverse of what the
/// repayment moved.
pub fn repayment_reversal_postings(
    of: &OrderBooks<'_>,
    repayment: Money,
    overpaid: Money,
) -> (Vec<Money>, Vec<Posting<Account>>) {
    let shares = of.shared_anew(of.received + overpaid);
    let taken = Money::total(repayment.currency(), shares.iter().copied());
    let back = moved(Account::Till(of.hub), Account::Refund(of.order), repayment);
    let taken = moved(Account::Refund(of.order), Account::Order(of.order), taken);
    let postings = back.into_iter().chain(taken).chain(came_in(of.claims, &shares)).collect();
    (shares, postings)
}

/// Refuses to reverse what is a reversal itself, or was reversed before.
///
/// # Errors
///
/// [`ReversalRefused::IsReversal`] and [`ReversalRefused::Before`].
pub fn check_reversible(is_reversal: bool, is_reversed: bool) -> Result<(), ReversalRefused> {
    match (is_reversal, is_reversed) {
        (true, _) => Err(ReversalRefused::IsReversal),
        (false, true) => Err(ReversalRefused::Before),
        (false, false) => Ok(()),
    }
}

/// Why something that was written down in the books is not reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReversalRefused {
    /// It is a reversal.
    #[error("a reversal is not reversed: write down again what it reversed")]
    IsReversal,
    /// It was reversed before.
    #[error("it is reversed already")]
    Before,
    /// Some of a payment was paid back to the customer since.
    #[error("{amount} of the payment was paid back to the customer: reverse that repayment first")]
    PaidBack {
        /// How much.
        amount: Money,
    },
}

impl Failure for ReversalRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::IsReversal => (FailureKind::Conflict, "is-reversal"),
            Self::Before => (FailureKind::Conflict, "already-reversed"),
            Self::PaidBack { .. } => (FailureKind::Conflict, "paid-back"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("id", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Currency;
    use uuid::Uuid;

    use super::*;
    use crate::{Keeps, payment_postings};

    const HUB: EnterpriseId = EnterpriseId(Uuid::from_u128(1));
    const FARM: EnterpriseId = EnterpriseId(Uuid::from_u128(2));
    const ORDER: OrderId = OrderId(Uuid::from_u128(9));

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn books(claims: &[Claim], received: i64) -> OrderBooks<'_> {
        OrderBooks { hub: HUB, order: ORDER, claims, received: eur(received), is_due: true }
    }

    fn claim(payee: EnterpriseId, minor: i64) -> Claim {
        Claim { payee, keeps: Keeps::ForGood, amount: eur(minor), allocated: eur(0) }
    }

    #[test]
    fn a_reversal_is_the_exact_inverse_of_the_payment() {
        let mut claims = [claim(FARM, 500), claim(HUB, -100), claim(FARM, 300)];
        let (shares, paid) = payment_postings(HUB, ORDER, &claims, eur(350), eur(0)).unwrap();
        claims.iter_mut().zip(&shares).for_each(|(claim, share)| claim.allocated = *share);
        let (back, moved) = payment_reversal_postings(&books(&claims, 350), eur(350)).unwrap();
        assert_eq!(back, shares.into_iter().map(|share| -share).collect::<Vec<_>>());
        assert_eq!(moved, paid.into_iter().map(Posting::reversed).collect::<Vec<_>>());
    }

    #[test]
    fn what_was_paid_too_much_is_not_paid_back_once_it_never_came() {
        let claims = [Claim { allocated: eur(1_200), ..claim(FARM, 1_200) }];
        let (back, moved) = payment_reversal_postings(&books(&claims, 3_000), eur(3_000)).unwrap();
        assert_eq!(back, [eur(-1_200)]);
        assert_eq!(moved.len(), 3);
        let refused = payment_reversal_postings(&books(&claims, 1_500), eur(3_000));
        assert_eq!(refused, Err(ReversalRefused::PaidBack { amount: eur(1_500) }));
    }

    #[test]
    fn a_repayment_that_never_left_is_owed_back_or_pays_what_there_is_more_of() {
        let claims = [Claim { allocated: eur(1_200), ..claim(FARM, 1_200) }];
        let (shares, moved) =
            repayment_reversal_postings(&books(&claims, 1_200), eur(900), eur(600));
        let inverse = Posting::new(Account::Till(HUB), Account::Refund(ORDER), eur(900)).unwrap();
        assert_eq!((shares, moved), (vec![eur(0)], vec![inverse]));
        let more = [Claim { amount: eur(1_500), ..claims[0] }];
        let (shares, moved) = repayment_reversal_postings(&books(&more, 1_200), eur(900), eur(600));
        assert_eq!((shares, moved.len()), (vec![eur(300)], 3));
    }

    #[test]
    fn what_was_reversed_and_a_reversal_are_not_reversed() {
        assert_eq!(check_reversible(false, false), Ok(()));
        assert_eq!(check_reversible(false, true), Err(ReversalRefused::Before));
        assert_eq!(check_reversible(true, false), Err(ReversalRefused::IsReversal));
    }
}
