use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
};
use sillon_kernel::{Pixels, Rendition};

use crate::{ImageRefused, Purpose, colour::Colours, purpose::Fit};

/// The most bytes a drawn image has.
pub const MAX_DRAWN_BYTES: usize = 1024 * 1024;

/// How well JPEGs are drawn: as well as the first that comes within the bytes. Only noise needs more than the first.
const QUALITIES: [u8; 4] = [82, 65, 45, 20];

/// One rendition of an image, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Which.
    pub rendition: Rendition,
    /// How large it is.
    pub pixels: Pixels,
    /// What its bytes are.
    pub media_type: MediaType,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What a drawn image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `image/jpeg`.
    Jpeg,
    /// `image/png`.
    Png,
}

impl MediaType {
    /// Its name (RFC 6838).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// An image that was read, and is drawn for a purpose in one size after the other.
pub(crate) struct Canvas {
    image: DynamicImage,
    purpose: Purpose,
    media_type: MediaType,
}

impl Canvas {
    /// Takes an upright image, and makes it no larger than drawing well needs.
    pub(crate) fn new(
        mut image: DynamicImage,
        colours: Option<&Colours>,
        purpose: Purpose,
    ) -> Self {
        let pixels = pixels_of(&image);
        let Pixels { width, height } = needed(pixels, purpose);
        // A quick pass to twice the size asked for; the careful one then has a tenth of the work.
        if pixels.width > width * 2 && pixels.height > height * 2 {
            image = image.thumbnail_exact(width * 2, height * 2);
        }
        let is_clear = image.color().has_alpha() && has_clear_pixels(&image);
        if is_clear && purpose.keeps_transparency() {
            let mut image = image.into_rgba8();
            if let Some(colours) = colours {
                colours.rgba_to_srgb(&mut image);
            }
            let image = DynamicImage::ImageRgba8(image);
            return Self { image, purpose, media_type: MediaType::Png };
        }
        let mut image = if is_clear { on_white(image) } else { image.into_rgb8() };
        if let Some(colours) = colours {
            colours.rgb_to_srgb(&mut image);
        }
        Self { image: DynamicImage::ImageRgb8(image), purpose, media_type: MediaType::Jpeg }
    }

    /// Draws a rendition.
    pub(crate) fn draw(&self, rendition: Rendition) -> Result<Drawn, ImageRefused> {
        let frame = self.purpose.frame(rendition);
        let small = match self.purpose.fit() {
            Fit::Whole => {
                let (width, height) = within(pixels_of(&self.image), frame);
                self.image.resize_exact(width, height, FilterType::Lanczos3)
            }
            Fit::Filling => {
                let Pixels { width, height } = filled(pixels_of(&self.image), frame);
                self.image.resize_to_fill(width, height, FilterType::Lanczos3)
            }
        };
        let bytes = match self.media_type {
            MediaType::Png => png(&small)?,
            MediaType::Jpeg => jpeg(&small.to_rgb8())?,
        };
        Ok(Drawn { rendition, pixels: pixels_of(&small), media_type: self.media_type, bytes })
    }
}

/// The size of an image that is drawn in its purpose's largest frame, in its own proportions.
pub(crate) fn needed(pixels: Pixels, purpose: Purpose) -> Pixels {
    let frame = purpose.frame(Rendition::Large);
    let (width, height) = match purpose.fit() {
        Fit::Whole => within(pixels, frame),
        Fit::Filling => covering(pixels, frame),
    };
    Pixels { width, height }
}

fn pixels_of(image: &DynamicImage) -> Pixels {
    Pixels { width: image.width(), height: image.height() }
}

/// `whole` parts of `of` parts of a side, rounded, at least one pixel.
fn share(side: u32, whole: u32, of: u32) -> u32 {
    let (side, whole, of) = (u64::from(side), u64::from(whole), u64::from(of.max(1)));
    let share = (side * whole + of / 2) / of;
    u32::try_from(share).unwrap_or(u32::MAX).max(1)
}

/// Whether an image is wider for its height than a frame.
fn is_wider(image: Pixels, frame: Pixels) -> bool {
    u64::from(image.width) * u64::from(frame.height)
        > u64::from(image.height) * u64::from(frame.width)
}

/// The size of all of an image within a frame; its own when it is smaller.
fn within(image: Pixels, frame: Pixels) -> (u32, u32) {
    if image.width <= frame.width && image.height <= frame.height {
        (image.width, image.height)
    } else if is_wider(image, frame) {
        (frame.width, share(image.height, frame.width, image.width))
    } else {
        (share(image.width, frame.height, image.height), frame.height)
    }
}

/// The size of an image that just covers a frame; its own when it does not.
fn covering(image: Pixels, frame: Pixels) -> (u32, u32) {
    if image.width <= frame.width || image.height <= frame.height {
        (image.width, image.height)
    } else if is_wider(image, frame) {
        (share(image.width, frame.height, image.height), frame.height)
    } else {
        (frame.width, share(image.height, frame.width, image.width))
    }
}

/// The frame, or the largest one of its proportions that an image fills without being made larger.
fn filled(image: Pixels, frame: Pixels) -> Pixels {
    if image.width >= frame.width && image.height >= frame.height {
        frame
    } else if is_wider(image, frame) {
        Pixels { width: share(frame.width, image.height, frame.height), height: image.height }
    } else {
        Pixels { width: image.width, height: share(frame.height, image.width, frame.width) }
    }
}

fn has_clear_pixels(image: &DynamicImage) -> bool {
    image.to_rgba8().pixels().any(|pixel| pixel.0.last().is_some_and(|alpha| *alpha < u8::MAX))
}

/// The image as it looks on white paper.
fn on_white(image: DynamicImage) -> RgbImage {
    let image = image.into_rgba8();
    let mut paper = RgbImage::new(image.width(), image.height());
    for (pixel, clear) in paper.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = clear.0;
        let over = |colour: u8| {
            let (colour, alpha, white) = (u32::from(colour), u32::from(alpha), 255);
            u8::try_from((colour * alpha + white * (white - alpha) + white / 2) / white)
                .unwrap_or(u8::MAX)
        };
        pixel.0 = [over(red), over(green), over(blue)];
    }
    paper
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, ImageRefused> {
    let mut bytes = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(|fault| unwritten(&fault))?;
    Ok(bytes)
}

fn jpeg(image: &RgbImage) -> Result<Vec<u8>, ImageRefused> {
    let mut bytes = Vec::new();
    for quality in QUALITIES {
        bytes.clear();
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .write_image(image, image.width(), image.height(), ExtendedColorType::Rgb8)
            .map_err(|fault| unwritten(&fault))?;
        if bytes.len() <= MAX_DRAWN_BYTES {
            break;
        }
    }
    Ok(bytes)
}

fn unwritten(fault: &image::ImageError) -> ImageRefused {
    ImageRefused::Broken(fault.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pixels(width: u32, height: u32) -> Pixels {
        Pixels { width, height }
    }

    #[test]
    fn a_photo_is_shrunk_whole_and_a_banner_is_cut_from_its_middle() {
        let frame = pixels(1_200, 1_200);
        assert_eq!(within(pixels(4_000, 3_000), frame), (1_200, 900));
        assert_eq!(within(pixels(3_000, 4_000), frame), (900, 1_200));
        assert_eq!(within(pixels(300, 200), frame), (300, 200), "never made larger");
        assert_eq!(within(pixels(100_000, 1), frame), (1_200, 1));
        let frame = pixels(1_440, 480);
        assert_eq!(filled(pixels(4_000, 3_000), frame), frame);
        assert_eq!(filled(pixels(600, 600), frame), pixels(600, 200));
        assert_eq!(filled(pixels(3_000, 100), frame), pixels(300, 100));
    }

    #[test]
    fn what_lets_its_ground_through_stands_on_white() {
        let mut logo = image::RgbaImage::new(2, 1);
        logo.put_pixel(0, 0, image::Rgba([10, 20, 30, 0]));
        logo.put_pixel(1, 0, image::Rgba([10, 20, 30, 255]));
        let paper = on_white(DynamicImage::ImageRgba8(logo));
        assert_eq!(paper.get_pixel(0, 0).0, [255, 255, 255]);
        assert_eq!(paper.get_pixel(1, 0).0, [10, 20, 30]);
    }

    proptest! {
        #[test]
        fn a_drawn_image_stays_within_its_frame_and_itself(
            width in 1_u32..20_000, height in 1_u32..20_000, purpose in 0..3_usize, rendition in 0..3_usize,
        ) {
            let (image, purpose) = (pixels(width, height), Purpose::ALL[purpose]);
            let frame = purpose.frame(Rendition::ALL[rendition]);
            let (width, height) = within(image, frame);
            let cut = filled(image, frame);
            for (width, height) in [(width, height), (cut.width, cut.height)] {
                prop_assert!((1..=frame.width).contains(&width) && (1..=frame.height).contains(&height));
                prop_assert!(width <= image.width && height <= image.height);
            }
        }
    }
}
