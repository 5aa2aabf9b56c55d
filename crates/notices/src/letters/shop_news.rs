use sillon_kernel::{Language, Timestamp, Zone};
use sillon_messages::{Format as _, Words};

use crate::{
    Meeting,
    letters::letter::{Letter, Written},
};

/// That orders are taken at a shop that somebody follows, or soon no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopNews {
    /// The name of who follows it.
    pub name: String,
    /// The shop's name.
    pub shop: String,
    /// The cycle's name.
    pub cycle: String,
    /// Whether it closes soon, and they have not ordered.
    pub is_closing: bool,
    /// Until when orders are taken.
    pub until: Timestamp,
    /// When and where goods are fetched.
    pub pick_up: Meeting,
    /// The zone times are told in.
    pub zone: Zone,
    /// Where the shop is on the web.
    pub address: String,
    /// Where one says to get no more of such letters.
    pub stop: String,
}

/// The news of a shop: the subject, and the letter.
pub(crate) fn letter(language: Language, told: &ShopNews) -> (String, Written) {
    let words = &Words::of(language).letters;
    let said = &words.shop_news;
    let ShopNews { name, shop, cycle, is_closing, until, pick_up, zone, address, stop } = told;
    let (subject, news) = if *is_closing {
        (said.closing_subject, said.closing)
    } else {
        (said.opened_subject, said.opened)
    };
    let letter = Letter::to(name, language)
        .paragraph(&news(cycle, shop))
        .lines(said.until, &[language.date_time(*until, zone)])
        .meeting(words.order.pick_up, pick_up.window, zone, pick_up.place.as_deref())
        .address(said.order_here, Some(address))
        .foot(&(said.why)(shop), Some(stop))
        .sign(words.see_you, shop);
    (subject(shop, cycle), letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::samples;

    #[test]
    fn whoever_follows_a_shop_reads_until_when_where_and_how_to_hear_no_more() {
        let told = samples::shop_news(&str::to_owned, true);
        let (subject, Written { text, .. }) = letter(Language::En, &told);
        assert_eq!(subject, "Last orders at Le Panier d’Épinal: Panier du jeudi 14 mai");
        assert_eq!(
            text.replace('\u{a0}', "~"),
            "\
Hello Awa Diop,

Orders for “Panier du jeudi 14 mai” at Le Panier d’Épinal close soon,
and you have not ordered yet.

Order until
Tuesday 12 May 2026, 20:00

Pick-up
Thursday 14 May 2026, 17:00 to 19:30
La Grange, par la cour

Order here:
https://panier.example.org/shops/le-panier

See you soon,
Le Panier d’Épinal

You get this letter because you asked to hear from Le Panier d’Épinal.
To get no more of them:
https://panier.example.org/letters/stop?token=5ec2e7&shop=0190
"
        );
    }
}
