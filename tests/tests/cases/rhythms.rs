//! Which pick-up an order is for, where goods are handed out every week and farms are told a few days before.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_cycles::{Calendar, Direction, Exchange, Occurrence, Series, SeriesPart};
use sillon_kernel::{Date, Name, Window, Zone, days_after};

use crate::case::{Answered, Unknown, read};
use crate::fees::id;

/// How many days before what is asked a series began.
const DAYS_BEFORE: i32 = 28;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    /// For which pick-up something is that is ordered on a day.
    Ordered { pickup_weekday: String, send_list_days_before: i32, order_day: String },
    /// The same on several days.
    OrderedOn { pickup_weekday: String, send_list_days_before: i32, order_days: Vec<String> },
    /// Until when it can be ordered for a pick-up.
    Until { next_delivery: String, send_list_weekday: Vec<String> },
}

pub(crate) fn answer(given: &Value) -> Answered {
    match read(given)? {
        Given::Ordered { pickup_weekday, send_list_days_before, order_day } => {
            let pick_up = Rhythm::pick_up(&order_day, &pickup_weekday, send_list_days_before)?;
            Ok(json!({ "pickup_day": pick_up.to_string() }))
        }
        Given::OrderedOn { pickup_weekday, send_list_days_before, order_days } => {
            let pick_up = |day: &String| {
                let days = send_list_days_before;
                Ok(Rhythm::pick_up(day, &pickup_weekday, days)?.to_string())
            };
            let pick_ups = order_days.iter().map(pick_up).collect::<Result<Vec<_>, Unknown>>()?;
            Ok(json!({ "pickup_days": pick_ups }))
        }
        Given::Until { next_delivery, send_list_weekday } => {
            let pick_up = date(&next_delivery)?;
            let last = |weekday: &String| {
                let days = (weekday_of(pick_up) - number(weekday)?).rem_euclid(7);
                let first = later(pick_up, -DAYS_BEFORE)?;
                Ok(Rhythm::weekly(first, days)?.last_day_to_order(pick_up)?.to_string())
            };
            let last = send_list_weekday.iter().map(last).collect::<Result<Vec<_>, Unknown>>()?;
            Ok(json!({ "last_order_day": last }))
        }
    }
}

/// A weekly series: what is ordered until farms are told what to bring is handed out a few days later.
struct Rhythm {
    series: Series,
    zone: Zone,
}

impl Rhythm {
    /// When something is handed out that is ordered at noon of a day, from a series that began some weeks before.
    fn pick_up(day: &str, weekday: &str, days: i32) -> Result<Date, Unknown> {
        let day = date(day)?;
        let to_weekday = (number(weekday)? - weekday_of(day)).rem_euclid(7);
        Self::weekly(later(day, to_weekday - DAYS_BEFORE)?, days)?.pick_up_of_order(day)
    }

    /// The one with its first pick-up on a day, for which farms are told so many days before.
    fn weekly(pick_up: Date, days: i32) -> Result<Self, Unknown> {
        let zone: Zone = "Europe/Vienna".parse().expect("a zone");
        let window = |from: Date, until: Date| {
            let both = zone.start_of(from).zip(zone.start_of(until));
            let window = both.and_then(|(from, until)| Window::new(from, until).ok());
            window.ok_or_else(|| Unknown(format!("nothing is from {from} until {until}")))
        };
        let told = later(pick_up, -days)?;
        let exchange = Exchange {
            pick_up: Some(window(pick_up, later(pick_up, 1)?)?),
            ..Exchange::blank(id("out"), id("hub"), Direction::Outgoing)
        };
        let series = Series {
            id: id("weekly"),
            coordinator: id("hub"),
            name: Name::parse("Weekly").expect("a name"),
            orders: window(later(told, -7)?, told)?,
            calendar: Calendar {
                rule: "FREQ=WEEKLY".parse().expect("a rule"),
                skipped: [].into(),
                added: [].into(),
                holidays: None,
            },
            days_ahead: 0,
            fees: Vec::new(),
            limit: None,
            parts: vec![SeriesPart { terms: exchange, rhythm: None, is_declined: false }],
            made_until: None,
            is_paused: false,
            version: 1,
        };
        series.check(&zone).map_err(|refused| Unknown(refused.to_string()))?;
        Ok(Self { series, zone })
    }

    /// The cycles that come, each with the day of its pick-up.
    fn coming(&self) -> impl Iterator<Item = (Window, Date)> {
        let cycles = self.series.coming(&self.zone);
        cycles.filter_map(|(cycle, orders)| Some((orders?, self.pick_up_of(cycle)?)))
    }

    /// When goods of the cycle of a day are handed out.
    fn pick_up_of(&self, cycle: Occurrence) -> Option<Date> {
        let part = self.series.asked_on(cycle.day, &self.zone).next()?;
        let days = self.series.days_to(cycle, &self.zone);
        let window = part.terms.pick_up?.days_later(days, &self.zone)?;
        Some(window.from().in_zone(&self.zone).date())
    }

    /// When something is handed out that is ordered at noon of a day.
    fn pick_up_of_order(&self, day: Date) -> Result<Date, Unknown> {
        let noon = self.zone.start_of(day).map(|midnight| midnight.plus_seconds(12 * 3_600));
        let noon = noon.ok_or_else(|| Unknown(format!("{day} has no noon")))?;
        let mut cycles = self.coming();
        let cycle = cycles.find(|(orders, _)| orders.contains(noon));
        cycle.map(|(_, pick_up)| pick_up).ok_or_else(|| Unknown(format!("no orders on {day}")))
    }

    /// The last day on which something is ordered that is handed out on a day.
    fn last_day_to_order(&self, pick_up: Date) -> Result<Date, Unknown> {
        let mut cycles = self.coming().take_while(|(_, day)| *day <= pick_up);
        let cycle = cycles.find(|(_, day)| *day == pick_up);
        let (orders, _) = cycle.ok_or_else(|| Unknown(format!("no pick-up on {pick_up}")))?;
        Ok(orders.until().plus_seconds(-1).in_zone(&self.zone).date())
    }
}

fn date(day: &str) -> Result<Date, Unknown> {
    day.parse().map_err(|_fault| Unknown(format!("{day} is no day")))
}

fn later(day: Date, days: i32) -> Result<Date, Unknown> {
    days_after(day, days).ok_or_else(|| Unknown(format!("there is no day {days} after {day}")))
}

/// How many days after Monday a day is.
fn weekday_of(day: Date) -> i32 {
    day.weekday().to_monday_zero_offset().into()
}

/// How many days after Monday a weekday is.
fn number(weekday: &str) -> Result<i32, Unknown> {
    let all = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let place = (0..).zip(all).find(|(_, name)| *name == weekday);
    place.map(|(place, _)| place).ok_or_else(|| Unknown(format!("no day is {weekday}")))
}
