use sillon_enterprises::{
    Coordinates, Enterprise, GroupMembership, Label, Near, Sells, Visibility,
};
use sillon_identity::{ApiKey, Grant, ShopKey};
use sillon_images::Rendered;
use sillon_kernel::{AltText, EnterpriseId, ImageId, ProductId, Timestamp};

/// What people need of an enterprise to know which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseBrief {
    /// Which.
    pub id: EnterpriseId,
    /// Its name in web addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A producer in the public directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducerEntry {
    /// Which.
    pub id: EnterpriseId,
    /// Its name in web addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it says of itself in a sentence.
    pub short_description: Option<String>,
    /// What it sells itself.
    pub sells: Sells,
    /// Its postal code.
    pub postcode: Option<String>,
    /// Its town.
    pub city: Option<String>,
    /// The code of its country.
    pub country: Option<String>,
    /// Where it is.
    pub coordinates: Option<Coordinates>,
}

/// Which shops are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopFilter {
    /// Around where.
    pub around: Option<ShopsAround>,
    /// Whether they take orders now, or do not.
    pub is_open: Option<bool>,
    /// That may sell something of a category now, or will next, that is written in one of these ways; of any, without one.
    pub categories: Vec<String>,
    /// That may sell something now, or next, that bears this label: some shops more than those that do.
    pub label: Option<Label>,
}

/// Around where shops are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShopsAround {
    /// A place.
    Place(Near),
    /// A post code in its plain form: the place where it is taken to be, if anybody tells, and those whose address has it and does
    /// not say its place.
    Postcode(String, Option<Near>),
}

impl ShopsAround {
    /// The place.
    pub fn place(&self) -> Option<&Near> {
        match self {
            Self::Place(near) => Some(near),
            Self::Postcode(_, near) => near.as_ref(),
        }
    }
}

/// A shop in the public directory.
#[derive(Debug, Clone)]
pub struct ShopEntry {
    /// The shop.
    pub shop: Enterprise,
    /// How far it is from the place that it was looked for around.
    pub metres: Option<u64>,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupEntry {
    /// Its name in web addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
}

/// An enterprise in a group, or one that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Which.
    pub enterprise: EnterpriseBrief,
    /// Who finds it.
    pub visibility: Visibility,
    /// How far it is in the group.
    pub belonging: GroupMembership,
}

/// A grant and since when it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenGrant {
    /// The grant.
    pub grant: Grant,
    /// Since when.
    pub since: Timestamp,
}

/// An image to be shown.
#[derive(Debug)]
pub struct NewImage<'a> {
    /// Its id.
    pub id: ImageId,
    /// Whose it is.
    pub enterprise: EnterpriseId,
    /// Of which product; none for a logo or a banner.
    pub product: Option<ProductId>,
    /// Where it stands among the product's, from 0.
    pub position: i64,
    /// What it shows, in words.
    pub alt: Option<&'a AltText>,
    /// What it is for, and its sizes.
    pub rendered: &'a Rendered,
    /// When it came.
    pub at: Timestamp,
}

/// A picture's file in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageContent {
    /// What the bytes are, such as `image/jpeg`.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Keys that were revoked because of something else, such as that whoever made them left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndedKeys {
    /// Those of machines.
    pub api_keys: Vec<ApiKey>,
    /// Those of shop fronts.
    pub shop_keys: Vec<ShopKey>,
}
