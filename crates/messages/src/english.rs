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
    /// All that is said in English, as in Great Britain.
    En, labelled: |name, value| format!("{name}: {value}")
}
