use sillon_kernel::{Language, Money};
use sillon_messages::{Format as _, Words};

use crate::{
    HarvestLineText, ToHarvest,
    letters::letter::Letter,
    letters::table::{Table, size_of, times},
};

/// What to harvest: the subject, and the letter to the producer.
pub(crate) fn letter(language: Language, told: &ToHarvest) -> (String, String) {
    let words = &Words::of(language).letters;
    let ToHarvest { farm, cycle, hub, lines, goods, pick_up, window, zone } = told;
    let any = !lines.is_empty();
    let mut letter = Letter::to(farm, language).paragraph(&news(language, cycle, hub, any));
    if any {
        letter = letter.table(&table(language, lines, *goods)).meeting(
            words.harvest.delivery,
            *window,
            zone,
            pick_up.as_deref(),
        );
    }
    let text = letter.sign(if any { words.harvest.thanks } else { words.see_you }, hub);
    ((words.harvest.subject)(cycle, hub), text)
}

/// The news, and whether there is something to harvest.
fn news(language: Language, cycle: &str, hub: &str, any: bool) -> String {
    let words = &Words::of(language).letters.harvest;
    let wanted = if any { words.harvest } else { words.nothing };
    format!("{} {wanted}", (words.closed)(cycle, hub))
}

/// What to harvest, how much that is, and what it earns.
fn table(language: Language, lines: &[HarvestLineText], goods: Money) -> Table {
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
