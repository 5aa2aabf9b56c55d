use sillon_kernel::{CycleId, Date, EnterpriseId, Money, OrderId, PayoutId};
use sillon_ledger::Posting;

use crate::{Account, Method};

/// How an enterprise stands with a hub at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holdings {
    /// Became due to it and has not come in; below zero while money came before the close.
    pub earned: Money,
    /// Came in for it and was not paid out.
    pub payable: Money,
    /// Became due to it for its packaging and has not come in.
    pub deposits_due: Money,
    /// Came in for its packaging and is paid back when that returns.
    pub deposits: Money,
}

impl Holdings {
    /// Nothing of anything.
    pub fn nothing(zero: Money) -> Self {
        Self { earned: zero, payable: zero, deposits_due: zero, deposits: zero }
    }

    /// How it stands once something moved.
    #[must_use]
    pub fn after(self, moved: &Moved) -> Self {
        Self {
            earned: self.earned + moved.sold() - moved.came_in,
            payable: self.payable + moved.came_in - moved.paid_out,
            deposits_due: self.deposits_due + moved.deposits - moved.deposits_came_in,
            deposits: self.deposits + moved.deposits_came_in - moved.deposits_returned,
        }
    }
}

/// What moved for an enterprise: of one order, by one payout, or of many together. All of it may be below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// What its goods came to that became due.
    pub goods: Money,
    /// What else became due to it: fees, margins, the hand-over, tax on top, less vouchers it bears.
    pub fees: Money,
    /// What came in of that.
    pub came_in: Money,
    /// What became due to it for packaging.
    pub deposits: Money,
    /// What came in of that.
    pub deposits_came_in: Money,
    /// What is paid back to customers for packaging that came back.
    pub deposits_returned: Money,
    /// What was paid out to it.
    pub paid_out: Money,
}

impl Moved {
    /// Nothing.
    pub fn nothing(zero: Money) -> Self {
        Self {
            goods: zero,
            fees: zero,
            came_in: zero,
            deposits: zero,
            deposits_came_in: zero,
            deposits_returned: zero,
            paid_out: zero,
        }
    }

    /// What postings moved for a payee; `goods` is what of what became due is its goods, and the rest is fees.
    pub fn by<'p>(
        payee: EnterpriseId,
        postings: impl IntoIterator<Item = &'p Posting<Account>>,
        goods: Money,
    ) -> Self {
        let mut moved =
            Self { goods, fees: -goods, ..Self::nothing(Money::zero(goods.currency())) };
        for posting in postings {
            moved.count(payee, posting.from, posting.to, posting.amount);
            moved.count(payee, posting.to, posting.from, -posting.amount);
        }
        moved
    }

    /// Counts an amount from one account to another, where it is one that the words of a statement have; its inverse is
    /// counted as less than nothing.
    fn count(&mut self, payee: EnterpriseId, from: Account, to: Account, amount: Money) {
        match (from, to) {
            (Account::Order(_), Account::Earned(to)) if to == payee => self.fees += amount,
            // Nobody pays for what cost nothing: it came in as it became due.
            (Account::Order(_), Account::Payable(to)) if to == payee => {
                self.fees += amount;
                self.came_in += amount;
            }
            (Account::Earned(_), Account::Payable(to)) if to == payee => self.came_in += amount,
            (Account::Order(_), Account::DepositDue(to)) if to == payee => self.deposits += amount,
            (Account::Order(_), Account::Deposit(to)) if to == payee => {
                self.deposits += amount;
                self.deposits_came_in += amount;
            }
            (Account::DepositDue(_), Account::Deposit(to)) if to == payee => {
                self.deposits_came_in += amount;
            }
            (Account::Deposit(from), Account::Refund(_)) if from == payee => {
                self.deposits_returned += amount;
            }
            (Account::Payable(from), Account::Till(_)) if from == payee => self.paid_out += amount,
            _ => {}
        }
    }

    /// What became due but for packaging: goods and fees.
    pub fn sold(&self) -> Money {
        self.goods + self.fees
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        Self {
            goods: self.goods + other.goods,
            fees: self.fees + other.fees,
            came_in: self.came_in + other.came_in,
            deposits: self.deposits + other.deposits,
            deposits_came_in: self.deposits_came_in + other.deposits_came_in,
            deposits_returned: self.deposits_returned + other.deposits_returned,
            paid_out: self.paid_out + other.paid_out,
        }
    }
}

/// What moved for an enterprise at a hub from one day to another, how it stood before, and how it stood then.
///
/// What it stood at before and what moved come to what it stood at then, account by account: [`Statement::new`] adds
/// them up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement {
    /// Whose it is.
    pub payee: EnterpriseId,
    /// At which hub.
    pub hub: EnterpriseId,
    /// The first day, where the hub is.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// How it stood before the first day.
    pub opening: Holdings,
    /// What moved, order by order in the order of cycles, and payout by payout.
    pub lines: Vec<StatementLine>,
    /// All that moved.
    pub total: Moved,
    /// How it stood as the last day ended.
    pub closing: Holdings,
}

/// What moved for an enterprise by one order or one payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// By what.
    pub by: MovedBy,
    /// What.
    pub moved: Moved,
}

/// An order or a payout that moved something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MovedBy {
    /// An order, in its cycle: nobody is told whose.
    Order {
        /// Which.
        order: OrderId,
        /// What people call it.
        reference: String,
        /// The cycle.
        cycle: CycleId,
        /// What the cycle is called.
        cycle_name: String,
    },
    /// A payout, or that one never was.
    Payout {
        /// Which.
        payout: PayoutId,
        /// On which day it left.
        day: Date,
        /// How.
        method: Method,
        /// What the hub says of it.
        note: Option<String>,
        /// The payout that never was.
        reverses: Option<PayoutId>,
    },
}

impl Statement {
    /// A statement of what stood before, and what moved.
    pub fn new(
        (payee, hub): (EnterpriseId, EnterpriseId),
        (from, until): (Date, Date),
        opening: Holdings,
        lines: Vec<StatementLine>,
    ) -> Self {
        let nothing = Moved::nothing(Money::zero(opening.payable.currency()));
        let total = lines.iter().fold(nothing, |sum, line| sum.plus(&line.moved));
        let closing = opening.after(&total);
        Self { payee, hub, from, until, opening, lines, total, closing }
    }
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

    fn posting(from: Account, to: Account, minor: i64) -> Posting<Account> {
        Posting::new(from, to, eur(minor)).unwrap()
    }

    #[test]
    fn a_farm_reads_what_was_sold_what_came_in_and_what_was_paid_out() {
        let (order, earned, payable) =
            (Account::Order(ORDER), Account::Earned(FARM), Account::Payable(FARM));
        let of_order = [
            posting(order, earned, 840),
            posting(order, Account::Earned(HUB), 30),
            posting(order, Account::DepositDue(FARM), 60),
            posting(Account::Till(HUB), order, 930),
            posting(earned, payable, 840),
            posting(Account::DepositDue(FARM), Account::Deposit(FARM), 60),
            posting(Account::Deposit(FARM), Account::Refund(ORDER), 30),
        ];
        let sold = Moved::by(FARM, &of_order, eur(800));
        assert_eq!((sold.goods, sold.fees, sold.came_in), (eur(800), eur(40), eur(840)));
        let deposits = (sold.deposits, sold.deposits_came_in, sold.deposits_returned);
        assert_eq!(deposits, (eur(60), eur(60), eur(30)));
        let paid = Moved::by(FARM, &[posting(payable, Account::Till(HUB), 500)], eur(0));
        let stood = Holdings { payable: eur(100), ..Holdings::nothing(eur(0)) };
        let lines = [sold, paid].map(|moved| StatementLine {
            by: MovedBy::Payout {
                payout: PayoutId(Uuid::nil()),
                day: Date::constant(2026, 5, 7),
                method: Method::Cash,
                note: None,
                reverses: None,
            },
            moved,
        });
        let (from, until) = (Date::constant(2026, 5, 1), Date::constant(2026, 5, 31));
        let told = Statement::new((FARM, HUB), (from, until), stood, lines.to_vec());
        let closing =
            Holdings { payable: eur(440), deposits: eur(30), ..Holdings::nothing(eur(0)) };
        assert_eq!(told.closing, closing);
        let back = of_order.map(Posting::reversed);
        let never = sold.plus(&Moved::by(FARM, &back, eur(-800)));
        assert_eq!(never, Moved::nothing(eur(0)), "what is taken back is as if it had never been");
    }
}
