use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::{ImageId, Text};

/// What a picture shows, in words: for whoever does not see it (WCAG 2.2, 1.1.1).
pub type AltText = Text<300>;

/// A picture as it is shown: which it is, what it shows, and how large each of its renditions is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Which: another picture always has another id.
    pub id: ImageId,
    /// What it shows, in words; `None` when nobody has said so yet.
    pub alt: Option<AltText>,
    /// The smallest rendition's size.
    pub thumb: Pixels,
    /// The middle rendition's size.
    pub medium: Pixels,
    /// The largest rendition's size.
    pub large: Pixels,
}

impl Picture {
    /// How large a rendition is.
    pub fn pixels(&self, rendition: Rendition) -> Pixels {
        match rendition {
            Rendition::Thumb => self.thumb,
            Rendition::Medium => self.medium,
            Rendition::Large => self.large,
        }
    }
}

/// How large a picture is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pixels {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl fmt::Display for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {}", self.width, self.height)
    }
}

/// One of the sizes every picture is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rendition {
    /// For lists.
    Thumb,
    /// For pages, and for lists on fine screens.
    Medium,
    /// For looking closely.
    Large,
}

impl Rendition {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Thumb, Self::Medium, Self::Large];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

impl fmt::Display for Rendition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a size of pictures: thumb, medium or large")]
pub struct NoSuchRendition;

impl FromStr for Rendition {
    type Err = NoSuchRendition;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|rendition| rendition.as_str() == text).ok_or(NoSuchRendition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendition_survives_being_written_and_read() {
        for rendition in Rendition::ALL {
            assert_eq!(rendition.as_str().parse(), Ok(rendition));
        }
        assert_eq!("original".parse::<Rendition>(), Err(NoSuchRendition));
    }
}
