use sillon_kernel::{Picture, Rendition};

/// A picture on a page: browsers choose the size, and keep its place free until it is there.
pub(crate) struct ShownPicture {
    /// The size for whoever does not choose.
    pub(crate) src: String,
    /// Every size with its width.
    pub(crate) srcset: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What it shows, in words.
    pub(crate) alt: String,
}

impl ShownPicture {
    /// A picture, `otherwise` in words when nobody has said what it shows; nothing where it only adorns a name.
    pub(crate) fn new(picture: &Picture, otherwise: &str) -> Self {
        let address = |rendition| format!("/v1/images/{}/{rendition}", picture.id);
        let mut sizes: Vec<(u32, String)> = Vec::new();
        for rendition in Rendition::ALL {
            let width = picture.pixels(rendition).width;
            // A small picture is the same in all sizes.
            if sizes.last().is_none_or(|(last, _)| *last < width) {
                sizes.push((width, format!("{} {width}w", address(rendition))));
            }
        }
        let sizes: Vec<String> = sizes.into_iter().map(|(_, size)| size).collect();
        Self {
            src: address(Rendition::Medium),
            srcset: sizes.join(", "),
            width: picture.medium.width,
            height: picture.medium.height,
            alt: picture.alt.as_ref().map_or_else(|| otherwise.to_owned(), ToString::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Pixels;

    use super::*;
    use crate::sample::id;

    #[test]
    fn a_picture_is_offered_in_each_size_that_differs() {
        let pixels = |width, height| Pixels { width, height };
        let large = Picture {
            id: id(7),
            alt: None,
            thumb: pixels(240, 180),
            medium: pixels(600, 450),
            large: pixels(1_200, 900),
        };
        let shown = ShownPicture::new(&large, "Carottes");
        assert_eq!((shown.width, shown.height, shown.alt.as_str()), (600, 450, "Carottes"));
        assert_eq!(shown.srcset.matches('w').count(), 3);
        let small = Picture {
            thumb: pixels(90, 60),
            medium: pixels(90, 60),
            large: pixels(90, 60),
            ..large
        };
        let shown = ShownPicture::new(&small, "");
        assert_eq!(shown.srcset, format!("/v1/images/{}/thumb 90w", small.id));
    }
}
