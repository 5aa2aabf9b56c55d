//! Names of what people sell and pack in, in the plural: no library puts nouns in it, in any of the languages.

use std::borrow::Cow;

use rust_decimal::Decimal;

use sillon_kernel::Language;

use crate::cldr;

/// Plurals that no rule gives, by the singular; those of goods, and of what they are packed in.
const ENGLISH: &[(&str, &str)] = &[
    ("loaf", "loaves"),
    ("half", "halves"),
    ("leaf", "leaves"),
    ("calf", "calves"),
    ("shelf", "shelves"),
    ("knife", "knives"),
    ("goose", "geese"),
    ("ox", "oxen"),
    ("foot", "feet"),
    ("tomato", "tomatoes"),
    ("potato", "potatoes"),
    ("mango", "mangoes"),
    ("dozen", "dozen"),
    ("fish", "fish"),
    ("trout", "trout"),
    ("sheep", "sheep"),
    ("each", "each"),
    ("cactus", "cacti"),
];

/// As [`ENGLISH`], for French: the seven nouns in -ou that take an x, those in -al and -au that take an s, and the rest.
const FRENCH: &[(&str, &str)] = &[
    ("bijou", "bijoux"),
    ("caillou", "cailloux"),
    ("chou", "choux"),
    ("genou", "genoux"),
    ("hibou", "hiboux"),
    ("joujou", "joujoux"),
    ("pou", "poux"),
    ("bal", "bals"),
    ("festival", "festivals"),
    ("régal", "régals"),
    ("landau", "landaus"),
    ("pneu", "pneus"),
    ("travail", "travaux"),
    ("corail", "coraux"),
    ("œil", "yeux"),
    ("kg", "kg"),
    ("kilo", "kilos"),
];

/// What goods are packed and counted in, in English: people also write these in the plural where one is meant.
const ENGLISH_PACKS: &[&str] = &[
    "bag",
    "bar",
    "basket",
    "bottle",
    "box",
    "bunch",
    "bundle",
    "can",
    "carton",
    "case",
    "container",
    "crate",
    "cup",
    "egg",
    "flask",
    "head",
    "item",
    "jar",
    "loaf",
    "pack",
    "package",
    "packet",
    "piece",
    "pot",
    "pouch",
    "punnet",
    "roll",
    "sack",
    "serve",
    "single",
    "slice",
    "stem",
    "tin",
    "tray",
    "tub",
    "tube",
    "unit",
];

/// As [`ENGLISH_PACKS`], for French.
const FRENCH_PACKS: &[&str] = &[
    "barquette",
    "bidon",
    "bocal",
    "boîte",
    "botte",
    "bouquet",
    "bouteille",
    "cagette",
    "caisse",
    "carton",
    "miche",
    "œuf",
    "panier",
    "paquet",
    "pièce",
    "pot",
    "sac",
    "sachet",
    "tête",
    "tranche",
    "unité",
];

/// What goods are packed and counted in, in German, one and many: no rule tells which plural a German noun has.
const GERMAN: &[(&str, &str)] = &[
    ("becher", "becher"),
    ("beutel", "beutel"),
    ("brot", "brote"),
    ("bund", "bund"),
    ("dose", "dosen"),
    ("dutzend", "dutzend"),
    ("ei", "eier"),
    ("eimer", "eimer"),
    ("einheit", "einheiten"),
    ("flasche", "flaschen"),
    ("glas", "gläser"),
    ("karton", "kartons"),
    ("kasten", "kästen"),
    ("kiste", "kisten"),
    ("knolle", "knollen"),
    ("kopf", "köpfe"),
    ("korb", "körbe"),
    ("laib", "laibe"),
    ("netz", "netze"),
    ("packung", "packungen"),
    ("päckchen", "päckchen"),
    ("portion", "portionen"),
    ("sack", "säcke"),
    ("schachtel", "schachteln"),
    ("schale", "schalen"),
    ("scheibe", "scheiben"),
    ("stiege", "stiegen"),
    ("stück", "stück"),
    ("topf", "töpfe"),
    ("tüte", "tüten"),
    ("zopf", "zöpfe"),
];

/// Words between the noun of a French name and what it is made of; the noun alone is put in the plural: `bottes de radis`.
const FRENCH_LINKS: &[&str] =
    &["de", "du", "des", "d’", "d'", "à", "au", "aux", "en", "sans", "avec"];

/// The name of a piece for so many of it.
pub(crate) fn counted(language: Language, name: &str, count: Decimal) -> Cow<'_, str> {
    match (!cldr::is_one(language, count), language) {
        (false, Language::En) => singular(name, ENGLISH_PACKS, english_word),
        (false, Language::Fr) => singular(name, FRENCH_PACKS, french_word),
        (false, Language::De) => german(name, |(one, many)| (many, one)),
        (true, Language::De) => german(name, |(one, many)| (one, many)),
        (true, Language::En) => Cow::Owned(english(name)),
        (true, Language::Fr) => Cow::Owned(french(name)),
    }
}

/// The name of one, where its first or its only word is the plural of what goods are packed in.
fn singular<'n>(name: &'n str, packs: &[&str], plural: fn(&str) -> String) -> Cow<'n, str> {
    let (noun, rest) = name.find(' ').map_or((name, ""), |at| name.split_at(at));
    let lower = noun.to_lowercase();
    let one = packs.iter().find(|pack| lower != **pack && plural(pack) == lower);
    one.map_or(Cow::Borrowed(name), |one| Cow::Owned(format!("{}{rest}", like(noun, one))))
}

/// The plural of an English name: its last word, or the one before `of`, is put in the plural.
fn english(name: &str) -> String {
    let (noun, rest) = name.find(" of ").map_or((name, ""), |at| name.split_at(at));
    let (before, word) = noun.rfind([' ', '-']).map_or(("", noun), |at| noun.split_at(at + 1));
    format!("{before}{}{rest}", english_word(word))
}

fn english_word(word: &str) -> String {
    let lower = word.to_lowercase();
    if let Some((_, plural)) = ENGLISH.iter().find(|(singular, _)| *singular == lower) {
        return like(word, plural);
    }
    let is_plural = ENGLISH.iter().any(|(_, plural)| *plural == lower);
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    // A word in -s is taken for a plural, such as `chips`; one in -ss, -us or -is, such as `glass`, is not.
    if is_plural || !ends_in_letter(word) || (ends(&["s"]) && !ends(&["ss", "us", "is"])) {
        return word.to_owned();
    }
    match word.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) && stem.chars().count() > 0 => {
            format!("{stem}ies")
        }
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// The plural of a French name: the words before the first `de`, `à` or the like, each in the plural.
fn french(name: &str) -> String {
    let mut in_noun = true;
    let words = name.split(' ').map(|word| {
        let lower = word.to_lowercase();
        let links = FRENCH_LINKS.contains(&lower.as_str())
            || lower.starts_with("d’")
            || lower.starts_with("d'");
        in_noun &= !links;
        if in_noun { french_word(word) } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn french_word(word: &str) -> String {
    let lower = word.to_lowercase();
    if let Some((_, plural)) = FRENCH.iter().find(|(singular, _)| *singular == lower) {
        return like(word, plural);
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if !ends_in_letter(word) || ends(&["s", "x", "z"]) {
        return word.to_owned();
    }
    match word.strip_suffix("al") {
        Some(stem) if lower != "al" => format!("{stem}aux"),
        _ if ends(&["au", "eu"]) => format!("{word}x"),
        _ => format!("{word}s"),
    }
}

/// A German name with the first of its words that is known, alone or at the end of another, in its other number:
/// `Pfandgläser`. `turn` says which number is looked for, and which is said.
fn german(
    name: &str,
    turn: fn((&'static str, &'static str)) -> (&'static str, &'static str),
) -> Cow<'_, str> {
    let turned = |word: &str| {
        let lower = word.to_lowercase();
        GERMAN.iter().copied().map(turn).find_map(|(from, to)| {
            let before = lower.strip_suffix(from)?;
            // Short ones end many others.
            if before.is_empty() {
                return Some(like(word, to));
            }
            let head: String = word.chars().take(before.chars().count()).collect();
            (from.chars().count() > 3).then(|| format!("{head}{to}"))
        })
    };
    let mut words: Vec<Cow<'_, str>> = name.split(' ').map(Cow::Borrowed).collect();
    let found = words.iter_mut().find_map(|word| Some((turned(word)?, word)));
    if let Some((turned, word)) = found {
        *word = Cow::Owned(turned);
    }
    Cow::Owned(words.join(" "))
}

fn ends_in_letter(word: &str) -> bool {
    word.chars().next_back().is_some_and(char::is_alphabetic)
}

/// The plural as the word is written: with a capital where it has one.
fn like(word: &str, plural: &str) -> String {
    let mut letters = plural.chars();
    match letters.next() {
        Some(first) if word.chars().next().is_some_and(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => plural.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format as _;

    fn three(language: Language, name: &str) -> Cow<'_, str> {
        language.counted(name, Decimal::from(3))
    }

    #[test]
    fn english_names_are_put_in_the_plural() {
        for (one, many) in [
            ("bunch", "bunches"),
            ("packet", "packets"),
            ("box", "boxes"),
            ("Box", "Boxes"),
            ("loaf", "loaves"),
            ("Loaf", "Loaves"),
            ("rye loaf", "rye loaves"),
            ("punnet of berries", "punnets of berries"),
            ("tray", "trays"),
            ("berry", "berries"),
            ("glass", "glasses"),
            ("dish", "dishes"),
            ("dozen", "dozen"),
            ("half-dozen", "half-dozen"),
            ("chips", "chips"),
            ("loaves", "loaves"),
            ("tomato", "tomatoes"),
            ("6-pack", "6-packs"),
            ("bag (large)", "bag (large)"),
        ] {
            assert_eq!(three(Language::En, one), many);
        }
    }

    #[test]
    fn french_names_are_put_in_the_plural() {
        for (one, many) in [
            ("botte", "bottes"),
            ("chou", "choux"),
            ("Chou", "Choux"),
            ("chou vert", "choux verts"),
            ("trou", "trous"),
            ("œuf", "œufs"),
            ("gâteau", "gâteaux"),
            ("bocal", "bocaux"),
            ("noix", "noix"),
            ("ananas", "ananas"),
            ("botte de radis", "bottes de radis"),
            ("tête d’ail", "têtes d’ail"),
            ("pain au levain", "pains au levain"),
        ] {
            assert_eq!(three(Language::Fr, one), many);
        }
    }

    #[test]
    fn german_names_are_put_in_the_plural_where_they_are_known() {
        for (one, many) in [
            ("Bund", "Bund"),
            ("Glas", "Gläser"),
            ("Pfandglas", "Pfandgläser"),
            ("Ei", "Eier"),
            ("Flasche", "Flaschen"),
            ("Kiste Äpfel", "Kisten Äpfel"),
            ("Radieschen", "Radieschen"),
        ] {
            assert_eq!(three(Language::De, one), many);
            assert_eq!(Language::De.counted(many, Decimal::ONE), one);
        }
        assert_eq!(Language::De.counted("Kiste", Decimal::ZERO), "Kisten");
        assert_eq!(three(Language::De, "Bäckerei"), "Bäckerei", "no egg");
    }

    #[test]
    fn how_many_are_a_plural_is_the_languages_own() {
        let half = Decimal::new(15, 1);
        assert_eq!(Language::Fr.counted("botte", half), "botte");
        assert_eq!(Language::En.counted("bunch", half), "bunches");
        assert_eq!(Language::Fr.counted("botte", Decimal::ZERO), "botte");
        assert_eq!(Language::En.counted("bunch", Decimal::ZERO), "bunches");
        assert_eq!(Language::En.counted("bunch", Decimal::ONE), "bunch");
    }

    #[test]
    fn one_of_what_goods_are_packed_in_is_no_plural() {
        let one = |language: Language, name| language.counted(name, Decimal::ONE).into_owned();
        for (many, single) in [
            ("bags", "bag"),
            ("Boxes", "Box"),
            ("loaves", "loaf"),
            ("punnets of berries", "punnet of berries"),
        ] {
            assert_eq!(one(Language::En, many), single);
            assert_eq!(three(Language::En, single), many);
        }
        assert_eq!(one(Language::Fr, "bottes de radis"), "botte de radis");
        assert_eq!(one(Language::Fr, "bocaux"), "bocal");
        for stays in ["chips", "glass", "noix", "Brussels"] {
            assert_eq!(one(Language::En, stays), stays);
        }
    }
}
