//! What people are told of money that left a hub's till for them.

use sillon_kernel::{Date, Language, Timestamp, Zone};
use sillon_messages::{Format as _, Words};

use crate::{
    PaidBack, PaidOut,
    letters::letter::{Letter, Written},
};

/// Money was paid back for an order, or never was after all: the subject, and the letter.
pub(crate) fn paid_back(language: Language, told: &PaidBack) -> (String, Written) {
    let words = &Words::of(language).letters;
    let said = &words.paid_back;
    let PaidBack { shop, reference, customer, amount, is_cash, is_reversed, left, address } = told;
    let amount = language.money(*amount);
    let news = match (is_reversed, is_cash) {
        (true, _) => said.reversed,
        (false, true) => said.cash,
        (false, false) => said.transfer,
    };
    let letter = Letter::to(customer, language).paragraph(&news(&amount, reference, shop));
    let letter = if left.is_zero() {
        letter
    } else {
        letter.paragraph(&(said.left)(&language.money(*left)))
    };
    let letter = letter.address(words.order.online, address.as_deref()).sign(words.see_you, shop);
    let subject = if *is_reversed { said.subject_reversed } else { said.subject };
    (subject(reference, shop), letter)
}

/// Money was paid out to an enterprise, or never was after all: the subject, and the letter.
pub(crate) fn paid_out(language: Language, told: &PaidOut) -> (String, Written) {
    let words = &Words::of(language).letters;
    let said = &words.paid_out;
    let PaidOut { name, hub, amount, day, is_cash, is_reversed, note } = told;
    let (amount, day) = (language.money(*amount), written(language, *day));
    let news = match (is_reversed, is_cash) {
        (true, _) => said.reversed,
        (false, true) => said.cash,
        (false, false) => said.transfer,
    };
    let note: Vec<String> = note.iter().cloned().collect();
    let letter = Letter::to(name, language)
        .paragraph(&news(hub, &amount, &day))
        .lines(said.note, &note)
        .paragraph(said.statement)
        .sign(words.see_you, hub);
    let subject = if *is_reversed { said.subject_reversed } else { said.subject };
    (subject(hub, &amount), letter)
}

fn written(language: Language, day: Date) -> String {
    let noon: Result<Timestamp, _> = format!("{day}T12:00:00Z").parse();
    noon.map_or_else(|_fault| day.to_string(), |noon| language.date(noon, &Zone::UTC))
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Money};

    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn shown(text: &str) -> String {
        text.replace(['\u{a0}', '\u{202f}'], "~")
    }

    fn back(is_reversed: bool, left: i64) -> PaidBack {
        PaidBack {
            shop: "Le Panier d’Épinal".into(),
            reference: "K7Q-2MX".into(),
            customer: "Awa".into(),
            amount: eur(320),
            is_cash: true,
            is_reversed,
            left: eur(left),
            address: None,
        }
    }

    #[test]
    fn a_customer_is_told_what_was_paid_back_and_what_is_left() {
        let (subject, Written { text, .. }) = paid_back(Language::Fr, &back(false, 100));
        assert_eq!(
            shown(&subject),
            "Remboursement de votre commande K7Q-2MX chez Le Panier d’Épinal"
        );
        assert!(shown(&text).contains("3,20~€"), "{text}");
        assert!(shown(&text).contains("1,00~€"), "{text}");
        let (_, Written { text, .. }) = paid_back(Language::En, &back(false, 0));
        assert!(text.contains("gave you back €3.20 in cash"), "{text}");
        assert!(!text.contains("still"), "{text}");
        let (subject, Written { text, .. }) = paid_back(Language::De, &back(true, 320));
        assert!(subject.starts_with("Berichtigung"), "{subject}");
        assert!(shown(&text).contains("3,20~€"), "{text}");
    }

    #[test]
    fn a_farm_is_told_what_was_paid_out_to_it() {
        let told = PaidOut {
            name: "Ferme de l’Étang".into(),
            hub: "Le Panier d’Épinal".into(),
            amount: eur(12_000),
            day: Date::constant(2026, 5, 7),
            is_cash: false,
            is_reversed: false,
            note: Some("Week 19".into()),
        };
        let (subject, Written { text, .. }) = paid_out(Language::En, &told);
        assert_eq!(shown(&subject), "Le Panier d’Épinal paid you €120.00");
        assert!(text.contains("7 May 2026"), "{text}");
        assert!(text.contains("Week 19"), "{text}");
        let (subject, _) = paid_out(Language::Fr, &PaidOut { is_reversed: true, ..told });
        assert!(shown(&subject).starts_with("Correction"), "{subject}");
    }
}
