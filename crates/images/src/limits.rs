use sillon_kernel::Pixels;

use crate::{Format, ImageRefused, MAX_SIDE};

/// How many times as many pixels a JPEG may have that is made small while it is read.
pub const JPEG_TIMES: u32 = 2;

/// How much reading one image may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes a file may have.
    pub max_bytes: usize,
    /// The most pixels it may have, in millions; a JPEG as cameras write it, [`JPEG_TIMES`] as many, as it is made small while
    /// it is read. Any other takes up to nine bytes a pixel meanwhile: three for itself, six while a progressive JPEG is put
    /// together.
    pub max_megapixels: u32,
}

impl Limits {
    /// Checks how large an image says it is.
    pub(crate) fn check(self, pixels: Pixels, is_made_small: bool) -> Result<(), ImageRefused> {
        if pixels.width.max(pixels.height) > MAX_SIDE {
            return Err(ImageRefused::TooLong { pixels });
        }
        let times = if is_made_small { JPEG_TIMES } else { 1 };
        let max_megapixels = self.max_megapixels.saturating_mul(times);
        if u64::from(pixels.width) * u64::from(pixels.height) > millions(max_megapixels) {
            return Err(ImageRefused::TooManyPixels { pixels, max_megapixels });
        }
        Ok(())
    }

    /// The most room the pixels of an image may take, in bytes: four a pixel, which leaves out only what has 16 bits a
    /// colour and is nearly as large as allowed.
    pub(crate) fn max_room(self, format: Format) -> u64 {
        let times = match format {
            // Its own decoder makes no room yet.
            Format::Jpeg => JPEG_TIMES,
            Format::Png | Format::WebP => 1,
        };
        millions(self.max_megapixels) * 4 * u64::from(times)
    }
}

fn millions(count: u32) -> u64 {
    u64::from(count) * 1_000_000
}

impl Default for Limits {
    /// 10 MB, and 25 megapixels, 50 of a JPEG: what telephones and cameras take.
    fn default() -> Self {
        Self { max_bytes: 10 * 1024 * 1024, max_megapixels: 25 }
    }
}
