use sillon_kernel::{Currency, Detail, EnterpriseId, Failure, FailureKind, Money};

use crate::{Account, apportion::apportion};

/// What a component of an order gives its payee a claim to, and how much of it came in so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub payee: EnterpriseId,
    /// Whether its payee keeps it.
    pub keeps: Keeps,
    /// What the component comes to; less than zero for a discount, which its payee gives up.
    pub amount: Money,
    /// The sum of its shares of the payments so far.
    pub allocated: Money,
}

/// Whether a payee keeps what it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keeps {
    /// For good: goods and services, and discounts on them.
    ForGood,
    /// Until packaging returns: a deposit.
    UntilReturned,
}

impl Keeps {
    /// Where what has become due to the payee stands until it comes in.
    pub fn due(self, payee: EnterpriseId) -> Account {
        match self {
            Self::ForGood => Account::Earned(payee),
            Self::UntilReturned => Account::DepositDue(payee),
        }
    }

    /// Where what came in for the payee stands.
    pub fn received(self, payee: EnterpriseId) -> Account {
        match self {
            Self::ForGood => Account::Payable(payee),
            Self::UntilReturned => Account::Deposit(payee),
        }
    }
}

/// Shares a payment over the claims of an order: one share per claim, in their order, which sum to the payment.
///
/// The sum of all payments so far is shared in proportion to the claims, and what was allocated before is taken off, so
/// it does not matter in which payments a sum came. No share of a claim above zero is less than zero, and no share of a
/// discount is more. A full payment gives every claim exactly what it comes to.
///
/// When the amounts changed since the last payment, the shares also make up for that, and may be of either sign.
///
/// # Errors
///
/// [`AllocateRefused::NotPositive`] for nothing or less, [`AllocateRefused::WrongCurrency`] for money of another
/// currency than a claim's, [`AllocateRefused::MoreThanOwed`] for more than is still to be paid.
pub fn allocate(claims: &[Claim], paid: Money) -> Result<Vec<Money>, AllocateRefused> {
    if paid.minor() <= 0 {
        return Err(AllocateRefused::NotPositive);
    }
    let owed = still_to_pay(claims, paid.currency())?;
    if paid.minor() > owed.minor() {
        return Err(AllocateRefused::MoreThanOwed { owed: owed.above_zero() });
    }
    let received = Money::total(paid.currency(), claims.iter().map(|claim| claim.allocated));
    let due = shares_of(received + paid, claims);
    Ok(due.into_iter().zip(claims).map(|(due, claim)| due - claim.allocated).collect())
}

/// What is still to be paid of claims, in a currency that they have to be in; below zero when more came in than they come to.
pub(crate) fn still_to_pay(claims: &[Claim], paid: Currency) -> Result<Money, AllocateRefused> {
    let of_claims =
        claims.iter().flat_map(|claim| [claim.amount.currency(), claim.allocated.currency()]);
    if let Some(owed) = of_claims.into_iter().find(|other| *other != paid) {
        return Err(AllocateRefused::WrongCurrency { paid, owed });
    }
    let to_come = claims.iter().map(|claim| claim.amount - claim.allocated);
    Ok(Money::total(paid, to_come))
}

/// What each claim has of a sum that came in, once claims changed: its share of what they come to, or of as much as came in of it.
/// Of due claims that come to nothing each has all of it, as nobody pays for them.
pub(crate) fn shares_now(claims: &[Claim], received: Money, is_due: bool) -> Vec<Money> {
    let total = Money::total(received.currency(), claims.iter().map(|claim| claim.amount));
    let shared = received.minor().min(total.minor());
    if total.is_zero() && is_due {
        return claims.iter().map(|claim| claim.amount).collect();
    }
    if shared <= 0 {
        return vec![Money::zero(received.currency()); claims.len()];
    }
    shares_of(Money::new(shared, received.currency()), claims)
}

/// What each claim gets of the sum of all payments, which is above zero and at most the sum of the claims.
fn shares_of(sum: Money, claims: &[Claim]) -> Vec<Money> {
    let above: Vec<u64> = claims.iter().map(|claim| above_zero(claim.amount)).collect();
    let below: Vec<u64> = claims.iter().map(|claim| above_zero(-claim.amount)).collect();
    let discount = discount_granted(above_zero(sum), above.iter().sum(), below.iter().sum());
    let gains = apportion(above_zero(sum) + discount, &above);
    let losses = apportion(discount, &below);
    let net = |(gain, loss): (u64, u64)| minor_units(gain) - minor_units(loss);
    gains.into_iter().zip(losses).map(|pair| Money::new(net(pair), sum.currency())).collect()
}

/// How much of the discounts a sum brings with it: in proportion to what it is of all there is to pay, half a cent up.
fn discount_granted(sum: u64, above: u64, below: u64) -> u64 {
    let (sum, to_pay, below) = (u128::from(sum), u128::from(above - below), u128::from(below));
    let granted = (2 * sum * below + to_pay) / (2 * to_pay);
    u64::try_from(granted).expect("at most all discounts are granted")
}

fn above_zero(amount: Money) -> u64 {
    u64::try_from(amount.minor()).unwrap_or(0)
}

fn minor_units(cents: u64) -> i64 {
    i64::try_from(cents).expect("a share is at most its claim")
}

/// Why a payment was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AllocateRefused {
    /// Nothing, or less.
    #[error("a payment is of more than nothing")]
    NotPositive,
    /// Money of another currency than what is owed.
    #[error("the payment is in {}, what is owed is in {}", .paid.code(), .owed.code())]
    WrongCurrency {
        /// The currency of the payment.
        paid: Currency,
        /// A currency of the claims.
        owed: Currency,
    },
    /// More than is still to be paid.
    #[error("the payment is more than the {owed} still to be paid")]
    MoreThanOwed {
        /// What is still to be paid.
        owed: Money,
    },
}

impl Failure for AllocateRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotPositive => (FailureKind::Invalid, "amount-not-positive"),
            Self::WrongCurrency { .. } => (FailureKind::Invalid, "wrong-currency"),
            Self::MoreThanOwed { .. } => (FailureKind::Conflict, "more-than-owed"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("amount", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::Index};
    use uuid::Uuid;

    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn claims(minors: &[i64]) -> Vec<Claim> {
        let payee = EnterpriseId(Uuid::nil());
        let claim = |minor: &i64| Claim {
            payee,
            keeps: Keeps::ForGood,
            amount: eur(*minor),
            allocated: eur(0),
        };
        minors.iter().map(claim).collect()
    }

    fn total(claims: &[Claim]) -> i64 {
        claims.iter().map(|claim| claim.amount.minor()).sum()
    }

    fn allocated(claims: &[Claim]) -> Vec<i64> {
        claims.iter().map(|claim| claim.allocated.minor()).collect()
    }

    fn minors(shares: &[Money]) -> Vec<i64> {
        shares.iter().map(|share| share.minor()).collect()
    }

    /// Takes a payment: its shares are allocated, and given back.
    fn pay(claims: &mut [Claim], minor: i64) -> Vec<i64> {
        let shares = allocate(claims, eur(minor)).unwrap();
        for (claim, share) in claims.iter_mut().zip(&shares) {
            claim.allocated += *share;
        }
        minors(&shares)
    }

    #[test]
    fn a_full_payment_gives_every_component_its_amount() {
        let mut order = claims(&[1250, 333, 42]);
        assert_eq!(pay(&mut order, 1625), [1250, 333, 42]);
        assert_eq!(allocate(&order, eur(1)), Err(AllocateRefused::MoreThanOwed { owed: eur(0) }));
    }

    #[test]
    fn partial_payments_are_shared_in_proportion_and_come_out_even() {
        let mut order = claims(&[100, 100, 100]);
        assert_eq!(pay(&mut order, 10), [4, 3, 3]);
        assert_eq!(pay(&mut order, 10), [3, 4, 3]);
        assert_eq!(pay(&mut order, 280), [93, 93, 94]);
    }

    #[test]
    fn a_discount_is_granted_as_the_order_is_paid() {
        let mut order = claims(&[1000, 500, -300]);
        assert_eq!(pay(&mut order, 600), [500, 250, -150]);
        assert_eq!(pay(&mut order, 600), [500, 250, -150]);
    }

    #[test]
    fn no_component_loses_a_cent_when_more_comes_in() {
        // Largest remainders would give the last claim two cents of ten, and one of eleven.
        let by_remainders = |sum| minors(&eur(sum).split(&[600, 600, 200]).unwrap());
        assert_eq!((by_remainders(10), by_remainders(11)), (vec![4, 4, 2], vec![5, 5, 1]));
        let mut order = claims(&[600, 600, 200]);
        pay(&mut order, 10);
        assert!(pay(&mut order, 1).iter().all(|share| *share >= 0));
    }

    #[test]
    fn a_payment_that_cannot_be_shared_is_refused() {
        let order = claims(&[100]);
        let more = AllocateRefused::MoreThanOwed { owed: eur(100) };
        assert_eq!(allocate(&order, eur(101)), Err(more));
        assert_eq!(allocate(&order, eur(0)), Err(AllocateRefused::NotPositive));
        assert_eq!(allocate(&order, eur(-5)), Err(AllocateRefused::NotPositive));
        let (paid, owed) = (Currency::CHF, Currency::EUR);
        let francs = Money::new(5, paid);
        assert_eq!(allocate(&order, francs), Err(AllocateRefused::WrongCurrency { paid, owed }));
        assert_eq!(more.class(), (FailureKind::Conflict, "more-than-owed"));
    }

    #[test]
    fn an_order_that_discounts_leave_nothing_of_takes_no_payment() {
        let nothing_owed = Err(AllocateRefused::MoreThanOwed { owed: eur(0) });
        assert_eq!(allocate(&claims(&[500, -500]), eur(1)), nothing_owed);
        assert_eq!(allocate(&claims(&[500, -900]), eur(1)), nothing_owed);
        assert_eq!(allocate(&[], eur(1)), nothing_owed);
    }

    #[test]
    fn the_next_payment_makes_up_for_amounts_that_changed() {
        let mut order = claims(&[1000, 1000]);
        assert_eq!(pay(&mut order, 1000), [500, 500]);
        order[0].amount = eur(200);
        assert_eq!(pay(&mut order, 200), [-300, 500]);
        assert_eq!(allocated(&order), [200, 1000]);
    }

    /// Orders of goods, fees and discounts that leave something to pay.
    fn order() -> impl Strategy<Value = Vec<Claim>> {
        let component = prop_oneof![6 => 0_i64..2_000, 2 => 0_i64..20, 2 => -300_i64..0];
        let order = vec(component, 1..15).prop_map(|minors| claims(&minors));
        order.prop_filter("something to pay", |order| total(order) > 0)
    }

    /// The payments between the moments a whole is cut at.
    fn payments(whole: i64, cuts: &[Index]) -> Vec<i64> {
        let whole = usize::try_from(whole).unwrap();
        let mut sums: Vec<usize> =
            cuts.iter().map(|cut| cut.index(whole)).chain([0, whole]).collect();
        sums.sort_unstable();
        sums.dedup();
        sums.windows(2).map(|pair| i64::try_from(pair[1] - pair[0]).unwrap()).collect()
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_payment_and_only_grow_until_each_claim_is_met(
            mut order in order(), cuts in vec(any::<Index>(), 0..12),
        ) {
            for payment in payments(total(&order), &cuts) {
                let shares = pay(&mut order, payment);
                prop_assert_eq!(shares.iter().sum::<i64>(), payment);
                for (claim, share) in order.iter().zip(shares) {
                    let (amount, allocated) = (claim.amount.minor(), claim.allocated.minor());
                    prop_assert!(share * amount.signum() >= 0, "{share} of {amount}");
                    prop_assert!(allocated.abs() <= amount.abs(), "{allocated} of {amount}");
                }
            }
            prop_assert!(order.iter().all(|claim| claim.allocated == claim.amount));
        }

        #[test]
        fn it_does_not_matter_in_which_payments_a_sum_came(
            order in order(), end in any::<Index>(), cuts in vec(any::<Index>(), 0..12),
        ) {
            let sum = i64::try_from(end.index(usize::try_from(total(&order)).unwrap())).unwrap() + 1;
            let (mut at_once, mut by_parts) = (order.clone(), order);
            pay(&mut at_once, sum);
            for payment in payments(sum, &cuts) {
                pay(&mut by_parts, payment);
            }
            prop_assert_eq!(at_once, by_parts);
        }

        #[test]
        fn two_claims_share_as_an_amount_is_split(first in 1_i64..5_000, second in 1_i64..5_000, end in any::<Index>()) {
            let paid = i64::try_from(end.index(usize::try_from(first + second).unwrap())).unwrap() + 1;
            let weights = [first.unsigned_abs(), second.unsigned_abs()];
            let shares = allocate(&claims(&[first, second]), eur(paid)).unwrap();
            prop_assert_eq!(shares, eur(paid).split(&weights).unwrap());
        }
    }
}
