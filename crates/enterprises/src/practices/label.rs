use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{Language, fold};
use sillon_messages::Words;

/// A quality mark that goods may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// Organic production: Regulation (EU) 2018/848.
    Organic,
    /// Protected designation of origin: Regulation (EU) 2024/1143.
    Pdo,
    /// Protected geographical indication: the same regulation.
    Pgi,
    /// Traditional speciality guaranteed: the same regulation.
    Tsg,
    /// Superior quality: Code rural et de la pêche maritime, art. L641-1.
    LabelRouge,
    /// High environmental value: the same code, art. D617-4.
    Hve,
    /// Biodynamic farming, a private mark.
    Demeter,
    /// Peasant organic farming, a private mark with participatory guarantee.
    NatureEtProgres,
    /// Feed rich in omega 3, a private mark.
    BleuBlancCoeur,
    /// Made on the farm from its own goods; the producer's own word.
    FarmMade,
}

impl Label {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Organic,
        Self::Pdo,
        Self::Pgi,
        Self::Tsg,
        Self::LabelRouge,
        Self::Hve,
        Self::Demeter,
        Self::NatureEtProgres,
        Self::BleuBlancCoeur,
        Self::FarmMade,
    ];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organic => "organic",
            Self::Pdo => "pdo",
            Self::Pgi => "pgi",
            Self::Tsg => "tsg",
            Self::LabelRouge => "label-rouge",
            Self::Hve => "hve",
            Self::Demeter => "demeter",
            Self::NatureEtProgres => "nature-et-progres",
            Self::BleuBlancCoeur => "bleu-blanc-coeur",
            Self::FarmMade => "farm-made",
        }
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        Words::of(language).labels.of(self.as_str())
    }

    /// Whether it may only be claimed under a certificate, while that is valid.
    pub fn needs_certificate(self) -> bool {
        self != Self::FarmMade
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Label {
    type Err = LabelError;

    /// Reads its stored name, or its name in any language, accents and case aside.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = fold(text.trim());
        let is_it = |known: &Self| {
            fold(known.as_str()) == named
                || Language::ALL.iter().any(|language| fold(known.name(*language)) == named)
        };
        let found = Self::ALL.into_iter().find(is_it);
        found.ok_or_else(|| LabelError(text.chars().take(40).collect()))
    }
}

/// The text names no label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a label: they are organic, pdo, pgi, tsg, label-rouge, hve, demeter, nature-et-progres, \
     bleu-blanc-coeur and farm-made"
)]
pub struct LabelError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_by_any_of_its_names() {
        for label in Label::ALL {
            assert_eq!(label.as_str().parse(), Ok(label));
            assert_eq!(label.name(Language::Fr).parse(), Ok(label));
        }
        assert!("bioo".parse::<Label>().is_err());
    }
}
