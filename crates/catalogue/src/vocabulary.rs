//! What categories and properties are called, whoever speaks of them and in which language.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    str::FromStr,
    sync::LazyLock,
};

use sillon_enterprises::Label;
use sillon_kernel::{Language, Name, fold};

use crate::{FoodGroup, ProductType};

/// What a term is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// A shelf that goods stand on.
    Category,
    /// A practice or a fact that is said of goods, or of all that somebody makes.
    Property,
}

impl TermKind {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Property => "property",
        }
    }
}

impl FromStr for TermKind {
    type Err = NoSuchTermKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = [Self::Category, Self::Property].into_iter().find(|kind| kind.as_str() == text);
        found.ok_or(NoSuchTermKind)
    }
}

/// The text names no kind of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a term is a category or a property")]
pub struct NoSuchTermKind;

/// What programs call a term; it stays, however the term is renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermCode(String);

impl TermCode {
    /// The most letters of one.
    pub const MAX: usize = 40;

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TermCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for TermCode {
    type Err = NoTermCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Some known codes have capitals and underscores: they are those of the taxonomy, to the letter.
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        let is_code = begins && (2..=Self::MAX).contains(&text.len()) && text.chars().all(letters);
        if is_code { Ok(Self(text.to_owned())) } else { Err(NoTermCode) }
    }
}

/// The text is no code of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a code has from 2 to 40 letters, digits, hyphens and underscores, and begins with a small letter, such as sea-food"
)]
pub struct NoTermCode;

/// What people call a term, in each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermNames {
    /// In French.
    pub fr: Name,
    /// In English.
    pub en: Name,
    /// In German.
    pub de: Name,
}

impl TermNames {
    /// The name in a language.
    pub fn of(&self, language: Language) -> &Name {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
            Language::De => &self.de,
        }
    }

    /// All of them, in the order of the languages.
    pub fn all(&self) -> [&Name; 3] {
        Language::ALL.map(|language| self.of(language))
    }

    /// The names of what is known without being told.
    fn known(name: impl Fn(Language) -> &'static str) -> Self {
        let name = |language| Name::parse(name(language)).expect("what is known has a name");
        Self { fr: name(Language::Fr), en: name(Language::En), de: name(Language::De) }
    }
}

/// A category or a property that has a name in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What it is a name of.
    pub kind: TermKind,
    /// What programs call it.
    pub code: TermCode,
    /// What people call it.
    pub names: TermNames,
    /// What else it is known by: what it was called before, and other words for it.
    pub other_names: Vec<Name>,
    /// The category it is a part of.
    pub parent: Option<TermCode>,
    /// Whether this installation said it; else it is known without being told.
    pub is_own: bool,
    /// Whether nothing new may be said to be of it; what is stays so.
    pub is_retired: bool,
}

impl Term {
    /// The names it has and had, folded.
    fn words(&self) -> impl Iterator<Item = String> {
        self.names.all().into_iter().chain(&self.other_names).map(|name| fold(name))
    }

    /// The term with what is said of it now; the names it had still lead to it.
    #[must_use]
    pub fn renamed(self, names: TermNames) -> Self {
        let before = self.names.all().into_iter().cloned().chain(self.other_names);
        let still = |name: &Name| !names.all().iter().any(|now| fold(now) == fold(name));
        let mut other_names: Vec<Name> = Vec::new();
        for name in before.filter(still) {
            if !other_names.iter().any(|known| fold(known) == fold(&name)) {
                other_names.push(name);
            }
        }
        Self { names, other_names, ..self }
    }
}

/// Every category and property that has a code: those known without being told, and those an installation says beside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    own: Vec<Term>,
    /// Where each word of those leads.
    own_by_word: HashMap<(TermKind, String), usize>,
}

/// The most terms an installation says of each kind.
pub const MAX_OWN_TERMS: usize = 500;

/// What is known without being told, and where each of its words leads.
struct Known {
    terms: Vec<Term>,
    by_word: HashMap<(TermKind, String), usize>,
}

/// Groups of foods as the first categories, kinds of goods under them; and labels as properties.
static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let code = |text: &str| text.parse::<TermCode>().expect("what is known has a code");
    let term = |kind, text: &str, names| Term {
        kind,
        code: code(text),
        names,
        other_names: Vec::new(),
        parent: None,
        is_own: false,
        is_retired: false,
    };
    let mut terms: Vec<Term> = Vec::new();
    for group in FoodGroup::ALL {
        let names = TermNames::known(|language| group.name(language));
        let mut category = term(TermKind::Category, group.as_str(), names);
        // Some groups are a kind of goods themselves.
        let same = ProductType::all().find(|kind| kind.as_str() == group.as_str());
        if let Some(kind) = same {
            let words = TermNames::known(|language| kind.name(language));
            category.other_names = words.all().into_iter().cloned().collect();
        }
        terms.push(category);
    }
    let groups = FoodGroup::ALL.map(FoodGroup::as_str);
    for kind in ProductType::all().filter(|kind| !groups.contains(&kind.as_str())) {
        let names = TermNames::known(|language| kind.name(language));
        let parent = Some(code(kind.group().as_str()));
        terms.push(Term { parent, ..term(TermKind::Category, kind.as_str(), names) });
    }
    for label in Label::ALL {
        let names = TermNames::known(|language| label.name(language));
        terms.push(term(TermKind::Property, label.as_str(), names));
    }
    Known { by_word: by_word(&terms), terms }
});

/// Where each word of some terms leads.
fn by_word(terms: &[Term]) -> HashMap<(TermKind, String), usize> {
    let mut by_word = HashMap::new();
    let names = terms
        .iter()
        .enumerate()
        .flat_map(|(place, term)| term.words().map(move |word| (place, term.kind, word)));
    let codes =
        terms.iter().enumerate().map(|(place, term)| (place, term.kind, fold(term.code.as_str())));
    // The first of a word keeps it; and what one is called goes before the code of another: a French prune is a plum.
    for (place, kind, word) in names.chain(codes) {
        by_word.entry((kind, word)).or_insert(place);
    }
    by_word
}

impl Vocabulary {
    /// What is known without being told, with what an installation says beside.
    pub fn with(own: Vec<Term>) -> Self {
        Self { own_by_word: by_word(&own), own }
    }

    /// The terms of a kind: first those that are known without being told, then an installation's own.
    pub fn of(&self, kind: TermKind) -> impl Iterator<Item = &Term> {
        KNOWN.terms.iter().chain(&self.own).filter(move |term| term.kind == kind)
    }

    /// The term of a code.
    pub fn get(&self, kind: TermKind, code: &TermCode) -> Option<&Term> {
        self.of(kind).find(|term| term.code == *code)
    }

    /// The term that a word names: what it is or was called in any language, accents and case aside, or its code; of kinds of
    /// goods that are known, in either number too.
    pub fn find(&self, kind: TermKind, word: &str) -> Option<&Term> {
        let key = (kind, fold(word.trim()));
        let own = self.own_by_word.get(&key).and_then(|at| self.own.get(*at));
        let known = || KNOWN.by_word.get(&key).and_then(|at| KNOWN.terms.get(*at));
        let by_type = || {
            let named = (kind == TermKind::Category).then(|| ProductType::named(word)).flatten()?;
            let at = KNOWN.by_word.get(&(kind, fold(named.as_str())))?;
            KNOWN.terms.get(*at)
        };
        own.or_else(known).or_else(by_type)
    }

    /// The ways in which people write what a word names, each once: as it was typed, and as the term is and was called, with a small
    /// first letter and with a capital.
    pub fn spellings(&self, kind: TermKind, word: &str) -> Vec<String> {
        let term = self.find(kind, word);
        let names = term.into_iter().flat_map(|term| {
            let names = term.names.all().into_iter().chain(&term.other_names);
            names.map(ToString::to_string).chain([term.code.to_string()])
        });
        let written = std::iter::once(word.trim().to_owned()).chain(names).flat_map(|name| {
            let mut letters = name.chars();
            let first = letters.next();
            let rest = letters.as_str();
            let capital = first.map(|first| first.to_uppercase().chain(rest.chars()).collect());
            let small = first.map(|first| first.to_lowercase().chain(rest.chars()).collect());
            [capital, small, Some(name.clone())]
        });
        let written: BTreeSet<String> = written.flatten().collect();
        Vec::from_iter(written)
    }

    /// The categories that a term is a part of, the nearest first.
    pub fn above<'v>(&'v self, term: &'v Term) -> Vec<&'v Term> {
        let mut above: Vec<&Term> = Vec::new();
        let mut next = term.parent.as_ref();
        while let Some(parent) = next.and_then(|code| self.get(term.kind, code)) {
            // None is above itself; were one, it would be told once.
            if above.iter().any(|known| known.code == parent.code) {
                break;
            }
            above.push(parent);
            next = parent.parent.as_ref();
        }
        above
    }

    /// Whether a word names a term that nothing new may be said to be of.
    pub fn is_retired(&self, kind: TermKind, word: &str) -> bool {
        self.find(kind, word).is_some_and(|term| term.is_retired)
    }

    /// Checks that a term can be said beside the others.
    ///
    /// # Errors
    ///
    /// [`TermRefused`] where its code is known without being told, another term has one of its names, or it would be a part of
    /// what is not there, or of itself.
    pub fn check(&self, new: &Term) -> Result<(), TermRefused> {
        if KNOWN.terms.iter().any(|known| (known.kind, &known.code) == (new.kind, &new.code)) {
            return Err(TermRefused::Known);
        }
        let is_new = self.get(new.kind, &new.code).is_none();
        let own = self.own.iter().filter(|term| term.kind == new.kind).count();
        if is_new && own >= MAX_OWN_TERMS {
            return Err(TermRefused::TooMany);
        }
        for language in Language::ALL {
            let found = self.find(new.kind, new.names.of(language));
            if let Some(other) = found.filter(|other| other.code != new.code) {
                return Err(TermRefused::Named { language, of: other.code.clone() });
            }
        }
        if self.find(new.kind, new.code.as_str()).is_some_and(|other| other.code != new.code) {
            return Err(TermRefused::CodeIsAName);
        }
        let Some(parent) = &new.parent else { return Ok(()) };
        if new.kind == TermKind::Property {
            return Err(TermRefused::PropertyUnder);
        }
        let parent = self.get(new.kind, parent).ok_or(TermRefused::NoParent)?;
        let above = std::iter::once(parent).chain(self.above(parent));
        if above.into_iter().any(|it| it.code == new.code) {
            return Err(TermRefused::UnderItself);
        }
        Ok(())
    }
}

/// Why a term was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermRefused {
    /// It is known without being told.
    #[error("this code is known everywhere, and stays as it is; name another")]
    Known,
    /// There are as many as there may be.
    #[error("an installation says at most {MAX_OWN_TERMS} of them beside those that are known")]
    TooMany,
    /// Another term has the name, or had it.
    #[error("“{of}” is called so, or was")]
    Named {
        /// In which language the name is.
        language: Language,
        /// The other term.
        of: TermCode,
    },
    /// Another term is called so.
    #[error("another is called so, or was; name another code")]
    CodeIsAName,
    /// Properties have no parts.
    #[error("a property is a part of none")]
    PropertyUnder,
    /// There is no such category.
    #[error("there is no such category")]
    NoParent,
    /// It would be a part of itself.
    #[error("it would be a part of itself")]
    UnderItself,
}

impl TermRefused {
    /// The field it is about.
    pub fn field(&self) -> String {
        match self {
            Self::Known | Self::TooMany | Self::CodeIsAName => "code".to_owned(),
            Self::Named { language, .. } => format!("names.{language}"),
            Self::PropertyUnder | Self::NoParent | Self::UnderItself => "parent".to_owned(),
        }
    }
}

#[cfg(test)]
#[path = "vocabulary_tests.rs"]
mod tests;
