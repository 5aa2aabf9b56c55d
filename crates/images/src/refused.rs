use sillon_kernel::{Detail, Failure, FailureKind, Pixels};

/// The longest side of an image, in pixels: panoramas of telephones are shorter, and what is longer is no picture.
pub const MAX_SIDE: u32 = 20_000;

/// Why an image is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageRefused {
    /// It is not what we take.
    #[error("it is {}: send a JPEG, a PNG or a WebP", looks_like.unwrap_or("not an image we can read"))]
    Format {
        /// What it looks like.
        looks_like: Option<&'static str>,
    },
    /// The file has too many bytes.
    #[error("it has {bytes} bytes: send at most {most}")]
    TooManyBytes {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        most: usize,
    },
    /// It has too many pixels.
    #[error("it has {pixels} pixels: send at most {max_megapixels} million")]
    TooManyPixels {
        /// How large it is.
        pixels: Pixels,
        /// How many millions of pixels it may have.
        max_megapixels: u32,
    },
    /// One of its sides is too long.
    #[error("it has {pixels} pixels: no side may have more than {MAX_SIDE}")]
    TooLong {
        /// How large it is.
        pixels: Pixels,
    },
    /// It would take too much room to read.
    #[error("reading it takes too much room: make it smaller, or save it with 8 bits a colour")]
    TooMuchRoom,
    /// It is damaged, or ends too early.
    #[error("it cannot be read: {0}")]
    Broken(String),
}

impl Failure for ImageRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Format { .. } => (FailureKind::Invalid, "image-format"),
            Self::TooManyBytes { .. }
            | Self::TooManyPixels { .. }
            | Self::TooLong { .. }
            | Self::TooMuchRoom => (FailureKind::TooLarge, "image-too-large"),
            Self::Broken(_) => (FailureKind::Invalid, "image-broken"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("body", self.to_string())]
    }
}
