use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::fold;

/// How cold goods must be kept from the field to the hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Storage {
    /// As the day is.
    Ambient,
    /// In a refrigerator.
    Chilled,
    /// In a freezer.
    Frozen,
}

impl Storage {
    /// Every class, the warmest first.
    pub const ALL: [Self; 3] = [Self::Ambient, Self::Chilled, Self::Frozen];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ambient => "ambient",
            Self::Chilled => "chilled",
            Self::Frozen => "frozen",
        }
    }

    /// The words of a list's `shipping_category`.
    pub const WORDS: &[&str] = &["ambient", "chilled", "frozen"];

    /// Reads the cell of a list's `shipping_category`: any case, blank for ambient, and the words other systems and French lists
    /// have for it.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when it is neither blank nor a storage class.
    pub fn read_column(cell: &str) -> Result<Self, StorageError> {
        match fold(cell.trim()).as_str() {
            "" | "dry" | "ambiant" | "sec" | "temperature ambiante" => Ok(Self::Ambient),
            "refrigerated" | "cold" | "cool" | "fresh" | "frais" | "refrigere" => Ok(Self::Chilled),
            "freezer" | "surgele" | "congele" => Ok(Self::Frozen),
            folded => folded.parse().or(Err(StorageError::of(cell))),
        }
    }
}

impl fmt::Display for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Storage {
    type Err = StorageError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "ambient" => Ok(Self::Ambient),
            "chilled" => Ok(Self::Chilled),
            "frozen" => Ok(Self::Frozen),
            other => Err(StorageError::of(other)),
        }
    }
}

/// The text names no storage class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a storage class: write ambient, chilled or frozen")]
pub struct StorageError(String);

impl StorageError {
    fn of(text: &str) -> Self {
        Self(text.chars().take(40).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storage_class_survives_being_written_and_read() {
        for storage in [Storage::Ambient, Storage::Chilled, Storage::Frozen] {
            assert_eq!(storage.as_str().parse(), Ok(storage));
        }
        assert!("Chilled".parse::<Storage>().is_err());
    }

    #[test]
    fn a_list_may_write_it_in_any_case_or_leave_it_blank() {
        assert_eq!(Storage::read_column(" FROZEN "), Ok(Storage::Frozen));
        assert_eq!(Storage::read_column("  "), Ok(Storage::Ambient));
        let refused = Storage::read_column("Lukewarm").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "“Lukewarm” is not a storage class: write ambient, chilled or frozen"
        );
    }
}
