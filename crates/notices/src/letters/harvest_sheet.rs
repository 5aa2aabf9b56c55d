use sillon_kernel::{Language, Money};
use sillon_messages::{Format as _, Words};

use crate::{
    HarvestLineText, ToHarvest,
    letters::letter::{Letter, Written},
    letters::table::{Table, size_of, times},
};

/// What to harvest: the subject, and the letter to the producer.
pub(crate) fn letter(language: Language, told: &ToHarvest) -> (String, Written) {
    let words = &Words::of(language).letters;
    let ToHarvest { farm, anew, cycle, hub, lines, goods, pick_up, window, zone } = told;
    let any = !lines.is_empty();
    let mut letter = Letter::to(farm, language).paragraph(&news(language, told));
    if let Some(minimum) = anew.and_then(|less| less.below).filter(|_| any) {
        letter = letter.paragraph(&(words.harvest.below_minimum)(&language.money(minimum), hub));
    }
    if any {
        letter = letter.table(table(language, lines, *goods)).meeting(
            words.harvest.delivery,
            *window,
            zone,
            pick_up.as_deref(),
        );
    }
    let written = letter.sign(if any { words.harvest.thanks } else { words.see_you }, hub);
    let subject = if anew.is_some() { words.harvest.less_subject } else { words.harvest.subject };
    (subject(cycle, hub), written)
}

/// The news, and whether there is something to harvest.
fn news(language: Language, told: &ToHarvest) -> String {
    let words = &Words::of(language).letters.harvest;
    let ToHarvest { cycle, hub, lines, anew, .. } = told;
    let (news, nothing) = match anew {
        Some(_) => (words.less, words.nothing_left),
        None => (words.closed, words.nothing),
    };
    let wanted = if lines.is_empty() { nothing } else { words.harvest };
    format!("{} {wanted}", news(cycle, hub))
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
