use sillon_catalogue::Patch;
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{CycleId, Detail, Failure, FailureKind, Name, Timestamp, Window};

use crate::{OrderCycle, OrderLimit, Stage};

/// How a cycle should be otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CyclePatch {
    /// What people call it.
    pub name: Patch<Name>,
    /// When orders are taken.
    pub orders: Patch<Window>,
    /// What closes it before its time.
    pub limit: Patch<Option<OrderLimit>>,
    /// Whether hand-overs and cut-offs move as many days as the end of its orders does.
    pub moves_hand_over: bool,
}

impl OrderCycle {
    /// The cycle under another name, with its orders at another time, or with another limit.
    ///
    /// Its orders move freely until they have begun; from then on only their end does, and not into the past: what was ordered
    /// until then was ordered in time. A limit that it came to closes it. What is over stays as it was, but for its name.
    ///
    /// # Errors
    ///
    /// [`MoveRefused`] for orders that cannot move so.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn patched(
        self,
        by: &Permit<Coordinate>,
        patch: CyclePatch,
        now: Timestamp,
    ) -> Result<Self, MoveRefused> {
        by.must_be_for(self.coordinator);
        let orders = patch.orders.over(self.orders);
        if orders != self.orders {
            self.check_move(orders, now)?;
        }
        let limit = patch.limit.over(self.limit);
        let is_over = matches!(self.stage, Stage::Closed { .. } | Stage::Settled { .. });
        if limit != self.limit && is_over {
            return Err(MoveRefused::Over(self.id));
        }
        let version = self.version + 1;
        Ok(Self { name: patch.name.over(self.name), orders, limit, version, ..self })
    }

    fn check_move(&self, orders: Window, now: Timestamp) -> Result<(), MoveRefused> {
        let cycle = self.id;
        match self.stage {
            Stage::Closed { .. } | Stage::Settled { .. } => Err(MoveRefused::Over(cycle)),
            Stage::Open { .. } if orders.from() != self.orders.from() => {
                Err(MoveRefused::Begun { cycle, at: self.orders.from() })
            }
            Stage::Upcoming | Stage::Open { .. } if orders.until() <= now => {
                Err(MoveRefused::Past { cycle, end: orders.until() })
            }
            Stage::Draft | Stage::Upcoming | Stage::Open { .. } => Ok(()),
        }
    }
}

/// Why the orders of a cycle were not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefused {
    /// They are over.
    #[error("the orders of order cycle {0} are over")]
    Over(CycleId),
    /// They have begun, and their beginning stays.
    #[error("the orders of order cycle {cycle} began at {at}: only their end moves")]
    Begun {
        /// Which cycle.
        cycle: CycleId,
        /// When they began.
        at: Timestamp,
    },
    /// They would have ended.
    #[error("the orders of order cycle {cycle} cannot have ended at {end}: close it instead")]
    Past {
        /// Which cycle.
        cycle: CycleId,
        /// The end that was asked for.
        end: Timestamp,
    },
    /// Somebody ordered what is to be handed out at the times that were said.
    #[error(
        "somebody ordered in order cycle {0} for the times that were said: change those part by part, and tell who ordered"
    )]
    Ordered(CycleId),
    /// A time has no place on the day it would move to.
    #[error("a time of hand-over or a cut-off of order cycle {0} has no place so many days later")]
    NoSuchTime(CycleId),
}

impl Failure for MoveRefused {
    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Ordered(_) | Self::NoSuchTime(_) => {
                vec![Detail::new("move_hand_over", self.to_string())]
            }
            Self::Over(_) | Self::Begun { .. } | Self::Past { .. } => Vec::new(),
        }
    }

    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Over(_) => (FailureKind::Conflict, "cycle-over"),
            Self::Begun { .. } => (FailureKind::Conflict, "cycle-begun"),
            Self::Past { .. } => (FailureKind::Conflict, "cycle-window-over"),
            Self::Ordered(_) => (FailureKind::Conflict, "cycle-ordered"),
            Self::NoSuchTime(_) => (FailureKind::Invalid, "invalid-field"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        OrdersTaken,
        sample::{at, by, cycle, window},
    };

    fn moved(stage: Stage, to: (i64, i64), now: i64) -> Result<Window, &'static str> {
        let patch = CyclePatch { orders: Patch::Set(window(to.0, to.1)), ..CyclePatch::default() };
        let moved = cycle(stage).patched(&by(), patch, at(now));
        moved.map(|cycle| cycle.orders).map_err(|refused| refused.class().1)
    }

    #[test]
    fn orders_move_freely_until_they_begin_then_their_end_does() {
        assert_eq!(moved(Stage::Draft, (1, 2), 15), Ok(window(1, 2)));
        assert_eq!(moved(Stage::Upcoming, (12, 30), 5), Ok(window(12, 30)));
        assert_eq!(moved(Stage::Upcoming, (1, 5), 5), Err("cycle-window-over"));
        let open = Stage::Open { since: at(10) };
        assert_eq!(moved(open, (10, 16), 15), Ok(window(10, 16)));
        assert_eq!(moved(open, (10, 15), 15), Err("cycle-window-over"));
        assert_eq!(moved(open, (11, 30), 15), Err("cycle-begun"));
        for over in [Stage::Closed { at: at(20) }, Stage::Settled { at: at(25) }] {
            assert_eq!(moved(over, (10, 40), 30), Err("cycle-over"));
            assert_eq!(moved(over, (10, 20), 30), Ok(window(10, 20)), "that moves nothing");
            let limit = Patch::Set(OrderLimit::new(Some(1), None).ok());
            let patch = CyclePatch { limit, ..CyclePatch::default() };
            let refused = cycle(over).patched(&by(), patch, at(30)).unwrap_err();
            assert_eq!(refused.class().1, "cycle-over", "there is nothing left to limit");
        }
    }

    proptest! {
        /// A cycle that is open still takes orders right after its end was moved, and nothing else of it changed.
        #[test]
        fn a_moved_cycle_goes_on_as_it_was(from in 0_i64..40, until in 41_i64..80, now in 10_i64..20) {
            let before = cycle(Stage::Open { since: at(10) });
            let patch = CyclePatch { orders: Patch::Set(window(from, until)), ..CyclePatch::default() };
            if let Ok(after) = before.clone().patched(&by(), patch, at(now)) {
                prop_assert!(after.takes_orders_at(at(now)));
                prop_assert_eq!(after.due(&OrdersTaken::default(), at(now)), None);
                prop_assert_eq!(OrderCycle { orders: before.orders, version: 1, ..after }, before);
            }
        }
    }
}
