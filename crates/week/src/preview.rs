use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use sillon_kernel::{Language, Money, SupplyId, VariantId};

use crate::{ItemState, Shelf, ShelfItem, fault::Rule, fault::WeekFault, fault::WeekRefused};

/// What a person chose where a line may mean several sizes: the line's number, from 1, and the size.
pub type Choices = BTreeMap<u32, VariantId>;

/// What a list would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekPreview {
    /// Every line that is not blank, in order.
    pub lines: Vec<WeekLine>,
    /// What all of it comes to.
    pub effect: WeekEffect,
}

/// A line of a list, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekLine {
    /// Its number in the text, from 1.
    pub number: u32,
    /// As it was written, shortened.
    pub text: String,
    /// What became of it.
    pub kind: LineKind,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// It is a greeting, a heading or a remark.
    PassedOver,
    /// It was understood.
    Read(LineRead),
    /// It was not.
    Faulty(Vec<WeekFault>),
}

/// A line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRead {
    /// Whether a word was misspelt or left out, so that a person has to confirm what is meant.
    pub guessed: bool,
    /// What it says of each size, as it stands and as it would.
    pub entries: Vec<WeekEntry>,
    /// Other offered sizes whose pool it sets with theirs.
    pub shares_with: Vec<VariantId>,
}

impl LineRead {
    /// Whether everything stays as it is.
    pub fn is_unchanged(&self) -> bool {
        self.entries.iter().all(|entry| entry.before == entry.after)
    }
}

/// How one size stands, and how it would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekEntry {
    /// Which.
    pub variant: VariantId,
    /// How it stands.
    pub before: ItemState,
    /// How it would.
    pub after: ItemState,
}

/// What is left of a pool, as it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSet {
    /// In thousandths of its base unit.
    pub left_milli: i64,
    /// Whether as much is made as is ordered.
    pub on_demand: bool,
    /// By how much it changes, where a list says only that.
    pub added_milli: Option<i64>,
}

/// What a week sets: pools, and prices and offers of sizes. What is named but stays as it is, is in it too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekEffect {
    /// What is left of each pool.
    pub pools: BTreeMap<SupplyId, PoolSet>,
    /// What each size costs, and whether it is offered.
    pub variants: BTreeMap<VariantId, (Money, bool)>,
}

impl WeekPreview {
    /// Every fault with its line; guesses that nobody confirmed are faults, too.
    pub fn faults(&self, on: &Shelf) -> Vec<(u32, WeekFault)> {
        let of_line = |line: &WeekLine| -> Vec<WeekFault> {
            match &line.kind {
                LineKind::Faulty(faults) => faults.clone(),
                LineKind::Read(read) if read.guessed => {
                    let meant: Vec<&ShelfItem> =
                        read.entries.iter().filter_map(|entry| on.find(entry.variant)).collect();
                    let written = meant.first().map(|item| item.written()).unwrap_or_default();
                    let suggestions = meant.into_iter().map(|item| crate::Suggestion {
                        variant: item.variant,
                        written: item.written(),
                    });
                    vec![WeekFault {
                        rule: Rule::NotConfirmed(written),
                        suggestions: suggestions.collect(),
                    }]
                }
                LineKind::PassedOver | LineKind::Read(_) => Vec::new(),
            }
        };
        let lines = self.lines.iter();
        lines.flat_map(|line| of_line(line).into_iter().map(|fault| (line.number, fault))).collect()
    }

    /// The preview, unless something is wrong in it.
    ///
    /// # Errors
    ///
    /// [`WeekRefused`] with every fault by its line.
    pub fn accept(self, on: &Shelf, language: Language) -> Result<Self, WeekRefused> {
        let faults = self.faults(on);
        if faults.is_empty() { Ok(self) } else { Err(WeekRefused { faults, language }) }
    }

    /// A name for what the preview shows: another for anything that differs, such as what is left of a size it names or
    /// suggests.
    pub fn digest(&self, on: &Shelf) -> String {
        let mut digest = Sha256::new();
        for line in &self.lines {
            digest.update(format!("{line:?}\n"));
            if let LineKind::Faulty(faults) = &line.kind {
                let suggested = faults.iter().flat_map(|fault| &fault.suggestions);
                for item in suggested.filter_map(|suggestion| on.find(suggestion.variant)) {
                    digest.update(format!("{:?}\n", item.now));
                }
            }
        }
        short_name(digest)
    }
}

/// The first half of a digest, in hexadecimal digits.
pub(crate) fn short_name(digest: Sha256) -> String {
    let bytes: [u8; 32] = digest.finalize().into();
    bytes.iter().take(16).fold(String::new(), |name, byte| name + &format!("{byte:02x}"))
}
