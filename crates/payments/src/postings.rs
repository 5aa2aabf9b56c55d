use std::{collections::BTreeMap, iter};

use sillon_kernel::{EnterpriseId, Money, OrderId};
use sillon_ledger::Posting;

use crate::{
    Account, AllocateRefused, Claim, Keeps, allocate,
    allocate::{shares_now, still_to_pay},
};

/// What moves when an order becomes due: from the order to what each payee has earned, once per payee, and once more for
/// the deposits on its packaging.
///
/// A payee whose components come to less than nothing (its discounts outweigh the rest) owes: its posting goes the other way. Of an
/// order that comes to nothing, what each has earned is payable at once, as nobody will pay for it.
pub fn due_postings(order: OrderId, claims: &[Claim]) -> Vec<Posting<Account>> {
    let is_free = Money::sum(claims.iter().map(|claim| claim.amount)).is_some_and(Money::is_zero);
    let sums = per_payee(claims.iter().map(|claim| (claim, claim.amount))).into_iter();
    let due = |((payee, keeps), amount): ((EnterpriseId, Keeps), Money)| {
        let to = if is_free { keeps.received(payee) } else { keeps.due(payee) };
        moved(Account::Order(order), to, amount)
    };
    sums.filter_map(due).collect()
}

/// What moves when a hub is paid for an order, and the payment's share for each claim in order.
///
/// The money moves from the hub's till to the order, and each payee's share of it from what it earned to what is payable to
/// it, once per payee; a share below zero (a discount granted) goes the other way. Deposits stand apart all the way.
///
/// An order may have come to more before it changed, and a transfer of that be on its way: up to `once_owed`, which is what of it has
/// not come in, more than is owed is taken, and the rest is to be paid back to the customer.
///
/// # Errors
///
/// As [`allocate`].
pub fn payment_postings(
    hub: EnterpriseId,
    order: OrderId,
    claims: &[Claim],
    paid: Money,
    once_owed: Money,
) -> Result<(Vec<Money>, Vec<Posting<Account>>), AllocateRefused> {
    let nothing = Money::zero(paid.currency());
    let owed = still_to_pay(claims, paid.currency())?.above_zero();
    let is_late = owed.minor() < paid.minor() && paid.minor() <= once_owed.minor();
    let kept = if is_late { owed } else { paid };
    let shares = if is_late && owed.is_zero() {
        vec![nothing; claims.len()]
    } else {
        allocate(claims, kept)?
    };
    let received = moved(Account::Till(hub), Account::Order(order), paid);
    let back = moved(Account::Order(order), Account::Refund(order), paid - kept);
    let postings = received.into_iter().chain(came_in(claims, &shares)).chain(back).collect();
    Ok((shares, postings))
}

/// What moves when so much of each claim comes in, once per payee.
pub(crate) fn came_in(
    claims: &[Claim],
    shares: &[Money],
) -> impl Iterator<Item = Posting<Account>> {
    let sums = per_payee(claims.iter().zip(shares.iter().copied())).into_iter();
    sums.filter_map(|((payee, keeps), share)| moved(keeps.due(payee), keeps.received(payee), share))
}

/// What moves when packaging of an order returns: from the deposits of each payee to what is to be paid back to the
/// customer, once per payee.
pub fn return_postings(
    order: OrderId,
    returned: impl IntoIterator<Item = (EnterpriseId, Money)>,
) -> Vec<Posting<Account>> {
    let mut sums = BTreeMap::new();
    for (payee, amount) in returned {
        *sums.entry(payee).or_insert(Money::zero(amount.currency())) += amount;
    }
    let back = |(payee, amount)| moved(Account::Deposit(payee), Account::Refund(order), amount);
    sums.into_iter().filter_map(back).collect()
}

/// What moves when the claims of an order change, and what of what came in each gets more or less of, in their order.
///
/// `after` has each claim of `before` at its place, and what is new behind; what was allocated to it is what was before. All that
/// came in is shared over the claims as they are now, up to what they come to; the rest is to be paid back to the customer. When the
/// order is due, what each payee earned changes with its claims.
pub fn change_postings(
    order: OrderId,
    before: &[Claim],
    after: &[Claim],
    received: Money,
    is_due: bool,
) -> (Vec<Money>, Vec<Posting<Account>>) {
    let nothing = Money::zero(received.currency());
    let shares: Vec<Money> = shares_now(after, received, is_due)
        .into_iter()
        .zip(after)
        .map(|(share, claim)| share - claim.allocated)
        .collect();
    let were = before.iter().map(|claim| claim.amount).chain(iter::repeat(nothing));
    let earned = after.iter().zip(were).map(|(claim, was)| (claim, claim.amount - was));
    let earned = per_payee(earned.filter(|_| is_due)).into_iter();
    let earned = earned
        .filter_map(|((payee, keeps), more)| moved(Account::Order(order), keeps.due(payee), more));
    // What is no longer shared over the claims is the customer's.
    let to_pay_back = -Money::total(nothing.currency(), shares.iter().copied());
    let back = moved(Account::Order(order), Account::Refund(order), to_pay_back);
    let postings = earned.chain(came_in(after, &shares)).chain(back).collect();
    (shares, postings)
}

pub(crate) fn per_payee<'a>(
    amounts: impl IntoIterator<Item = (&'a Claim, Money)>,
) -> BTreeMap<(EnterpriseId, Keeps), Money> {
    let mut sums = BTreeMap::new();
    for (claim, amount) in amounts {
        let sum = sums.entry((claim.payee, claim.keeps));
        *sum.or_insert(Money::zero(amount.currency())) += amount;
    }
    sums
}

/// The posting of an amount, the other way round when it is less than nothing; none for nothing.
pub(crate) fn moved(from: Account, to: Account, amount: Money) -> Option<Posting<Account>> {
    if amount.is_zero() {
        return None;
    }
    let posting = if amount.minor() > 0 {
        Posting::new(from, to, amount)
    } else {
        Posting::new(to, from, -amount)
    };
    Some(posting.expect("the ends are accounts of two kinds, and the amount is above zero"))
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Currency;
    use uuid::Uuid;

    use super::*;

    const HUB: EnterpriseId = EnterpriseId(Uuid::from_u128(1));
    const FARM: EnterpriseId = EnterpriseId(Uuid::from_u128(2));
    const ORDER: OrderId = OrderId(Uuid::from_u128(9));

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn claim(payee: EnterpriseId, minor: i64) -> Claim {
        Claim { payee, keeps: Keeps::ForGood, amount: eur(minor), allocated: eur(0) }
    }

    fn deposit(payee: EnterpriseId, minor: i64) -> Claim {
        Claim { keeps: Keeps::UntilReturned, ..claim(payee, minor) }
    }

    fn posting(from: Account, to: Account, minor: i64) -> Posting<Account> {
        Posting::new(from, to, eur(minor)).unwrap()
    }

    /// What each account holds: what came in less what went out.
    fn balances(postings: &[Posting<Account>]) -> BTreeMap<Account, Money> {
        let mut balances = BTreeMap::new();
        for posting in postings {
            *balances.entry(posting.from).or_insert(eur(0)) += -posting.amount;
            *balances.entry(posting.to).or_insert(eur(0)) += posting.amount;
        }
        balances
    }

    fn trial_balance(balances: &BTreeMap<Account, Money>) -> i64 {
        balances.values().map(|balance| balance.minor()).sum()
    }

    #[test]
    fn what_becomes_due_is_posted_once_per_payee() {
        let components = [
            claim(FARM, 500),
            claim(HUB, 50),
            claim(FARM, 300),
            claim(HUB, -60),
            deposit(FARM, 90),
        ];
        assert_eq!(
            due_postings(ORDER, &components),
            [
                posting(Account::Earned(HUB), Account::Order(ORDER), 10),
                posting(Account::Order(ORDER), Account::Earned(FARM), 800),
                posting(Account::Order(ORDER), Account::DepositDue(FARM), 90),
            ]
        );
        assert_eq!(due_postings(ORDER, &[claim(HUB, 5), claim(HUB, -5)]), []);
        assert_eq!(
            due_postings(ORDER, &[claim(FARM, 500), claim(HUB, -500)]),
            [
                posting(Account::Payable(HUB), Account::Order(ORDER), 500),
                posting(Account::Order(ORDER), Account::Payable(FARM), 500),
            ],
            "a farm whose goods cost nothing is paid all the same"
        );
    }

    #[test]
    fn a_payment_reaches_the_order_and_its_shares_the_payees() {
        let claims = [claim(FARM, 500), claim(HUB, -100), claim(FARM, 300)];
        let (shares, postings) = payment_postings(HUB, ORDER, &claims, eur(350), eur(0)).unwrap();
        assert_eq!(shares, [eur(250), eur(-50), eur(150)]);
        assert_eq!(
            postings,
            [
                posting(Account::Till(HUB), Account::Order(ORDER), 350),
                posting(Account::Payable(HUB), Account::Earned(HUB), 50),
                posting(Account::Earned(FARM), Account::Payable(FARM), 400),
            ]
        );
    }

    #[test]
    fn deposits_are_held_apart_and_paid_back_from_where_they_are_held() {
        let claims = [claim(FARM, 500), deposit(FARM, 60), deposit(HUB, 40)];
        let (shares, postings) = payment_postings(HUB, ORDER, &claims, eur(300), eur(0)).unwrap();
        assert_eq!(shares, [eur(250), eur(30), eur(20)]);
        assert_eq!(
            postings,
            [
                posting(Account::Till(HUB), Account::Order(ORDER), 300),
                posting(Account::DepositDue(HUB), Account::Deposit(HUB), 20),
                posting(Account::Earned(FARM), Account::Payable(FARM), 250),
                posting(Account::DepositDue(FARM), Account::Deposit(FARM), 30),
            ]
        );
        let back = return_postings(ORDER, [(FARM, eur(30)), (HUB, eur(40)), (FARM, eur(30))]);
        assert_eq!(
            back,
            [
                posting(Account::Deposit(HUB), Account::Refund(ORDER), 40),
                posting(Account::Deposit(FARM), Account::Refund(ORDER), 60),
            ]
        );
    }

    #[test]
    fn what_was_owed_before_an_order_changed_is_taken_and_the_rest_is_to_be_paid_back() {
        let late = |claims: &[Claim], received: i64, paid| {
            payment_postings(HUB, ORDER, claims, eur(paid), eur(3_000 - received))
        };
        let (shares, postings) = late(&[claim(FARM, 1_200)], 0, 3_000).unwrap();
        let held = balances(&postings);
        assert_eq!(shares, [eur(1_200)]);
        assert_eq!(
            (held[&Account::Till(HUB)], held[&Account::Refund(ORDER)]),
            (eur(-3_000), eur(1_800))
        );
        assert_eq!((held[&Account::Payable(FARM)], trial_balance(&held)), (eur(1_200), 0));
        let (shares, postings) = late(&[claim(FARM, 0)], 0, 3_000).unwrap();
        assert_eq!(
            (shares, balances(&postings)[&Account::Refund(ORDER)]),
            (vec![eur(0)], eur(3_000))
        );
        let more = AllocateRefused::MoreThanOwed { owed: eur(1_200) };
        assert_eq!(late(&[claim(FARM, 1_200)], 0, 3_001), Err(more));
        assert_eq!(late(&[claim(FARM, 1_200)], 0, -1), Err(AllocateRefused::NotPositive));
    }

    #[test]
    fn a_refused_payment_moves_nothing() {
        let more = AllocateRefused::MoreThanOwed { owed: eur(500) };
        let claims = [claim(FARM, 500)];
        assert_eq!(payment_postings(HUB, ORDER, &claims, eur(501), eur(0)), Err(more));
        let dollars = Money::new(5, Currency::USD);
        let wrong =
            AllocateRefused::WrongCurrency { paid: dollars.currency(), owed: Currency::EUR };
        assert_eq!(payment_postings(HUB, ORDER, &claims, dollars, eur(9_000)), Err(wrong));
    }
}
