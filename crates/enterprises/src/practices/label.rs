use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{Language, LocalizedName};

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
        self.names().0
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        self.names().said_in(language)
    }

    /// Whether it may only be claimed under a certificate, while that is valid.
    pub fn needs_certificate(self) -> bool {
        self != Self::FarmMade
    }

    fn names(self) -> LocalizedName {
        match self {
            Self::Organic => LocalizedName("organic", "organic", "bio"),
            Self::Pdo => LocalizedName("pdo", "PDO", "AOP"),
            Self::Pgi => LocalizedName("pgi", "PGI", "IGP"),
            Self::Tsg => LocalizedName("tsg", "TSG", "STG"),
            Self::LabelRouge => LocalizedName("label-rouge", "Label Rouge", "Label rouge"),
            Self::Hve => LocalizedName("hve", "HVE", "HVE"),
            Self::Demeter => LocalizedName("demeter", "Demeter", "Demeter"),
            Self::NatureEtProgres => {
                LocalizedName("nature-et-progres", "Nature & Progrès", "Nature & Progrès")
            }
            Self::BleuBlancCoeur => {
                LocalizedName("bleu-blanc-coeur", "Bleu-Blanc-Cœur", "Bleu-Blanc-Cœur")
            }
            Self::FarmMade => LocalizedName("farm-made", "farm-made", "fermier"),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Label {
    type Err = LabelError;

    /// Reads its stored name, or its name in English or French, accents and case aside.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = LocalizedName::find(&Self::ALL, Self::names, text);
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
