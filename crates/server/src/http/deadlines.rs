use std::time::Duration;

use crate::settings::ServerSettings;

/// How long anything of a request may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    head_seconds: u64,
    body_seconds: u64,
    request_seconds: u64,
    write_seconds: u64,
    idle_seconds: u64,
    bytes_a_second: u64,
}

impl Deadlines {
    pub(crate) fn of(settings: &ServerSettings) -> Self {
        Self {
            head_seconds: settings.head_seconds,
            body_seconds: settings.body_seconds,
            request_seconds: settings.request_seconds,
            write_seconds: settings.write_seconds,
            idle_seconds: settings.idle_seconds,
            bytes_a_second: settings.min_bytes_per_second.max(1),
        }
    }

    /// For the head of a request.
    pub(crate) fn head(&self) -> Duration {
        Duration::from_secs(self.head_seconds)
    }

    /// For a body of which so many bytes have come: each has bought some more time.
    pub(crate) fn body(&self, received: u64) -> Duration {
        Duration::from_secs(self.body_seconds + received / self.bytes_a_second)
    }

    /// For a request from its head to its answer.
    pub(crate) fn request(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }

    /// For taking an answer of so many bytes.
    pub(crate) fn write(&self, bytes: u64) -> Duration {
        Duration::from_secs(self.write_seconds + bytes / self.bytes_a_second)
    }

    /// For a connection on which nothing is asked.
    pub(crate) fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }
}
