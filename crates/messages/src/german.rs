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
    /// All that is said in German, in the polite form, with quotation marks as in Germany.
    De, labelled: |name, value| format!("{name}: {value}")
}
