use std::collections::BTreeSet;

use sillon_catalogue::Patch;
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{
    Date, Detail, EnterpriseId, Failure, FailureKind, FeeId, FieldValue, Fields, Name, SeriesId,
    Timestamp, Window, Zone,
};

use crate::{
    Calendar, Direction, Exchange, Occurrence, OnHoliday, PublicHolidays, Recurrence,
    series::calendar::days_between,
};

/// How many days before its orders begin a cycle is made at most.
pub const MAX_DAYS_AHEAD: u16 = 90;

/// The most days that are left out of a series, and as many that are added to it.
pub const MAX_NAMED_DAYS: usize = 200;

/// The most enterprises that a series asks, counted once for each way.
pub const MAX_SERIES_PARTS: usize = 1_000;

/// Cycles that come again by a rule: what each of them is, and when the next is made.
///
/// It stands for one cycle, its model; each cycle it makes is that one some days later, by the clock on the wall of who runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its id.
    pub id: SeriesId,
    /// Who runs its cycles.
    pub coordinator: EnterpriseId,
    /// What people call each of them.
    pub name: Name,
    /// When the orders of the model are taken. Its rule counts from the day they begin.
    pub orders: Window,
    /// On which days cycles come.
    pub calendar: Calendar,
    /// How many days before its orders begin a cycle is made, and whoever takes part is asked.
    pub days_ahead: u16,
    /// The fees the coordinator puts on everything in each of them.
    pub fees: Vec<FeeId>,
    /// Who is asked to take part, and on which terms.
    pub parts: Vec<SeriesPart>,
    /// The last day for which a cycle was made, or was left out because its time had passed.
    pub made_until: Option<Date>,
    /// Whether no cycle is made for now.
    pub is_paused: bool,
    /// Counts its changes, so that two people do not overwrite each other.
    pub version: i64,
}

/// An enterprise that the cycles of a series ask to take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesPart {
    /// The exchange it would have in the model.
    pub terms: Exchange,
    /// In which of the cycles it is asked: those whose day this rule names; in all, without one.
    pub rhythm: Option<Recurrence>,
    /// Whether it said that it is not to be asked: a no that holds.
    pub is_declined: bool,
}

impl SeriesPart {
    /// Whose part it is.
    pub fn of(&self) -> (EnterpriseId, Direction) {
        (self.terms.enterprise, self.terms.direction)
    }

    /// Where it stands among the others: incoming ones first, as goods go.
    pub fn order(&self) -> (Direction, EnterpriseId) {
        (self.terms.direction, self.terms.enterprise)
    }
}

impl Fields for SeriesPart {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let rhythm = ("rhythm", FieldValue::maybe(self.rhythm.as_ref()));
        let declined = ("declined", FieldValue::one(&self.is_declined));
        self.terms.fields().into_iter().chain([rhythm, declined]).collect()
    }
}

impl Fields for Series {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let mut fields = vec![
            ("name", FieldValue::one(&self.name)),
            ("opens_at", FieldValue::one(&self.orders.from())),
            ("closes_at", FieldValue::one(&self.orders.until())),
            ("days_ahead", FieldValue::one(&self.days_ahead)),
            ("fees", FieldValue::several(&self.fees)),
            ("paused", FieldValue::one(&self.is_paused)),
        ];
        fields.extend(self.calendar.fields());
        fields
    }
}

/// The cycle of a series that a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesDay {
    /// Of which series.
    pub series: SeriesId,
    /// Its day by the rule, which no other cycle of the series has.
    pub day: Date,
}

/// How a series should be otherwise. What is not said stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesPatch {
    /// What people call each of its cycles.
    pub name: Patch<Name>,
    /// When the orders of its model are taken.
    pub orders: Patch<Window>,
    /// The rule its days come by.
    pub rule: Patch<Recurrence>,
    /// Days of the rule without a cycle.
    pub skipped: Patch<BTreeSet<Date>>,
    /// Days beside the rule with one.
    pub added: Patch<BTreeSet<Date>>,
    /// Which days are holidays, and what becomes of a cycle on one.
    pub holidays: Patch<Option<(PublicHolidays, OnHoliday)>>,
    /// How many days before its orders begin a cycle is made.
    pub days_ahead: Patch<u16>,
    /// The fees on everything.
    pub fees: Patch<Vec<FeeId>>,
    /// Whether no cycle is made for now.
    pub is_paused: Patch<bool>,
}

/// What a series asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesStep {
    /// The cycle of this day is to be made, with its orders taken then.
    Make(Occurrence, Window),
    /// The orders of this day's cycle would be over, or its clock skips them: it is left out.
    LeaveOut(Occurrence),
    /// Nothing before this instant.
    Wait(Timestamp),
    /// Nothing, until somebody changes it.
    Rest,
}

impl Series {
    /// The day of its model, from which its rule counts.
    pub fn first_day(&self, zone: &Zone) -> Date {
        self.orders.from().in_zone(zone).date()
    }

    /// The next days on which a cycle's orders begin, and from when until when they are taken.
    pub fn coming(&self, zone: &Zone) -> impl Iterator<Item = (Occurrence, Option<Window>)> {
        let (first, out) = (self.first_day(zone), self.days_to_hand_out(zone));
        let mut after = self.made_until;
        std::iter::from_fn(move || {
            let next = self.calendar.next(first, after, out)?;
            after = Some(next.day);
            Some((next, self.on(self.orders, next, zone)))
        })
    }

    /// What it asks for by now; one step at a time, so that whoever was away takes them in order.
    pub fn due(&self, zone: &Zone, now: Timestamp) -> SeriesStep {
        if self.is_paused {
            return SeriesStep::Rest;
        }
        let Some((next, orders)) = self.coming(zone).next() else { return SeriesStep::Rest };
        let Some(orders) = orders.filter(|orders| now < orders.until()) else {
            return SeriesStep::LeaveOut(next);
        };
        let ahead = -i32::from(self.days_ahead);
        let made_at = orders.from().days_later(ahead, zone).unwrap_or(orders.from());
        if now < made_at { SeriesStep::Wait(made_at) } else { SeriesStep::Make(next, orders) }
    }

    /// The series once the cycle of a day was made, or left out.
    #[must_use]
    pub fn made(self, occurrence: Occurrence) -> Self {
        Self { made_until: Some(occurrence.day), ..self }
    }

    /// A window of its model on a day of its; none where nothing is left of it.
    pub fn on(&self, window: Window, occurrence: Occurrence, zone: &Zone) -> Option<Window> {
        window.days_later(self.days_to(occurrence, zone), zone)
    }

    /// How many days after its model a cycle is.
    pub fn days_to(&self, Occurrence { day, moved }: Occurrence, zone: &Zone) -> i32 {
        days_between(self.first_day(zone), day) + moved
    }

    /// Who is asked to take part in the cycle of a day.
    pub fn asked_on<'s>(
        &'s self,
        day: Date,
        zone: &Zone,
    ) -> impl Iterator<Item = &'s SeriesPart> + use<'s> {
        let first = self.first_day(zone);
        let comes = move |rhythm: &Recurrence| {
            rhythm.days_from(first).take_while(|it| *it <= day).any(|it| it == day)
        };
        let asked = self.parts.iter().filter(|part| !part.is_declined);
        asked.filter(move |part| part.rhythm.as_ref().is_none_or(comes))
    }

    /// How many days after orders begin goods are handed out: at the first hub that does; as they end, where none says when.
    fn days_to_hand_out(&self, zone: &Zone) -> i32 {
        let outgoing = self.parts.iter().filter(|it| it.terms.direction == Direction::Outgoing);
        let handed_out = outgoing.filter_map(|it| it.terms.pick_up).map(Window::from).min();
        let day = handed_out.unwrap_or(self.orders.until()).in_zone(zone).date();
        days_between(self.first_day(zone), day)
    }

    /// The series that a patch makes of it.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused`] when no cycle would ever come of it, or too much is named.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn patched(
        self,
        by: &Permit<Coordinate>,
        patch: SeriesPatch,
        zone: &Zone,
    ) -> Result<Self, SeriesRefused> {
        by.must_be_for(self.coordinator);
        let before = self.calendar;
        let calendar = Calendar {
            rule: patch.rule.over(before.rule),
            skipped: patch.skipped.over(before.skipped),
            added: patch.added.over(before.added),
            holidays: patch.holidays.over(before.holidays),
        };
        let patched = Self {
            name: patch.name.over(self.name),
            orders: patch.orders.over(self.orders),
            calendar,
            days_ahead: patch.days_ahead.over(self.days_ahead),
            fees: patch.fees.over(self.fees),
            is_paused: patch.is_paused.over(self.is_paused),
            version: self.version + 1,
            ..self
        };
        patched.check(zone)?;
        Ok(patched)
    }

    /// Checks the series at the door.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused`] when no cycle would ever come of it, or too much is named.
    pub fn check(&self, zone: &Zone) -> Result<(), SeriesRefused> {
        if self.days_ahead > MAX_DAYS_AHEAD {
            return Err(SeriesRefused::TooEarly);
        }
        for (field, days) in [("skipped", &self.calendar.skipped), ("added", &self.calendar.added)]
        {
            if days.len() > MAX_NAMED_DAYS {
                return Err(SeriesRefused::TooManyDays(field));
            }
        }
        let of_all = Self { made_until: None, ..self.clone() };
        let any = of_all.coming(zone).next().is_some();
        if any { Ok(()) } else { Err(SeriesRefused::NeverComes) }
    }

    /// The part of an enterprise, if it is asked that way.
    pub fn part(&self, of: (EnterpriseId, Direction)) -> Option<&SeriesPart> {
        self.parts.iter().find(|part| part.of() == of)
    }

    /// The series with another part, or with one as it should be now.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused::Declined`] for one whose enterprise is not to be asked; [`SeriesRefused::TooManyParts`].
    pub fn with_part(self, part: SeriesPart) -> Result<Self, SeriesRefused> {
        let mut series = self.without_part(part.of())?;
        if series.parts.len() >= MAX_SERIES_PARTS {
            return Err(SeriesRefused::TooManyParts);
        }
        series.parts.push(part);
        series.parts.sort_by_key(SeriesPart::order);
        Ok(series)
    }

    /// The series without a part.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused::Declined`]: what an enterprise said stays known, or it could be asked again.
    pub fn without_part(mut self, of: (EnterpriseId, Direction)) -> Result<Self, SeriesRefused> {
        if self.part(of).is_some_and(|part| part.is_declined) {
            return Err(SeriesRefused::Declined);
        }
        self.parts.retain(|part| part.of() != of);
        self.version += 1;
        Ok(self)
    }

    /// The series once an enterprise said that it is not to be asked.
    #[must_use]
    pub fn declined(mut self, of: (EnterpriseId, Direction)) -> Self {
        for part in self.parts.iter_mut().filter(|part| part.of() == of) {
            part.is_declined = true;
        }
        self.version += 1;
        self
    }
}

/// Why a series cannot be what was wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesRefused {
    /// Its cycles would be made too long before.
    #[error("days_ahead: a cycle is made at most {MAX_DAYS_AHEAD} days before its orders begin")]
    TooEarly,
    /// More days are named than may be.
    #[error("{0}: at most {MAX_NAMED_DAYS} days are named")]
    TooManyDays(&'static str),
    /// No day is left on which a cycle comes.
    #[error("rule: no cycle ever comes by this rule and without these days")]
    NeverComes,
    /// It asks more enterprises than it may.
    #[error("enterprise: a series asks at most {MAX_SERIES_PARTS} enterprises")]
    TooManyParts,
    /// It asked not to be asked.
    #[error(
        "enterprise: it said that this series is not to ask it; it may let you put it into any cycle instead"
    )]
    Declined,
}

impl Failure for SeriesRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        let text = self.to_string();
        let (field, rule) = text.split_once(": ").unwrap_or(("", &text));
        vec![Detail::new(field, rule)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{by, exchange, id};

    fn paris() -> Zone {
        "Europe/Paris".parse().unwrap()
    }

    fn window(from: &str, until: &str) -> Window {
        Window::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
    }

    /// Orders from Thursday 18:00 to Monday 20:00 in Paris, made a week ahead; the model is of Thursday 5 March 2026.
    fn weekly() -> Series {
        Series {
            id: id(9),
            coordinator: id(2),
            name: Name::parse("Panier du jeudi").unwrap(),
            orders: window("2026-03-05T17:00:00Z", "2026-03-09T19:00:00Z"),
            calendar: Calendar {
                rule: "FREQ=WEEKLY".parse().unwrap(),
                skipped: BTreeSet::new(),
                added: BTreeSet::new(),
                holidays: None,
            },
            days_ahead: 7,
            fees: Vec::new(),
            parts: Vec::new(),
            made_until: None,
            is_paused: false,
            version: 1,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_cycle_is_made_ahead_at_the_time_on_the_wall() {
        let mut series = weekly();
        series.made_until = Some("2026-03-19".parse().unwrap());
        // In the week after, the clocks go forward: 18:00 is 16:00 UTC, and so it is a week before.
        let orders = window("2026-03-26T17:00:00Z", "2026-03-30T18:00:00Z");
        let next = Occurrence { day: "2026-03-26".parse().unwrap(), moved: 0 };
        let due = |now: &str| series.due(&paris(), at(now));
        assert_eq!(due("2026-03-19T16:59:59Z"), SeriesStep::Wait(at("2026-03-19T17:00:00Z")));
        assert_eq!(due("2026-03-19T17:00:00Z"), SeriesStep::Make(next, orders));
        assert_eq!(
            due("2026-03-30T17:59:59Z"),
            SeriesStep::Make(next, orders),
            "some can still order"
        );
        assert_eq!(due("2026-03-30T18:00:00Z"), SeriesStep::LeaveOut(next));
        let paused = Series { is_paused: true, ..series.clone() };
        assert_eq!(paused.due(&paris(), at("2026-03-19T17:00:00Z")), SeriesStep::Rest);
    }

    #[test]
    fn whoever_was_away_takes_the_steps_in_order_and_makes_only_what_can_still_be_ordered_from() {
        let mut series = weekly();
        let now = at("2026-04-14T08:00:00Z");
        let (mut made, mut left_out) = (Vec::new(), Vec::new());
        loop {
            let step = series.due(&paris(), now);
            let occurrence = match step {
                SeriesStep::Make(occurrence, _) => {
                    made.push(occurrence.day.to_string());
                    occurrence
                }
                SeriesStep::LeaveOut(occurrence) => {
                    left_out.push(occurrence.day.to_string());
                    occurrence
                }
                SeriesStep::Wait(at) => {
                    assert_eq!(at, "2026-04-16T16:00:00Z".parse().unwrap());
                    break;
                }
                SeriesStep::Rest => panic!("it comes every week"),
            };
            series = series.made(occurrence);
        }
        assert_eq!(
            left_out,
            ["2026-03-05", "2026-03-12", "2026-03-19", "2026-03-26", "2026-04-02", "2026-04-09"]
        );
        assert_eq!(made, ["2026-04-16"]);
    }

    #[test]
    fn a_farm_is_asked_where_its_rhythm_meets_the_series() {
        let part = |of: u32, rhythm: Option<&str>| SeriesPart {
            terms: exchange(Direction::Incoming, of, [], []),
            rhythm: rhythm.map(|rule| rule.parse().unwrap()),
            is_declined: false,
        };
        let parts = vec![
            part(1, None),
            part(2, Some("FREQ=WEEKLY;INTERVAL=2")),
            part(3, Some("FREQ=MONTHLY;BYDAY=-1TH")),
            part(4, Some("FREQ=DAILY;UNTIL=20260312")),
        ];
        let series = Series { parts, ..weekly() };
        let asked = |day: &str| {
            let asked = series.asked_on(day.parse().unwrap(), &paris());
            asked
                .map(|part| {
                    u128::from_str_radix(&part.terms.enterprise.0.simple().to_string(), 16).unwrap()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(asked("2026-03-05"), [1, 2, 4]);
        assert_eq!(asked("2026-03-12"), [1, 4]);
        assert_eq!(asked("2026-03-26"), [1, 3]);
        assert_eq!(asked("2026-04-02"), [1, 2]);
    }

    #[test]
    fn a_series_that_never_comes_is_refused_and_one_that_ended_is_not() {
        let patch = |patch| weekly().patched(&by(), patch, &paris()).map(|series| series.version);
        let rule = |rule: &str| SeriesPatch {
            rule: Patch::Set(rule.parse().unwrap()),
            ..SeriesPatch::default()
        };
        assert_eq!(patch(rule("FREQ=WEEKLY;UNTIL=20200101")), Err(SeriesRefused::NeverComes));
        assert_eq!(patch(rule("FREQ=WEEKLY;COUNT=1")), Ok(2));
        let ended = Series { made_until: Some("2026-03-05".parse().unwrap()), ..weekly() };
        assert!(ended.clone().patched(&by(), rule("FREQ=WEEKLY;COUNT=1"), &paris()).is_ok());
        let early = SeriesPatch { days_ahead: Patch::Set(91), ..SeriesPatch::default() };
        assert_eq!(patch(early), Err(SeriesRefused::TooEarly));
        let detail = SeriesRefused::TooManyDays("added").details().remove(0);
        assert_eq!(
            (detail.field.as_str(), detail.rule.as_str()),
            ("added", "at most 200 days are named")
        );
    }

    #[test]
    fn a_part_is_put_once_for_each_way() {
        let part = |direction, of: u32, fees: &[u32]| SeriesPart {
            terms: exchange(direction, of, [], fees.iter().copied()),
            rhythm: None,
            is_declined: false,
        };
        let series = weekly().with_part(part(Direction::Outgoing, 2, &[])).unwrap();
        let series = series.with_part(part(Direction::Incoming, 2, &[])).unwrap();
        let series = series.with_part(part(Direction::Outgoing, 2, &[7])).unwrap();
        let told: Vec<_> =
            series.parts.iter().map(|it| (it.terms.direction, it.terms.fees.len())).collect();
        assert_eq!(told, [(Direction::Incoming, 0), (Direction::Outgoing, 1)]);
        let series = series.declined((id(2), Direction::Incoming));
        let asked = series.asked_on("2026-03-12".parse().unwrap(), &paris());
        assert_eq!(asked.map(SeriesPart::of).collect::<Vec<_>>(), [(id(2), Direction::Outgoing)]);
        let again = series.clone().with_part(part(Direction::Incoming, 2, &[7]));
        assert_eq!(again, Err(SeriesRefused::Declined));
        assert_eq!(series.without_part((id(2), Direction::Incoming)), Err(SeriesRefused::Declined));
    }
}
