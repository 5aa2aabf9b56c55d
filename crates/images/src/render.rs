use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, metadata::Orientation,
};
use sillon_kernel::{Pixels, Rendition};

use crate::{
    Drawn, Format, ImageRefused, Limits, Purpose,
    colour::Colours,
    draw::{Canvas, needed},
    jpeg,
    small_jpeg::SmallJpeg,
};

/// An image in every size it is served in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What it is for.
    pub purpose: Purpose,
    /// Its renditions, the smallest first.
    pub drawn: Vec<Drawn>,
}

/// Reads an image somebody sent, and draws it anew in the sizes of its purpose.
///
/// Costs up to a second and some hundred megabytes: run it where both are bounded.
///
/// # Errors
///
/// [`ImageRefused`]: it is none of the formats we take, larger than the limits, or damaged.
pub fn render(bytes: &[u8], purpose: Purpose, limits: Limits) -> Result<Rendered, ImageRefused> {
    if bytes.len() > limits.max_bytes {
        return Err(ImageRefused::TooManyBytes { bytes: bytes.len(), most: limits.max_bytes });
    }
    let (image, colours) = read(bytes, purpose, limits)?;
    let canvas = Canvas::new(image, colours.as_ref(), purpose);
    let drawn = Rendition::ALL.map(|rendition| canvas.draw(rendition)).into_iter();
    Ok(Rendered { purpose, drawn: drawn.collect::<Result<_, _>>()? })
}

/// The pixels, upright and no fewer than the purpose needs, and what their colours are. How many there are is asked of the
/// header, before any room is made for them.
fn read(
    bytes: &[u8],
    purpose: Purpose,
    limits: Limits,
) -> Result<(DynamicImage, Option<Colours>), ImageRefused> {
    let format = Format::of(bytes)?;
    if format == Format::Jpeg && !jpeg::is_whole(bytes) {
        return Err(ImageRefused::Broken("it ends too early".to_owned()));
    }
    let small = (format == Format::Jpeg).then(|| SmallJpeg::of(bytes)).flatten();
    let mut reader = ImageReader::with_format(Cursor::new(bytes), named(format));
    let mut most = image::Limits::no_limits();
    most.max_alloc = Some(limits.max_room(format));
    reader.limits(most);
    let mut decoder = reader.into_decoder().map_err(|fault| refused(&fault))?;
    let (width, height) = decoder.dimensions();
    let pixels = Pixels { width, height };
    // The two readers of its header agree, or the slower one reads it.
    let small = small.filter(|small| small.pixels == pixels);
    limits.check(pixels, small.is_some())?;
    if width == 0 || height == 0 {
        return Err(ImageRefused::Broken("it has no pixels".to_owned()));
    }
    // A broken note on how the camera was held, or on its colours, is no reason to refuse the picture.
    let orientation = decoder.orientation().ok();
    let profile = decoder.icc_profile().ok().flatten();
    let colours = profile.as_deref().and_then(Colours::of);
    let mut image = match small {
        Some(small) => {
            drop(decoder);
            let is_turned = orientation.is_some_and(swaps_sides);
            small.read(wanted(pixels, is_turned, purpose)).map_err(|said| broken(&said))?
        }
        None if decoder.total_bytes() > limits.max_room(Format::Png) => {
            return Err(ImageRefused::TooMuchRoom);
        }
        None => DynamicImage::from_decoder(decoder).map_err(|fault| refused(&fault))?,
    };
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok((image, colours))
}

/// Whether an image lies in its file as it is not held.
fn swaps_sides(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// The size at which an image is read to be drawn well: half as much again as the largest it is drawn in, as it lies in its
/// file.
fn wanted(pixels: Pixels, is_turned: bool, purpose: Purpose) -> Pixels {
    let turned = |Pixels { width, height }| {
        if is_turned { Pixels { width: height, height: width } } else { Pixels { width, height } }
    };
    let Pixels { width, height } = turned(needed(turned(pixels), purpose));
    Pixels { width: width.saturating_mul(3) / 2, height: height.saturating_mul(3) / 2 }
}

fn broken(said: &str) -> ImageRefused {
    ImageRefused::Broken(said.chars().take(200).collect())
}

fn named(format: Format) -> ImageFormat {
    match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
    }
}

fn refused(fault: &ImageError) -> ImageRefused {
    match fault {
        ImageError::Limits(_) => ImageRefused::TooMuchRoom,
        other => broken(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use image::{ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::MediaType;

    /// Small enough to be quick, and to be held against.
    const SMALL: Limits = Limits { max_bytes: 200_000, max_megapixels: 1 };

    fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    /// 40 × 20 pixels, red on the left and blue on the right.
    fn flag() -> DynamicImage {
        let colour = |x| if x < 20 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(40, 20, |x, _| colour(x)))
    }

    fn files() -> &'static [Vec<u8>; 3] {
        static FILES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
            [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP]
                .map(|format| written(&flag(), format))
        });
        &FILES
    }

    #[test]
    fn an_image_is_drawn_in_every_size_and_never_made_larger() {
        for file in files() {
            let rendered = render(file, Purpose::Product, SMALL).unwrap();
            let sizes: Vec<_> = rendered.drawn.iter().map(|drawn| drawn.rendition).collect();
            assert_eq!(sizes, Rendition::ALL);
            for drawn in &rendered.drawn {
                assert_eq!((drawn.pixels.width, drawn.pixels.height), (40, 20));
                assert_eq!(Format::of(&drawn.bytes), Ok(Format::Jpeg));
            }
        }
    }

    #[test]
    fn a_logo_keeps_what_shows_through_and_a_product_does_not() {
        let clear = |x| if x < 200 { Rgba([0, 90, 0, 0]) } else { Rgba([0, 90, 0, 255]) };
        let logo = DynamicImage::ImageRgba8(RgbaImage::from_fn(400, 200, |x, _| clear(x)));
        let file = written(&logo, ImageFormat::Png);
        let logo = render(&file, Purpose::Logo, SMALL).unwrap();
        assert!(logo.drawn.iter().all(|drawn| drawn.media_type == MediaType::Png));
        let thumb = image::load_from_memory(&logo.drawn[0].bytes).unwrap().into_rgba8();
        assert_eq!((thumb.dimensions(), thumb.get_pixel(1, 1).0[3]), ((100, 50), 0));
        let product = render(&file, Purpose::Product, SMALL).unwrap();
        let thumb = image::load_from_memory(&product.drawn[0].bytes).unwrap().into_rgb8();
        assert!(thumb.get_pixel(2, 2).0.iter().all(|colour| *colour > 250), "on white");
    }

    #[test]
    fn even_noise_stays_within_the_bytes() {
        let mut state = 7_u32;
        let noise = RgbImage::from_fn(1_000, 1_000, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            Rgb([a, b, c])
        });
        let limits = Limits { max_bytes: 10_000_000, ..SMALL };
        let file = written(&DynamicImage::ImageRgb8(noise), ImageFormat::Png);
        let rendered = render(&file, Purpose::Product, limits).unwrap();
        assert!(rendered.drawn.iter().all(|drawn| drawn.bytes.len() <= crate::MAX_DRAWN_BYTES));
    }

    #[test]
    fn what_is_too_large_is_refused_by_its_header() {
        let large = DynamicImage::ImageLuma8(image::GrayImage::new(1_001, 1_000));
        let file = written(&large, ImageFormat::Png);
        let refused = render(&file, Purpose::Product, SMALL).unwrap_err();
        let pixels = Pixels { width: 1_001, height: 1_000 };
        assert_eq!(refused, ImageRefused::TooManyPixels { pixels, max_megapixels: 1 });
        let limits = Limits { max_bytes: 10, ..SMALL };
        let refused = render(&files()[0], Purpose::Logo, limits).unwrap_err();
        assert!(matches!(refused, ImageRefused::TooManyBytes { most: 10, .. }));
        let deep = DynamicImage::ImageRgba16(image::ImageBuffer::new(900, 900));
        let refused = render(&written(&deep, ImageFormat::Png), Purpose::Logo, SMALL);
        assert_eq!(refused, Err(ImageRefused::TooMuchRoom));
    }

    #[test]
    fn a_side_that_is_too_long_is_refused_by_its_header() {
        let limits = Limits { max_megapixels: 25, ..SMALL };
        let thread = DynamicImage::ImageLuma8(image::GrayImage::new(1, 20_001));
        let refused = render(&written(&thread, ImageFormat::Png), Purpose::Product, limits);
        let pixels = Pixels { width: 1, height: 20_001 };
        assert_eq!(refused.unwrap_err(), ImageRefused::TooLong { pixels });
        let panorama = DynamicImage::ImageLuma8(image::GrayImage::new(9_000, 300));
        for purpose in Purpose::ALL {
            let rendered = render(&written(&panorama, ImageFormat::Jpeg), purpose, limits).unwrap();
            let large = rendered.drawn.last().unwrap().pixels;
            assert!(large.width.max(large.height) >= 300, "{large}");
        }
    }

    #[test]
    fn the_red_of_a_wide_colour_space_stays_that_red() {
        let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
        let photo = RgbImage::from_pixel(64, 64, Rgb([200, 60, 40]));
        let mut jpeg = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder.write_image(&photo, 64, 64, image::ExtendedColorType::Rgb8).unwrap();
        let mut png = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut png);
        encoder.set_icc_profile(profile).unwrap();
        encoder.write_image(&photo, 64, 64, image::ExtendedColorType::Rgb8).unwrap();
        for (file, purpose) in [(&jpeg, Purpose::Product), (&png, Purpose::Logo)] {
            let drawn = &render(file, purpose, SMALL).unwrap().drawn[0];
            let [red, green, blue] =
                image::load_from_memory(&drawn.bytes).unwrap().into_rgb8().get_pixel(30, 30).0;
            assert!((213..=224).contains(&red) && green < 52 && blue < 36, "{red} {green} {blue}");
        }
    }

    #[test]
    fn a_jpeg_is_made_small_while_it_is_read_and_looks_the_same() {
        let stripes = |x: u32, y: u32| match (x / 500, y / 300) {
            (0, _) => Rgb([200, 30, 30]),
            (_, 0) => Rgb([30, 200, 30]),
            _ => Rgb([30, 30, 200]),
        };
        // As many as twice the limit, and a little more.
        for (width, is_taken) in [(2_000, true), (2_002, false)] {
            let image = DynamicImage::ImageRgb8(RgbImage::from_fn(width, 1_000, stripes));
            let rendered = render(&written(&image, ImageFormat::Jpeg), Purpose::Logo, SMALL);
            let Ok(rendered) = rendered else {
                assert!(!is_taken);
                continue;
            };
            assert!(is_taken);
            let drawn = &rendered.drawn[2];
            assert_eq!(drawn.pixels, Pixels { width: 300, height: 150 });
            let large = image::load_from_memory(&drawn.bytes).unwrap().into_rgb8();
            let near = |x, y, wanted: [i16; 3]| {
                let seen = large.get_pixel(x, y).0.map(i16::from);
                seen.iter().zip(wanted).all(|(seen, wanted)| (seen - wanted).abs() < 12)
            };
            assert!(near(30, 75, [200, 30, 30]) && near(200, 20, [30, 200, 30]));
            assert!(near(200, 120, [30, 30, 200]));
        }
    }

    #[test]
    fn a_file_that_ends_too_early_is_refused() {
        for file in files() {
            for part in [file.len() / 3, file.len() / 2, file.len() * 2 / 3] {
                let refused = render(&file[..part], Purpose::Product, SMALL);
                assert!(matches!(refused, Err(ImageRefused::Broken(_))), "{part} bytes are read");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn whatever_comes_there_is_an_answer(start in 0..3_usize, bytes in vec(any::<u8>(), 0..600)) {
            let headed = [&files()[start][..20], bytes.as_slice()].concat();
            drop(render(&bytes, Purpose::Product, SMALL));
            drop(render(&headed, Purpose::Product, SMALL));
        }

        #[test]
        fn a_file_that_was_tampered_with_has_an_answer(
            file in 0..3_usize, changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        ) {
            let mut bytes = files()[file].clone();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(rendered) = render(&bytes, Purpose::Banner, SMALL) {
                prop_assert_eq!(rendered.drawn.len(), 3);
            }
        }
    }
}
