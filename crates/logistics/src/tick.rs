use std::str::FromStr;

use sillon_kernel::{Timestamp, VariantId};

/// What became of a line of an order at its hand-over, as it is ticked on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// The customer has it.
    HandedOut,
    /// It was not there.
    Missing,
    /// The customer left it, or did not come.
    Left,
}

impl Tick {
    /// Every tick.
    pub const ALL: [Self; 3] = [Self::HandedOut, Self::Missing, Self::Left];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HandedOut => "handed-out",
            Self::Missing => "missing",
            Self::Left => "left",
        }
    }
}

impl FromStr for Tick {
    type Err = NoSuchTick;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|tick| tick.as_str() == text).ok_or(NoSuchTick)
    }
}

/// The text names no tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no tick: handed-out, missing or left")]
pub struct NoSuchTick;

/// A line of an order that is ticked: a size by itself, or a part of one of its bundles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TickedLine {
    /// Which size.
    pub variant: VariantId,
    /// Which of the order's bundles it is in, from 0.
    pub bundle: Option<usize>,
}

/// What a line is ticked as, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticked {
    /// As what.
    pub tick: Tick,
    /// Since when.
    pub at: Timestamp,
}
