use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};

use crate::{
    ChangedBy, MovedText, OrderCancelled, OrderChanged, WeighedText,
    letters::letter::{Letter, Written},
    letters::order_placed,
    letters::table::{size_of, times},
};

/// An order changed, or some of it does not come: the subject, and the letter.
pub(crate) fn letter(language: Language, told: &OrderChanged) -> (String, Written) {
    let words = &Words::of(language).letters;
    let changed = &words.order_changed;
    let OrderChanged { shop, reference, customer, by, less, more, weighed, .. } = told;
    let OrderChanged {
        lines, charges, deposits, total, to_pay_back, to_pay, pay_to, address, ..
    } = told;
    let is_cancelled = lines.is_empty();
    let (news, title_of_less, title_of_rest) = match (by, is_cancelled) {
        (ChangedBy::Minimum, false) => (changed.news, changed.gone, changed.left),
        (ChangedBy::Minimum, true) => (changed.news_of_all, changed.gone, changed.left),
        (ChangedBy::Shortage, false) => (changed.short, changed.gone, changed.stands),
        (ChangedBy::Shortage, true) => (changed.short_all, changed.gone, changed.stands),
        (ChangedBy::Customer, false) => (changed.by_you, changed.less, changed.stands),
        (ChangedBy::Customer, true) => (changed.by_you_all, changed.less, changed.stands),
        (ChangedBy::Weight, _) => (changed.weighed, changed.less, changed.stands),
        (ChangedBy::Shop { .. }, false) => (changed.by_shop, changed.less, changed.stands),
        (ChangedBy::Shop { .. }, true) => (changed.by_shop_all, changed.less, changed.stands),
    };
    let reason = match by {
        ChangedBy::Shop { reason } => reason.as_deref(),
        ChangedBy::Minimum | ChangedBy::Shortage | ChangedBy::Customer | ChangedBy::Weight => None,
    };
    let letter = Letter::to(customer, language).paragraph(&news(reference, shop));
    let letter = match reason {
        Some(reason) => letter.paragraph(&(changed.reason)(reason)),
        None => letter,
    };
    let letter = letter
        .lines(title_of_less, &moved(language, less))
        .lines(changed.more, &moved(language, more))
        .lines(changed.weights, &weights(language, weighed));
    let letter = if is_cancelled {
        letter.paragraph(changed.nothing_left)
    } else {
        letter
            .paragraph(title_of_rest)
            .table(order_placed::table(language, lines, charges, *deposits, *total))
    };
    let letter = if to_pay_back.is_zero() {
        letter
    } else {
        letter.paragraph(&(changed.to_pay_back)(&language.money(*to_pay_back)))
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
    let subject = if is_cancelled { changed.cancelled } else { changed.subject };
    (subject(reference, shop), letter)
}

/// A customer cancelled an order: what its shop is told.
pub(crate) fn cancelled(language: Language, told: &OrderCancelled) -> (String, Written) {
    let words = &Words::of(language).letters;
    let OrderCancelled { name, shop, reference, customer, gone, to_pay_back } = told;
    let letter = Letter::to(name, language)
        .paragraph(&(words.order_cancelled.news)(customer, reference))
        .lines(words.order_cancelled.gone, &moved(language, gone))
        .paragraph(words.order_cancelled.back);
    let letter = if to_pay_back.is_zero() {
        letter
    } else {
        letter.paragraph(&(words.order_cancelled.to_pay_back)(&language.money(*to_pay_back)))
    };
    ((words.order_cancelled.subject)(reference), letter.sign(words.see_you, shop))
}

fn moved(language: Language, all: &[MovedText]) -> Vec<String> {
    let line = |MovedText { name, label, items, producer }: &MovedText| {
        let what = size_of(name, &language.label(label));
        format!("– {}{what}, {producer}", times(*items))
    };
    all.iter().map(line).collect()
}

fn weights(language: Language, all: &[WeighedText]) -> Vec<String> {
    let words = &Words::of(language).letters.order_changed;
    let line = |it: &WeighedText| {
        let goods = format!("{}{}", times(it.items), it.name);
        let weight = language.quantity(it.weight);
        let said = if it.charged == it.weight {
            (words.weighs)(&goods, &weight, &language.quantity(it.expected))
        } else {
            (words.weighs_more)(&goods, &weight, &language.quantity(it.charged))
        };
        format!("– {said}")
    };
    all.iter().map(line).collect()
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
            unit_price: None,
            withdrawal: None,
            parts: Vec::new(),
        };
        OrderChanged {
            shop: "Le Panier d’Épinal".into(),
            reference: "K7Q-2MX".into(),
            customer: "Awa".into(),
            by: ChangedBy::Minimum,
            more: Vec::new(),
            weighed: Vec::new(),
            less: vec![MovedText {
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
        let (subject, Written { text, .. }) = letter(Language::Fr, &told(false));
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
        let (subject, Written { text, .. }) = letter(Language::En, &told(true));
        assert_eq!(subject, "Your order K7Q-2MX at Le Panier d’Épinal is cancelled");
        assert!(text.contains("Nothing is left of it"), "{text}");
        let (subject, _) = letter(Language::De, &told(true));
        assert!(subject.starts_with("Ihre Bestellung K7Q-2MX bei Le Panier d’Épinal"), "{subject}");
        assert!(subject.ends_with("storniert"), "{subject}");
    }

    #[test]
    fn whoever_changed_an_order_is_told_what_went_and_came_and_what_it_is_now() {
        let leeks = MovedText {
            name: "Poireaux".into(),
            label: "botte".into(),
            items: 1,
            producer: "Les Jardins d’Awa".into(),
        };
        let by = ChangedBy::Shop { reason: Some("Gel de mardi".into()) };
        let (subject, Written { text, .. }) =
            letter(Language::Fr, &OrderChanged { by, more: vec![leeks], ..told(false) });
        assert_eq!(subject, "Votre commande K7Q-2MX chez Le Panier d’Épinal a changé");
        let shown = text.replace(['\u{a0}', '\u{202f}'], "~");
        for said in [
            "Le Panier d’Épinal a modifié votre commande K7Q-2MX.\n\nPourquoi~: Gel de mardi\n",
            "Retiré\n– 1 × Tomme, 250 g",
            "Ajouté\n– 1 × Poireaux, botte, Les Jardins d’Awa",
            "Voici votre commande à présent~:",
        ] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let by = ChangedBy::Customer;
        let (_, Written { text, .. }) = letter(Language::En, &OrderChanged { by, ..told(true) });
        assert!(text.contains("You cancelled your order K7Q-2MX"), "{text}");
    }

    #[test]
    fn a_shop_is_told_what_a_customer_cancelled() {
        let told = OrderCancelled {
            name: "Claire".into(),
            shop: "Le Panier d’Épinal".into(),
            reference: "K7Q-2MX".into(),
            customer: "Awa".into(),
            gone: told(false).less,
            to_pay_back: eur(620),
        };
        let (subject, Written { text, .. }) = cancelled(Language::En, &told);
        assert_eq!(subject, "Order K7Q-2MX is cancelled");
        assert!(text.contains("Awa cancelled their order K7Q-2MX."), "{text}");
        assert!(text.contains("€6.20 was paid for it"), "{text}");
    }
}
