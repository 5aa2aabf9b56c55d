use std::{fmt, str::FromStr};

use sillon_kernel::{Pixels, Rendition};

/// What an image is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// The sign of an enterprise.
    Logo,
    /// The wide picture at the head of an enterprise's page.
    Banner,
    /// One of the pictures of a product.
    Product,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Logo, Self::Banner, Self::Product];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Banner => "banner",
            Self::Product => "product",
        }
    }

    /// Whether what is behind it may show through.
    pub(crate) fn keeps_transparency(self) -> bool {
        match self {
            Self::Logo => true,
            Self::Banner | Self::Product => false,
        }
    }

    /// How it is fitted into a rendition's frame.
    pub(crate) fn fit(self) -> Fit {
        match self {
            Self::Logo | Self::Product => Fit::Whole,
            Self::Banner => Fit::Filling,
        }
    }

    /// The frame of a rendition.
    pub(crate) fn frame(self, rendition: Rendition) -> Pixels {
        let square = |side| Pixels { width: side, height: side };
        match (self, rendition) {
            (Self::Logo, Rendition::Thumb) => square(100),
            (Self::Logo, Rendition::Medium) => square(180),
            (Self::Logo, Rendition::Large) => square(300),
            (Self::Banner, Rendition::Thumb) => Pixels { width: 480, height: 160 },
            (Self::Banner, Rendition::Medium) => Pixels { width: 960, height: 320 },
            (Self::Banner, Rendition::Large) => Pixels { width: 1_440, height: 480 },
            (Self::Product, Rendition::Thumb) => square(240),
            (Self::Product, Rendition::Medium) => square(600),
            (Self::Product, Rendition::Large) => square(1_200),
        }
    }
}

/// How an image is fitted into a frame. Neither makes it larger than it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// All of it, in its own proportions.
    Whole,
    /// The middle of it, in the frame's proportions.
    Filling,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no purpose of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not what an image is for: logo, banner or product")]
pub struct NoSuchPurpose;

impl FromStr for Purpose {
    type Err = NoSuchPurpose;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or(NoSuchPurpose)
    }
}
