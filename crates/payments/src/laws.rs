//! What holds of the books of an order, whatever happens to it in whatever order.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};
use sillon_kernel::{Currency, EnterpriseId, Money, OrderId};
use sillon_ledger::Posting;
use uuid::Uuid;

use crate::{
    Account, Claim, Holdings, Keeps, Moved, OrderBooks, ToPayBack, change_postings, due_postings,
    pay_out_posting, payment_postings, payment_reversal_postings, postings::per_payee,
    repayment_reversal_postings, return_postings,
};

const HUB: EnterpriseId = EnterpriseId(Uuid::from_u128(1));
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

fn components() -> impl Strategy<Value = Vec<Claim>> {
    let sold = prop_oneof![4 => 1_i64..2_000, 1 => -200_i64..0];
    let payee = || (1_u128..5).prop_map(|payee| EnterpriseId(Uuid::from_u128(payee)));
    let sold = (payee(), sold).prop_map(|(payee, minor)| claim(payee, minor));
    let lent = (payee(), 1_i64..500).prop_map(|(payee, minor)| deposit(payee, minor));
    let something_to_pay = |components: &Vec<Claim>| {
        components.iter().map(|claim| claim.amount.minor()).sum::<i64>() > 0
    };
    vec(prop_oneof![3 => sold, 1 => lent], 1..10).prop_filter("something to pay", something_to_pay)
}

proptest! {
    /// The books after the close, which comes before, between or after two payments.
    #[test]
    fn the_books_say_who_owes_what_whenever_the_close_comes(
        components in components(), close in 0_usize..3, first_percent in 1_i64..100,
    ) {
        let mut claims = components.clone();
        let total = Money::total(Currency::EUR, claims.iter().map(|claim| claim.amount));
        let first = (total.minor() * first_percent / 100).max(1);
        let mut books = Vec::new();
        let mut received = eur(0);
        for (step, payment) in [first, total.minor() - first, 0].into_iter().enumerate() {
            if step == close {
                books.extend(due_postings(ORDER, &components));
            }
            if payment > 0 {
                let (shares, postings) = payment_postings(HUB, ORDER, &claims, eur(payment), eur(0)).unwrap();
                claims.iter_mut().zip(shares).for_each(|(claim, share)| claim.allocated += share);
                books.extend(postings);
                received += eur(payment);
            }
            let balances = balances(&books);
            let of = |account: Account| balances.get(&account).copied().unwrap_or(eur(0));
            let due = if step >= close { total } else { eur(0) };
            let came_in = |account: &Account| ["payable", "deposit"].contains(&account.kind());
            let payable = balances.iter().filter(|(account, _)| came_in(account));
            prop_assert_eq!(trial_balance(&balances), 0);
            prop_assert_eq!(of(Account::Till(HUB)), -received);
            prop_assert_eq!(of(Account::Order(ORDER)), received - due);
            prop_assert_eq!(Money::total(Currency::EUR, payable.map(|(_, amount)| *amount)), received);
        }
        for (account, balance) in balances(&books) {
            let passed_on = matches!(account, Account::Order(_) | Account::Earned(_) | Account::DepositDue(_));
            prop_assert!(!passed_on || balance.is_zero());
        }
        // All packaging returns: nothing is held for it any more, and the customer is owed what was paid for it.
        let lent = components.iter().filter(|claim| claim.keeps == Keeps::UntilReturned);
        let lent: Vec<_> = lent.map(|claim| (claim.payee, claim.amount)).collect();
        let owed = Money::total(Currency::EUR, lent.iter().map(|(_, amount)| *amount));
        books.extend(return_postings(ORDER, lent));
        let after = balances(&books);
        prop_assert_eq!(trial_balance(&after), 0);
        prop_assert_eq!(after.get(&Account::Refund(ORDER)).copied().unwrap_or(eur(0)), owed);
        prop_assert!(after.iter().all(|(account, left)| account.kind() != "deposit" || left.is_zero()));
    }
}

/// What happens to an order, in whatever order.
#[derive(Debug, Clone)]
enum Step {
    Pay(i64),
    BecomeDue,
    /// Each claim comes to so many hundredths of what it was.
    Change(Vec<i64>),
    /// So many hundredths of the deposits in the order come back.
    Return(i64),
    /// So many hundredths of what is to be paid back is.
    Repay(i64),
    /// So many hundredths of what is payable to a payee is paid out.
    PayOut(u128, i64),
    /// One of the payments never came.
    ReversePayment(usize),
    /// One of the repayments never left.
    ReverseRepayment(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1_i64..100).prop_map(Step::Pay),
        1 => Just(Step::BecomeDue),
        3 => vec(prop_oneof![Just(0_i64), 1_i64..200, Just(100)], 10).prop_map(Step::Change),
        1 => (1_i64..100).prop_map(Step::Return),
        2 => (1_i64..=100).prop_map(Step::Repay),
        1 => (1_u128..5, 1_i64..=100).prop_map(|(payee, part)| Step::PayOut(payee, part)),
        2 => any::<usize>().prop_map(Step::ReversePayment),
        1 => any::<usize>().prop_map(Step::ReverseRepayment),
    ]
}

/// An order, what happened to it, and the books.
#[derive(Debug, Clone)]
struct Lived {
    placed: Vec<Claim>,
    claims: Vec<Claim>,
    books: Vec<Posting<Account>>,
    is_due: bool,
    /// Payments that were not reversed.
    payments: Vec<Money>,
    /// Repayments that were not reversed, each with what of it had been overpaid.
    repayments: Vec<(Money, Money)>,
    returned: BTreeMap<EnterpriseId, Money>,
    paid_out: BTreeMap<EnterpriseId, Money>,
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    Money::total(Currency::EUR, amounts)
}

impl Lived {
    fn new(placed: Vec<Claim>) -> Self {
        Self {
            claims: placed.clone(),
            placed,
            books: Vec::new(),
            is_due: false,
            payments: Vec::new(),
            repayments: Vec::new(),
            returned: BTreeMap::new(),
            paid_out: BTreeMap::new(),
        }
    }

    fn came_in(&self) -> Money {
        sum(self.payments.iter().copied())
    }

    fn repaid(&self) -> Money {
        sum(self.repayments.iter().map(|(amount, _)| *amount))
    }

    fn overpaid_repaid(&self) -> Money {
        sum(self.repayments.iter().map(|(_, overpaid)| *overpaid))
    }

    /// What came in, less what of it was paid back.
    fn received(&self) -> Money {
        self.came_in() - self.overpaid_repaid()
    }

    fn to_pay_back(&self) -> ToPayBack {
        let returned = sum(self.returned.values().copied());
        let allocated = sum(self.claims.iter().map(|claim| claim.allocated));
        ToPayBack {
            for_returns: returned - (self.repaid() - self.overpaid_repaid()),
            overpaid: self.received() - allocated,
        }
    }

    fn order_books(&self) -> OrderBooks<'_> {
        let (claims, received, is_due) = (self.claims.as_slice(), self.received(), self.is_due);
        OrderBooks { hub: HUB, order: ORDER, claims, received, is_due }
    }

    fn shared(&mut self, (shares, postings): (Vec<Money>, Vec<Posting<Account>>)) {
        self.claims.iter_mut().zip(shares).for_each(|(claim, share)| claim.allocated += share);
        self.books.extend(postings);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::BecomeDue if self.is_due => {}
            Step::BecomeDue => {
                self.books.extend(due_postings(ORDER, &self.claims));
                self.is_due = true;
                if sum(self.claims.iter().map(|claim| claim.amount)).is_zero() {
                    self.claims.iter_mut().for_each(|claim| claim.allocated = claim.amount);
                }
            }
            Step::Pay(percent) => {
                let owed = sum(self.claims.iter().map(|claim| claim.amount - claim.allocated));
                let paid = eur((owed.minor() * percent / 100).max(1));
                if let Ok(moved) = payment_postings(HUB, ORDER, &self.claims, paid, eur(0)) {
                    self.payments.push(paid);
                    self.shared(moved);
                }
            }
            Step::Change(parts) => self.change(&parts),
            Step::Return(percent) => self.take_back(percent),
            Step::Repay(percent) => self.repay(percent),
            Step::PayOut(payee, percent) => self.pay_out(payee, percent),
            Step::ReversePayment(which) if !self.payments.is_empty() => {
                let which = which % self.payments.len();
                if let Ok(moved) =
                    payment_reversal_postings(&self.order_books(), self.payments[which])
                {
                    self.payments.remove(which);
                    self.shared(moved);
                }
            }
            Step::ReverseRepayment(which) if !self.repayments.is_empty() => {
                let (amount, overpaid) = self.repayments[which % self.repayments.len()];
                let moved = repayment_reversal_postings(&self.order_books(), amount, overpaid);
                self.repayments.remove(which % self.repayments.len());
                self.shared(moved);
            }
            Step::ReversePayment(_) | Step::ReverseRepayment(_) => {}
        }
    }

    fn change(&mut self, parts: &[i64]) {
        let now = self.claims.iter().zip(self.placed.iter().zip(parts));
        let after: Vec<Claim> = now
            .map(|(claim, (placed, part))| Claim {
                amount: eur(placed.amount.minor() * part / 100),
                ..*claim
            })
            .collect();
        if sum(after.iter().map(|claim| claim.amount)).minor() < 0 {
            return;
        }
        let moved = change_postings(ORDER, &self.claims, &after, self.received(), self.is_due);
        self.claims = after;
        self.shared(moved);
    }

    fn take_back(&mut self, percent: i64) {
        let lent = self.claims.iter().filter(|claim| claim.keeps == Keeps::UntilReturned);
        let part = |claim: &Claim| (claim.payee, eur(claim.amount.minor() * percent / 100));
        let back: Vec<_> = lent.map(part).collect();
        for (payee, amount) in &back {
            *self.returned.entry(*payee).or_insert(eur(0)) += *amount;
        }
        self.books.extend(return_postings(ORDER, back));
    }

    fn repay(&mut self, percent: i64) {
        let owed = self.to_pay_back();
        let amount = eur(owed.total().minor() * percent / 100);
        if let Ok(posting) = pay_out_posting(HUB, Account::Refund(ORDER), owed.total(), amount) {
            self.repayments.push((amount, owed.overpaid_of(amount)));
            self.books.push(posting);
        }
    }

    fn pay_out(&mut self, payee: u128, percent: i64) {
        let payee = EnterpriseId(Uuid::from_u128(payee));
        let payable = balances(&self.books).get(&Account::Payable(payee)).copied();
        let payable = payable.unwrap_or(eur(0));
        let amount = eur(payable.minor() * percent / 100);
        if let Ok(posting) = pay_out_posting(HUB, Account::Payable(payee), payable, amount) {
            *self.paid_out.entry(payee).or_insert(eur(0)) += amount;
            self.books.push(posting);
        }
    }

    /// The books, held against what they are of.
    fn check(&self) -> Result<(), TestCaseError> {
        let balances = balances(&self.books);
        let of = |account: Account| balances.get(&account).copied().unwrap_or(eur(0));
        let total = |of: fn(&Claim) -> Money| sum(self.claims.iter().map(of));
        let (amount, allocated) = (total(|claim| claim.amount), total(|claim| claim.allocated));
        let owed_back = self.to_pay_back();
        let paid_out = sum(self.paid_out.values().copied());
        prop_assert_eq!(trial_balance(&balances), 0);
        prop_assert_eq!(of(Account::Till(HUB)), self.repaid() + paid_out - self.came_in());
        prop_assert_eq!(of(Account::Refund(ORDER)), owed_back.total());
        prop_assert!(owed_back.overpaid.minor() >= 0 && owed_back.for_returns.minor() >= 0);
        prop_assert_eq!(allocated.minor(), self.received().minor().min(amount.minor()));
        let due = |amount: Money| if self.is_due { amount } else { eur(0) };
        prop_assert_eq!(of(Account::Order(ORDER)), allocated - due(amount));
        let sums =
            |of: fn(&Claim) -> Money| per_payee(self.claims.iter().map(|claim| (claim, of(claim))));
        let (amounts, came_in) = (sums(|claim| claim.amount), sums(|claim| claim.allocated));
        for ((payee, keeps), amount) in amounts {
            let share = came_in.get(&(payee, keeps)).copied().unwrap_or(eur(0));
            let gone = if keeps == Keeps::ForGood { &self.paid_out } else { &self.returned };
            let gone = gone.get(&payee).copied().unwrap_or(eur(0));
            prop_assert_eq!(of(keeps.received(payee)), share - gone);
            prop_assert_eq!(of(keeps.due(payee)), due(amount) - share);
            // A statement of all that moved says how the payee stands.
            let nothing = Holdings::nothing(eur(0));
            let told = nothing.after(&Moved::by(payee, &self.books, eur(7)));
            let stands = Holdings {
                earned: of(Account::Earned(payee)),
                payable: of(Account::Payable(payee)),
                deposits_due: of(Account::DepositDue(payee)),
                deposits: of(Account::Deposit(payee)),
            };
            prop_assert_eq!(told, stands);
        }
        Ok(())
    }

    /// What each account holds, of those that hold something.
    fn held(&self) -> BTreeMap<Account, Money> {
        balances(&self.books).into_iter().filter(|(_, balance)| !balance.is_zero()).collect()
    }
}

proptest! {
    /// Whatever is changed, paid, paid back, paid out, reversed and due in whatever order, the books say who owes what.
    #[test]
    fn the_books_say_who_owes_what_after_every_step(
        placed in components(), steps in vec(any_step(), 1..16),
    ) {
        let mut lived = Lived::new(placed);
        for step in steps {
            lived.take(step);
            lived.check()?;
        }
        // Back to what was placed and nothing reversed, the books are as if nothing had been changed.
        let mut plain = Lived::new(lived.placed.clone());
        let is_plain = lived.repayments.is_empty() && lived.returned.is_empty() && lived.paid_out.is_empty();
        lived.change(&[100; 10]);
        lived.check()?;
        if lived.is_due {
            plain.take(Step::BecomeDue);
        }
        let received = lived.came_in();
        let all = payment_postings(HUB, ORDER, &plain.claims, received, eur(0)).ok();
        if let Some(moved) = all.filter(|_| is_plain) {
            plain.shared(moved);
            prop_assert_eq!(lived.held(), plain.held());
        }
    }

    /// Whatever was reversed, the books are as if it had never been; and the last thing that is reversed is moved back
    /// exactly.
    #[test]
    fn what_was_reversed_never_was(
        placed in components(), before in vec(any_step(), 0..8), paid in 1_i64..100, which in any::<usize>(),
    ) {
        let mut without = Lived::new(placed);
        for step in before {
            without.take(step);
        }
        let mut with = without.clone();
        with.take(Step::Pay(paid));
        if with.payments.len() > without.payments.len() {
            let moved: Vec<_> = with.books[without.books.len()..].to_vec();
            let known = with.books.len();
            with.take(Step::ReversePayment(with.payments.len() - 1));
            let back: BTreeMap<_, _> = balances(&with.books[known..]);
            prop_assert_eq!(back, balances(&moved.into_iter().map(Posting::reversed).collect::<Vec<_>>()));
            prop_assert_eq!(with.held(), without.held());
        }
        with.take(Step::Repay(paid));
        if with.repayments.len() > without.repayments.len() {
            with.take(Step::ReverseRepayment(with.repayments.len() - 1));
            prop_assert_eq!(with.held(), without.held());
        }
        // An earlier payment that never came: as if only the others had.
        if !with.payments.is_empty() {
            let taken = with.payments.len();
            with.take(Step::ReversePayment(which));
            prop_assert!(with.payments.len() < taken || with.overpaid_repaid().minor() > 0);
            with.check()?;
        }
    }
}
