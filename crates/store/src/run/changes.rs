use std::sync::atomic::{AtomicU64, Ordering};

use sillon_kernel::SupplyId;

/// How many counters the changes of supplies are spread over. Two supplies may share one: then what shows the one is looked
/// at again as the other changes, in vain.
const COUNTERS: usize = 1 << 16;

/// What a transaction may have changed of what shops show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Touched {
    /// Whatever shops show; so of all that does not say otherwise.
    #[default]
    Anything,
    /// What is left of some supplies, and nothing else that shops show.
    Left(Vec<SupplyId>),
}

impl Touched {
    /// Nothing that shops show.
    pub const NOTHING: Self = Self::Left(Vec::new());
}

/// What this process changed of what shops show, counted, so that what was read before a change is known from what was read
/// after it.
pub struct Changes {
    begun: AtomicU64,
    ended: AtomicU64,
    anything: AtomicU64,
    left: Box<[AtomicU64]>,
}

impl Default for Changes {
    fn default() -> Self {
        let left = (0..COUNTERS).map(|_| AtomicU64::new(0)).collect();
        let none = || AtomicU64::new(0);
        Self { begun: none(), ended: none(), anything: none(), left }
    }
}

impl Changes {
    /// How many changes there were that [`of`](Self::of) counts whole by now: while it stays the same, so do its numbers.
    pub fn all(&self) -> u64 {
        self.ended.load(Ordering::Acquire)
    }

    /// How many changes there were, with those that [`of`](Self::of) may count in part: whatever it counted by now is in this.
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Acquire)
    }

    /// How many changes there were of what shows these supplies. It grows with each, so that the same number means none.
    pub fn of(&self, supplies: impl IntoIterator<Item = SupplyId>) -> u64 {
        let left = supplies.into_iter().filter_map(|supply| self.left.get(place(supply)));
        let left = left.map(|counter| counter.load(Ordering::Acquire));
        left.fold(self.anything.load(Ordering::Acquire), u64::wrapping_add)
    }

    /// Counts a commit, before whoever asked for it is answered.
    pub(crate) fn count(&self, touched: &Touched) {
        self.begun.fetch_add(1, Ordering::Release);
        match touched {
            Touched::Anything => {
                self.anything.fetch_add(1, Ordering::Release);
            }
            Touched::Left(supplies) => {
                for counter in supplies.iter().filter_map(|supply| self.left.get(place(*supply))) {
                    counter.fetch_add(1, Ordering::Release);
                }
            }
        }
        self.ended.fetch_add(1, Ordering::Release);
    }
}

/// Where a supply is counted: by the last bytes of its id, which are random.
fn place(supply: SupplyId) -> usize {
    let [.., high, low] = *supply.0.as_bytes();
    usize::from(u16::from_be_bytes([high, low]))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_change_is_seen_by_what_shows_it_and_by_nothing_else() {
        let [carrots, eggs] = [1, 2].map(|number| SupplyId(Uuid::from_u128(number)));
        let changes = Changes::default();
        let seen = || (changes.of([carrots]), changes.of([eggs]), changes.all());
        assert_eq!(seen(), (0, 0, 0));
        changes.count(&Touched::Left(vec![carrots]));
        assert_eq!(seen(), (1, 0, 1));
        changes.count(&Touched::NOTHING);
        assert_eq!(seen(), (1, 0, 2));
        changes.count(&Touched::Anything);
        assert_eq!(seen(), (2, 1, 3));
    }
}
