use std::collections::HashMap;

use sillon_kernel::{Email, Timestamp};

use crate::CheckoutRefused;

/// How many orders guests placed of late, by the address they said is theirs: each is answered by a letter to it, whoever
/// reads there.
#[derive(Debug, Clone)]
pub struct Guests {
    /// The most that are taken for one address.
    pub most: u32,
    /// Within how many seconds.
    pub window_seconds: i64,
    /// How many there were for each address, and when the first of them was placed.
    pub placed: HashMap<String, (u32, Timestamp)>,
}

impl Default for Guests {
    fn default() -> Self {
        Self { most: u32::MAX, window_seconds: 0, placed: HashMap::new() }
    }
}

impl Guests {
    /// Counts one order more, when there may be one.
    pub(crate) fn count(&mut self, address: &Email, now: Timestamp) {
        let (count, _) = self.placed.entry(address.as_str().to_owned()).or_insert((0, now));
        *count = count.saturating_add(1);
    }

    /// Checks that one order more may be placed for an address.
    pub(crate) fn check(&self, address: &Email, now: Timestamp) -> Result<(), CheckoutRefused> {
        match self.placed.get(address.as_str()) {
            Some((count, first)) if *count >= self.most => Err(CheckoutRefused::TooManyOrders {
                until: first.plus_seconds(self.window_seconds),
                now,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
