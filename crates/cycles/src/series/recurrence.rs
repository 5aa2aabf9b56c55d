use std::{fmt, str::FromStr};

use rrule::{RRuleSet, RRuleSetIter};
use sillon_kernel::{Date, Timestamp, Zone};

/// The most characters of a rule.
const MAX_CHARACTERS: usize = 200;

/// Over how many years a rule is asked for days.
const MAX_YEARS: i16 = 50;

/// On which days something comes again: a rule of RFC 5545, §3.3.10, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=TH`.
///
/// It says days, never hours: those are on the clock of whatever comes again. From which day on it counts is told where it is
/// asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence(String);

impl Recurrence {
    /// The rule as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The days of the rule, in order, that counts from a first day on; that one is among them only where the rule names it.
    ///
    /// None, where the rule ends before it.
    pub fn days_from(&self, first: Date) -> impl Iterator<Item = Date> + use<> {
        let last = first.year().saturating_add(MAX_YEARS);
        let days = days_of(&self.0, first).ok();
        let day = |seconds: i64| {
            let at = Timestamp::from_micros(seconds.saturating_mul(1_000_000)).ok()?;
            Some(at.in_zone(&Zone::UTC).date())
        };
        days.into_iter()
            .flatten()
            .map_while(move |at| day(at.timestamp()))
            .take_while(move |day| day.year() <= last)
    }

    /// Whether the rule, which counts from a first day on, names a day.
    pub fn names(&self, first: Date, day: Date) -> bool {
        self.days_from(first).take_while(|it| *it <= day).any(|it| it == day)
    }
}

/// The days of a rule, as the library finds them: at midnight of UTC, so that no clock moves any.
fn days_of(rule: &str, first: Date) -> Result<RRuleSetIter, NoSuchRecurrence> {
    // The library takes a day to end with for one on the machine's own clock.
    let whole = |part: &str| match part.strip_prefix("UNTIL=").and_then(|day| day.get(..8)) {
        Some(day) => format!("UNTIL={day}T000000Z"),
        None => part.to_owned(),
    };
    let rule: Vec<String> = rule.split(';').map(whole).collect();
    let text = format!("DTSTART:{}T000000Z\nRRULE:{}", first.strftime("%Y%m%d"), rule.join(";"));
    let set: RRuleSet = text.parse().map_err(|fault: rrule::RRuleError| {
        let said = fault.to_string();
        NoSuchRecurrence::Unreadable(said.chars().take(MAX_CHARACTERS).collect())
    })?;
    Ok((&set.limit()).into_iter())
}

impl FromStr for Recurrence {
    type Err = NoSuchRecurrence;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_ascii_uppercase();
        let rule = text.strip_prefix("RRULE:").unwrap_or(&text).trim_end_matches(';');
        let is_plain = |it: char| it.is_ascii_alphanumeric() || ";=,+-".contains(it);
        if rule.len() > MAX_CHARACTERS || !rule.chars().all(is_plain) {
            return Err(NoSuchRecurrence::NotPlain);
        }
        for part in rule.split(';') {
            match part.split_once('=') {
                Some(("FREQ", "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY")) => {}
                Some(("FREQ" | "BYHOUR" | "BYMINUTE" | "BYSECOND", _)) => {
                    return Err(NoSuchRecurrence::Hours);
                }
                Some(_) | None => {}
            }
        }
        // Read from a day before any end there can be: whether it has days at all is asked where they are needed.
        days_of(rule, Date::constant(1970, 1, 1))?;
        Ok(Self(rule.to_owned()))
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no rule by which days come again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchRecurrence {
    /// It is too long, or has characters that no rule has.
    #[error(
        "it is a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TH, of at most {MAX_CHARACTERS} characters"
    )]
    NotPlain,
    /// It speaks of hours.
    #[error("it says days: its FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, and it names no hours")]
    Hours,
    /// It is not read.
    #[error("it is a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TH: {0}")]
    Unreadable(String),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(rule: &str, first: &str) -> Vec<String> {
        let rule: Recurrence = rule.parse().unwrap();
        rule.days_from(first.parse().unwrap()).take(4).map(|day| day.to_string()).collect()
    }

    #[test]
    fn rhythms_of_farms_and_hubs_are_rules() {
        // Thursday 2026-03-05; the clocks of Paris change on 29 March and on 25 October.
        let from = "2026-03-05";
        let weekly = ["2026-03-05", "2026-03-12", "2026-03-19", "2026-03-26"];
        assert_eq!(days("FREQ=WEEKLY", from), weekly);
        let second = ["2026-03-05", "2026-03-19", "2026-04-02", "2026-04-16"];
        assert_eq!(days("FREQ=WEEKLY;INTERVAL=2", from), second);
        let first_fridays = ["2026-03-06", "2026-04-03", "2026-05-01", "2026-06-05"];
        assert_eq!(days("freq=monthly;byday=1fr", from), first_fridays);
        let last_thursdays = ["2026-03-26", "2026-04-30", "2026-05-28", "2026-06-25"];
        assert_eq!(days("RRULE:FREQ=MONTHLY;BYDAY=-1TH;", from), last_thursdays);
        let both = ["2026-03-06", "2026-03-10", "2026-03-13", "2026-03-17"];
        assert_eq!(days("FREQ=WEEKLY;BYDAY=TU,FR", from), both);
        assert_eq!(days("FREQ=WEEKLY;COUNT=2", from), weekly[..2]);
    }

    #[test]
    fn a_rule_ends_with_its_last_day_whatever_hour_it_says() {
        let until_third = ["2026-03-05", "2026-03-12", "2026-03-19"];
        for end in ["20260319", "20260319T000000Z", "20260319T180000", "20260325"] {
            assert_eq!(
                days(&format!("FREQ=WEEKLY;UNTIL={end}"), "2026-03-05"),
                until_third,
                "{end}"
            );
        }
        assert!(days("FREQ=WEEKLY;UNTIL=20250101", "2026-03-05").is_empty());
    }

    #[test]
    fn what_is_no_rule_of_days_is_refused() {
        let refused = |text: &str| text.parse::<Recurrence>().unwrap_err();
        for hours in ["FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9", "FREQ=SECONDLY;COUNT=3"] {
            assert_eq!(refused(hours), NoSuchRecurrence::Hours, "{hours}");
        }
        for not_plain in ["every week", "FREQ=WEEKLY\nRDATE:20260101", &"FREQ=DAILY;".repeat(40)] {
            assert_eq!(refused(not_plain), NoSuchRecurrence::NotPlain, "{not_plain}");
        }
        for unread in [
            "",
            "WEEKLY",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;INTERVAL=0X",
            "FREQ=MONTHLY;BYMONTHDAY=77",
        ] {
            assert!(matches!(refused(unread), NoSuchRecurrence::Unreadable(_)), "{unread}");
        }
    }

    #[test]
    fn a_rule_that_never_comes_is_given_up() {
        assert!(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-03-05").is_empty());
        assert!(days("FREQ=DAILY;INTERVAL=0", "2026-03-05").is_empty());
    }

    /// The parts of rules, and what may stand in them.
    fn some_rule() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            (1_u32..70_000).prop_map(|every| format!("INTERVAL={every}")),
            (0_u32..70_000).prop_map(|times| format!("COUNT={times}")),
            "UNTIL=[0-9]{8}",
            "BYDAY=[+-]?[0-9]{0,2}(MO|TU|WE|TH|FR|SA|SU)(,-?[1-5]?(MO|SU))?",
            (-400_i32..400).prop_map(|day| format!("BYMONTHDAY={day}")),
            (-400_i32..400).prop_map(|day| format!("BYYEARDAY={day}")),
            (-60_i32..60).prop_map(|week| format!("BYWEEKNO={week}")),
            (-3_i32..15).prop_map(|month| format!("BYMONTH={month}")),
            (-400_i32..400).prop_map(|place| format!("BYSETPOS={place}")),
            "WKST=(MO|SU)",
        ];
        let freq = prop_oneof![Just("DAILY"), Just("WEEKLY"), Just("MONTHLY"), Just("YEARLY")];
        (freq, proptest::collection::vec(part, 0..4))
            .prop_map(|(freq, parts)| format!("FREQ={freq};{}", parts.join(";")))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        /// Whatever a rule says, its days come in order, none before the first, and asking ends.
        #[test]
        fn days_come_in_order_from_the_first_on(rule in some_rule()) {
            let first: Date = "2026-03-05".parse().unwrap();
            if let Ok(rule) = rule.parse::<Recurrence>() {
                let days: Vec<Date> = rule.days_from(first).take(50).collect();
                prop_assert!(days.windows(2).all(|two| two[0] < two[1]), "{days:?}");
                prop_assert!(days.iter().all(|day| *day >= first));
                prop_assert_eq!(rule.as_str().parse::<Recurrence>(), Ok(rule.clone()));
            }
        }

        #[test]
        fn no_text_is_too_odd_to_be_refused(text in "[A-Z0-9;=,+-]{0,60}") {
            let _ = format!("FREQ=WEEKLY;{text}").parse::<Recurrence>().map(|rule| rule.days_from(Date::constant(2026, 1, 1)).take(3).count());
        }
    }
}
