//! Which of a producer's sizes the words of a line mean.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_kernel::Currency;

use crate::{
    ShelfItem, text::line::Word, text::token::Kind, text::token::Token, text::token::key,
    text::token::tokens, text::words::Container, text::words::container, text::words::is_filler,
};

/// How many words of a shelf are compared letter by letter for one list; beyond it, misspelt names are not guessed.
const MAX_COMPARED: usize = 400_000;

/// How many words near a misspelt one are kept.
const MAX_NEAR: usize = 8;

/// How many sizes are suggested for a line.
pub(crate) const MAX_SUGGESTED: usize = 5;

/// The words one item is found by.
#[derive(Debug, Default)]
struct ItemNames {
    /// Stems of the product's name; all of them, where it has no other than fillers.
    product: BTreeSet<String>,
    /// Stems of what sets the variant apart.
    extra: BTreeSet<String>,
    /// The product's words as they are written, folded.
    exact: BTreeSet<String>,
    /// Stems of what sort of goods it is.
    sort: BTreeSet<String>,
}

/// The names of a shelf's items, to find them by.
#[derive(Debug, Default)]
pub(crate) struct Names {
    items: Vec<ItemNames>,
    by_stem: HashMap<String, Vec<usize>>,
    by_written: HashMap<String, Vec<usize>>,
    /// Runs of pieces with a number in them, by that number: the `t 65` of a flour.
    numbered: HashMap<String, Vec<Vec<String>>>,
    /// Every stem, by its length.
    by_length: BTreeMap<usize, Vec<String>>,
}

/// How the words of a line fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fit {
    /// They name these items, all of one product unless two have the same name.
    Exact(Vec<usize>),
    /// They may mean these: a word is misspelt, or left out.
    Guess(Vec<usize>),
    /// They mean nothing here; these are nearest.
    Unknown(Vec<usize>),
}

/// How much may still be compared for one list.
#[derive(Debug)]
pub(crate) struct Budget {
    left: usize,
    near: HashMap<String, Vec<(String, usize)>>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: MAX_COMPARED, near: HashMap::new() }
    }
}

impl Names {
    pub(crate) fn of(items: &[ShelfItem]) -> Self {
        let mut names = Self::default();
        for (place, item) in items.iter().enumerate() {
            let mut found = ItemNames::default();
            let read = |text: &str| tokens(text, Currency::XXX);
            for token in names.learn(&read(&item.product_name)) {
                found.exact.insert(token.text.clone());
                found.product.insert(token.key.clone());
            }
            let extra = item.name.iter().chain(item.size.piece_name()).chain(&item.display_as);
            for token in extra.flat_map(|name| names.learn(&read(name))) {
                found.extra.insert(token.key);
            }
            let sorts = item.sorts.iter().flat_map(|sort| read(sort));
            found.sort = sorts.filter(|token| !is_filler(&token.text)).map(|it| it.key).collect();
            for stem in found.product.union(&found.extra) {
                names.by_stem.entry(stem.clone()).or_default().push(place);
            }
            let written = key(&tokens(&item.written(), item.now.price.currency()));
            names.by_written.entry(written).or_default().push(place);
            names.items.push(found);
        }
        for stem in names.by_stem.keys() {
            names.by_length.entry(stem.chars().count()).or_default().push(stem.clone());
        }
        for same_length in names.by_length.values_mut() {
            same_length.sort();
        }
        names
    }

    /// The telling pieces of a name; remembers it when there are numbers in it.
    fn learn(&mut self, name: &[Token]) -> Vec<Token> {
        let run: Vec<String> = said(name).map(|token| token.key.clone()).collect();
        for token in said(name).filter(|token| matches!(token.kind, Kind::Number(_))) {
            let runs = self.numbered.entry(token.key.clone()).or_default();
            if !runs.contains(&run) {
                runs.push(run.clone());
            }
        }
        let telling: Vec<Token> =
            said(name).filter(|token| !is_filler(&token.text)).cloned().collect();
        if telling.is_empty() { said(name).cloned().collect() } else { telling }
    }

    /// The items that are written so; of one shelf more than one where accents alone tell them apart.
    pub(crate) fn written(&self, tokens: &[Token]) -> Vec<usize> {
        self.by_written.get(&key(tokens)).cloned().unwrap_or_default()
    }

    /// Makes words of the numbers that belong to a name: the 65 of `farine T65`.
    pub(crate) fn join_numbers(&self, tokens: &mut [Token]) {
        if self.numbered.is_empty() {
            return;
        }
        let mut named: Vec<(usize, usize)> = Vec::new();
        for (place, token) in tokens.iter().enumerate() {
            let Kind::Number(_) = token.kind else { continue };
            for run in self.numbered.get(&token.key).into_iter().flatten() {
                let starts = run.iter().enumerate().filter(|(_, key)| **key == token.key);
                for start in starts.filter_map(|(at, _)| place.checked_sub(at)) {
                    let there = tokens.iter().skip(start).take(run.len()).map(|token| &token.key);
                    if there.eq(run.iter()) {
                        named.push((start, start + run.len()));
                    }
                }
            }
        }
        for (start, end) in named {
            for token in tokens.iter_mut().take(end).skip(start) {
                token.kind = Kind::Word;
            }
        }
    }

    /// Whether a container is in the name of an item.
    pub(crate) fn has_container(&self, place: usize, wanted: Container) -> bool {
        self.items.get(place).is_some_and(|names| {
            names.product.union(&names.extra).any(|stem| container(stem) == Some(wanted))
        })
    }

    /// Whether any word is one of a product's name.
    pub(crate) fn first_known<'w>(&self, words: &'w [Word]) -> Option<&'w Word> {
        words.iter().find(|word| self.by_stem.contains_key(&word.stem))
    }

    /// The items that words mean; `containers` are words after a number, which may be in a name as well.
    pub(crate) fn find(&self, words: &[Word], containers: &[String], budget: &mut Budget) -> Fit {
        let stems: BTreeSet<&str> = words.iter().map(|word| word.stem.as_str()).collect();
        let known = self.with_all(&stems);
        if !known.is_empty() {
            let full = |place: &usize| {
                self.items.get(*place).is_some_and(|names| {
                    let said = |stem: &String| {
                        stems.contains(stem.as_str()) || containers.iter().any(|word| word == stem)
                    };
                    names.product.iter().all(said)
                })
            };
            let full: Vec<usize> = known.iter().copied().filter(full).collect();
            if !full.is_empty() {
                return Fit::Exact(self.best_written(full, words));
            }
            return Fit::Guess(self.likeliest(known));
        }
        match self.nearest(&stems, budget) {
            Fit::Unknown(near) => Fit::Unknown(self.of_sort(&stems).unwrap_or(near)),
            fit => fit,
        }
    }

    /// The first items of the sort that every stem names, such as the lettuces where a line says salad; none when no item
    /// is of it.
    fn of_sort(&self, stems: &BTreeSet<&str>) -> Option<Vec<usize>> {
        let is_of = |names: &ItemNames| stems.iter().all(|stem| names.sort.contains(*stem));
        let items = self.items.iter().enumerate().filter(|(_, names)| is_of(names));
        let places: Vec<usize> = items.map(|(place, _)| place).take(MAX_SUGGESTED).collect();
        (!places.is_empty()).then_some(places)
    }

    /// The items that have every stem among their words.
    fn with_all(&self, stems: &BTreeSet<&str>) -> Vec<usize> {
        let lists: Option<Vec<&Vec<usize>>> =
            stems.iter().map(|stem| self.by_stem.get(*stem)).collect();
        let Some(lists) = lists else { return Vec::new() };
        let Some(shortest) = lists.iter().min_by_key(|list| list.len()) else { return Vec::new() };
        let in_all = |place: &usize| lists.iter().all(|list| list.binary_search(place).is_ok());
        shortest.iter().copied().filter(in_all).collect()
    }

    /// Of items that fit alike, those whose product is written to the letter, if there are any.
    fn best_written(&self, places: Vec<usize>, words: &[Word]) -> Vec<usize> {
        let to_the_letter = |place: &usize| {
            self.items.get(*place).is_some_and(|names| {
                names.exact.iter().all(|text| words.iter().any(|word| word.text == *text))
            })
        };
        let best: Vec<usize> = places.iter().copied().filter(to_the_letter).collect();
        if best.is_empty() { places } else { best }
    }

    /// The items whose products have the fewest other words.
    fn likeliest(&self, places: Vec<usize>) -> Vec<usize> {
        let size = |place: &usize| self.items.get(*place).map_or(0, |names| names.product.len());
        let least = places.iter().map(size).min().unwrap_or_default();
        places.into_iter().filter(|place| size(place) == least).collect()
    }

    /// The items whose words are nearest to misspelt ones.
    fn nearest(&self, stems: &BTreeSet<&str>, budget: &mut Budget) -> Fit {
        // Of each item: how many words it has something near to, and how far off they are together.
        let mut found: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for stem in stems {
            let mut here: BTreeMap<usize, usize> = BTreeMap::new();
            for (near, distance) in self.near(stem, budget) {
                for place in self.by_stem.get(&near).into_iter().flatten() {
                    let least = here.entry(*place).or_insert(distance);
                    *least = distance.min(*least);
                }
            }
            for (place, distance) in here {
                let (words, off) = found.entry(place).or_default();
                *words += 1;
                *off += distance;
            }
        }
        let unsaid = |place: usize| self.items.get(place).map_or(0, |names| names.product.len());
        let mut ranked: Vec<(usize, usize, usize, usize)> = found
            .into_iter()
            .map(|(place, (words, off))| (stems.len() - words, off, unsaid(place), place))
            .collect();
        ranked.sort_unstable();
        let best = ranked.first().map(|(missed, off, unsaid, _)| (*missed, *off, *unsaid));
        match best {
            Some((0, off, unsaid)) => {
                let alike = |found: &&(usize, usize, usize, usize)| {
                    (found.0, found.1, found.2) == (0, off, unsaid)
                };
                Fit::Guess(ranked.iter().take_while(alike).map(|(.., place)| *place).collect())
            }
            Some((missed, off, _)) => {
                let alike =
                    |found: &&(usize, usize, usize, usize)| (found.0, found.1) == (missed, off);
                let near = ranked.iter().take_while(alike).map(|(.., place)| *place);
                Fit::Unknown(near.take(MAX_SUGGESTED).collect())
            }
            None => Fit::Unknown(Vec::new()),
        }
    }

    /// The known words near one, and how far off they are.
    fn near(&self, word: &str, budget: &mut Budget) -> Vec<(String, usize)> {
        if let Some(near) = budget.near.get(word) {
            return near.clone();
        }
        let letters = word.chars().count();
        let most = match letters {
            0..=2 => 0,
            3..=6 => 1,
            _ => 2,
        };
        let mut near = Vec::new();
        let lengths = letters.saturating_sub(most)..=letters + most;
        for known in self.by_length.range(lengths).flat_map(|(_, same)| same) {
            let Some(left) = budget.left.checked_sub(1) else { break };
            budget.left = left;
            let distance = strsim::osa_distance(word, known);
            if distance <= most {
                near.push((known.clone(), distance));
            }
        }
        near.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        near.truncate(MAX_NEAR);
        budget.near.insert(word.to_owned(), near.clone());
        near
    }
}

/// The pieces of a name that say something.
fn said(name: &[Token]) -> impl Iterator<Item = &Token> {
    name.iter().filter(|token| !matches!(token.kind, Kind::Comma | Kind::Colon | Kind::Dash))
}
