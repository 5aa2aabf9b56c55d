//! The words of a farmer's list, in French, English and German.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use sillon_catalogue::stem;
use sillon_kernel::Unit;

/// What goods are counted in when they are not weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Container {
    /// An item, whatever it is: pièce, unité, item.
    Piece,
    Bunch,
    Punnet,
    Jar,
    Crate,
    Bag,
    Bottle,
    Head,
    Box,
    Basket,
    Tray,
    Pack,
    Loaf,
    Can,
    Plant,
    Braid,
    Slice,
    Portion,
}

impl Container {
    /// Whether it is what one item of weighed goods comes in, and not a crate of many or a way in which things grow.
    pub(crate) fn packs_one(self) -> bool {
        matches!(self, Self::Punnet | Self::Jar | Self::Bag | Self::Bottle | Self::Pack)
    }
}

/// What a list says of goods without a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// There is none any more.
    Stop,
    /// As much as is ordered.
    OnDemand,
    /// As last week.
    Same,
}

/// What a word after a number makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitWord {
    Measure(Unit),
    Container(Container),
    /// Twelve pieces.
    Dozen,
}

/// Words for units, one form of each: they are found by their stems.
const UNITS: &[(UnitWord, &str)] = &[
    (UnitWord::Measure(Unit::Milligram), "mg"),
    (UnitWord::Measure(Unit::Gram), "g gr gramme gram gramm"),
    (UnitWord::Measure(Unit::Kilogram), "kg kgs kilo kilogramme kilogram kilogramm"),
    (UnitWord::Measure(Unit::Tonne), "tonne"),
    (UnitWord::Measure(Unit::Ounce), "oz ounce"),
    (UnitWord::Measure(Unit::Pound), "lb lbs pound"),
    (UnitWord::Measure(Unit::Millilitre), "ml millilitre"),
    (UnitWord::Measure(Unit::Centilitre), "cl centilitre"),
    (UnitWord::Measure(Unit::Decilitre), "dl decilitre"),
    (UnitWord::Measure(Unit::Litre), "l litre liter"),
    (
        UnitWord::Container(Container::Piece),
        "piece pc pcs pce unite unit u item article ea stuck stk",
    ),
    (UnitWord::Container(Container::Bunch), "botte bte bunch bouquet bund"),
    (UnitWord::Container(Container::Punnet), "barquette bqt barq punnet schale schalen"),
    (UnitWord::Container(Container::Jar), "bocal bocaux pot jar glas glaser"),
    (UnitWord::Container(Container::Crate), "caisse case cageot cagette crate kiste kisten"),
    (
        UnitWord::Container(Container::Bag),
        "sac sachet bag filet net poche sack beutel tute tuten netz",
    ),
    (UnitWord::Container(Container::Bottle), "bouteille btl bottle flasche flaschen"),
    (UnitWord::Container(Container::Head), "tete head kopf"),
    (UnitWord::Container(Container::Box), "boite carton colis box karton schachtel schachteln"),
    (UnitWord::Container(Container::Basket), "panier basket korb"),
    (UnitWord::Container(Container::Tray), "plateau tray"),
    (UnitWord::Container(Container::Pack), "paquet lot pack packet packung packungen"),
    (UnitWord::Container(Container::Loaf), "miche loaf loave laib"),
    (UnitWord::Container(Container::Can), "bidon conserve can tin dose dosen"),
    (UnitWord::Container(Container::Plant), "plant"),
    (UnitWord::Container(Container::Braid), "tresse braid zopf"),
    (UnitWord::Container(Container::Slice), "tranche slice scheibe scheiben"),
    (UnitWord::Container(Container::Portion), "portion"),
    (UnitWord::Dozen, "douzaine dz dzn dozen dutzend"),
];

/// What is said without a number, the longest phrases first; they are found by their stems.
const STATUSES: &[(Status, &[&str])] = &[
    (
        Status::Same,
        &[
            "comme la semaine derniere",
            "comme semaine derniere",
            "comme la derniere fois",
            "as last week",
            "same as last week",
            "like last week",
            "wie letzte woche",
            "wie vorige woche",
            "la meme chose",
            "meme chose",
            "no change",
            "idem",
            "pareil",
            "ditto",
            "inchange",
            "same",
            "unchanged",
            "unverandert",
        ],
    ),
    (
        Status::OnDemand,
        &[
            "a la demande",
            "sur demande",
            "on demand",
            "sur commande",
            "a la commande",
            "made to order",
            "auf bestellung",
            "auf anfrage",
            "to order",
            "a volonte",
            "illimite",
            "unlimited",
            "unbegrenzt",
        ],
    ),
    (
        Status::Stop,
        &[
            "il n y en a plus",
            "en rupture",
            "sold out",
            "no more",
            "out of stock",
            "plus rien",
            "plus en stock",
            "stop",
            "stopp",
            "ausverkauft",
            "nichts mehr",
            "keine mehr",
            "vergriffen",
            "arret",
            "arrete",
            "epuise",
            "epuisee",
            "fini",
            "finie",
            "termine",
            "terminee",
            "rupture",
            "retire",
            "retirer",
            "retiree",
            "withdraw",
            "withdrawn",
            "finished",
            "gone",
            "none",
            "aucun",
            "aucune",
            "rien",
            "nothing",
            "zero",
        ],
    ),
];

/// Words that say nothing of which goods are meant.
const FILLERS: &str = "d de du des l la le les en au aux a et of the and un une n reste restent il encore left dispo disponible \
                       available environ env about approx seulement only sont is are und der die das noch nur ca etwa vorratig verfugbar";

/// Words that begin a line which is no line of the list.
const GREETINGS: &str = "bonjour bonsoir salut coucou hello hi hey dear cher chere merci thanks thank cordialement regards best \
                         bonne bon voici here liste list semaine week date tel telephone phone mobile cdlt amicalement biz bisous \
                         bye envoye sent ps ferme from objet subject lundi mardi mercredi jeudi vendredi samedi dimanche monday \
                         tuesday wednesday thursday friday saturday sunday bientot cheers ciao hallo guten moin servus danke \
                         gruss grusse liebe woche montag dienstag mittwoch donnerstag freitag samstag sonntag";

/// Words before a number that say how it changes what is left.
pub(crate) const PLUS_WORDS: &[&str] = &["plus", "add", "ajoute", "ajouter"];
pub(crate) const MINUS_WORDS: &[&str] = &["moins", "minus", "less", "enleve", "enlever", "remove"];

/// Words between a price and what it is for.
pub(crate) const PER_WORDS: &[&str] =
    &["le", "la", "les", "l", "un", "une", "au", "par", "per", "the", "a", "an", "je", "pro"];

/// Words before a price.
pub(crate) const PRICE_WORDS: &[&str] = &["a", "at", "prix", "price", "zu", "preis"];

/// Words between a container and what is in it: boîte de 6.
pub(crate) const OF_WORDS: &[&str] = &["de", "of", "par", "by"];

/// Words after a price that say it is for one item.
pub(crate) const EACH_WORDS: &[&str] =
    &["each", "chacun", "chacune", "apiece", "unite", "unit", "je"];

static UNIT_WORDS: LazyLock<HashMap<String, UnitWord>> = LazyLock::new(|| {
    let forms =
        UNITS.iter().flat_map(|(unit, forms)| forms.split(' ').map(|form| (stem(form), *unit)));
    forms.collect()
});

static STATUS_PHRASES: LazyLock<Vec<(Status, Vec<String>)>> = LazyLock::new(|| {
    let phrases = STATUSES.iter().flat_map(|(status, phrases)| {
        phrases.iter().map(|phrase| (*status, phrase.split(' ').map(stem).collect::<Vec<_>>()))
    });
    let mut phrases: Vec<_> = phrases.collect();
    phrases.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    phrases
});

static FILLER_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| FILLERS.split_whitespace().collect());

static GREETING_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| GREETINGS.split_whitespace().collect());

/// What a folded word after a number makes of it.
pub(crate) fn unit_word(stem: &str) -> Option<UnitWord> {
    UNIT_WORDS.get(stem).copied()
}

/// The container a stem names, wherever it stands.
pub(crate) fn container(stem: &str) -> Option<Container> {
    match unit_word(stem) {
        Some(UnitWord::Container(container)) => Some(container),
        Some(UnitWord::Measure(_) | UnitWord::Dozen) | None => None,
    }
}

/// The status that begins with these stems, and how many of them say it.
pub(crate) fn status<'w>(
    mut stem_at: impl FnMut(usize) -> Option<&'w str>,
) -> Option<(Status, usize)> {
    let mut says = |words: &[String]| {
        words.iter().enumerate().all(|(ahead, word)| stem_at(ahead) == Some(word.as_str()))
    };
    let found = STATUS_PHRASES.iter().find(|(_, words)| says(words));
    found.map(|(status, words)| (*status, words.len()))
}

pub(crate) fn is_filler(word: &str) -> bool {
    FILLER_WORDS.contains(word)
}

pub(crate) fn is_greeting(word: &str) -> bool {
    GREETING_WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known_in_both_languages_and_numbers() {
        for (word, container_meant) in [
            ("bottes", Container::Bunch),
            ("bunches", Container::Bunch),
            ("barquette", Container::Punnet),
            ("punnets", Container::Punnet),
            ("bocaux", Container::Jar),
            ("pcs", Container::Piece),
            ("caisses", Container::Crate),
            ("case", Container::Crate),
            ("loaves", Container::Loaf),
            ("boxes", Container::Box),
        ] {
            assert_eq!(container(&stem(word)), Some(container_meant), "{word}");
        }
        assert_eq!(unit_word(&stem("kilos")), Some(UnitWord::Measure(Unit::Kilogram)));
        assert_eq!(unit_word(&stem("litres")), Some(UnitWord::Measure(Unit::Litre)));
        assert_eq!(unit_word(&stem("douzaines")), Some(UnitWord::Dozen));
        assert_eq!(unit_word("carott"), None);
    }

    #[test]
    fn phrases_are_found_longest_first() {
        let said = |text: &str| {
            let stems: Vec<String> = text.split(' ').map(stem).collect();
            status(|ahead| stems.get(ahead).map(String::as_str))
        };
        assert_eq!(said("same as last week"), Some((Status::Same, 4)));
        assert_eq!(said("epuisees"), Some((Status::Stop, 1)));
        assert_eq!(said("a la demande"), Some((Status::OnDemand, 3)));
        assert_eq!(said("sold"), None);
    }
}
