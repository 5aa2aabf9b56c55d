use sillon_kernel::Language;

use crate::{Words, english, french, german};

impl Words {
    /// What is said in a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Fr => &french::WORDS,
            Language::En => &english::WORDS,
            Language::De => &german::WORDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::texts::walk::{THINGS, Walk as _};

    fn all(language: Language) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        Words::of(language).walk("", &mut |path, text| {
            assert!(all.insert(path.to_owned(), text).is_none(), "{path} is said twice");
        });
        all
    }

    #[test]
    fn every_text_is_said_in_every_language() {
        let [first, others @ ..] = Language::ALL.map(all);
        assert!(first.len() > 300, "{} texts", first.len());
        let paths =
            |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
        assert!(others.iter().all(|other| paths(other) == paths(&first)));
        for (path, text) in Language::ALL.iter().flat_map(|language| all(*language)) {
            assert!(!text.trim().is_empty() && text.trim() == text, "{path}: {text:?}");
        }
    }

    #[test]
    fn a_sentence_holds_what_it_is_about() {
        for (path, text) in Language::ALL.iter().flat_map(|language| all(*language)) {
            let things = path.split_once('(').map_or(0, |(_, rest)| {
                rest.chars().next().and_then(|digit| digit.to_digit(10)).unwrap_or_default()
            });
            for thing in THINGS.iter().take(usize::try_from(things).unwrap()) {
                assert!(text.contains(thing), "{path}: {text}");
            }
            if path.ends_with("of 17") {
                assert!(text.contains("17"), "{path}: {text}");
            }
        }
    }

    #[test]
    fn numbers_are_said_in_the_plural_of_the_language() {
        let [fr, en, de] = Language::ALL.map(Words::of);
        let counted = |words: &Words| [0, 1, 2].map(|count| (words.checkout.items)(count));
        assert_eq!(counted(fr), ["0 article", "1 article", "2 articles"]);
        assert_eq!(counted(en), ["0 items", "1 item", "2 items"]);
        assert_eq!([0, 1, 2].map(de.shop.found), ["0 Produkte", "1 Produkt", "2 Produkte"]);
        assert_eq!((fr.shop.left)(1), "Plus qu’un");
        assert_eq!((fr.shop.left)(3), "Plus que 3");
        assert_eq!((en.shop.left)(1), "Only 1 left");
        assert_eq!(
            (fr.cart.gone)(2, "A, B"),
            "2 produits ne sont plus en vente\u{a0}: A, B. Retirez-les pour commander."
        );
    }

    #[test]
    fn the_button_that_orders_says_that_one_pays() {
        // Directive 2011/83/EU, art. 8 (2): the button names the obligation to pay.
        let said = Language::ALL.map(|language| Words::of(language).checkout.submit);
        // In Germany, in these very words (§ 312j (3) BGB).
        assert_eq!(
            said,
            [
                "Commander avec obligation de paiement",
                "Order with obligation to pay",
                "Zahlungspflichtig bestellen"
            ]
        );
    }
}
