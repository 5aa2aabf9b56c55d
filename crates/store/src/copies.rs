//! Copies of all that is stored, and what tells whether it is whole.

pub(crate) mod backup;
pub(crate) mod by_hand;
pub(crate) mod contents;
pub(crate) mod copy;
pub(crate) mod damage;
