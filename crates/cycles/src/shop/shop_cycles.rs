use sillon_kernel::{EnterpriseId, Timestamp};

use crate::{OrderCycle, Stage};

/// Where a cycle stands for shoppers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sale {
    /// Not announced.
    Unannounced,
    /// Announced, and not over: it takes no orders yet.
    Upcoming,
    /// One can order.
    Open,
    /// One cannot order any more.
    Over,
}

impl OrderCycle {
    /// When its orders were, or will be, over: at their end, or when it was closed before.
    pub fn orders_over_at(&self) -> Timestamp {
        match self.stage {
            Stage::Closed { at } | Stage::Settled { at } => at.min(self.orders.until()),
            Stage::Draft | Stage::Upcoming | Stage::Open { .. } => self.orders.until(),
        }
    }

    /// Since when it is closed, where it is: from then, or from their end on, it takes no more orders.
    pub fn closed_at(&self) -> Option<Timestamp> {
        let is_closed = matches!(self.stage, Stage::Closed { .. } | Stage::Settled { .. });
        is_closed.then(|| self.orders_over_at())
    }

    /// Where the cycle stands for shoppers at an instant. The clock decides, also while nobody has opened or closed the cycle
    /// yet: one whose end has passed is over, one whose start has passed is upcoming until it is opened.
    pub fn sale_at(&self, now: Timestamp) -> Sale {
        let ended = self.orders.until() <= now;
        match self.stage {
            Stage::Draft => Sale::Unannounced,
            Stage::Closed { .. } | Stage::Settled { .. } => Sale::Over,
            Stage::Upcoming | Stage::Open { .. } if ended => Sale::Over,
            Stage::Open { .. } if self.takes_orders_at(now) => Sale::Open,
            Stage::Upcoming | Stage::Open { .. } => Sale::Upcoming,
        }
    }
}

/// The cycles of a shop at an instant, as shoppers see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShopCycles {
    /// Those one can order in: the shop's own first, then the one that closes first.
    pub open: Vec<OrderCycle>,
    /// Those that come, the next one first.
    pub upcoming: Vec<OrderCycle>,
    /// Those that are over, the last one first.
    pub over: Vec<OrderCycle>,
}

impl ShopCycles {
    /// Sorts the cycles a hub sells in by where they stand at an instant; what is not announced is left out.
    pub fn at(hub: EnterpriseId, cycles: Vec<OrderCycle>, now: Timestamp) -> Self {
        let mut sorted = Self::default();
        for cycle in cycles {
            match cycle.sale_at(now) {
                Sale::Open => sorted.open.push(cycle),
                Sale::Upcoming => sorted.upcoming.push(cycle),
                Sale::Over => sorted.over.push(cycle),
                Sale::Unannounced => {}
            }
        }
        let of_another = |cycle: &OrderCycle| cycle.coordinator != hub;
        sorted.open.sort_by_key(|cycle| (of_another(cycle), cycle.orders.until(), cycle.id));
        sorted.upcoming.sort_by_key(|cycle| (of_another(cycle), cycle.orders.from(), cycle.id));
        let ended = |cycle: &OrderCycle| std::cmp::Reverse((cycle.orders_over_at(), cycle.id));
        sorted.over.sort_by_key(|cycle| (of_another(cycle), ended(cycle)));
        sorted
    }

    /// The cycle a shop shows when none is named: the first open one, else the next, else the last.
    pub fn current(&self) -> Option<&OrderCycle> {
        self.open.first().or(self.upcoming.first()).or(self.over.first())
    }

    /// When another cycle may be current, after the instant they were sorted at, if nobody changes anything.
    pub fn changes_at(&self) -> Option<Timestamp> {
        let ends = self.open.iter().chain(&self.upcoming).map(|cycle| cycle.orders.until());
        ends.min()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sillon_kernel::{CycleId, Name, Window};

    use super::*;
    use crate::sample::id;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    fn hub(number: u32) -> EnterpriseId {
        id(number)
    }

    fn cycle(number: u32, coordinator: u32, (from, until): (i64, i64), stage: Stage) -> OrderCycle {
        OrderCycle {
            id: id(number),
            coordinator: hub(coordinator),
            name: Name::parse("Semaine 21").unwrap(),
            orders: Window::new(at(from), at(until)).unwrap(),
            stage,
            limit: None,
            is_full: false,
            of: None,
            version: 1,
        }
    }

    fn current(cycles: &[OrderCycle], now: i64) -> Option<CycleId> {
        let cycles = ShopCycles::at(hub(1), cycles.to_vec(), at(now));
        cycles.current().map(|cycle| cycle.id)
    }

    fn open() -> Stage {
        Stage::Open { since: at(0) }
    }

    #[test]
    fn a_cycle_that_is_over_does_not_hide_the_open_one_though_nobody_closed_it() {
        let cycles = [cycle(1, 1, (0, 10), open()), cycle(2, 1, (0, 20), open())];
        assert_eq!(
            [9, 10, 19, 20].map(|now| current(&cycles, now)),
            [Some(id(1)), Some(id(2)), Some(id(2)), Some(id(2))]
        );
        let sale = |now| cycles[0].sale_at(at(now));
        assert_eq!((sale(9), sale(10)), (Sale::Open, Sale::Over));
    }

    #[test]
    fn a_cycle_whose_start_has_passed_is_upcoming_until_it_is_opened() {
        let due = cycle(1, 1, (5, 10), Stage::Upcoming);
        let at_all = [4, 5, 9, 10].map(|now| due.sale_at(at(now)));
        assert_eq!(at_all, [Sale::Upcoming, Sale::Upcoming, Sale::Upcoming, Sale::Over]);
        let next = cycle(2, 1, (20, 30), Stage::Upcoming);
        assert_eq!(current(&[next.clone(), due.clone()], 6), Some(id(1)), "its opening is due");
        assert_eq!(current(&[due, next], 12), Some(id(2)), "the one that was missed is over");
    }

    #[test]
    fn a_shops_own_cycle_comes_before_one_it_takes_part_in() {
        let cycles = [cycle(1, 9, (0, 10), open()), cycle(2, 1, (0, 20), open())];
        assert_eq!(current(&cycles, 1), Some(id(2)));
        assert_eq!(current(&cycles[..1], 1), Some(id(1)));
        assert_eq!(current(&[cycle(3, 1, (0, 9), Stage::Draft)], 1), None);
    }

    #[test]
    fn the_last_cycle_is_the_one_whose_orders_were_over_last_whenever_they_should_have_been() {
        let early = cycle(1, 1, (0, 90), Stage::Closed { at: at(20) });
        let late = cycle(2, 1, (0, 50), Stage::Closed { at: at(40) });
        assert_eq!(current(&[early, late], 60), Some(id(2)));
    }

    proptest! {
        #[test]
        fn what_takes_orders_is_shown_before_what_does_not(
            windows in proptest::collection::vec((0_i64..50, 1_i64..50, 0_u8..5), 1..8),
            now in 0_i64..100,
        ) {
            let stage = |which| match which {
                0 => Stage::Draft,
                1 => Stage::Upcoming,
                2 => open(),
                3 => Stage::Closed { at: at(0) },
                _ => Stage::Settled { at: at(0) },
            };
            let cycles: Vec<OrderCycle> = (0..).zip(windows)
                .map(|(id, (from, length, which))| cycle(id, 1, (from, from + length), stage(which)))
                .collect();
            let sorted = ShopCycles::at(hub(1), cycles.clone(), at(now));
            let takes = |cycle: &OrderCycle| cycle.takes_orders_at(at(now));
            prop_assert_eq!(sorted.current().is_some_and(takes), cycles.iter().any(takes));
            prop_assert_eq!(sorted.open.len(), cycles.iter().filter(|cycle| takes(cycle)).count());
        }
    }
}
