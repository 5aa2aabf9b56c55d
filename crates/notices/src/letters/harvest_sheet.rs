use sillon_kernel::{Language, Money};
use sillon_messages::{Format as _, Words};

use crate::{
    letters::notice::HarvestLineText,
    letters::table::{Table, size_of, times},
};

/// The news, and whether there is something to harvest.
pub(crate) fn news(language: Language, cycle: &str, hub: &str, any: bool) -> String {
    let words = &Words::of(language).letters.harvest;
    let wanted = if any { words.harvest } else { words.nothing };
    format!("{} {wanted}", (words.closed)(cycle, hub))
}

/// What to harvest, how much that is, and what it earns.
pub(crate) fn table(language: Language, lines: &[HarvestLineText], goods: Money) -> Table {
    let mut table = Table::default();
    for line in lines {
        table.row(
            &times(line.items),
            &size_of(&line.name, &language.label(&line.label)),
            vec![language.quantity(line.quantity), language.money(line.goods)],
        );
    }
    table.rule();
    let total = Words::of(language).letters.harvest.total;
    table.row("", total, vec![String::new(), language.money(goods)]);
    table
}
