use std::{collections::BTreeSet, fmt, str::FromStr};

use sillon_kernel::{Language, fold};
use sillon_messages::Words;

/// A substance or product causing allergies or intolerances: Regulation (EU) No 1169/2011, Annex II, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is its own name")]
pub enum Allergen {
    Gluten,
    Crustaceans,
    Eggs,
    Fish,
    Peanuts,
    Soybeans,
    Milk,
    Nuts,
    Celery,
    Mustard,
    Sesame,
    Sulphites,
    Lupin,
    Molluscs,
}

impl Allergen {
    /// All fourteen.
    pub const ALL: [Self; 14] = [
        Self::Gluten,
        Self::Crustaceans,
        Self::Eggs,
        Self::Fish,
        Self::Peanuts,
        Self::Soybeans,
        Self::Milk,
        Self::Nuts,
        Self::Celery,
        Self::Mustard,
        Self::Sesame,
        Self::Sulphites,
        Self::Lupin,
        Self::Molluscs,
    ];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gluten => "gluten",
            Self::Crustaceans => "crustaceans",
            Self::Eggs => "eggs",
            Self::Fish => "fish",
            Self::Peanuts => "peanuts",
            Self::Soybeans => "soybeans",
            Self::Milk => "milk",
            Self::Nuts => "nuts",
            Self::Celery => "celery",
            Self::Mustard => "mustard",
            Self::Sesame => "sesame",
            Self::Sulphites => "sulphites",
            Self::Lupin => "lupin",
            Self::Molluscs => "molluscs",
        }
    }

    /// The allergen of a folded name, in any language.
    fn named(named: &str) -> Option<Self> {
        let is_it = |known: &Self| {
            fold(known.as_str()) == named
                || Language::ALL.iter().any(|language| fold(known.name(*language)) == named)
        };
        Self::ALL.into_iter().find(is_it)
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        Words::of(language).allergens.of(self.as_str())
    }
}

impl FromStr for Allergen {
    type Err = AllergenError;

    /// Reads its stored name, or its name in any language, accents and case aside.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A stored name is read at every question, the name in a language once.
        let found = Self::ALL.into_iter().find(|known| known.as_str() == text);
        let found = found.or_else(|| Self::named(&fold(text.trim())));
        found.ok_or_else(|| AllergenError(text.chars().take(40).collect()))
    }
}

/// What is known of a food's allergens. Silence is not absence: food of unknown allergens may not be sold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Allergens {
    /// Nobody has said.
    #[default]
    Unknown,
    /// The producer declares that it contains none of the fourteen.
    DeclaredNone,
    /// The producer declares that it contains these, at least one.
    Declared(BTreeSet<Allergen>),
}

impl Allergens {
    /// Declares these, or that there are none.
    pub fn declare(allergens: BTreeSet<Allergen>) -> Self {
        if allergens.is_empty() { Self::DeclaredNone } else { Self::Declared(allergens) }
    }

    /// Whether the producer has said.
    pub fn is_known(&self) -> bool {
        *self != Self::Unknown
    }

    /// Whether it is declared to be free of one; unknown is not free.
    pub fn is_free_of(&self, allergen: Allergen) -> bool {
        match self {
            Self::Unknown => false,
            Self::DeclaredNone => true,
            Self::Declared(contained) => !contained.contains(&allergen),
        }
    }
}

/// As it is stored and listed: `unknown`, `none`, or the names with commas, such as `gluten,milk`.
impl fmt::Display for Allergens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::DeclaredNone => f.write_str("none"),
            Self::Declared(contained) => {
                let names: Vec<_> = contained.iter().map(|allergen| allergen.as_str()).collect();
                f.write_str(&names.join(","))
            }
        }
    }
}

impl FromStr for Allergens {
    type Err = AllergenError;

    /// Reads what [`Display`](fmt::Display) writes; also `aucun` for none, and names in any language.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match fold(text.trim()).as_str() {
            "" | "unknown" | "inconnu" => Ok(Self::Unknown),
            "none" | "aucun" => Ok(Self::DeclaredNone),
            _ => Ok(Self::declare(text.split(',').map(str::parse).collect::<Result<_, _>>()?)),
        }
    }
}

/// The text names no allergen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not one of the fourteen allergens: write none, or gluten, crustaceans, eggs, fish, peanuts, soybeans, milk, \
     nuts, celery, mustard, sesame, sulphites, lupin, molluscs with commas between"
)]
pub struct AllergenError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_reads_back() {
        for text in ["unknown", "none", "gluten,milk", "eggs,celery,molluscs"] {
            assert_eq!(text.parse::<Allergens>().unwrap().to_string(), text);
        }
        assert_eq!("Lait, céleri".parse::<Allergens>().unwrap().to_string(), "milk,celery");
        assert!("water".parse::<Allergens>().is_err());
        assert!("milk,,".parse::<Allergens>().is_err());
    }

    #[test]
    fn only_a_declaration_makes_free_of() {
        assert!(!Allergens::Unknown.is_free_of(Allergen::Milk));
        assert!(Allergens::DeclaredNone.is_free_of(Allergen::Milk));
        let declared: Allergens = "milk".parse().unwrap();
        assert!(!declared.is_free_of(Allergen::Milk) && declared.is_free_of(Allergen::Nuts));
    }
}
