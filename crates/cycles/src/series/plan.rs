use std::collections::BTreeSet;

use sillon_catalogue::Patch;
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{
    Date, EnterpriseId, FeeId, FieldValue, Fields, Name, SeriesId, Timestamp, Window, Zone,
    days_after, days_between,
};

use crate::{
    Calendar, Direction, Exchange, MAX_DAYS_AHEAD, MAX_NAMED_DAYS, MAX_SERIES_PARTS, Occurrence,
    OnHoliday, OrderLimit, PublicHolidays, Recurrence, SeriesRefused,
    series::bounds::{CYCLES_OF_A_RHYTHM, MAX_DAYS_TO_HAND_OUT, MAX_DAYS_TO_MODEL},
};

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
    /// What closes each of them before its time.
    pub limit: Option<OrderLimit>,
    /// Who is asked to take part, and on which terms.
    pub parts: Vec<SeriesPart>,
    /// The last day that has its cycle, or was left out because its time had passed.
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
    /// Whether it said that no series of this coordinator is to ask it: a no that holds.
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
        fields.extend(OrderLimit::fields(self.limit.as_ref()));
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
    /// What closes each of them before its time.
    pub limit: Patch<Option<OrderLimit>>,
    /// Whether no cycle is made for now.
    pub is_paused: Patch<bool>,
}

/// What a series asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesStep {
    /// The cycle of this day is to be made, with its orders taken then.
    Make(Occurrence, Window),
    /// The orders of the cycles up to this day would be over, or its clock skips them: they are left out.
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
        self.after(self.made_until, zone)
    }

    fn after(
        &self,
        after: Option<Date>,
        zone: &Zone,
    ) -> impl Iterator<Item = (Occurrence, Option<Window>)> {
        let (first, out) = (self.first_day(zone), self.days_to_hand_out(zone));
        let all = self.calendar.after(first, after, out);
        all.map(move |occurrence| {
            (occurrence, self.orders.days_later(self.days_to(occurrence, zone), zone))
        })
    }

    /// What it asks for by now; one step at a time, so that whoever was away takes them in order.
    pub fn due(&self, zone: &Zone, now: Timestamp) -> SeriesStep {
        if self.is_paused {
            return SeriesStep::Rest;
        }
        let mut over = None;
        for (next, orders) in self.coming(zone) {
            let orders = orders.filter(|orders| now < orders.until());
            let (Some(orders), None) = (orders, over) else {
                // What is over is left out in one step, up to what can still be sold.
                match orders {
                    Some(_) => break,
                    None => over = Some(next),
                }
                continue;
            };
            let ahead = -i32::from(self.days_ahead);
            let made_at = orders.from().days_later(ahead, zone).unwrap_or(orders.from());
            let is_due = made_at <= now;
            return if is_due { SeriesStep::Make(next, orders) } else { SeriesStep::Wait(made_at) };
        }
        over.map_or(SeriesStep::Rest, SeriesStep::LeaveOut)
    }

    /// The series once the cycle of a day was made, or left out.
    #[must_use]
    pub fn made(self, occurrence: Occurrence) -> Self {
        Self { made_until: Some(occurrence.day), ..self }
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
        let comes = move |rhythm: &Recurrence| rhythm.names(first, day);
        let asked = self.parts.iter().filter(|part| !part.is_declined);
        asked.filter(move |part| part.rhythm.as_ref().is_none_or(comes))
    }

    /// How many days after orders begin goods are handed out: at the first hub that does; as they end, where none says when.
    fn days_to_hand_out(&self, zone: &Zone) -> i32 {
        let outgoing = self.parts.iter().filter(|it| it.terms.direction == Direction::Outgoing);
        let handed_out = outgoing.flat_map(|it| it.terms.windows()).map(Window::from).min();
        let day = handed_out.unwrap_or(self.orders.until()).in_zone(zone).date();
        days_between(self.first_day(zone), day)
    }

    /// The first day that is named, was not before, and has its cycle already or is over.
    fn first_late(&self, named: &Patch<BTreeSet<Date>>, before: &BTreeSet<Date>) -> Option<Date> {
        let is_late = |day: &&Date| {
            !before.contains(*day) && self.made_until.is_some_and(|made| **day <= made)
        };
        named.said()?.iter().find(is_late).copied()
    }

    /// The series that a patch makes of it. Where its model moves to another day, so do the hours at which goods change hands.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused`], as [`Self::check`]; for a day added that has its cycle, or whose time has passed.
    ///
    /// # Panics
    ///
    /// When the permit is another enterprise's than the one that runs it.
    pub fn patched(
        self,
        by: &Permit<Coordinate>,
        patch: SeriesPatch,
        zone: &Zone,
        now: Timestamp,
    ) -> Result<Self, SeriesRefused> {
        by.must_be_for(self.coordinator);
        let (first, before) = (self.first_day(zone), self.calendar.clone());
        if let Some(late) = self.first_late(&patch.added, &before.added) {
            return Err(SeriesRefused::AddedLate(late));
        }
        if let Some(late) = self.first_late(&patch.skipped, &before.skipped) {
            return Err(SeriesRefused::SkippedLate(late));
        }
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
            limit: patch.limit.over(self.limit),
            is_paused: patch.is_paused.over(self.is_paused),
            version: self.version + 1,
            ..self
        };
        let days = days_between(first, patched.first_day(zone));
        if days != 0 {
            patched.check_model(zone, now)?;
        }
        let patched = patched.with_hours_later(days, zone);
        patched.check(zone)?;
        Ok(patched)
    }

    /// The series with goods that change hands so many days later, at the same time by the clock on the wall.
    fn with_hours_later(mut self, days: i32, zone: &Zone) -> Self {
        for terms in self.parts.iter_mut().map(|part| &mut part.terms) {
            let Exchange { pick_up, cutoff, hand_over, .. } = terms;
            *pick_up = pick_up.and_then(|window| window.days_later(days, zone));
            *cutoff = cutoff.and_then(|at| at.days_later(days, zone));
            for choice in hand_over {
                *choice = choice.days_later(days, zone);
            }
        }
        self
    }

    /// Checks the model of a series at the door.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused::FarModel`] when it is far from today: its rule is walked from there.
    pub fn check_model(&self, zone: &Zone, now: Timestamp) -> Result<(), SeriesRefused> {
        let days = days_between(now.in_zone(zone).date(), self.first_day(zone));
        if days.abs() > MAX_DAYS_TO_MODEL { Err(SeriesRefused::FarModel) } else { Ok(()) }
    }

    /// Checks the series at the door.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused`] when no cycle would ever come of it, or none with somebody who has a rhythm; when goods change hands far
    /// from when they are ordered; when too much is named.
    pub fn check(&self, zone: &Zone) -> Result<(), SeriesRefused> {
        if self.days_ahead > MAX_DAYS_AHEAD {
            return Err(SeriesRefused::TooEarly);
        }
        let first = self.first_day(zone);
        for (field, days) in [("skipped", &self.calendar.skipped), ("added", &self.calendar.added)]
        {
            if days.len() > MAX_NAMED_DAYS {
                return Err(SeriesRefused::TooManyDays(field));
            }
        }
        let hours = self.parts.iter().flat_map(|part| part.terms.windows());
        let latest = days_after(first, MAX_DAYS_TO_HAND_OUT);
        let mut days = hours.map(|window| window.from().in_zone(zone).date());
        if days.any(|day| day < first || latest.is_none_or(|latest| latest < day)) {
            return Err(SeriesRefused::FarPickUp);
        }
        let next: Vec<Date> =
            self.after(None, zone).take(CYCLES_OF_A_RHYTHM).map(|(it, _)| it.day).collect();
        let last = *next.last().ok_or(SeriesRefused::NeverComes)?;
        let meets = |rhythm: &Recurrence| {
            rhythm.days_from(first).take_while(|day| *day <= last).any(|day| next.contains(&day))
        };
        let mut rhythms = self.parts.iter().filter_map(|part| part.rhythm.as_ref());
        if rhythms.all(meets) { Ok(()) } else { Err(SeriesRefused::RhythmApart) }
    }

    /// The part of an enterprise, if it is asked that way.
    pub fn part(&self, of: (EnterpriseId, Direction)) -> Option<&SeriesPart> {
        self.parts.iter().find(|part| part.of() == of)
    }

    /// The series with another part, or with one as it should be now.
    ///
    /// # Errors
    ///
    /// [`SeriesRefused::Declined`] for one whose enterprise is not to be asked; [`SeriesRefused::TooManyParts`]; as
    /// [`Self::check`].
    pub fn with_part(self, part: SeriesPart, zone: &Zone) -> Result<Self, SeriesRefused> {
        if part.is_declined {
            return Err(SeriesRefused::Declined);
        }
        let mut series = self.without_part(part.of());
        if series.parts.len() >= MAX_SERIES_PARTS {
            return Err(SeriesRefused::TooManyParts);
        }
        series.parts.push(part);
        series.parts.sort_by_key(SeriesPart::order);
        series.check(zone)?;
        Ok(series)
    }

    /// The series without a part.
    #[must_use]
    pub fn without_part(mut self, of: (EnterpriseId, Direction)) -> Self {
        self.parts.retain(|part| part.of() != of);
        self.version += 1;
        self
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Failure as _;

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
            limit: None,
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
        assert_eq!(left_out, ["2026-04-09"], "what is over is left out in one step");
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
        let patch = |patch| {
            weekly()
                .patched(&by(), patch, &paris(), at("2026-03-05T08:00:00Z"))
                .map(|series| series.version)
        };
        let rule = |rule: &str| SeriesPatch {
            rule: Patch::Set(rule.parse().unwrap()),
            ..SeriesPatch::default()
        };
        assert_eq!(patch(rule("FREQ=WEEKLY;UNTIL=20200101")), Err(SeriesRefused::NeverComes));
        assert_eq!(patch(rule("FREQ=WEEKLY;COUNT=1")), Ok(2));
        let ended = Series { made_until: Some("2026-03-05".parse().unwrap()), ..weekly() };
        assert!(
            ended
                .clone()
                .patched(&by(), rule("FREQ=WEEKLY;COUNT=1"), &paris(), at("2026-03-05T08:00:00Z"))
                .is_ok()
        );
        let early = SeriesPatch { days_ahead: Patch::Set(91), ..SeriesPatch::default() };
        assert_eq!(patch(early), Err(SeriesRefused::TooEarly));
        let detail = SeriesRefused::TooManyDays("added").details().remove(0);
        assert_eq!(
            (detail.field.as_str(), detail.rule.as_str()),
            ("added", "at most 200 days are named")
        );
    }

    #[test]
    fn what_would_cost_much_or_never_come_is_refused() {
        let now = at("2026-03-05T08:00:00Z");
        let patched = |patch| weekly().patched(&by(), patch, &paris(), now);
        let far = window("1977-03-05T17:00:00Z", "1977-03-09T19:00:00Z");
        let orders = |orders| SeriesPatch { orders: Patch::Set(orders), ..SeriesPatch::default() };
        assert_eq!(patched(orders(far)), Err(SeriesRefused::FarModel));
        let put = |pick_up: Option<Window>, rhythm: Option<&str>| {
            let terms = Exchange { pick_up, ..exchange(Direction::Incoming, 3, [], []) };
            let rhythm = rhythm.map(|rule| rule.parse().unwrap());
            weekly().with_part(SeriesPart { terms, rhythm, is_declined: false }, &paris())
        };
        let far = window("2026-07-05T17:00:00Z", "2026-07-05T19:00:00Z");
        assert_eq!(put(Some(far), None), Err(SeriesRefused::FarPickUp));
        let never = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30";
        assert_eq!(put(None, Some(never)), Err(SeriesRefused::RhythmApart));
        assert_eq!(put(None, Some("FREQ=WEEKLY;BYDAY=MO")), Err(SeriesRefused::RhythmApart));
        assert!(put(None, Some("FREQ=WEEKLY;BYDAY=MO,TH")).is_ok());
        let made = weekly().made(Occurrence { day: "2026-03-12".parse().unwrap(), moved: 0 });
        let added = |day: &str| {
            let added = Patch::Set([day.parse().unwrap()].into());
            let patch = SeriesPatch { added, ..SeriesPatch::default() };
            made.clone().patched(&by(), patch, &paris(), now).map(|_| ())
        };
        assert_eq!(
            added("2026-03-09"),
            Err(SeriesRefused::AddedLate("2026-03-09".parse().unwrap()))
        );
        assert_eq!(added("2026-03-16"), Ok(()));
        let skipped = |series: &Series, day: &str| {
            let skipped = Patch::Set([day.parse().unwrap()].into());
            let patch = SeriesPatch { skipped, ..SeriesPatch::default() };
            series.clone().patched(&by(), patch, &paris(), now)
        };
        let late = Err(SeriesRefused::SkippedLate("2026-03-12".parse().unwrap()));
        assert_eq!(skipped(&made, "2026-03-12"), late, "its cycle is there");
        let ahead = skipped(&made, "2026-03-19").unwrap();
        let later = ahead.made(Occurrence { day: "2026-03-26".parse().unwrap(), moved: 0 });
        assert!(skipped(&later, "2026-03-19").is_ok(), "what was skipped stays so");
    }

    #[test]
    fn where_the_model_moves_goods_change_hands_as_many_days_later() {
        let handed_out = window("2026-03-13T16:00:00Z", "2026-03-13T18:00:00Z");
        let terms = Exchange {
            pick_up: Some(handed_out),
            cutoff: Some(at("2026-03-07T11:00:00Z")),
            ..exchange(Direction::Outgoing, 2, [], [])
        };
        let now = at("2026-03-05T08:00:00Z");
        let part = SeriesPart { terms, rhythm: None, is_declined: false };
        let series = weekly().with_part(part, &paris()).unwrap();
        // From Thursday to a Friday after the clocks went forward.
        let orders = Patch::Set(window("2026-04-03T16:00:00Z", "2026-04-06T18:00:00Z"));
        let patch = SeriesPatch { orders, ..SeriesPatch::default() };
        let moved = series.patched(&by(), patch, &paris(), now).unwrap().parts.remove(0).terms;
        assert_eq!(moved.pick_up, Some(window("2026-04-11T15:00:00Z", "2026-04-11T17:00:00Z")));
        assert_eq!(moved.cutoff, Some(at("2026-04-05T10:00:00Z")));
    }

    #[test]
    fn a_part_is_put_once_for_each_way() {
        let part = |direction, of: u32, fees: &[u32]| SeriesPart {
            terms: exchange(direction, of, [], fees.iter().copied()),
            rhythm: None,
            is_declined: false,
        };
        let put = |series: Series, part| series.with_part(part, &paris());
        let series = put(weekly(), part(Direction::Outgoing, 2, &[])).unwrap();
        let series = put(series, part(Direction::Incoming, 2, &[])).unwrap();
        let series = put(series, part(Direction::Outgoing, 2, &[7])).unwrap();
        let told: Vec<_> =
            series.parts.iter().map(|it| (it.terms.direction, it.terms.fees.len())).collect();
        assert_eq!(told, [(Direction::Incoming, 0), (Direction::Outgoing, 1)]);
        let declined = SeriesPart { is_declined: true, ..part(Direction::Incoming, 2, &[7]) };
        assert_eq!(put(series, declined), Err(SeriesRefused::Declined));
    }
}
