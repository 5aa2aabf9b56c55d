use serde::Serialize;

use crate::Timestamp;

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
}
