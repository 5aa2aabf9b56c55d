use std::{collections::HashMap, sync::LazyLock};

use sillon_kernel::{fold, name_key};

/// What goods are sold by, a line for each: the name that tells it, then the others it goes by, folded and in the singular, in
/// English, French, German and Dutch. Two words stand in one line only where they mean the same thing of the same size.
const UNITS: &[&str] = &[
    "bunch botte bte bund bos",
    "bouquet",
    "head tete kopf krop",
    "loaf loave miche laib",
    "pain",
    "bag sac beutel zak",
    "sachet",
    "net filet",
    "box boite schachtel doos",
    "carton karton",
    "crate caisse kiste kist",
    "case colis",
    "cagette",
    "cageot",
    "tray plateau",
    "punnet barquette barq bqt schale bakje",
    "bottle bouteille btl flasche fles",
    "jar bocal bocaux glas",
    "pot",
    "pack paquet packung pak",
    "packet",
    "dozen douzaine dz dzn dutzend dozijn",
    "basket panier korb mand",
    "can conserve dose blik",
    "plant",
    "braid tresse",
    "slice tranche scheibe plak",
    "portion",
    "egg oeuf ei",
    "piece",
];

static BY_STEM: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let words = UNITS.iter().flat_map(|line| {
        let told = line.split(' ').next().unwrap_or(line);
        line.split(' ').map(move |word| (stem(word), told))
    });
    words.collect()
});

/// The name that tells what goods are sold by, where it is a word everybody sells by: `Bottes` is a bunch.
pub fn known_unit(name: &str) -> Option<&'static str> {
    BY_STEM.get(&stem(&fold(name))).copied()
}

/// What tells the name of a unit from others: a unit is one in its singular and its plural, in any case, and in any of the
/// languages its word is known in.
pub fn unit_key(name: &str) -> String {
    known_unit(name).map_or_else(
        || name_key(name).split(' ').map(stem).collect::<Vec<_>>().join(" "),
        str::to_owned,
    )
}

/// What a folded word and its plural have in common, in French and in English: `poireaux` and `poireau`, `tomatoes` and
/// `tomato`, `berries` and `berry`. It is a key to compare by, not a word.
///
/// No Snowball stem: one key has to do for a list in any of the languages, and `navette` is no `navet`.
pub fn stem(word: &str) -> String {
    let long = |word: &str| word.chars().nth(3).is_some();
    let mut key = word;
    if long(key) {
        key = key.strip_suffix(['s', 'x']).unwrap_or(key);
    }
    if long(key)
        && let Some(root) = key.strip_suffix("ie").or_else(|| key.strip_suffix('y'))
    {
        return format!("{root}i");
    }
    if long(key) { key.strip_suffix('e').unwrap_or(key) } else { key }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_and_its_plural_have_one_stem() {
        for (one, many) in [
            ("carotte", "carottes"),
            ("poireau", "poireaux"),
            ("chou", "choux"),
            ("tomato", "tomatoes"),
            ("radish", "radishes"),
            ("box", "boxes"),
            ("bunch", "bunches"),
            ("peche", "peches"),
            ("berry", "berries"),
            ("prairie", "prairies"),
            ("leek", "leeks"),
            ("egg", "eggs"),
            ("noix", "noix"),
            ("kilo", "kilos"),
        ] {
            assert_eq!(stem(one), stem(many), "{one}");
        }
        assert_ne!(stem("poire"), stem("poireau"));
        assert_ne!(stem("navet"), stem("navette"));
    }

    #[test]
    fn a_unit_is_one_in_its_plural_its_case_and_its_language() {
        for (one, other) in [
            ("botte", "Bottes"),
            ("botte", "bunch"),
            ("BUNCHES", "bottes"),
            ("Tête", "heads"),
            ("bocaux", "jar"),
            ("œuf", "Eggs"),
            ("Flasche", "bouteilles"),
            ("loaves", "miche"),
            ("botte de radis", "Bottes de radis"),
            ("filet garni", "filets\u{a0}garnis"),
        ] {
            assert_eq!(unit_key(one), unit_key(other), "{one} and {other}");
        }
        for (one, other) in [
            ("sac", "sachet"),
            ("pot", "jar"),
            ("case", "crate"),
            ("pâté", "pâte"),
            ("botte de radis", "botte"),
        ] {
            assert_ne!(unit_key(one), unit_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn every_word_stands_in_one_line() {
        let words: Vec<&str> = UNITS.iter().flat_map(|line| line.split(' ')).collect();
        for word in &words {
            assert_eq!(known_unit(word), known_unit(&word.to_uppercase()), "{word}");
            let lines =
                UNITS.iter().filter(|line| line.split(' ').any(|other| stem(other) == stem(word)));
            assert_eq!(lines.count(), 1, "{word}");
        }
    }
}
