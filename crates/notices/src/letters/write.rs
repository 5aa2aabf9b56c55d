use sillon_kernel::{Email, Language};
use sillon_messages::Words;

use crate::{
    Mail, Notice,
    letters::account,
    letters::cycle,
    letters::harvest_sheet,
    letters::letter::{Letter, Written},
    letters::money,
    letters::order_changed,
    letters::order_placed,
    letters::order_received,
    letters::pick_up_soon,
    letters::shop_news,
    letters::webhook,
    letters::welcome,
    mail::message::subject_line,
};

/// Says a notice to someone in a language.
pub fn write(notice: &Notice, language: Language, to: Email) -> Mail {
    let words = &Words::of(language).letters;
    let (subject, Written { text, html }) = match notice {
        Notice::OrderPlaced {
            shop,
            reference,
            customer,
            lines,
            conditions,
            charges,
            deposits,
            total,
            pick_up,
            window,
            is_brought,
            zone,
            payment,
            address,
            weights,
            taxes,
            untaxed,
            seller,
            pay_to,
        } => {
            let meeting = if *is_brought { words.order.delivery } else { words.order.pick_up };
            let letter = Letter::to(customer, language)
                .paragraph(&(words.order.thanks)(reference, shop))
                .table(order_placed::table(language, lines, charges, *deposits, *total))
                .lines(words.order.by_weight, weights)
                .lines(words.order.comes_if, &order_placed::conditions(language, conditions))
                .lines(words.order.rights, &order_placed::rights(language, lines))
                .meeting(meeting, *window, zone, pick_up.as_deref())
                .paragraph(&order_placed::how_to_pay(
                    language,
                    payment,
                    (*total, reference),
                    *is_brought,
                ))
                .lines(
                    words.order.transfer_title,
                    &order_placed::transfer(language, pay_to.as_deref(), *total, reference),
                )
                .address(words.order.online, address.as_deref())
                .lines(words.order.taxes, &order_placed::taxes(language, taxes))
                .lines(words.order.untaxed, untaxed)
                .lines(Words::of(language).site.sold_by, seller)
                .sign(words.see_you, shop);
            ((words.order.subject)(reference, shop), letter)
        }
        Notice::HarvestSheet(told) => harvest_sheet::letter(language, told),
        Notice::AskedToTakePart(asked) => cycle::asked(language, asked),
        Notice::NotAnnounced(told) => cycle::not_announced(language, told),
        Notice::OrderChanged(told) => order_changed::letter(language, told),
        Notice::OrderCancelled(told) => order_changed::cancelled(language, told),
        Notice::PaidBack(told) => money::paid_back(language, told),
        Notice::PaidOut(told) => money::paid_out(language, told),
        Notice::MinimumMissed(told) => cycle::minimum_missed(language, told),
        Notice::Late(told) => cycle::late(language, told),
        Notice::Full(told) => cycle::full(language, told),
        Notice::Left(told) => cycle::left(language, told),
        Notice::WebhookPaused(told) => webhook::paused(language, told),
        Notice::ShopNews(told) => shop_news::letter(language, told),
        Notice::PickUpSoon(told) => pick_up_soon::letter(language, told),
        Notice::OrderReceived(told) => order_received::letter(language, told),
        Notice::Welcome(told) => welcome::letter(language, told),
        Notice::ConfirmAddress { name, site, link, hours } => {
            account::to_follow(language, &words.confirm, (name, site), link, *hours)
        }
        Notice::HasAccount { name, site } => account::has_one(language, name, site),
        Notice::ResetPassword { name, site, link, hours } => {
            account::to_follow(language, &words.reset, (name, site), link, *hours)
        }
        Notice::PasswordChanged { name, site } => account::password_changed(language, name, site),
        Notice::Invitation { name, inviter, enterprise, role, site, link, hours } => {
            let (who, role) =
                (inviter.as_deref().unwrap_or(site), account::role_name(language, role));
            let asks_to = (words.invitation.asks_to)(who, enterprise, site, role);
            let letter = Letter::to(name, language)
                .address(&asks_to, Some(link))
                .paragraph(&(words.invitation.otherwise)(&account::time(language, *hours)))
                .sign(words.see_you, site);
            ((words.invitation.subject)(enterprise), letter)
        }
    };
    let stop = match notice {
        Notice::ShopNews(told) => Some(told.stop.clone()),
        Notice::PickUpSoon(told) => told.stop.clone(),
        _ => None,
    };
    let subject = subject_line(&subject);
    Mail { to, subject, text, html, reply_to: None, edition: None, stop }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Money, Quantity, Unit, Window, Zone};

    use super::*;
    use crate::{HarvestLineText, OrderLineText, ToHarvest};

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn email() -> Email {
        Email::parse("awa@example.org").unwrap()
    }

    fn paris() -> Zone {
        "Europe/Paris".parse().unwrap()
    }

    fn thursday_evening() -> Window {
        let at = |text: &str| text.parse().unwrap();
        Window::new(at("2026-05-14T15:00:00Z"), at("2026-05-14T17:30:00Z")).unwrap()
    }

    fn order_placed() -> Notice {
        let line = |name: &str, label: &str, items, minor| OrderLineText {
            name: name.into(),
            label: label.into(),
            items,
            total: eur(minor),
            unit_price: None,
            withdrawal: None,
            parts: Vec::new(),
        };
        Notice::OrderPlaced {
            shop: "Le Panier d’Épinal".into(),
            reference: "R-1042".into(),
            customer: "Awa".into(),
            lines: vec![
                line("Carottes", "botte de 1 kg", 2, 440),
                line(
                    "Pain de campagne au levain, cuit au feu de bois",
                    "grande miche à partager",
                    12,
                    6_240,
                ),
            ],
            conditions: Vec::new(),
            charges: vec![
                ("Frais du panier".into(), eur(50)),
                ("Remise bénévole".into(), eur(-500)),
            ],
            deposits: eur(0),
            total: eur(6_230),
            is_brought: false,
            pick_up: Some("La Grange\n12 rue des Lilas, 88000 Épinal".into()),
            window: Some(thursday_evening()),
            zone: paris(),
            payment: "bank-transfer".into(),
            address: Some("https://panier.example.org/orders/0190".into()),
            weights: Vec::new(),
            taxes: Vec::new(),
            untaxed: Vec::new(),
            seller: vec![
                "Association du Panier, association loi de 1901".into(),
                "SIREN 732829320".into(),
                "12 rue des Lilas, 88000 Épinal".into(),
            ],
            pay_to: Some(Box::new(crate::PayTo {
                holder: "Association du Panier".into(),
                iban: "FR76 3000 6000 0112 3456 7890 189".into(),
                bic: None,
            })),
        }
    }

    fn harvest_sheet() -> Notice {
        let line = |name: &str, label: &str, items, quantity, minor| HarvestLineText {
            name: name.into(),
            label: label.into(),
            items,
            quantity,
            goods: eur(minor),
        };
        let kilos = |value| Quantity::parse(value, Unit::Kilogram).unwrap();
        Notice::HarvestSheet(ToHarvest {
            anew: None,
            farm: "Ferme de l’Étang".into(),
            cycle: "Semaine 20".into(),
            hub: "Le Panier d’Épinal".into(),
            lines: vec![
                line("Carottes", "botte", 12, kilos("7.5"), 2_640),
                line("Œufs", "boîte de 6", 8, Quantity::pieces(48), 123_450),
            ],
            goods: eur(126_090),
            pick_up: Some("La Grange, par la cour".into()),
            window: Some(thursday_evening()),
            zone: paris(),
        })
    }

    /// No-break spaces are shown as `~`, to be seen.
    fn shown(text: &str) -> String {
        text.replace('\u{a0}', "~")
    }

    #[test]
    fn an_order_placed_is_confirmed_in_french() {
        let mail = write(&order_placed(), Language::Fr, email());
        assert_eq!(mail.to, email());
        assert_eq!(mail.subject, "Votre commande R-1042 chez Le Panier d’Épinal");
        assert_eq!(
            shown(&mail.text),
            "\
Bonjour Awa,

Merci~! Votre commande R-1042 chez Le Panier d’Épinal est bien
enregistrée. La voici~:

   2 × Carottes, botte de 1 kg                                    4,40~€
  12 × Pain de campagne au levain, cuit au feu de bois, grande   62,40~€
       miche à partager
       Frais du panier                                            0,50~€
       Remise bénévole                                           -5,00~€
  ----------------------------------------------------------------------
       Total                                                     62,30~€

Retrait
Jeudi 14 mai 2026, de 17~h~00 à 19~h~30
La Grange
12 rue des Lilas, 88000 Épinal

Vous payez par virement. Indiquez la référence R-1042, nous saurons que
c’est vous.

Virement
Titulaire~: Association du Panier
IBAN~: FR76 3000 6000 0112 3456 7890 189
Montant~: 62,30~€
Référence~: R-1042

Retrouvez votre commande à tout moment~:
https://panier.example.org/orders/0190

Vendu par
Association du Panier, association loi de 1901
SIREN 732829320
12 rue des Lilas, 88000 Épinal

À bientôt,
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn an_order_placed_is_confirmed_in_english() {
        let mail = write(&order_placed(), Language::En, email());
        assert_eq!(mail.subject, "Your order R-1042 at Le Panier d’Épinal");
        assert_eq!(
            shown(&mail.text),
            "\
Hello Awa,

Thank you! Your order R-1042 at Le Panier d’Épinal has reached us. Here
it is:

   2 × Carottes, botte de 1 kg                                     €4.40
  12 × Pain de campagne au levain, cuit au feu de bois, grande    €62.40
       miche à partager
       Frais du panier                                             €0.50
       Remise bénévole                                            -€5.00
  ----------------------------------------------------------------------
       Total                                                      €62.30

Pick-up
Thursday 14 May 2026, 17:00 to 19:30
La Grange
12 rue des Lilas, 88000 Épinal

You pay by bank transfer. Give the reference R-1042, so we know it is
from you.

Bank transfer
Account of: Association du Panier
IBAN: FR76 3000 6000 0112 3456 7890 189
Amount: €62.30
Reference: R-1042

See your order at any time:
https://panier.example.org/orders/0190

Sold by
Association du Panier, association loi de 1901
SIREN 732829320
12 rue des Lilas, 88000 Épinal

See you soon,
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn an_order_placed_is_confirmed_in_german() {
        let mail = write(&order_placed(), Language::De, email());
        assert_eq!(mail.subject, "Ihre Bestellung R-1042 bei Le Panier d’Épinal");
        assert_eq!(
            shown(&mail.text),
            "\
Guten Tag Awa,

vielen Dank! Ihre Bestellung R-1042 bei Le Panier d’Épinal ist bei uns
eingegangen. Hier ist sie:

   2 × Carottes, botte de 1 kg                                    4,40~€
  12 × Pain de campagne au levain, cuit au feu de bois, grande   62,40~€
       miche à partager
       Frais du panier                                            0,50~€
       Remise bénévole                                           -5,00~€
  ----------------------------------------------------------------------
       Summe                                                     62,30~€

Abholung
Donnerstag, 14. Mai 2026, 17:00~Uhr bis 19:30~Uhr
La Grange
12 rue des Lilas, 88000 Épinal

Sie zahlen per Überweisung. Geben Sie als Verwendungszweck R-1042 an,
damit wir Ihre Zahlung zuordnen können.

Überweisung
Kontoinhaber: Association du Panier
IBAN: FR76 3000 6000 0112 3456 7890 189
Betrag: 62,30~€
Verwendungszweck: R-1042

Hier finden Sie Ihre Bestellung jederzeit:
https://panier.example.org/orders/0190

Verkauft von
Association du Panier, association loi de 1901
SIREN 732829320
12 rue des Lilas, 88000 Épinal

Bis bald
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn an_order_says_who_charges_no_tax() {
        let mut notice = order_placed();
        if let Notice::OrderPlaced { untaxed, .. } = &mut notice {
            untaxed.push("Ferme de l’Étang – TVA non applicable, art. 293 B du CGI".into());
        }
        let text = write(&notice, Language::Fr, email()).text;
        assert!(
            text.contains("Sans TVA\nFerme de l’Étang – TVA non applicable, art. 293 B du CGI\n")
        );
    }

    #[test]
    fn an_order_tells_the_taxes_that_are_included_by_name() {
        let mut notice = order_placed();
        if let Notice::OrderPlaced { taxes, .. } = &mut notice {
            *taxes = vec![("GST".into(), eur(21)), ("PST".into(), eur(29))];
        }
        let text = shown(&write(&notice, Language::Fr, email()).text);
        assert!(text.contains("Taxes comprises\nGST 0,21~€\nPST 0,29~€\n"), "{text}");
    }

    #[test]
    fn a_farm_is_told_in_french_what_to_harvest() {
        let mail = write(&harvest_sheet(), Language::Fr, email());
        assert_eq!(shown(&mail.subject), "Votre récolte pour Le Panier d’Épinal~: Semaine 20");
        assert_eq!(
            shown(&mail.text),
            "\
Bonjour Ferme de l’Étang,

Chez Le Panier d’Épinal, les commandes pour «~Semaine 20~» sont closes.
Voici tout ce qu’il faut récolter, à la place de tout bon précédent~:

  12 × Carottes, botte      7,5 kg     26,40~€
   8 × Œufs, boîte de 6  48 pièces  1~234,50~€
  --------------------------------------------
       Total                        1~260,90~€

Livraison
Jeudi 14 mai 2026, de 17~h~00 à 19~h~30
La Grange, par la cour

Merci, et bonne récolte~!
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn a_farm_is_told_in_english_what_to_harvest() {
        let mail = write(&harvest_sheet(), Language::En, email());
        assert_eq!(mail.subject, "Your harvest for Le Panier d’Épinal: Semaine 20");
        assert_eq!(
            shown(&mail.text),
            "\
Hello Ferme de l’Étang,

Orders at Le Panier d’Épinal for “Semaine 20” are closed. Here is all
there is to harvest, in place of any earlier sheet:

  12 × Carottes, botte      7.5 kg     €26.40
   8 × Œufs, boîte de 6  48 pieces  €1,234.50
  -------------------------------------------
       Total                        €1,260.90

Delivery
Thursday 14 May 2026, 17:00 to 19:30
La Grange, par la cour

Thank you, and a good harvest!
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn a_farm_is_told_in_german_what_to_harvest() {
        let mail = write(&harvest_sheet(), Language::De, email());
        assert_eq!(mail.subject, "Ihre Ernte für Le Panier d’Épinal: Semaine 20");
        assert_eq!(
            shown(&mail.text),
            "\
Guten Tag Ferme de l’Étang,

bei Le Panier d’Épinal ist die Bestellrunde „Semaine 20“ geschlossen.
Das ist alles, was zu ernten ist, anstelle jedes früheren Erntezettels:

  12 × Carottes, botte     7,5 kg     26,40~€
   8 × Œufs, boîte de 6  48 Stück  1.234,50~€
  -------------------------------------------
       Summe                       1.260,90~€

Lieferung
Donnerstag, 14. Mai 2026, 17:00~Uhr bis 19:30~Uhr
La Grange, par la cour

Vielen Dank und eine gute Ernte!
Le Panier d’Épinal
"
        );
    }

    #[test]
    fn a_farm_that_sold_nothing_is_told_so() {
        let mut notice = harvest_sheet();
        if let Notice::HarvestSheet(ToHarvest { lines, .. }) = &mut notice {
            lines.clear();
        }
        assert_eq!(
            write(&notice, Language::En, email()).text,
            "\
Hello Ferme de l’Étang,

Orders at Le Panier d’Épinal for “Semaine 20” are closed. This time,
nothing was ordered from you.

See you soon,
Le Panier d’Épinal
"
        );
        assert!(write(&notice, Language::Fr, email()).text.contains("rien n’a été commandé"));
    }

    #[test]
    fn an_address_is_to_be_confirmed() {
        let notice = Notice::ConfirmAddress {
            name: "Awa".into(),
            site: "panier.example.org".into(),
            link: "https://panier.example.org/account/confirm?token=5ec2e7".into(),
            hours: 168,
        };
        let mail = write(&notice, Language::Fr, email());
        assert_eq!(mail.subject, "Confirmez votre adresse e-mail");
        assert_eq!(
            shown(&mail.text),
            "\
Bonjour Awa,

Quelqu’un, sans doute vous, s’est inscrit avec cette adresse sur
panier.example.org. Pour confirmer qu’elle est la vôtre, suivez ce
lien~:
https://panier.example.org/account/confirm?token=5ec2e7

Il vaut 7~jours et ne sert qu’une fois. Si ce n’était pas vous, ne le
suivez pas~: rien n’est confirmé sans vous.

À bientôt,
panier.example.org
"
        );
    }

    #[test]
    fn somebody_is_invited_in_words_of_their_language() {
        let notice = Notice::Invitation {
            name: "bo@example.org".into(),
            inviter: Some("Lucie".into()),
            enterprise: "Le Panier d’Épinal".into(),
            role: "manager".into(),
            site: "panier.example.org".into(),
            link: "https://panier.example.org/account/invitation?token=5ec2e7".into(),
            hours: 336,
        };
        let french = write(&notice, Language::Fr, email());
        assert_eq!(french.subject, "Une invitation de Le Panier d’Épinal");
        assert!(shown(&french.text).contains("avec le rôle «~gestionnaire~»"), "{}", french.text);
        assert_eq!(
            write(&notice, Language::En, email()).text,
            "\
Hello bo@example.org,

Lucie invites you to act for Le Panier d’Épinal at panier.example.org,
in the role “manager”. To accept, follow this link:
https://panier.example.org/account/invitation?token=5ec2e7

It is good for 14 days, and once. If you do not want to, or know nobody
there, do not follow it.

See you soon,
panier.example.org
"
        );
    }

    #[test]
    fn no_name_adds_a_header_or_a_line() {
        let mut notice = order_placed();
        if let Notice::OrderPlaced { shop, customer, .. } = &mut notice {
            *shop = "Hub\r\nBcc: all@example.org".into();
            *customer = "Awa\n\nSend money to…".into();
        }
        let mail = write(&notice, Language::En, email());
        assert_eq!(mail.subject, "Your order R-1042 at Hub Bcc: all@example.org");
        assert!(mail.text.starts_with("Hello Awa Send money to…,\n\n"));
    }
}
