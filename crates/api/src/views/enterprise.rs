use std::collections::BTreeMap;

use serde::Serialize;
use sillon_engine::{Branding, EnterpriseBrief};
use sillon_enterprises::{Enterprise, Sells};
use sillon_kernel::{EnterpriseId, Name, Picture, Slug, Text};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::{image::ImageView, schemas};

/// An enterprise by its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseBriefView {
    id: Uuid,
    #[schema(value_type = schemas::Slug)]
    slug: String,
    name: String,
}

impl EnterpriseBriefView {
    /// An enterprise among those that were read by name; one that is not has its id alone.
    pub(crate) fn among(names: &BTreeMap<EnterpriseId, EnterpriseBrief>, id: EnterpriseId) -> Self {
        let unnamed = || EnterpriseBrief { id, slug: String::new(), name: String::new() };
        names.get(&id).cloned().unwrap_or_else(unnamed).into()
    }
}

impl From<EnterpriseBrief> for EnterpriseBriefView {
    fn from(brief: EnterpriseBrief) -> Self {
        Self { id: brief.id.0, slug: brief.slug, name: brief.name }
    }
}

/// A farm, a hub, or both.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseView {
    id: Uuid,
    #[schema(value_type = schemas::Slug)]
    slug: Slug,
    #[schema(value_type = schemas::Name)]
    name: Name,
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Option<Text<2000>>,
    /// Whether it makes goods.
    is_producer: bool,
    /// Nothing, its own goods, or anybody's.
    #[schema(value_type = schemas::Sells)]
    sells: Sells,
    /// Its time zone in the IANA database.
    #[schema(value_type = schemas::Zone)]
    zone: String,
    #[schema(value_type = schemas::Currency)]
    currency: &'static str,
    /// Its sign.
    logo: Option<ImageView>,
    /// The wide picture at the head of its page.
    banner: Option<ImageView>,
}

impl EnterpriseView {
    /// The view of an enterprise with what it is recognised by.
    pub(crate) fn branded(enterprise: Enterprise, branding: &Branding) -> Self {
        let shown = |picture: &Option<Picture>| picture.as_ref().map(ImageView::from);
        let (logo, banner) = (shown(&branding.logo), shown(&branding.banner));
        Self { logo, banner, ..enterprise.into() }
    }
}

impl From<Enterprise> for EnterpriseView {
    fn from(enterprise: Enterprise) -> Self {
        Self {
            id: enterprise.id.0,
            slug: enterprise.slug,
            name: enterprise.name,
            description: enterprise.description,
            is_producer: enterprise.is_producer,
            sells: enterprise.sells,
            zone: enterprise.zone.name().to_owned(),
            currency: enterprise.currency.code(),
            logo: None,
            banner: None,
        }
    }
}
