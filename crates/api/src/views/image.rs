use serde::Serialize;
use sillon_kernel::{AltText, Picture, Rendition};
use utoipa::ToSchema;
use uuid::Uuid;

/// A picture, and where its sizes are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImageView {
    id: Uuid,
    /// What it shows, in words.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 300)]
    alt: Option<AltText>,
    thumb: RenditionView,
    medium: RenditionView,
    large: RenditionView,
}

/// A picture in one size.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RenditionView {
    /// Where it is, on this server; what is there never changes.
    #[schema(example = "/v1/images/01970b2f-77a1-7cc0-8d5e-2b1c3f5a7e90/thumb")]
    url: String,
    /// In pixels.
    width: u32,
    /// In pixels.
    height: u32,
}

impl From<&Picture> for ImageView {
    fn from(picture: &Picture) -> Self {
        let view = |rendition| {
            let pixels = picture.pixels(rendition);
            let url = format!("/v1/images/{}/{rendition}", picture.id);
            RenditionView { url, width: pixels.width, height: pixels.height }
        };
        Self {
            id: picture.id.0,
            alt: picture.alt.clone(),
            thumb: view(Rendition::Thumb),
            medium: view(Rendition::Medium),
            large: view(Rendition::Large),
        }
    }
}
