mod account;
mod calendar;
mod cycle_warnings;
mod goods;
mod letters;
mod pages;
mod product_types;
mod requirements;
mod sheets;
mod week;

use crate::language::language;

language! {
    /// All that is said in French, where a no-break space stands before high punctuation.
    Fr, labelled: |name, value| format!("{name}\u{a0}: {value}")
}
