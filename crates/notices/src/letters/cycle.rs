//! Letters about order cycles: what they ask, and what happens in them without whoever runs them.

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};

use crate::{
    AskedToTakePart, Full, FullAt, Late, LateStep, Left, Meeting, MinimumMissed, MinimumOf,
    NotAnnounced, OrderedText,
    letters::letter::{Letter, Written},
};

/// A cycle asks an enterprise to take part: the subject, and the letter.
pub(crate) fn asked(language: Language, asked: &AskedToTakePart) -> (String, Written) {
    let words = &Words::of(language).letters;
    let AskedToTakePart { name, cycle, hub, is_reminder, to_bring, to_sell, orders, zone } = asked;
    let mut letter = Letter::to(name, language);
    let ways = [
        (to_bring, words.asked.to_bring, words.harvest.delivery),
        (to_sell, words.asked.to_sell, words.order.pick_up),
    ];
    for (meeting, asks, title) in ways {
        let Some(Meeting { window, place }) = meeting else { continue };
        letter =
            letter.paragraph(&asks(cycle, hub)).meeting(title, *window, zone, place.as_deref());
    }
    let letter = letter
        .meeting(words.asked.orders, Some(*orders), zone, None)
        .paragraph(words.asked.answer)
        .paragraph(words.asked.otherwise)
        .sign(words.see_you, hub);
    let subject = if *is_reminder { words.asked.reminder } else { words.asked.subject };
    (subject(cycle, hub), letter)
}

/// A cycle was not announced by itself: the subject, and the letter to who runs it.
pub(crate) fn not_announced(language: Language, told: &NotAnnounced) -> (String, Written) {
    let words = &Words::of(language).letters;
    let NotAnnounced { name, cycle, missing, orders, zone } = told;
    let letter = Letter::to(name, language)
        .paragraph(&(words.not_announced.news)(cycle))
        .paragraph(&(words.not_announced.missing)(*missing))
        .meeting(words.asked.orders, Some(*orders), zone, None)
        .paragraph(words.not_announced.what_to_do)
        .sign(words.see_you, name);
    ((words.not_announced.subject)(cycle), letter)
}

/// Too little was ordered of producers: the subject, and the letter to one of them, or to who runs the cycle.
pub(crate) fn minimum_missed(language: Language, told: &MinimumMissed) -> (String, Written) {
    let words = &Words::of(language).letters;
    let MinimumMissed { name, cycle, hub, of, ordered, brings_some } = told;
    let letter = Letter::to(name, language);
    let with_ordered = |news: String| match ordered {
        Some(OrderedText { sum, orders }) => {
            let sum = language.money(*sum);
            format!("{news} {}", (words.minimum.ordered)(&sum, &orders.to_string()))
        }
        None => news,
    };
    let letter = match of {
        MinimumOf::Theirs(minimum) => letter
            .paragraph(&with_ordered((words.minimum.theirs)(cycle, hub, &language.money(*minimum))))
            .paragraph(if *brings_some {
                words.minimum.what_was_due
            } else {
                words.minimum.nothing_to_bring
            }),
        MinimumOf::OfAnother(producer, minimum) => letter
            .paragraph(&with_ordered((words.minimum.of_another)(
                cycle,
                producer,
                &language.money(*minimum),
            )))
            .paragraph(words.minimum.customers_told),
    };
    ((words.minimum.subject)(cycle), letter.sign(words.see_you, hub))
}

/// A cycle or a series does not go on by itself: the subject, and the letter to who runs it.
pub(crate) fn late(language: Language, Late { name, step }: &Late) -> (String, Written) {
    let words = &Words::of(language).letters;
    let (of, news) = match step {
        LateStep::TurnCycle(cycle) => (cycle, words.late.not_turned),
        LateStep::MakeNext(series) => (series, words.late.not_made),
    };
    let letter = Letter::to(name, language)
        .paragraph(&news(of))
        .paragraph(words.late.tried_again)
        .paragraph(words.late.what_to_do)
        .sign(words.see_you, name);
    ((words.late.subject)(of), letter)
}

/// A cycle came to its limit: the subject, and the letter to who runs it.
pub(crate) fn full(language: Language, Full { name, cycle, limit }: &Full) -> (String, Written) {
    let words = &Words::of(language).letters;
    let limit = match limit {
        FullAt::Orders(orders) => (words.full.orders)(*orders),
        FullAt::Turnover(turnover) => language.money(*turnover),
    };
    let letter = Letter::to(name, language)
        .paragraph(&(words.full.news)(cycle, &limit))
        .paragraph(words.full.what_to_do)
        .sign(words.see_you, name);
    ((words.full.subject)(cycle), letter)
}

/// Somebody left cycles: the subject, and the letter to who runs them.
pub(crate) fn left(language: Language, told: &Left) -> (String, Written) {
    let words = &Words::of(language).letters;
    let Left { name, who, brings, sells, bundles } = told;
    let is_out = !brings.is_empty() || !sells.is_empty();
    let news = if is_out { words.left.news } else { words.left.news_of_goods };
    let letter = Letter::to(name, language)
        .paragraph(&news(who))
        .lines(words.left.brings, brings)
        .lines(words.left.sells, sells)
        .lines(words.left.bundles, bundles)
        .paragraph(words.left.ordered)
        .sign(words.see_you, name);
    ((words.left.subject)(who), letter)
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Money, Window, Zone};

    use super::*;

    fn paris() -> Zone {
        "Europe/Paris".parse().unwrap()
    }

    fn thursday_evening() -> Window {
        let at = |text: &str| text.parse().unwrap();
        Window::new(at("2026-05-14T15:00:00Z"), at("2026-05-14T17:30:00Z")).unwrap()
    }

    /// No-break spaces are shown as `~`, to be seen.
    fn shown(text: &str) -> String {
        text.replace('\u{a0}', "~")
    }

    fn to_a_farm(is_reminder: bool) -> AskedToTakePart {
        AskedToTakePart {
            name: "Ferme de l’Étang".into(),
            cycle: "Panier du jeudi".into(),
            hub: "Le Panier d’Épinal".into(),
            is_reminder,
            to_bring: Some(Meeting {
                window: Some(thursday_evening()),
                place: Some("La Grange, par la cour".into()),
            }),
            to_sell: None,
            orders: thursday_evening(),
            zone: paris(),
        }
    }

    #[test]
    fn a_farm_is_asked_and_reminded_in_its_language() {
        let (subject, Written { text, .. }) = asked(Language::Fr, &to_a_farm(false));
        assert_eq!(shown(&subject), "Vous en êtes~? Panier du jeudi chez Le Panier d’Épinal");
        assert_eq!(
            shown(&text),
            "\
Bonjour Ferme de l’Étang,

Le Panier d’Épinal prépare «~Panier du jeudi~» et vous demande si vous
apporterez vos produits cette fois.

Livraison
Jeudi 14 mai 2026, de 17~h~00 à 19~h~30
La Grange, par la cour

Prise des commandes
Jeudi 14 mai 2026, de 17~h~00 à 19~h~30

Répondez oui ou non dans Sillon avant l’ouverture des commandes~; vous
pourrez aussi rejoindre la vente en cours.

Sans réponse de votre part, rien de chez vous n’est vendu cette fois.

À bientôt,
Le Panier d’Épinal
"
        );
        let (reminder, _) = asked(Language::En, &to_a_farm(true));
        assert_eq!(reminder, "Still open: are you in for Panier du jeudi at Le Panier d’Épinal?");
    }

    #[test]
    fn a_hub_is_told_that_a_cycle_was_not_announced() {
        let told = NotAnnounced {
            name: "Le Panier d’Épinal".into(),
            cycle: "Panier du jeudi".into(),
            missing: 2,
            orders: thursday_evening(),
            zone: paris(),
        };
        let (subject, Written { text, .. }) = not_announced(Language::De, &told);
        assert_eq!(subject, "„Panier du jeudi“ braucht Sie, bevor es angekündigt wird");
        assert!(text.contains("2 Angaben fehlen."), "{text}");
    }

    #[test]
    fn a_farm_and_the_hub_are_told_that_too_little_was_ordered() {
        let told = |of| MinimumMissed {
            name: "Chèvrerie".into(),
            cycle: "Panier du jeudi".into(),
            hub: "Le Panier d’Épinal".into(),
            of,
            ordered: Some(OrderedText { sum: Money::new(6_200, Currency::EUR), orders: 4 }),
            brings_some: false,
        };
        let euros = Money::new(15_000, Currency::EUR);
        let (subject, Written { text, .. }) =
            minimum_missed(Language::Fr, &told(MinimumOf::Theirs(euros)));
        assert_eq!(shown(&subject), "«~Panier du jeudi~»~: minimum non atteint");
        let said = |text: &str| shown(text).replace('\n', " ");
        assert!(said(&text).contains("150,00~€"), "{text}");
        assert!(
            said(&text).contains("Il y en avait pour 62,00~€ en tout. Commandes changées~: 4."),
            "{text}"
        );
        let of_another = told(MinimumOf::OfAnother("Verger".into(), euros));
        let (_, Written { text, .. }) = minimum_missed(Language::En, &of_another);
        let news = "less was ordered of Verger than the €150.00 it delivers from. It came to €62.00 in all. Orders changed: 4.";
        assert!(said(&text).contains(news), "{text}");
        let to_a_hub = MinimumMissed { ordered: None, ..of_another };
        let (_, Written { text, .. }) = minimum_missed(Language::De, &to_a_hub);
        assert!(!text.contains("62,00"), "{text}");
    }

    #[test]
    fn a_hub_is_told_that_a_cycle_is_full() {
        let told = |limit| Full { name: "Town hub".into(), cycle: "Week 19".into(), limit };
        let (subject, Written { text, .. }) = full(Language::En, &told(FullAt::Orders(40)));
        assert_eq!(subject, "“Week 19” is full, and closed");
        assert!(text.contains("came to its limit of 40 orders, and closed"), "{text}");
        let turnover = FullAt::Turnover(Money::new(90_000, Currency::EUR));
        let (_, Written { text, .. }) = full(Language::Fr, &told(turnover));
        assert!(shown(&text).contains("a atteint sa limite de 900,00~€"), "{text}");
        let (_, Written { text, .. }) = full(Language::De, &told(FullAt::Orders(1)));
        assert!(text.contains("die Grenze von 1 Bestellung erreicht"), "{text}");
    }

    #[test]
    fn a_hub_is_told_in_one_letter_what_a_farm_left() {
        let told = Left {
            name: "Town hub".into(),
            who: "Ferme de l’Étang".into(),
            brings: vec!["Week 19".into(), "Week 20".into()],
            sells: Vec::new(),
            bundles: Vec::new(),
        };
        let (subject, Written { text, .. }) = left(Language::En, &told);
        assert_eq!(subject, "Ferme de l’Étang takes part no more");
        assert_eq!(
            text,
            "\
Hello Town hub,

Ferme de l’Étang has left what you run, and takes part in this no more:

Brings nothing any more to
Week 19
Week 20

What was ordered before stays ordered: it is brought, handed out and
paid as it was said.

See you soon,
Town hub
"
        );
        let goods = Left { brings: Vec::new(), bundles: vec!["Panier".into()], ..told.clone() };
        let (_, Written { text, .. }) = left(Language::En, &goods);
        let news = "Ferme de l’Étang lets you sell its goods no more.\n\nNo longer on sale, as it holds some of them\nPanier\n";
        assert!(text.contains(news), "{text}");
        let sells = Left { brings: Vec::new(), sells: told.brings.clone(), ..told };
        let (subject, Written { text, .. }) = left(Language::De, &sells);
        assert_eq!(subject, "Ferme de l’Étang macht nicht mehr mit");
        assert!(text.contains("Verkauft nichts mehr aus\nWeek 19\n"), "{text}");
    }

    #[test]
    fn a_hub_is_told_what_does_not_go_on() {
        let step = LateStep::MakeNext("Panier du jeudi".into());
        let (subject, Written { text, .. }) =
            late(Language::Fr, &Late { name: "Le Panier d’Épinal".into(), step });
        assert_eq!(shown(&subject), "«~Panier du jeudi~» est bloqué");
        assert!(shown(&text).contains("Le prochain «~Panier du jeudi~»"), "{text}");
        let step = LateStep::TurnCycle("Week 19".into());
        let (_, Written { text, .. }) = late(Language::En, &Late { name: "Town hub".into(), step });
        assert!(text.contains("“Week 19” could not be opened or closed at its time."), "{text}");
    }
}
