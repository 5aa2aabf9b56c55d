use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicI64, Ordering},
};

use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970 in UTC. On the wire it is RFC 3339, such as `2026-05-04T18:00:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant so many microseconds after the start of 1970, UTC; the form it is stored in.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] outside the years −9999 to 9999.
    pub fn from_micros(micros: i64) -> Result<Self, TimestampError> {
        match jiff::Timestamp::from_microsecond(micros) {
            Ok(_) => Ok(Self(micros)),
            Err(source) => Err(TimestampError { text: micros.to_string(), source }),
        }
    }

    /// Microseconds since the start of 1970.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The instant so many seconds later, or earlier when negative; the end of time at most.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let micros = self.0.saturating_add(seconds.saturating_mul(1_000_000));
        let (first, last) =
            (jiff::Timestamp::MIN.as_microsecond(), jiff::Timestamp::MAX.as_microsecond());
        Self(micros.clamp(first, last))
    }

    /// The instant as the zone's calendar shows it.
    pub fn in_zone(self, zone: &Zone) -> jiff::Zoned {
        self.jiff().to_zoned(zone.0.clone())
    }

    /// The instant so many days later, at the same time by the clock on the wall there; where that time is skipped on that day, as
    /// much later as the clock was put forward (RFC 5545, §3.3.5). None beyond what times can say.
    pub fn days_later(self, days: i32, zone: &Zone) -> Option<Self> {
        let later = self.in_zone(zone).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        Self::from_micros(later.timestamp().as_microsecond()).ok()
    }

    /// How many days later another instant is by the calendar there, whatever the clock on the wall shows; fewer than none where it is
    /// earlier.
    pub fn days_to(self, other: Self, zone: &Zone) -> i32 {
        let (date, other) = (self.in_zone(zone).date(), other.in_zone(zone).date());
        date.until(other).map_or(0, |span| span.get_days())
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).expect("made from an instant in range")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.jiff().fmt(f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = text.parse::<jiff::Timestamp>();
        read.map(|instant| Self(instant.as_microsecond()))
            .map_err(|source| TimestampError { text: text.chars().take(40).collect(), source })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is no instant, or one beyond the calendar.
#[derive(Debug, Clone, thiserror::Error)]
#[error("“{text}” is not an instant of RFC 3339, such as 2026-05-04T18:00:00Z")]
pub struct TimestampError {
    text: String,
    #[source]
    source: jiff::Error,
}

/// A time zone of the IANA database, such as `Europe/Paris`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Its name in the IANA database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The first instant of a day here; none beyond what times can say.
    pub fn start_of(&self, day: Date) -> Option<Timestamp> {
        let begins = day.to_zoned(self.0.clone()).ok()?.timestamp();
        Timestamp::from_micros(begins.as_microsecond()).ok()
    }
}

impl FromStr for Zone {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = TimeZone::get(text);
        found
            .map(Self)
            .map_err(|source| TimestampError { text: text.chars().take(40).collect(), source })
    }
}

/// What time it is: a value, so that tests and replays decide it.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.0))
    }

    /// Moves the clock to an instant.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_in_any_offset_and_written_in_utc() {
        let instant: Timestamp = "2026-05-04T20:00:00+02:00".parse().unwrap();
        assert_eq!(instant.to_string(), "2026-05-04T18:00:00Z");
        assert!("2026-05-04 18:00".parse::<Timestamp>().is_err());
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn zones_come_with_the_program() {
        let paris: Zone = "Europe/Paris".parse().unwrap();
        let instant: Timestamp = "2026-07-01T10:00:00Z".parse().unwrap();
        assert_eq!(instant.in_zone(&paris).hour(), 12);
        assert!("Europe/Nowhere".parse::<Zone>().is_err());
    }
}
