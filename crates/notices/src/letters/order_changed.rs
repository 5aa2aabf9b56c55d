use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};

use crate::{
    GoneText, OrderChanged,
    letters::letter::Letter,
    letters::order_placed,
    letters::table::{size_of, times},
};

/// Some of an order does not come: the subject, and the letter.
pub(crate) fn letter(language: Language, told: &OrderChanged) -> (String, String) {
    let words = &Words::of(language).letters;
    let OrderChanged { shop, reference, customer, gone, lines, charges, .. } = told;
    let OrderChanged { deposits, total, to_pay_back, to_pay, pay_to, address, .. } = told;
    let gone: Vec<String> = gone.iter().map(|gone| line(language, gone)).collect();
    let changed = &words.order_changed;
    let news = if lines.is_empty() { changed.news_of_all } else { changed.news };
    let letter = Letter::to(customer, language)
        .paragraph(&news(reference, shop))
        .lines(words.order_changed.gone, &gone);
    let letter = if lines.is_empty() {
        letter.paragraph(words.order_changed.nothing_left)
    } else {
        letter
            .paragraph(words.order_changed.left)
            .table(&order_placed::table(language, lines, charges, *deposits, *total))
    };
    let letter = if to_pay_back.is_zero() {
        letter
    } else {
        letter.paragraph(&(words.order_changed.to_pay_back)(&language.money(*to_pay_back)))
    };
    let letter = if to_pay.is_zero() {
        letter
    } else {
        letter.paragraph(&(changed.to_pay)(&language.money(*to_pay))).lines(
            words.order.transfer_title,
            &order_placed::transfer(language, pay_to.as_ref(), *to_pay, reference),
        )
    };
    let letter = letter.address(words.order.online, address.as_deref()).sign(words.see_you, shop);
    let subject =
        if lines.is_empty() { words.order_changed.cancelled } else { words.order_changed.subject };
    (subject(reference, shop), letter)
}

fn line(language: Language, GoneText { name, label, items, producer }: &GoneText) -> String {
    let what = size_of(name, &language.label(label));
    format!("– {}{what}, {producer}", times(*items))
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Money};

    use super::*;
    use crate::OrderLineText;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn told(is_cancelled: bool) -> OrderChanged {
        let carrots = OrderLineText {
            name: "Carottes".into(),
            label: "1 kg".into(),
            items: 2,
            total: eur(440),
            withdrawal: None,
            parts: Vec::new(),
        };
        OrderChanged {
            shop: "Le Panier d’Épinal".into(),
            reference: "K7Q-2MX".into(),
            customer: "Awa".into(),
            gone: vec![GoneText {
                name: "Tomme".into(),
                label: "250 g".into(),
                items: 1,
                producer: "Chèvrerie des Trois Combes".into(),
            }],
            lines: if is_cancelled { Vec::new() } else { vec![carrots] },
            charges: vec![("Tournée".into(), eur(50))],
            deposits: eur(0),
            total: if is_cancelled { eur(0) } else { eur(490) },
            to_pay_back: eur(620),
            to_pay: eur(0),
            pay_to: None,
            address: Some("https://sillon.example/orders/1".into()),
        }
    }

    #[test]
    fn a_customer_is_told_what_does_not_come_and_what_is_left() {
        let (subject, text) = letter(Language::Fr, &told(false));
        let shown = text.replace(['\u{a0}', '\u{202f}'], "~");
        assert_eq!(subject, "Votre commande K7Q-2MX chez Le Panier d’Épinal a changé");
        assert_eq!(
            shown,
            "\
Bonjour Awa,

Une partie de votre commande K7Q-2MX chez Le Panier d’Épinal ne viendra
pas~: un producteur livre à partir d’un certain montant, que les
commandes de tous n’ont pas atteint. Vous ne payez rien pour elle.

Ne viendra pas
– 1 × Tomme, 250 g, Chèvrerie des Trois Combes

Voici ce qui reste~:

  2 × Carottes, 1 kg    4,40~€
      Tournée           0,50~€
  ----------------------------
      Total             4,90~€

Vous aviez payé davantage~: 6,20~€ vous seront rendus.

Retrouvez votre commande à tout moment~:
https://sillon.example/orders/1

À bientôt,
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn an_order_of_which_nothing_is_left_is_told_as_cancelled() {
        let (subject, text) = letter(Language::En, &told(true));
        assert_eq!(subject, "Your order K7Q-2MX at Le Panier d’Épinal is cancelled");
        assert!(text.contains("Nothing is left of it"), "{text}");
        let (subject, _) = letter(Language::De, &told(true));
        assert!(subject.starts_with("Ihre Bestellung K7Q-2MX bei Le Panier d’Épinal"), "{subject}");
        assert!(subject.ends_with("storniert"), "{subject}");
    }
}
