use serde::Deserialize;
use sillon_catalogue::Patch;
use sillon_engine::EnterpriseEdit;
use sillon_enterprises::{
    Address, Coordinates, MAX_STREET_LINES, Phone, Property, Sells, Shelves, SocialLink,
    Visibility, WebAddress,
};
use sillon_kernel::{Email, Name, Slug, Text};
use utoipa::ToSchema;

use crate::{
    Problem,
    enterprises::profile_view::{AddressView, CoordinatesView},
    views::schemas,
    views::shelves::ShelvesView,
};

/// What an enterprise should say of itself. A field left out is kept as it is, and `null` takes away what can be missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// Its name in web addresses; the one it had still leads to it.
    #[serde(default)]
    #[schema(value_type = schemas::Slug)]
    slug: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Patch<Option<Text<2000>>>,
    /// One sentence, for lists.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    short_description: Patch<Option<Text<200>>>,
    /// What stands at the head of its shop.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    opening_text: Patch<Option<Text<2000>>>,
    /// Whether people may order at its shop without an account; they may, unless it says otherwise.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    takes_guests: Patch<bool>,
    /// Whether its customers may change and cancel what they ordered, as long as it takes orders; they may not, unless it says so.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    takes_changes: Patch<bool>,
    /// Whether its shop sells to its own customers only, who sign in with an address it knows.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    customers_only: Patch<bool>,
    /// Whether its shop sells only what it set terms on (`PUT /v1/enterprises/{id}/terms/{variant}`), however much its farms bring.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    listed_only: Patch<bool>,
    /// In which order its shop lists its goods; by category, as people sort them, with `null`.
    #[serde(default)]
    #[schema(value_type = Option<ShelvesView>)]
    shelves: Patch<Option<ShelvesView>>,
    /// Where notices to it go; its owner's address when there is none.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Email>)]
    email: Patch<Option<Email>>,
    /// Where anybody may write to it.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Email>)]
    contact_email: Patch<Option<Email>>,
    #[serde(default)]
    #[schema(value_type = Option<schemas::Phone>)]
    phone: Patch<Option<String>>,
    #[serde(default)]
    #[schema(value_type = Option<schemas::WebAddress>)]
    website: Patch<Option<WebAddress>>,
    /// Where it is found on social networks, at most ten.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::SocialLink>)]
    social: Patch<Vec<SocialLink>>,
    /// Where it is, for everybody.
    #[serde(default)]
    #[schema(value_type = Option<AddressView>)]
    physical_address: Patch<Option<AddressView>>,
    /// Where invoices to it go, for its own people.
    #[serde(default)]
    #[schema(value_type = Option<AddressView>)]
    business_address: Patch<Option<AddressView>>,
    /// Its practices, at most thirty: they are said of its products too, unless one opts out.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Property>)]
    properties: Patch<Vec<Property>>,
    /// `public`, `by-link` or `hidden`.
    #[serde(default)]
    #[schema(value_type = schemas::Visibility)]
    visibility: Patch<String>,
    /// Whether it makes goods; for its owner to say, and not taken back while its goods are in an open or upcoming cycle.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    is_producer: Patch<bool>,
    /// `none`, `own` or `any`; for its owner to say, and not made less while it sells more in an open or upcoming cycle.
    #[serde(default)]
    #[schema(value_type = schemas::Sells)]
    sells: Patch<Sells>,
}

impl TryFrom<ProfileBody> for EnterpriseEdit {
    type Error = Problem;

    fn try_from(body: ProfileBody) -> Result<Self, Problem> {
        let slug = |text: String| {
            Slug::parse(&text).map_err(|fault| Problem::field("slug", fault.to_string()))
        };
        let visibility = |text: String| {
            text.parse::<Visibility>()
                .map_err(|fault| Problem::field("visibility", fault.to_string()))
        };
        let phone = |text: Option<String>| {
            let read = |text: String| {
                text.parse::<Phone>().map_err(|fault| Problem::field("phone", fault.to_string()))
            };
            text.map(read).transpose()
        };
        let address =
            |field| move |view: Option<AddressView>| view.map(|view| read(field, view)).transpose();
        Ok(Self {
            name: body.name,
            slug: body.slug.try_map(slug)?,
            description: body.description,
            short_description: body.short_description,
            opening_text: body.opening_text,
            takes_guests: body.takes_guests,
            takes_changes: body.takes_changes,
            customers_only: body.customers_only,
            listed_only: body.listed_only,
            shelves: body
                .shelves
                .try_map(|said| said.map_or(Ok(Shelves::default()), Shelves::try_from))?,
            email: body.email,
            contact_email: body.contact_email,
            phone: body.phone.try_map(phone)?,
            website: body.website,
            social: body.social,
            physical_address: body.physical_address.try_map(address("physical_address"))?,
            business_address: body.business_address.try_map(address("business_address"))?,
            properties: body.properties,
            visibility: body.visibility.try_map(visibility)?,
            is_producer: body.is_producer,
            sells: body.sells,
        })
    }
}

/// Reads an address at the door.
fn read(field: &'static str, view: AddressView) -> Result<Address, Problem> {
    let is_line = |line: &Text<120>| !line.contains('\n');
    if view.street.len() > MAX_STREET_LINES || !view.street.iter().all(is_line) {
        let rule = format!("a street has at most {MAX_STREET_LINES} lines, each without a break");
        return Err(Problem::field(field, rule));
    }
    let country = view.country.parse();
    let coordinates = view.coordinates.map(|CoordinatesView { latitude, longitude }| {
        Coordinates::new(latitude, longitude)
            .map_err(|fault| Problem::field(field, fault.to_string()))
    });
    Ok(Address {
        street: view.street,
        postcode: view.postcode,
        city: view.city,
        country: country.map_err(|fault: sillon_enterprises::NoSuchCountry| {
            Problem::field(field, fault.to_string())
        })?,
        coordinates: coordinates.transpose()?,
    })
}
