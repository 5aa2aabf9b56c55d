use std::str::FromStr;

use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{
    CycleId, Detail, EnterpriseId, Failure, FailureKind, FieldValue, Fields, Name, Timestamp,
    Window,
};

use crate::{OrderLimit, OrdersTaken, SeriesDay};

/// A round of orders: while it is open, hubs sell what its producers bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderCycle {
    /// Its id.
    pub id: CycleId,
    /// The enterprise that runs it.
    pub coordinator: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// When orders are taken.
    pub orders: Window,
    /// Where it stands.
    pub stage: Stage,
    /// After how many orders, or for how much, it closes by itself before its time.
    pub limit: Option<OrderLimit>,
    /// Whether it closed because it came to its limit.
    pub is_full: bool,
    /// The series it is of, and its day there.
    pub of: Option<SeriesDay>,
    /// Counts its changes, so that two people do not overwrite each other.
    pub version: i64,
}

impl Fields for OrderCycle {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let mut fields = vec![
            ("name", FieldValue::one(&self.name)),
            ("opens_at", FieldValue::one(&self.orders.from())),
            ("closes_at", FieldValue::one(&self.orders.until())),
            ("stage", FieldValue::one(&self.stage.as_str())),
        ];
        fields.extend(OrderLimit::fields(self.limit.as_ref()));
        fields
    }
}

/// Where an order cycle stands; each stage carries only what is true in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Being prepared; only its coordinator, and those with a part in it, see it.
    Draft,
    /// Announced, not yet open.
    Upcoming,
    /// Taking orders.
    Open {
        /// When it was opened.
        since: Timestamp,
    },
    /// Taking no more orders.
    Closed {
        /// When it was closed.
        at: Timestamp,
    },
    /// Everybody is paid.
    Settled {
        /// When it was settled.
        at: Timestamp,
    },
}

impl Stage {
    /// The names of all stages, in the order a cycle goes through them.
    pub const NAMES: [&'static str; 5] = ["draft", "upcoming", "open", "closed", "settled"];

    /// The name it is stored and sent under.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Upcoming => "upcoming",
            Self::Open { .. } => "open",
            Self::Closed { .. } => "closed",
            Self::Settled { .. } => "settled",
        }
    }
}

/// The name of a stage, whatever else is true in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageName(&'static str);

impl StageName {
    /// The name.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for StageName {
    type Err = NoSuchStage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Stage::NAMES.into_iter().find(|name| *name == text);
        found.map(Self).ok_or_else(|| NoSuchStage(text.chars().take(20).collect()))
    }
}

/// The text names no stage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a stage: draft, upcoming, open, closed or settled")]
pub struct NoSuchStage(String);

/// A step that time brings about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// Its window has begun.
    Open,
    /// Its window has ended.
    Close,
}

/// A cycle was closed: producers are to be told what to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleClosed {
    /// Which cycle.
    pub cycle: CycleId,
    /// From when on it takes no order.
    pub at: Timestamp,
}

impl OrderCycle {
    /// Announces the cycle.
    ///
    /// # Errors
    ///
    /// [`PublishRefused`] when it is no draft, or nobody could order any more.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn publish(self, by: &Permit<Coordinate>, now: Timestamp) -> Result<Self, PublishRefused> {
        by.must_be_for(self.coordinator);
        if self.stage != Stage::Draft {
            return Err(PublishRefused::NotDraft(self.id));
        }
        if self.orders.until() <= now {
            return Err(PublishRefused::WindowOver { cycle: self.id, ended: self.orders.until() });
        }
        Ok(self.at(Stage::Upcoming))
    }

    /// Opens the cycle: from `now` on it takes orders.
    ///
    /// # Errors
    ///
    /// [`OpenRefused`] when it is not upcoming, or its window does not hold `now`.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn open(self, by: &Permit<Coordinate>, now: Timestamp) -> Result<Self, OpenRefused> {
        by.must_be_for(self.coordinator);
        if self.stage != Stage::Upcoming {
            return Err(OpenRefused::NotUpcoming(self.id));
        }
        if now < self.orders.from() {
            return Err(OpenRefused::TooEarly { cycle: self.id, opens: self.orders.from() });
        }
        if self.orders.until() <= now {
            return Err(OpenRefused::WindowOver { cycle: self.id, ended: self.orders.until() });
        }
        Ok(self.at(Stage::Open { since: now }))
    }

    /// The cycle, opened if its time to open has come by `now`.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn open_if_due(self, by: &Permit<Coordinate>, now: Timestamp) -> Result<Self, OpenRefused> {
        match self.due(&OrdersTaken::default(), now) {
            Some(Transition::Open) => self.open(by, now),
            Some(Transition::Close) | None => Ok(self),
        }
    }

    /// Closes the cycle: from `now` on it takes no order.
    ///
    /// An open cycle may be closed before its window ends. One whose whole window passed before it was ever opened is
    /// closed as well, so that nothing waits for it. It is full where what was ordered in it came to its limit.
    ///
    /// # Errors
    ///
    /// [`CloseRefused::NotOpen`] otherwise.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn close(
        self,
        by: &Permit<Coordinate>,
        taken: &OrdersTaken,
        now: Timestamp,
    ) -> Result<(Self, CycleClosed), CloseRefused> {
        by.must_be_for(self.coordinator);
        let missed = self.stage == Stage::Upcoming && self.orders.until() <= now;
        if !missed && !matches!(self.stage, Stage::Open { .. }) {
            return Err(CloseRefused::NotOpen(self.id));
        }
        let event = CycleClosed { cycle: self.id, at: now };
        let is_full = self.has_come_to_its_limit(taken);
        Ok((Self { is_full, ..self.at(Stage::Closed { at: now }) }, event))
    }

    /// Opens a closed cycle again, until another end: from `now` on it takes orders. Those it took before stay as they are. Its
    /// limit is lifted: what it came to would close it at once.
    ///
    /// # Errors
    ///
    /// [`ReopenRefused`] when it is not closed, or is settled; or when nobody could order until that end.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn reopen(
        self,
        by: &Permit<Coordinate>,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Self, ReopenRefused> {
        by.must_be_for(self.coordinator);
        let cycle = self.id;
        match self.stage {
            Stage::Closed { .. } => {}
            Stage::Settled { .. } => return Err(ReopenRefused::Settled(cycle)),
            Stage::Draft | Stage::Upcoming | Stage::Open { .. } => {
                return Err(ReopenRefused::NotClosed(cycle));
            }
        }
        // One that was closed before its time may have all of it ahead.
        let from = self.orders.from().min(now);
        let orders = Window::new(from, until).ok().filter(|orders| orders.contains(now));
        let orders = orders.ok_or(ReopenRefused::Past { cycle, end: until })?;
        Ok(Self { orders, limit: None, is_full: false, ..self.at(Stage::Open { since: now }) })
    }

    /// Whether it takes no order more, though it is not closed yet, as it came to its limit.
    pub fn has_come_to_its_limit(&self, taken: &OrdersTaken) -> bool {
        let is_open = matches!(self.stage, Stage::Open { .. });
        is_open && self.limit.is_some_and(|limit| limit.is_reached(taken))
    }

    /// Whether an order may be placed at this instant.
    pub fn takes_orders_at(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Open { .. }) && self.orders.contains(now)
    }

    /// The step that is due by now, or by what was ordered, and not taken yet; however late it is asked, none is lost.
    pub fn due(&self, taken: &OrdersTaken, now: Timestamp) -> Option<Transition> {
        let ended = self.orders.until() <= now;
        match self.stage {
            _ if self.has_come_to_its_limit(taken) => Some(Transition::Close),
            Stage::Upcoming if self.orders.contains(now) => Some(Transition::Open),
            Stage::Upcoming | Stage::Open { .. } if ended => Some(Transition::Close),
            Stage::Draft
            | Stage::Upcoming
            | Stage::Open { .. }
            | Stage::Closed { .. }
            | Stage::Settled { .. } => None,
        }
    }

    fn at(self, stage: Stage) -> Self {
        Self { stage, version: self.version + 1, ..self }
    }
}

/// Why a cycle was not announced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefused {
    /// It was announced before.
    #[error("order cycle {0} is not a draft")]
    NotDraft(CycleId),
    /// Nobody could order any more.
    #[error("the orders of order cycle {cycle} ended at {ended}")]
    WindowOver {
        /// Which cycle.
        cycle: CycleId,
        /// The end of its window.
        ended: Timestamp,
    },
}

impl Failure for PublishRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotDraft(_) => (FailureKind::Conflict, "cycle-not-draft"),
            Self::WindowOver { .. } => (FailureKind::Conflict, "cycle-window-over"),
        }
    }
}

/// Why a cycle was not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefused {
    /// It is a draft, or was opened before.
    #[error("order cycle {0} is not upcoming")]
    NotUpcoming(CycleId),
    /// Its window has not begun.
    #[error("order cycle {cycle} opens at {opens}")]
    TooEarly {
        /// Which cycle.
        cycle: CycleId,
        /// The start of its window.
        opens: Timestamp,
    },
    /// Its window has ended.
    #[error("the orders of order cycle {cycle} ended at {ended}")]
    WindowOver {
        /// Which cycle.
        cycle: CycleId,
        /// The end of its window.
        ended: Timestamp,
    },
}

impl Failure for OpenRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotUpcoming(_) => (FailureKind::Conflict, "cycle-not-upcoming"),
            Self::TooEarly { .. } => (FailureKind::Conflict, "cycle-window-ahead"),
            Self::WindowOver { .. } => (FailureKind::Conflict, "cycle-window-over"),
        }
    }
}

/// Why a cycle was not closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseRefused {
    /// It takes no orders that could be ended.
    #[error("order cycle {0} is not open")]
    NotOpen(CycleId),
}

impl Failure for CloseRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotOpen(_) => (FailureKind::Conflict, "cycle-not-open"),
        }
    }
}

/// Why a cycle was not opened again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReopenRefused {
    /// It was never closed.
    #[error("order cycle {0} is not closed")]
    NotClosed(CycleId),
    /// Everybody is paid.
    #[error("order cycle {0} is settled: what it sold is paid out")]
    Settled(CycleId),
    /// A fee comes to something else since it closed, and nobody agreed to that.
    #[error(
        "the fee “{0}” comes to something else since the cycle closed: plan another cycle, to which people agree anew"
    )]
    FeeChanged(Name),
    /// Nobody could order any more.
    #[error("the orders of order cycle {cycle} cannot have ended at {end}")]
    Past {
        /// Which cycle.
        cycle: CycleId,
        /// The end that was asked for.
        end: Timestamp,
    },
}

impl Failure for ReopenRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotClosed(_) => (FailureKind::Conflict, "cycle-not-closed"),
            Self::Settled(_) => (FailureKind::Conflict, "cycle-settled"),
            Self::FeeChanged(_) => (FailureKind::Conflict, "cycle-fees-changed"),
            Self::Past { .. } => (FailureKind::Conflict, "cycle-window-over"),
        }
    }
    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Past { .. } => vec![Detail::new("until", "it is not after now")],
            Self::NotClosed(_) | Self::Settled(_) | Self::FeeChanged(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{at, by, cycle};

    const NONE: OrdersTaken = OrdersTaken { orders: 0, minor: 0 };

    #[test]
    fn a_cycle_goes_from_draft_to_closed() {
        let upcoming = cycle(Stage::Draft).publish(&by(), at(0)).unwrap();
        assert_eq!((upcoming.stage, upcoming.version), (Stage::Upcoming, 2));
        let open = upcoming.open(&by(), at(10)).unwrap();
        assert_eq!((open.stage, open.version), (Stage::Open { since: at(10) }, 3));
        let (closed, event) = open.close(&by(), &NONE, at(20)).unwrap();
        assert_eq!((closed.stage, closed.version), (Stage::Closed { at: at(20) }, 4));
        assert_eq!(event, CycleClosed { cycle: closed.id, at: at(20) });
    }

    #[test]
    fn a_draft_of_the_past_is_not_published() {
        let refused = cycle(Stage::Draft).publish(&by(), at(20)).unwrap_err();
        assert_eq!(refused.class(), (FailureKind::Conflict, "cycle-window-over"));
        let refused = cycle(Stage::Upcoming).publish(&by(), at(0)).unwrap_err();
        assert_eq!(refused.class(), (FailureKind::Conflict, "cycle-not-draft"));
    }

    #[test]
    fn a_cycle_opens_only_in_its_window() {
        let open_at = |now| cycle(Stage::Upcoming).open(&by(), at(now));
        assert_eq!(open_at(9).unwrap_err().class().1, "cycle-window-ahead");
        assert_eq!(open_at(20).unwrap_err().class().1, "cycle-window-over");
        assert_eq!(
            cycle(Stage::Draft).open(&by(), at(10)).unwrap_err().class().1,
            "cycle-not-upcoming"
        );
    }

    #[test]
    fn only_an_open_or_a_missed_cycle_closes() {
        assert!(
            cycle(Stage::Open { since: at(10) }).close(&by(), &NONE, at(12)).is_ok(),
            "the coordinator closes early"
        );
        assert!(cycle(Stage::Upcoming).close(&by(), &NONE, at(20)).is_ok(), "it was never opened");
        let refused =
            [cycle(Stage::Draft), cycle(Stage::Upcoming), cycle(Stage::Closed { at: at(20) })];
        for cycle in refused {
            assert_eq!(
                cycle.close(&by(), &NONE, at(19)).unwrap_err().class(),
                (FailureKind::Conflict, "cycle-not-open")
            );
        }
    }

    #[test]
    fn a_cycle_that_came_to_its_limit_is_due_to_close_and_is_full() {
        let limit = OrderLimit::new(Some(2), None).ok();
        let open = OrderCycle { limit, ..cycle(Stage::Open { since: at(10) }) };
        let (one, two) = (OrdersTaken { orders: 1, minor: 9 }, OrdersTaken { orders: 2, minor: 9 });
        assert_eq!(open.due(&one, at(12)), None);
        assert_eq!(open.due(&two, at(12)), Some(Transition::Close));
        let (full, _) = open.clone().close(&by(), &two, at(12)).unwrap();
        assert!(full.is_full && full.due(&two, at(13)).is_none());
        let (early, _) = open.clone().close(&by(), &one, at(12)).unwrap();
        assert!(!early.is_full, "whoever runs it closed it");
        let (late, _) = open.close(&by(), &two, at(20)).unwrap();
        assert!(late.is_full, "who came too late was told so");
        let again = full.reopen(&by(), at(30), at(13)).unwrap();
        assert!(again.due(&two, at(14)).is_none() && !again.is_full, "it goes on without a limit");
        let upcoming = OrderCycle { limit, ..cycle(Stage::Upcoming) };
        assert_eq!(upcoming.due(&NONE, at(12)), Some(Transition::Open));
    }

    #[test]
    fn a_cycle_that_nobody_closed_in_time_takes_no_late_order() {
        let open = cycle(Stage::Open { since: at(10) });
        assert!(open.takes_orders_at(at(10)) && open.takes_orders_at(at(19)));
        assert!(!open.takes_orders_at(at(9)) && !open.takes_orders_at(at(20)));
        assert!(!cycle(Stage::Upcoming).takes_orders_at(at(15)));
        assert!(!cycle(Stage::Closed { at: at(12) }).takes_orders_at(at(15)));
    }

    #[test]
    fn a_draft_waits_for_its_coordinator_whatever_the_time() {
        assert_eq!(cycle(Stage::Draft).due(&NONE, at(15)), None);
        assert_eq!(cycle(Stage::Draft).due(&NONE, at(25)), None);
    }

    #[test]
    fn a_closed_cycle_opens_again_until_another_end() {
        let closed = || cycle(Stage::Closed { at: at(20) });
        let open = closed().reopen(&by(), at(40), at(30)).unwrap();
        assert_eq!((open.stage, open.version), (Stage::Open { since: at(30) }, 2));
        assert_eq!((open.orders.from(), open.orders.until()), (at(10), at(40)));
        assert!(open.takes_orders_at(at(30)) && open.due(&NONE, at(30)).is_none());
        assert_eq!(open.due(&NONE, at(40)), Some(Transition::Close));
        let early = closed().reopen(&by(), at(40), at(5)).unwrap();
        assert!(early.takes_orders_at(at(5)), "it was closed before its time had come");
        let refused =
            |stage, until| cycle(stage).reopen(&by(), at(until), at(30)).unwrap_err().class().1;
        assert_eq!(refused(Stage::Closed { at: at(20) }, 30), "cycle-window-over");
        assert_eq!(refused(Stage::Settled { at: at(25) }, 40), "cycle-settled");
        for stage in [Stage::Draft, Stage::Upcoming, Stage::Open { since: at(10) }] {
            assert_eq!(refused(stage, 40), "cycle-not-closed");
        }
    }

    proptest! {
        #[test]
        fn a_due_step_can_be_taken_and_no_outage_loses_one(mut wakes in proptest::collection::vec(0_i64..40, 1..8)) {
            wakes.sort_unstable();
            let mut cycle = cycle(Stage::Upcoming);
            for now in wakes.iter().copied().map(at) {
                cycle = match cycle.due(&NONE, now) {
                    Some(Transition::Open) => cycle.open(&by(), now).unwrap(),
                    Some(Transition::Close) => cycle.close(&by(), &NONE, now).unwrap().0,
                    None => cycle,
                };
                prop_assert_eq!(cycle.due(&NONE, now), None, "one step catches up");
                let expected = if now < at(10) { "upcoming" } else if now < at(20) { "open" } else { "closed" };
                prop_assert_eq!(cycle.stage.as_str(), expected);
                prop_assert_eq!(cycle.takes_orders_at(now), expected == "open");
            }
        }
    }
}
