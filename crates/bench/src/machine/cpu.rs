//! What processes have used of the processors, as `/proc` tells it.

use std::{fs, time::Duration};

/// How many of the kernel's clock ticks make a second, for every program that is not the kernel.
const TICKS_PER_SECOND: u64 = 100;

/// Reads what some processes use from now on.
pub(crate) struct Meter<F> {
    read: F,
    before: Duration,
}

impl<F: Fn() -> Duration> Meter<F> {
    /// A meter that begins at nothing.
    pub(crate) fn start(read: F) -> Self {
        Self { before: read(), read }
    }

    /// What was used since.
    pub(crate) fn used(&self) -> Duration {
        (self.read)().saturating_sub(self.before)
    }
}

/// What a process has used so far, all its threads together.
pub(crate) fn of_process(pid: u32) -> Duration {
    usage(pid).map(|usage| ticks(usage.own)).unwrap_or_default()
}

/// What a process and its children have used so far, those that have ended included.
pub(crate) fn of_family(parent: u32) -> Duration {
    let parents = usage(parent).map(|usage| usage.own + usage.ended_children).unwrap_or_default();
    let children: u64 = processes()
        .filter_map(usage)
        .filter(|usage| usage.parent == parent)
        .map(|usage| usage.own + usage.ended_children)
        .sum();
    ticks(parents + children)
}

fn ticks(count: u64) -> Duration {
    Duration::from_millis(count * (1_000 / TICKS_PER_SECOND))
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// What one process has used, in clock ticks.
#[derive(Debug, PartialEq, Eq)]
struct Usage {
    parent: u32,
    own: u64,
    ended_children: u64,
}

fn usage(pid: u32) -> Option<Usage> {
    read(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// Reads a line of `/proc/PID/stat`: see `proc_pid_stat(5)`.
fn read(stat: &str) -> Option<Usage> {
    // The program's name stands between brackets, and may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Usage {
        parent: fields.get(1)?.parse().ok()?,
        own: number(11)? + number(12)?,
        ended_children: number(13)? + number(14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let stat = "77 (a ) b) S 3 77 77 0 -1 4194560 1 2 3 4 50 25 7 8 20 0 9 0 1 2 3";
        assert_eq!(read(stat), Some(Usage { parent: 3, own: 75, ended_children: 15 }));
        assert_eq!(read("nonsense"), None);
    }

    #[test]
    fn a_family_has_used_what_its_head_has_at_least() {
        let own = std::process::id();
        // Read first: it only grows.
        let of_head = of_process(own);
        assert!(of_family(own) >= of_head);
    }
}
