use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How many counters a limit has: more callers share them, and memory does not grow.
const COUNTERS: usize = 1 << 16;

/// Limits how often anybody asks, in this process, as a token bucket would (the generic cell rate algorithm, ITU-T I.371).
///
/// Each caller has two of a fixed number of counters, as chance has it, and is held back when both are full: so the memory is
/// bounded whoever asks, and hardly anybody is held back for what others do (a count-min sketch).
pub(crate) struct RateLimit {
    counters: Box<[AtomicU64]>,
    chance: [RandomState; 2],
    begun: Instant,
    /// How long one request is waited for by the next, in microseconds, when none are saved up.
    each_micros: u64,
    /// How much may be saved up.
    burst_micros: u64,
}

impl RateLimit {
    /// So many a second in the long run, and so many at once; with 0 a second there is no limit.
    pub(crate) fn new(per_second: u32, burst: u32) -> Option<Self> {
        let each_micros = 1_000_000_u64.checked_div(u64::from(per_second))?.max(1);
        Some(Self {
            counters: (0..COUNTERS).map(|_| AtomicU64::new(0)).collect(),
            chance: [RandomState::new(), RandomState::new()],
            begun: Instant::now(),
            each_micros,
            burst_micros: each_micros * u64::from(burst.max(1)),
        })
    }

    /// Counts a request of a caller.
    ///
    /// # Errors
    ///
    /// How long to wait, when they have had as many as they may.
    pub(crate) fn take(&self, caller: &impl Hash) -> Result<(), Duration> {
        let now = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.take_at(caller, now)
    }

    fn take_at(&self, caller: &impl Hash, now: u64) -> Result<(), Duration> {
        let counters = || self.chance.iter().filter_map(|chance| self.counter(chance, caller));
        let full = counters().map(|counter| counter.load(Ordering::Relaxed)).min();
        let next = full.unwrap_or_default().max(now).saturating_add(self.each_micros);
        let most = now.saturating_add(self.burst_micros);
        if next > most {
            return Err(Duration::from_micros(next - most));
        }
        for counter in counters() {
            counter.fetch_max(next, Ordering::Relaxed);
        }
        Ok(())
    }

    fn counter(&self, chance: &RandomState, caller: &impl Hash) -> Option<&AtomicU64> {
        let among = u64::try_from(COUNTERS).unwrap_or(1);
        let place = usize::try_from(chance.hash_one(caller) % among).ok()?;
        self.counters.get(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_so_many_a_second() {
        let limit = RateLimit::new(10, 5).unwrap();
        let taken = (0..9).filter(|_| limit.take_at(&"awa", 0).is_ok()).count();
        assert_eq!(taken, 5);
        assert_eq!(limit.take_at(&"awa", 0), Err(Duration::from_millis(100)));
        assert_eq!(limit.take_at(&"awa", 100_000), Ok(()));
        assert!(limit.take_at(&"awa", 100_000).is_err());
        assert_eq!(limit.take_at(&"bo", 0), Ok(()), "nobody waits for another");
        let later = 3_600_000_000;
        assert_eq!((0..9).filter(|_| limit.take_at(&"awa", later).is_ok()).count(), 5);
    }

    #[test]
    fn nobody_is_held_back_where_there_is_no_limit() {
        assert!(RateLimit::new(0, 5).is_none());
        assert!(RateLimit::new(5, 0).unwrap().take_at(&"awa", 0).is_ok());
    }

    #[test]
    fn ten_thousand_others_hardly_hold_anybody_back() {
        let limit = RateLimit::new(1, 1).unwrap();
        let held = (0..10_000).filter(|caller| limit.take_at(caller, 0).is_err()).count();
        assert!(held < 600, "{held}");
    }
}
