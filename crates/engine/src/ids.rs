use std::sync::atomic::{AtomicU64, Ordering};

use sillon_kernel::Timestamp;
use uuid::{Builder, Uuid};

/// Where ids and secrets come from: a value, so that a test can have the same ones twice.
#[derive(Debug)]
pub enum Ids {
    /// The system's randomness.
    Random,
    /// Counted from a seed: for tests only, as anyone can guess them.
    Counted(AtomicU64),
}

impl Ids {
    /// Ids counted from 1.
    pub fn counted() -> Self {
        Self::Counted(AtomicU64::new(1))
    }

    /// A new id: UUID version 7 at an instant.
    ///
    /// # Panics
    ///
    /// When the system has no randomness, which leaves nothing safe to do.
    pub fn next<I: From<Uuid>>(&self, now: Timestamp) -> I {
        let bytes = self.bytes();
        let random = bytes.first_chunk().expect("an id takes ten of the 32 bytes");
        let millis = u64::try_from(now.micros() / 1_000).unwrap_or_default();
        I::from(Builder::from_unix_timestamp_millis(millis, random).into_uuid())
    }

    /// 32 bytes for a secret.
    ///
    /// # Panics
    ///
    /// When the system has no randomness, which leaves nothing safe to do.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        match self {
            Self::Random => getrandom::fill(&mut bytes).expect("the system has randomness"),
            Self::Counted(count) => {
                let counted = count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
                // Where an id keeps its low bytes, so that counted ids also differ in what people see of them.
                for (byte, counted) in bytes.iter_mut().skip(2).zip(counted) {
                    *byte = counted;
                }
            }
        }
        bytes
    }
}
