use serde::Serialize;

use crate::{Timestamp, Zone};

/// A span of time, half-open: from its start on, until just before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    from: Timestamp,
    until: Timestamp,
}

impl Window {
    /// A window that ends after it starts.
    ///
    /// # Errors
    ///
    /// [`WindowError`] when it does not.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, WindowError> {
        if from < until { Ok(Self { from, until }) } else { Err(WindowError { from, until }) }
    }

    /// Its first instant.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after it.
    pub fn until(self) -> Timestamp {
        self.until
    }

    /// The window so many days later, at the same times by the clock on the wall there; none where nothing is left of it, as the
    /// clock is put forward over all of it, and beyond what times can say.
    pub fn days_later(self, days: i32, zone: &Zone) -> Option<Self> {
        Self::new(self.from.days_later(days, zone)?, self.until.days_later(days, zone)?).ok()
    }

    /// Whether the instant lies in it.
    pub fn contains(self, instant: Timestamp) -> bool {
        self.from <= instant && instant < self.until
    }
}

/// The window would end before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it ends at {until}, which is not after its start at {from}")]
pub struct WindowError {
    from: Timestamp,
    until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_its_start_and_not_its_end() {
        let at = |micros| Timestamp::from_micros(micros).unwrap();
        let window = Window::new(at(10), at(20)).unwrap();
        assert!(window.contains(at(10)) && window.contains(at(19)));
        assert!(!window.contains(at(9)) && !window.contains(at(20)));
        assert!(Window::new(at(10), at(10)).is_err());
    }

    #[test]
    fn days_later_the_clock_on_the_wall_shows_the_same() {
        let paris: Zone = "Europe/Paris".parse().unwrap();
        let window = |from: &str, until: &str| {
            Window::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
        };
        // Saturday 18:00 to Sunday 03:30 in Paris, the week before the clocks go forward there, and the week after.
        let before = window("2026-03-21T17:00:00Z", "2026-03-22T02:30:00Z");
        let after = window("2026-03-28T17:00:00Z", "2026-03-29T01:30:00Z");
        assert_eq!(before.days_later(7, &paris), Some(after));
        assert_eq!(after.days_later(-7, &paris), Some(before));
        assert_eq!(
            before.days_later(7, &Zone::UTC),
            Some(window("2026-03-28T17:00:00Z", "2026-03-29T02:30:00Z"))
        );
        // Of 02:15 to 03:10 there is nothing left on the day that skips from 02:00 to 03:00: it would be 03:15 to 03:10.
        let skipped = window("2026-03-22T01:15:00Z", "2026-03-22T02:10:00Z");
        assert_eq!(skipped.days_later(7, &paris), None);
        assert_eq!(before.days_later(i32::MAX, &paris), None);
    }
}
