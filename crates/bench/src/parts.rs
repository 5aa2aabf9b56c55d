//! What is measured.

pub(crate) mod catalogue;
pub(crate) mod checkouts;
pub(crate) mod close;
pub(crate) mod crowd;
pub(crate) mod desk;
pub(crate) mod market;
pub(crate) mod offers;
pub(crate) mod offers_beside;
pub(crate) mod offers_changing;
pub(crate) mod pool_race;
pub(crate) mod race;
pub(crate) mod racers;
