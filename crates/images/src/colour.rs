use image::{RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The largest colour profile that is looked at, in bytes: cameras write less than four thousand.
const MAX_PROFILE_BYTES: usize = 1 << 20;

/// What the numbers of an image's colours mean, where its file says so (ICC.1:2022): without it, a red of a wide colour space
/// would be shown as a paler one.
pub(crate) struct Colours(Box<ColorProfile>);

impl Colours {
    /// Reads a profile; none where it is broken, or of something else than red, green and blue: the colours are then taken as
    /// sRGB, as they are where a file says nothing.
    pub(crate) fn of(profile: &[u8]) -> Option<Self> {
        if profile.len() > MAX_PROFILE_BYTES {
            return None;
        }
        let read = ColorProfile::new_from_slice(profile).ok()?;
        (read.color_space == DataColorSpace::Rgb).then(|| Self(Box::new(read)))
    }

    /// The image in sRGB.
    pub(crate) fn rgb_to_srgb(&self, image: &mut RgbImage) {
        let row = usize::try_from(image.width()).unwrap_or(0) * 3;
        self.to_srgb(image, row, Layout::Rgb);
    }

    /// The image in sRGB; what shows through stays as it is.
    pub(crate) fn rgba_to_srgb(&self, image: &mut RgbaImage) {
        let row = usize::try_from(image.width()).unwrap_or(0) * 4;
        self.to_srgb(image, row, Layout::Rgba);
    }

    fn to_srgb(&self, samples: &mut [u8], row_bytes: usize, layout: Layout) {
        let wanted = ColorProfile::new_srgb();
        let made =
            self.0.create_transform_8bit(layout, &wanted, layout, TransformOptions::default());
        let Ok(transform) = made else { return };
        if row_bytes == 0 {
            return;
        }
        let mut converted = vec![0; row_bytes];
        for row in samples.chunks_exact_mut(row_bytes) {
            if transform.transform(row, &mut converted).is_err() {
                return;
            }
            row.copy_from_slice(&converted);
        }
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn p3() -> Vec<u8> {
        ColorProfile::new_display_p3().encode().unwrap()
    }

    #[test]
    fn a_wide_red_is_drawn_as_the_red_it_is() {
        let mut image = RgbImage::from_pixel(2, 1, Rgb([200, 60, 40]));
        Colours::of(&p3()).unwrap().rgb_to_srgb(&mut image);
        // CSS Color 4, color(display-p3 0.784 0.235 0.157), in sRGB.
        let [red, green, blue] = image.get_pixel(1, 0).0;
        assert!(
            (215..=222).contains(&red) && (38..=48).contains(&green) && blue < 32,
            "{red} {green} {blue}"
        );
        let mut grey = RgbImage::from_pixel(1, 1, Rgb([128, 128, 128]));
        Colours::of(&p3()).unwrap().rgb_to_srgb(&mut grey);
        assert!(grey.get_pixel(0, 0).0.iter().all(|part| (127..=129).contains(part)), "{grey:?}");
    }

    #[test]
    fn what_is_no_profile_of_ours_changes_nothing() {
        assert!(Colours::of(b"").is_none() && Colours::of(&[0; 200]).is_none());
        assert!(Colours::of(&ColorProfile::new_gray_with_gamma(2.2).encode().unwrap()).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_profile_that_was_tampered_with_does_no_harm(
            changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), shorter in 0..40_usize,
        ) {
            let mut profile = p3();
            for (at, byte) in changes {
                let at = at.index(profile.len());
                profile[at] = byte;
            }
            profile.truncate(profile.len() - shorter);
            if let Some(colours) = Colours::of(&profile) {
                colours.rgb_to_srgb(&mut RgbImage::from_pixel(3, 2, Rgb([200, 60, 40])));
            }
        }
    }
}
