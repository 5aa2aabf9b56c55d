use sillon_kernel::{Currency, Detail, Failure, FailureKind, FieldValue, Money};

/// The most orders that a cycle may be limited to.
const MAX_ORDERS: u32 = 1_000_000;

/// After how many orders, or for how much, a cycle closes by itself before its time: at the first of the two that it comes to.
///
/// The order that comes to it is taken whole; the next one comes too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLimit {
    orders: Option<u32>,
    turnover: Option<Money>,
}

impl OrderLimit {
    /// A limit of orders, or of what customers pay for them in all; or of both.
    ///
    /// # Errors
    ///
    /// [`OrderLimitRefused`] for one that says neither, or that is reached before the first order.
    pub fn new(orders: Option<u32>, turnover: Option<Money>) -> Result<Self, OrderLimitRefused> {
        if orders.is_none() && turnover.is_none() {
            return Err(OrderLimitRefused::OfNothing);
        }
        if orders.is_some_and(|orders| !(1..=MAX_ORDERS).contains(&orders)) {
            return Err(OrderLimitRefused::Orders);
        }
        if turnover.is_some_and(|turnover| turnover.minor() <= 0) {
            return Err(OrderLimitRefused::Turnover);
        }
        Ok(Self { orders, turnover })
    }

    /// Checks that it counts in the currency that the cycle sells in.
    ///
    /// # Errors
    ///
    /// [`OrderLimitRefused::Currency`]
    pub fn check(&self, currency: Currency) -> Result<(), OrderLimitRefused> {
        match self.turnover {
            Some(turnover) if turnover.currency() != currency => {
                Err(OrderLimitRefused::Currency(currency))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// After how many orders.
    pub fn orders(&self) -> Option<u32> {
        self.orders
    }

    /// For how much.
    pub fn turnover(&self) -> Option<Money> {
        self.turnover
    }

    /// Whether as much was ordered.
    pub fn is_reached(&self, taken: &OrdersTaken) -> bool {
        let all_taken = self.orders.is_some_and(|orders| taken.orders >= i64::from(orders));
        let all_sold = self.turnover.is_some_and(|turnover| taken.minor >= turnover.minor());
        all_taken || all_sold
    }

    /// What the change log tells of one, or of none.
    pub(crate) fn fields(limit: Option<&Self>) -> [(&'static str, FieldValue); 2] {
        let (orders, turnover) = limit.map_or((None, None), |it| (it.orders, it.turnover));
        [
            ("limit_orders", FieldValue::maybe(orders.as_ref())),
            ("limit_turnover", FieldValue::maybe(turnover.as_ref())),
        ]
    }
}

/// What was ordered in a cycle, of what its limit counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrdersTaken {
    /// How many orders.
    pub orders: i64,
    /// What customers pay for them in all, in cents of the limit's currency.
    pub minor: i64,
}

impl OrdersTaken {
    /// Counts one order more; of a turnover, as far as it is in the currency of the limit.
    pub fn count(&mut self, limit: Option<&OrderLimit>, total: Money) {
        self.orders = self.orders.saturating_add(1);
        let turnover = limit.and_then(OrderLimit::turnover);
        if turnover.is_some_and(|turnover| turnover.currency() == total.currency()) {
            self.minor = self.minor.saturating_add(total.minor());
        }
    }
}

/// Why a cycle cannot be limited so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderLimitRefused {
    /// It says neither how many orders nor for how much.
    #[error("say how many orders, or for how much")]
    OfNothing,
    /// Of no orders, or of more than are counted.
    #[error("a cycle takes from 1 to {MAX_ORDERS} orders")]
    Orders,
    /// Of nothing.
    #[error("what customers pay until it closes is more than nothing")]
    Turnover,
    /// In another currency.
    #[error("it is in {0}, as its coordinator sells")]
    Currency(Currency),
}

impl Failure for OrderLimitRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        let field = match self {
            Self::OfNothing => "order_limit",
            Self::Orders => "order_limit.orders",
            Self::Turnover | Self::Currency(_) => "order_limit.turnover",
        };
        vec![Detail::new(field, self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::eur;

    fn limit(orders: Option<u32>, turnover: Option<&str>) -> Result<OrderLimit, OrderLimitRefused> {
        OrderLimit::new(orders, turnover.map(eur))
    }

    #[test]
    fn the_first_of_the_two_closes_it() {
        let both = limit(Some(3), Some("50.00")).unwrap();
        let taken = |orders, minor| OrdersTaken { orders, minor };
        assert!(!both.is_reached(&taken(2, 49_99)));
        assert!(both.is_reached(&taken(3, 10_00)), "it has its orders");
        assert!(both.is_reached(&taken(1, 50_00)), "it sold for as much");
        assert!(!limit(Some(3), None).unwrap().is_reached(&taken(2, 100_000)));
        assert!(!limit(None, Some("50.00")).unwrap().is_reached(&taken(900, 49_99)));
    }

    #[test]
    fn a_turnover_counts_what_is_in_its_currency() {
        let (euros, mut taken) = (limit(None, Some("5.00")).unwrap(), OrdersTaken::default());
        taken.count(Some(&euros), Money::new(900, Currency::CHF));
        taken.count(Some(&euros), eur("4.99"));
        assert_eq!(taken, OrdersTaken { orders: 2, minor: 499 });
    }

    #[test]
    fn a_limit_says_something_that_an_order_can_come_to() {
        assert_eq!(limit(None, None), Err(OrderLimitRefused::OfNothing));
        assert_eq!(limit(Some(0), None), Err(OrderLimitRefused::Orders));
        assert_eq!(limit(Some(100_0001), None), Err(OrderLimitRefused::Orders));
        assert_eq!(limit(None, Some("0.00")), Err(OrderLimitRefused::Turnover));
        let euros = limit(None, Some("5.00")).unwrap();
        assert_eq!(euros.check(Currency::EUR), Ok(()));
        let refused = euros.check(Currency::CHF).unwrap_err();
        assert_eq!(refused.details()[0].field, "order_limit.turnover");
    }
}
