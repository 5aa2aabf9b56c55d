use sillon_kernel::{Language, Money};

use crate::{
    letters::notice::HarvestLineText,
    letters::table::{Table, size_of, times},
};

pub(crate) fn subject(language: Language, cycle: &str, hub: &str) -> String {
    match language {
        Language::Fr => format!("Votre récolte pour {hub}\u{a0}: {cycle}"),
        Language::En => format!("Your harvest for {hub}: {cycle}"),
    }
}

/// The news, and whether there is something to harvest.
pub(crate) fn news(language: Language, cycle: &str, hub: &str, any: bool) -> String {
    let closed = match language {
        Language::Fr => {
            format!("Chez {hub}, les commandes pour «\u{a0}{cycle}\u{a0}» sont closes.")
        }
        Language::En => format!("Orders at {hub} for “{cycle}” are closed."),
    };
    let wanted = match (language, any) {
        (Language::Fr, true) => "Voici ce qu’il faut récolter\u{a0}:",
        (Language::Fr, false) => "Cette fois, rien n’a été commandé chez vous.",
        (Language::En, true) => "Here is what to harvest:",
        (Language::En, false) => "This time, nothing was ordered from you.",
    };
    format!("{closed} {wanted}")
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
    table.row("", "Total", vec![String::new(), language.money(goods)]);
    table
}

pub(crate) fn delivery_title(language: Language) -> &'static str {
    match language {
        Language::Fr => "Livraison",
        Language::En => "Delivery",
    }
}

pub(crate) fn last_word(language: Language, any: bool) -> &'static str {
    match (language, any) {
        (Language::Fr, true) => "Merci, et bonne récolte\u{a0}!",
        (Language::Fr, false) => "À bientôt,",
        (Language::En, true) => "Thank you, and a good harvest!",
        (Language::En, false) => "See you soon,",
    }
}
