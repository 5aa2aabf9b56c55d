use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sillon_kernel::{EnterpriseId, VariantId};
use sillon_lists::{Absent, Fault, PlannedLine, RowChange, Zeroed, ZeroedTerms};

/// How many rows of a list are brought in at once. A longer one is brought in part after part, and orders, which would wait for
/// all of it on SQLite's one writer, get their turn between two of them.
pub const MAX_ROWS_AT_ONCE: usize = 1_000;

/// What an import changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Variants that were not there before.
    pub added: usize,
    /// Variants that were, and that the list changes.
    pub updated: usize,
    /// Variants that were as the list has them.
    pub unchanged: usize,
    /// Supplies that were emptied, or terms that have nothing left, because the list does not name them.
    pub zeroed: usize,
    /// The producers whose lists were read, or whose goods a hub's list names.
    pub producers: BTreeSet<EnterpriseId>,
    /// The hubs whose terms were read.
    pub hubs: BTreeSet<EnterpriseId>,
    /// Every variant of the list.
    #[serde(skip)]
    pub variants: BTreeSet<VariantId>,
}

impl Imported {
    /// Takes in what another part of the list changed.
    pub(crate) fn add(&mut self, other: Self) {
        let Self { added, updated, unchanged, zeroed, producers, hubs, variants } = other;
        self.added += added;
        self.updated += updated;
        self.unchanged += unchanged;
        self.zeroed += zeroed;
        self.producers.extend(producers);
        self.hubs.extend(hubs);
        self.variants.extend(variants);
    }

    /// Counts what a line of a list did.
    pub(crate) fn count(&mut self, change: &RowChange) {
        match change {
            RowChange::Created => self.added += 1,
            RowChange::Updated(_) => self.updated += 1,
            RowChange::Unchanged => self.unchanged += 1,
        }
    }
}

/// What a list would change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// What each sound row does, in the order of the list.
    pub lines: Vec<PlannedLine>,
    /// The supplies that would be emptied, because the list does not name them.
    pub zeroed: Vec<Zeroed>,
    /// A hub's terms of which nothing would be left, because its list does not name them.
    pub zeroed_terms: Vec<ZeroedTerms>,
    /// What is wrong with the other rows; with any, nothing would be changed.
    pub faults: Vec<Fault>,
}

impl Preview {
    /// The preview in the order of the list, without the lines that have faults.
    pub(crate) fn in_order(mut self) -> Self {
        let refused: BTreeSet<u64> = self.faults.iter().map(|fault| fault.line).collect();
        self.lines.retain(|line| !refused.contains(&line.line));
        self.lines.sort_by_key(|line| line.line);
        self.faults.sort_by_key(|fault| fault.line);
        self
    }
}

/// Told how far long work is: what is being done, how much of it is done, of how much.
pub type Progress<'p> = &'p dyn Fn(&'static str, usize, usize);

/// What becomes of what the rows do not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unnamed {
    /// It stays as it is.
    Kept,
    /// Nothing is left of other sizes of what they name. Other products are for another part of the list.
    SizesEmptied,
    /// Nothing is left of it.
    Emptied,
}

impl Unnamed {
    /// What a whole list wants of it.
    pub(crate) fn of_whole(absent: Absent) -> Self {
        match absent {
            Absent::Keep => Self::Kept,
            Absent::Zero => Self::Emptied,
        }
    }

    /// What a part of a list wants of it.
    pub(crate) fn of_part(absent: Absent) -> Self {
        match absent {
            Absent::Keep => Self::Kept,
            Absent::Zero => Self::SizesEmptied,
        }
    }

    /// What becomes of what is given to a plan and not named.
    pub(crate) fn absent(self) -> Absent {
        match self {
            Self::Kept => Absent::Keep,
            Self::SizesEmptied | Self::Emptied => Absent::Zero,
        }
    }
}
