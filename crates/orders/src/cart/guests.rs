use std::collections::HashMap;

use sillon_kernel::{Email, EnterpriseId, Timestamp};

use crate::CheckoutRefused;

/// How many orders guests placed of late, by the address they said is theirs: each is answered by a letter to it, whoever
/// reads there.
#[derive(Debug, Clone)]
pub struct Guests {
    /// The most that one hub takes for one address.
    pub most: u32,
    /// Within how many seconds.
    pub window_seconds: i64,
    /// How many there were at each hub for each address, and when the first of them was placed. Each hub counts its own, so
    /// that nobody keeps an address from all others by ordering for it at one.
    pub placed: HashMap<(EnterpriseId, String), (u32, Timestamp)>,
}

impl Default for Guests {
    fn default() -> Self {
        Self { most: u32::MAX, window_seconds: 0, placed: HashMap::new() }
    }
}

impl Guests {
    /// Counts one order more, when there may be one.
    pub(crate) fn count(&mut self, hub: EnterpriseId, address: &Email, now: Timestamp) {
        let at = (hub, address.as_str().to_owned());
        let (count, _) = self.placed.entry(at).or_insert((0, now));
        *count = count.saturating_add(1);
    }

    /// Checks that one order more may be placed for an address.
    pub(crate) fn check(
        &self,
        hub: EnterpriseId,
        address: &Email,
        now: Timestamp,
    ) -> Result<(), CheckoutRefused> {
        match self.placed.get(&(hub, address.as_str().to_owned())) {
            Some((count, first)) if *count >= self.most => Err(CheckoutRefused::TooManyOrders {
                until: first.plus_seconds(self.window_seconds),
                now,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
