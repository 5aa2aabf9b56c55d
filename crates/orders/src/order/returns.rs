use std::collections::HashMap;

use sillon_cycles::Deposit;
use sillon_kernel::{Detail, EnterpriseId, Failure, FailureKind, Money, VariantId};

use crate::{CartLine, CartRefused, Order, OrderLine, check_lines};

/// Packaging of an order line that came back, and what is paid back for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnedLine {
    /// The position of the line of the order.
    pub line: u32,
    /// What it is the packaging of.
    pub variant: VariantId,
    /// Who is to pay the deposit back: whose packaging it is.
    pub owner: EnterpriseId,
    /// How many came back; at least one.
    pub quantity: u32,
    /// What is paid back for them.
    pub amount: Money,
    /// The tax in it, which the owner no longer owes.
    pub tax: Money,
}

impl Order {
    /// What is paid back for packaging of this order, after what came back of it before.
    ///
    /// # Errors
    ///
    /// [`ReturnRefused`] names the line of the request, counted from 0.
    pub fn take_back(
        &self,
        before: &[ReturnedLine],
        back: &[CartLine],
    ) -> Result<Vec<ReturnedLine>, ReturnRefused> {
        if back.is_empty() {
            return Err(ReturnRefused::Empty);
        }
        check_lines(back)?;
        let mut returned: HashMap<u32, u32> = HashMap::new();
        for known in before {
            *returned.entry(known.line).or_default() += known.quantity;
        }
        let mut lines = Vec::with_capacity(back.len());
        for (place, said) in back.iter().enumerate() {
            lines.extend(self.of_size_back(place, *said, &returned)?);
        }
        Ok(lines)
    }

    /// What came back of a size: of the line that is it, then of the bundles it is in.
    fn of_size_back(
        &self,
        place: usize,
        said: CartLine,
        returned: &HashMap<u32, u32>,
    ) -> Result<Vec<ReturnedLine>, ReturnRefused> {
        let CartLine { variant, quantity } = said;
        let is_it = |line: &&OrderLine| line.variant == variant;
        let mut ordered: Vec<&OrderLine> = self.lines.iter().filter(is_it).collect();
        ordered.sort_by_key(|line| line.bundle.is_some());
        if ordered.is_empty() {
            return Err(ReturnRefused::NotOrdered { line: place, variant });
        }
        let with_deposit = ordered.into_iter().filter_map(|line| {
            let before = returned.get(&line.position).copied().unwrap_or_default();
            let out = line.quantity.saturating_sub(before);
            line.deposit.map(|deposit| (line, deposit, before, out))
        });
        let with_deposit: Vec<_> = with_deposit.collect();
        if with_deposit.is_empty() {
            return Err(ReturnRefused::NoDeposit { line: place, variant });
        }
        let left = with_deposit.iter().map(|(.., out)| out).sum();
        if quantity > left {
            return Err(ReturnRefused::MoreThanTaken { line: place, variant, quantity, left });
        }
        let mut rest = quantity;
        let mut back = Vec::new();
        for (line, deposit, before, out) in with_deposit {
            let items = rest.min(out);
            rest -= items;
            back.extend(one_back(line, deposit, (before, items)));
        }
        Ok(back)
    }
}

/// So many that came back of a line, after so many before; nothing where there are none.
fn one_back(
    ordered: &OrderLine,
    deposit: Deposit,
    (before, items): (u32, u32),
) -> Option<ReturnedLine> {
    // Whatever number returns at a time, all of it gives back the tax there was.
    let tax_of = |items| Deposit::tax_share(ordered.deposit_tax, items, ordered.quantity);
    (items > 0).then(|| ReturnedLine {
        line: ordered.position,
        variant: ordered.variant,
        owner: ordered.owner,
        quantity: items,
        amount: deposit.of(items),
        tax: tax_of(before + items) - tax_of(before),
    })
}

/// Why packaging is not taken back; none of it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReturnRefused {
    /// Nothing is said to have come back.
    #[error("nothing came back: name a variant and how many")]
    Empty,
    /// No cart could have such lines.
    #[error(transparent)]
    Lines(#[from] CartRefused),
    /// The order has no such line.
    #[error("line {line}: variant {variant} is not in the order")]
    NotOrdered {
        /// Which line, from 0.
        line: usize,
        /// Which variant.
        variant: VariantId,
    },
    /// Nothing was paid for its packaging.
    #[error("line {line}: no deposit was paid on variant {variant}")]
    NoDeposit {
        /// Which line, from 0.
        line: usize,
        /// Which variant.
        variant: VariantId,
    },
    /// More than was taken and has not come back yet.
    #[error("line {line}: {quantity} of variant {variant} came back, {left} of it are still out")]
    MoreThanTaken {
        /// Which line, from 0.
        line: usize,
        /// Which variant.
        variant: VariantId,
        /// How many are said to have come back.
        quantity: u32,
        /// How many there are still to come back.
        left: u32,
    },
}

impl Failure for ReturnRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Empty => (FailureKind::Invalid, "return-empty"),
            Self::Lines(refused) => refused.class(),
            Self::NotOrdered { .. } => (FailureKind::Invalid, "not-ordered"),
            Self::NoDeposit { .. } => (FailureKind::Invalid, "no-deposit"),
            Self::MoreThanTaken { .. } => (FailureKind::Conflict, "more-than-taken"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Empty => vec![Detail::new("lines", self.to_string())],
            Self::Lines(refused) => refused.details(),
            Self::NotOrdered { line, .. } | Self::NoDeposit { line, .. } => {
                vec![Detail::new(format!("lines[{line}].variant"), self.to_string())]
            }
            Self::MoreThanTaken { line, variant, quantity, left } => {
                let detail = Detail::new(format!("lines[{line}].quantity"), self.to_string());
                vec![detail.with("variant", variant).with("wanted", quantity).with("left", left)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use sillon_kernel::{Currency, Rate};
    use uuid::Uuid;

    use super::*;
    use crate::sample;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn variant(number: u128) -> VariantId {
        VariantId(Uuid::from_u128(number))
    }

    /// So many of a variant.
    fn some(number: u128, quantity: u32) -> CartLine {
        CartLine { variant: variant(number), quantity }
    }

    /// Six of variant 1 with a deposit of 30 cents at 20 %, and one of variant 2 without.
    fn order() -> Order {
        let deposit = Deposit::new(eur(30), Rate::from_bps(2_000));
        sample::order(&[(1, 6, Some(deposit)), (2, 1, None)])
    }

    #[test]
    fn what_comes_back_is_paid_back_piece_by_piece_with_its_tax() {
        let order = order();
        let first = order.take_back(&[], &[some(1, 2)]).unwrap();
        let line = first[0];
        assert_eq!((line.line, line.quantity, line.amount, line.tax), (0, 2, eur(60), eur(10)));
        let rest = order.take_back(&first, &[some(1, 4)]).unwrap();
        assert_eq!((rest[0].amount, rest[0].tax), (eur(120), eur(20)));
    }

    #[test]
    fn crates_that_come_back_one_by_one_give_back_the_tax_there_was_in_all() {
        let deposit = Deposit::new(eur(100), Rate::from_bps(2_000));
        let order = sample::order(&[(1, 100, Some(deposit))]);
        let mut back: Vec<ReturnedLine> = Vec::new();
        for _ in 0..100 {
            back.extend(order.take_back(&back, &[some(1, 1)]).unwrap());
        }
        let taxes = Money::total(Currency::EUR, back.iter().map(|line| line.tax));
        assert_eq!(taxes, eur(1_668), "within a cent of 16.67, where 100 times 0.17 is 17.00");
        assert!(back.iter().all(|line| [16, 17].contains(&line.tax.minor())));
    }

    #[test]
    fn packaging_comes_back_of_what_was_bought_by_itself_and_then_of_what_was_in_bundles() {
        let deposit = Deposit::new(eur(30), Rate::from_bps(2_000));
        let mut order = sample::order(&[(1, 2, Some(deposit)), (1, 4, Some(deposit))]);
        order.lines[1].bundle = Some(0);
        let told = |back: &[ReturnedLine]| -> Vec<_> {
            back.iter().map(|line| (line.line, line.quantity, line.amount)).collect()
        };
        let first = order.take_back(&[], &[some(1, 3)]).unwrap();
        assert_eq!(told(&first), [(0, 2, eur(60)), (1, 1, eur(30))]);
        let rest = order.take_back(&first, &[some(1, 3)]).unwrap();
        assert_eq!(told(&rest), [(1, 3, eur(90))]);
        let all: Vec<_> = first.into_iter().chain(rest).collect();
        assert_eq!(order.take_back(&all, &[some(1, 1)]).unwrap_err().class().1, "more-than-taken");
    }

    #[test]
    fn no_more_comes_back_than_was_taken() {
        let order = order();
        let before = order.take_back(&[], &[some(1, 5)]).unwrap();
        let refused = order.take_back(&before, &[some(1, 2)]).unwrap_err();
        let more =
            ReturnRefused::MoreThanTaken { line: 0, variant: variant(1), quantity: 2, left: 1 };
        assert_eq!(refused, more);
        assert_eq!(more.class(), (FailureKind::Conflict, "more-than-taken"));
    }

    #[test]
    fn a_return_names_what_was_ordered_with_a_deposit_once_and_some_of_it() {
        let refused = |back: &[CartLine]| order().take_back(&[], back).unwrap_err().class().1;
        assert_eq!(refused(&[]), "return-empty");
        assert_eq!(refused(&[some(1, 1), some(1, 1)]), "variant-twice");
        assert_eq!(refused(&[some(1, 0)]), "quantity");
        assert_eq!(refused(&[some(2, 1)]), "no-deposit");
        assert_eq!(refused(&[some(3, 1)]), "not-ordered");
    }

    proptest! {
        #[test]
        fn however_it_comes_back_no_more_is_paid_back_than_was_paid(parts in vec(1_u32..5, 0..8)) {
            let order = order();
            let mut back: Vec<ReturnedLine> = Vec::new();
            for part in parts {
                let before: u32 = back.iter().map(|line| line.quantity).sum();
                match order.take_back(&back, &[some(1, part)]) {
                    Ok(lines) => back.extend(lines),
                    Err(refused) => {
                        prop_assert!(before + part > 6, "{refused}");
                        prop_assert_eq!(refused.class().1, "more-than-taken");
                    }
                }
            }
            let (paid, tax) = (order.deposits(), eur(30));
            let sum = |of: fn(&ReturnedLine) -> Money| Money::total(Currency::EUR, back.iter().map(of));
            prop_assert!(sum(|line| line.amount).minor() <= paid.minor());
            prop_assert!(sum(|line| line.tax).minor() <= tax.minor());
            let all = back.iter().map(|line| line.quantity).sum::<u32>() == 6;
            prop_assert_eq!(all, sum(|line| line.amount) == paid && sum(|line| line.tax) == tax);
        }
    }
}
