//! Letters on their way out, and who wants which.

pub(crate) mod choices;
pub(crate) mod cycle_letters;
pub(crate) mod letters;
pub(crate) mod seen;
