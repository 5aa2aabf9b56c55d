use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use crate::fold;

/// The most words of a query that are looked for; what follows them narrows nothing.
const MAX_WORDS: usize = 8;

/// The longest query read, in characters.
const MAX_CHARACTERS: usize = 120;

/// What a word found exactly counts; a word that only begins so counts less, and one with a typo least.
const EXACT: u32 = 100;
const PREFIX: u32 = 60;
const ONE_TYPO: u32 = 40;
const TWO_TYPOS: u32 = 20;

/// How much a part of a document counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// What it is called.
    Name,
    /// What it is like: its category, its size's name, its maker.
    Kind,
    /// What is said of it.
    Text,
}

impl Field {
    fn weight(self) -> u32 {
        match self {
            Self::Name => 4,
            Self::Kind => 2,
            Self::Text => 1,
        }
    }
}

/// The words of many documents, to find the documents by: accents and case aside, by whole words or their beginnings, and
/// with a typo or two where no word begins as asked.
///
/// The order of what is found depends on the documents and the query alone, so every database ranks alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchIndex {
    /// Every word, sorted.
    words: Vec<Word>,
}

/// A word, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: Box<str>,
    shape: Shape,
    places: Vec<Place>,
}

/// What tells quickly that two words are not alike: how many letters they have, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    letters: usize,
    /// A bit for every letter that is in it, some of which share one.
    which: u32,
}

impl Shape {
    fn of(word: &str) -> Self {
        let bit = |letter: char| 1_u32.rotate_left(u32::from(letter));
        let which = word.chars().fold(0, |which, letter| which | bit(letter));
        Self { letters: word.chars().count(), which }
    }

    /// Whether so many typos may lie between two words: each adds a letter, and takes one away.
    fn is_within(self, other: Self, typos: usize) -> bool {
        let apart = (self.which ^ other.which).count_ones();
        self.letters.abs_diff(other.letters) <= typos
            && usize::try_from(apart).is_ok_and(|apart| apart <= 2 * typos)
    }
}

/// That a word stands in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    document: usize,
    weight: u32,
}

impl SearchIndex {
    /// Reads documents: each is its fields, and is known by its number, from zero.
    pub fn build<'a, D>(documents: impl IntoIterator<Item = D>) -> Self
    where
        D: IntoIterator<Item = (Field, &'a str)>,
    {
        let mut words: BTreeMap<Box<str>, Vec<Place>> = BTreeMap::new();
        for (document, fields) in documents.into_iter().enumerate() {
            for (field, text) in fields {
                let place = Place { document, weight: field.weight() };
                for word in split(&fold(text)) {
                    // A word twice in one field counts once.
                    let places = words.entry(stem(word).into()).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
        }
        let word = |(text, places): (Box<str>, _)| Word { shape: Shape::of(&text), text, places };
        Self { words: words.into_iter().map(word).collect() }
    }

    /// The numbers of the documents that have every word of the query, the best first; among equals the first first.
    pub fn find(&self, query: &str) -> Vec<usize> {
        let query: String = query.chars().take(MAX_CHARACTERS).collect();
        let query = fold(&query);
        let mut scores: Option<Scores> = None;
        for word in split(&query).take(MAX_WORDS) {
            let found = self.documents_with(stem(word));
            let both = match &scores {
                Some(before) => in_both(before, &found),
                None => found,
            };
            // What one word is not in, the others need not be looked for in.
            if both.is_empty() {
                return Vec::new();
            }
            scores = Some(both);
        }
        let scores = scores.unwrap_or_default();
        let mut ranked: Vec<_> = scores.into_iter().collect();
        ranked.sort_unstable_by_key(|&(document, score)| (Reverse(score), document));
        ranked.into_iter().map(|(document, _)| document).collect()
    }

    /// The documents that have a word like this one, each with its best score.
    fn documents_with(&self, word: &str) -> Scores {
        let from = self.words.partition_point(|known| *known.text < *word);
        let beginning =
            self.words.iter().skip(from).take_while(|known| known.text.starts_with(word));
        let mut scores = Scores::new();
        for known in beginning {
            let score = if *known.text == *word { EXACT } else { PREFIX };
            keep_best(&mut scores, &known.places, score);
        }
        let shape = Shape::of(word);
        if scores.is_empty()
            && let Some(most) = forgiven(shape.letters)
        {
            for known in self.words.iter().filter(|known| shape.is_within(known.shape, most)) {
                match strsim::osa_distance(word, &known.text) {
                    1 => keep_best(&mut scores, &known.places, ONE_TYPO),
                    2 if most == 2 => keep_best(&mut scores, &known.places, TWO_TYPOS),
                    _ => {}
                }
            }
        }
        scores
    }
}

/// Scores by document.
type Scores = HashMap<usize, u32>;

fn keep_best(scores: &mut Scores, places: &[Place], score: u32) {
    for place in places {
        let kept = scores.entry(place.document).or_default();
        *kept = (*kept).max(score * place.weight);
    }
}

/// The documents of both, with the sum of their scores.
fn in_both(a: &Scores, b: &Scores) -> Scores {
    a.iter().filter_map(|(document, score)| Some((*document, score + b.get(document)?))).collect()
}

/// The words of folded text.
fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The word without the plural's last letter, in French and English; short words keep it, as `pois` and `noix` do.
///
/// No Snowball stem: it cuts so much that a typo no longer fits in what is left (`carrot` is two from `carott`), and takes
/// goods for each other (`navet`, a turnip, and `navette`, a cake).
fn stem(word: &str) -> &str {
    let long = word.chars().nth(4).is_some();
    if long { word.strip_suffix(['s', 'x']).unwrap_or(word) } else { word }
}

/// How many letters may be wrong, missing, too many or swapped in a word of so many: none below four letters, one below seven,
/// else two.
fn forgiven(letters: usize) -> Option<usize> {
    match letters {
        0..4 => None,
        4..7 => Some(1),
        _ => Some(2),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHELF: [(&str, &str, &str); 7] = [
        ("Carottes", "Légumes", "Ferme des Tilleuls"),
        ("Chou kale", "Légumes", "Ferme des Tilleuls"),
        ("Choucroute", "Conserves", "Le Cellier"),
        ("Œufs de poule", "Œufs", "Jardin d’Awa"),
        ("Tomates cerises", "Légumes", "Jardin d’Awa"),
        ("Jus de carotte", "Boissons", "Le Cellier"),
        ("Pois cassés", "Épicerie", "Le Cellier"),
    ];

    fn found(query: &str) -> Vec<&'static str> {
        let document =
            |(name, kind, text)| [(Field::Name, name), (Field::Kind, kind), (Field::Text, text)];
        let index = SearchIndex::build(SHELF.into_iter().map(document));
        index.find(query).into_iter().map(|number| SHELF[number].0).collect()
    }

    #[test]
    fn accents_case_and_plurals_do_not_matter() {
        assert_eq!(found("carotte"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found("CAROTTES"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found("oeuf"), ["Œufs de poule"]);
        assert_eq!(found("epicerie"), ["Pois cassés"]);
    }

    #[test]
    fn a_whole_word_comes_before_a_beginning() {
        assert_eq!(found("chou"), ["Chou kale", "Choucroute"]);
        assert_eq!(found("tom"), ["Tomates cerises"]);
    }

    #[test]
    fn a_typo_is_forgiven_where_no_word_begins_so() {
        assert_eq!(found("carrotes"), ["Carottes", "Jus de carotte"]);
        assert_eq!(found("tomtae"), ["Tomates cerises"]);
        assert_eq!(found("choucruote"), ["Choucroute"]);
        assert!(found("kla").is_empty(), "short words are taken as they are");
        assert!(found("carburateur").is_empty());
    }

    #[test]
    fn every_word_must_be_there_and_a_name_counts_most() {
        assert_eq!(found("jus carotte"), ["Jus de carotte"]);
        assert_eq!(found("tilleuls legumes"), ["Carottes", "Chou kale"]);
        assert!(found("jus tomate").is_empty());
        assert!(found("").is_empty() && found(" -- ").is_empty());
    }

    #[test]
    fn words_that_are_nowhere_cost_little_among_a_hundred_thousand() {
        let name = |number: u32| format!("Produit{number} sauvage{}", number.wrapping_mul(7_919));
        let names: Vec<String> = (0..50_000).map(name).collect();
        let begun = std::time::Instant::now();
        let index = SearchIndex::build(names.iter().map(|name| [(Field::Name, name.as_str())]));
        let building = begun.elapsed();
        let wrong = "carburateur bielle vilebrequin culasse pistons soupape radiateur demarreur ";
        let begun = std::time::Instant::now();
        assert!(index.find(&wrong.repeat(8)).is_empty());
        assert!(begun.elapsed() < building, "{:?}, and {building:?} to read them", begun.elapsed());
    }

    proptest! {
        #[test]
        fn a_word_within_its_typos_is_never_passed_over(word in "[a-zé]{4,14}", known in "[a-zé]{2,14}") {
            let most = forgiven(word.chars().count()).unwrap();
            if strsim::osa_distance(&word, &known) <= most {
                prop_assert!(Shape::of(&word).is_within(Shape::of(&known), most));
            }
        }

        #[test]
        fn every_word_of_a_document_finds_it(names in prop::collection::vec("[a-zé]{1,12}( [a-zé]{1,12}){0,3}", 1..20)) {
            let index = SearchIndex::build(names.iter().map(|name| [(Field::Name, name.as_str())]));
            for (number, name) in names.iter().enumerate() {
                prop_assert!(index.find(name).contains(&number));
            }
        }

        #[test]
        fn no_query_panics(query in ".{0,300}") {
            let index = SearchIndex::build([[(Field::Name, "Pommes de terre")]]);
            index.find(&query);
        }
    }
}
