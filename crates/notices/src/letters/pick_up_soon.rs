use sillon_kernel::{Language, Money, Window, Zone};
use sillon_messages::{Format as _, Words};

use crate::{
    OrderLineText, PayTo,
    letters::letter::{Letter, Written},
    letters::order_placed,
    letters::table::{size_of, times},
};

/// That an order is handed over soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickUpSoon {
    /// The shop's name.
    pub shop: String,
    /// The order's reference.
    pub reference: String,
    /// The customer's name.
    pub customer: String,
    /// What is in it.
    pub lines: Vec<OrderLineText>,
    /// Whether it is brought.
    pub is_brought: bool,
    /// When.
    pub window: Window,
    /// Where, in the hub's words.
    pub place: Option<String>,
    /// The zone times are told in.
    pub zone: Zone,
    /// What is still to be paid.
    pub to_pay: Money,
    /// How it is paid: `cash` or `bank-transfer`.
    pub payment: String,
    /// The account it is paid to, where it is paid by transfer.
    pub pay_to: Option<PayTo>,
    /// Where the order stands on the web.
    pub address: String,
    /// Where one says to get no more of such letters, for whoever has an account.
    pub stop: Option<String>,
}

/// An order is handed over soon: the subject, and the letter.
pub(crate) fn letter(language: Language, told: &PickUpSoon) -> (String, Written) {
    let words = &Words::of(language).letters;
    let said = &words.pick_up_soon;
    let PickUpSoon { shop, reference, customer, is_brought, window, place, zone, .. } = told;
    let (subject, news, meeting) = if *is_brought {
        (said.subject_brought, said.news_brought, words.order.delivery)
    } else {
        (said.subject, said.news, words.order.pick_up)
    };
    let inside = |line: &OrderLineText| {
        let what = size_of(&line.name, &language.label(&line.label));
        format!("– {}{what}", times(line.items))
    };
    let inside: Vec<String> = told.lines.iter().map(inside).collect();
    let letter = Letter::to(customer, language).paragraph(&news(reference, shop)).meeting(
        meeting,
        Some(*window),
        zone,
        place.as_deref(),
    );
    let letter = to_pay(letter, language, told)
        .lines(said.inside, &inside)
        .address(words.order.online, Some(&told.address))
        .foot(said.stop, told.stop.as_deref())
        .sign(words.see_you, shop);
    (subject(reference, shop), letter)
}

/// What is still to be paid, and how; that it is paid, where it is.
fn to_pay(letter: Letter, language: Language, told: &PickUpSoon) -> Letter {
    let words = &Words::of(language).letters;
    let PickUpSoon { reference, is_brought, to_pay, payment, pay_to, .. } = told;
    if to_pay.is_zero() {
        let said = &words.pick_up_soon;
        return letter.paragraph(if *is_brought { said.paid_brought } else { said.paid });
    }
    let how = order_placed::how_to_pay(language, payment, (*to_pay, reference), *is_brought);
    let transfer = order_placed::transfer(language, pay_to.as_ref(), *to_pay, reference);
    let to_pay = (words.order_changed.to_pay)(&language.money(*to_pay));
    letter.paragraph(&format!("{to_pay} {how}")).lines(words.order.transfer_title, &transfer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::samples;

    #[test]
    fn a_customer_is_reminded_of_when_where_and_what_is_to_pay() {
        let told = samples::pick_up_soon(&str::to_owned);
        let (subject, Written { text, .. }) = letter(Language::Fr, &told);
        let shown = text.replace('\u{a0}', "~");
        assert_eq!(
            subject.replace('\u{a0}', "~"),
            "À retirer~: votre commande K7Q-2MX chez Le Panier d’Épinal"
        );
        for said in [
            "Retrait\nJeudi 14 mai 2026, de 17~h~00 à 19~h~30\nLa Grange, par la cour\n",
            "Il vous reste 21,10~€ à payer. Vous payez en espèces, au moment du\nretrait.\n",
            "Ce qu’elle contient\n– 2 × Carottes, botte\n",
            "Pour ne plus recevoir ces rappels~:\nhttps://",
        ] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let nothing = told.to_pay - told.to_pay;
        let (_, Written { text, .. }) =
            letter(Language::En, &PickUpSoon { to_pay: nothing, stop: None, ..told });
        assert!(text.contains("It is paid") && !text.contains("reminders"), "{text}");
    }
}
