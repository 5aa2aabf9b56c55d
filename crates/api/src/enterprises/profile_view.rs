use serde::{Deserialize, Serialize};
use sillon_engine::EnterprisePage;
use sillon_enterprises::{
    Address, Certificate, Coordinates, LegalIdentity, Property, Seller, SocialLink,
};
use sillon_kernel::{Name, Text};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::if_match::Tagged, payments::bank_accounts::BankAccountView,
    views::enterprise::EnterpriseView, views::schemas, views::shelves::ShelvesView,
};

/// A place on the globe (WGS 84), in millionths of a degree.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CoordinatesView {
    /// North of the equator.
    #[schema(example = 48_174_000, minimum = -90_000_000, maximum = 90_000_000)]
    pub(crate) latitude: i64,
    /// East of Greenwich.
    #[schema(example = 6_450_000, minimum = -180_000_000, maximum = 180_000_000)]
    pub(crate) longitude: i64,
}

impl From<Coordinates> for CoordinatesView {
    fn from(place: Coordinates) -> Self {
        Self { latitude: place.latitude_millionths(), longitude: place.longitude_millionths() }
    }
}

/// An address.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddressView {
    /// Number and street, at most three lines.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 3, min_length = 1, max_length = 120)]
    pub(crate) street: Vec<Text<120>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 12)]
    pub(crate) postcode: Option<Text<12>>,
    #[schema(value_type = schemas::Name)]
    pub(crate) city: Name,
    /// The country's two letters in ISO 3166.
    #[serde(default = "france")]
    #[schema(value_type = schemas::Country, default = "FR")]
    pub(crate) country: String,
    #[serde(default)]
    pub(crate) coordinates: Option<CoordinatesView>,
}

fn france() -> String {
    "FR".to_owned()
}

impl From<Address> for AddressView {
    fn from(address: Address) -> Self {
        Self {
            street: address.street,
            postcode: address.postcode,
            city: address.city,
            country: address.country.to_string(),
            coordinates: address.coordinates.map(CoordinatesView::from),
        }
    }
}

/// How people reach an enterprise.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactView {
    #[schema(value_type = Option<schemas::Email>)]
    email: Option<String>,
    phone: Option<String>,
    #[schema(value_type = Option<schemas::WebAddress>)]
    website: Option<String>,
    #[schema(value_type = Vec<schemas::SocialLink>)]
    social: Vec<SocialLink>,
}

/// Who an enterprise is before the law.
#[derive(Serialize, ToSchema)]
pub(crate) struct LegalIdentityView {
    legal_name: String,
    form: Option<String>,
    siren: Option<String>,
    siret: Option<String>,
    /// The number of an association.
    rna: Option<String>,
    vat_number: Option<String>,
    /// `liable`, `franchise` (art. 293 B CGI) or `flat-rate-farmer`.
    #[schema(value_type = schemas::VatRegime)]
    vat_regime: &'static str,
}

impl From<LegalIdentity> for LegalIdentityView {
    fn from(identity: LegalIdentity) -> Self {
        Self {
            legal_name: identity.legal_name.into_string(),
            form: identity.form.map(Text::into_string),
            siren: identity.siren.map(|siren| siren.to_string()),
            siret: identity.siret.map(|siret| siret.to_string()),
            rna: identity.rna.map(|rna| rna.to_string()),
            vat_number: identity.vat_number.map(|number| number.to_string()),
            vat_regime: identity.vat_regime.as_str(),
        }
    }
}

/// Who sells, as shoppers must be told before they order.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhoSellsView {
    /// Whether it sells as a professional.
    professional: bool,
    /// Who it is before the law.
    legal: Option<LegalIdentityView>,
    address: Option<AddressView>,
    #[schema(value_type = Option<schemas::Email>)]
    email: Option<String>,
    phone: Option<String>,
}

impl From<Seller> for WhoSellsView {
    fn from(seller: Seller) -> Self {
        Self {
            professional: seller.is_professional(),
            legal: seller.legal.map(LegalIdentityView::from),
            address: seller.address.map(AddressView::from),
            email: seller.contact.email.map(|email| email.to_string()),
            phone: seller.contact.phone.map(|phone| phone.to_string()),
        }
    }
}

/// A certificate.
#[derive(Serialize, ToSchema)]
pub(crate) struct CertificateView {
    id: Uuid,
    /// What it lets its holder claim.
    #[schema(value_type = schemas::Label)]
    label: &'static str,
    /// The code of the body that gave it.
    #[schema(example = "FR-BIO-01")]
    body: Option<String>,
    number: Option<String>,
    /// The first day it is valid.
    #[schema(value_type = schemas::Day)]
    from: String,
    /// The last day it is valid.
    #[schema(value_type = schemas::Day)]
    until: String,
}

impl From<Certificate> for CertificateView {
    fn from(certificate: Certificate) -> Self {
        Self {
            id: certificate.id.0,
            label: certificate.label.as_str(),
            body: certificate.body.map(|body| body.to_string()),
            number: certificate.number.map(Text::into_string),
            from: certificate.from.to_string(),
            until: certificate.until.to_string(),
        }
    }
}

/// What only an enterprise's own people see of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct InsideView {
    /// `public`, `by-link` or `hidden`.
    #[schema(value_type = schemas::Visibility)]
    visibility: &'static str,
    /// Where notices to it go.
    email: Option<String>,
    business_address: Option<AddressView>,
    /// The account it is paid to by transfer; its own people alone see it here, not those it lets edit its profile.
    bank_account: Option<BankAccountView>,
    /// Counts its changes; in quotation marks it is the tag to send as `If-Match`.
    version: i64,
}

/// An enterprise and what it says of itself.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(crate) struct ProfileView {
    #[serde(flatten)]
    enterprise: EnterpriseView,
    short_description: Option<String>,
    opening_text: Option<String>,
    /// Whether people may order at its shop without an account.
    takes_guests: bool,
    /// Whether its customers may change and cancel what they ordered, as long as it takes orders.
    takes_changes: bool,
    /// Whether its shop sells to its own customers only.
    customers_only: bool,
    /// Whether its shop sells only what it set terms on.
    listed_only: bool,
    /// In which order its shop lists its goods.
    shelves: ShelvesView,
    contact: ContactView,
    physical_address: Option<AddressView>,
    /// Its practices, which are said of its products too unless one opts out.
    #[schema(value_type = Vec<schemas::Property>)]
    properties: Vec<Property>,
    legal: Option<LegalIdentityView>,
    /// Its certificates that are valid today; all of them for its own people.
    certificates: Vec<CertificateView>,
    /// What only its own people see.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<InsideView>,
}

impl Tagged for ProfileView {
    const VERSION_AT: &'static str = "/inside/version";
}

impl From<EnterprisePage> for ProfileView {
    fn from(page: EnterprisePage) -> Self {
        let EnterprisePage {
            enterprise,
            profile,
            legal,
            bank_account,
            certificates,
            branding,
            from_inside,
        } = page;
        let inside = InsideView {
            visibility: enterprise.visibility.as_str(),
            email: enterprise.email.as_ref().map(ToString::to_string),
            business_address: profile.business_address.map(AddressView::from),
            bank_account: bank_account.as_ref().map(BankAccountView::from),
            version: profile.version,
        };
        Self {
            enterprise: EnterpriseView::branded(enterprise, &branding),
            short_description: profile.short_description.map(Text::into_string),
            opening_text: profile.opening_text.map(Text::into_string),
            takes_guests: profile.takes_guests,
            takes_changes: profile.takes_changes,
            customers_only: profile.customers_only,
            listed_only: profile.listed_only,
            shelves: ShelvesView::from(&profile.shelves),
            contact: ContactView {
                email: profile.contact.email.map(|email| email.to_string()),
                phone: profile.contact.phone.map(|phone| phone.to_string()),
                website: profile.contact.website.map(|page| page.as_str().to_owned()),
                social: profile.contact.social,
            },
            physical_address: profile.physical_address.map(AddressView::from),
            properties: profile.properties,
            legal: legal.map(LegalIdentityView::from),
            certificates: certificates.into_iter().map(CertificateView::from).collect(),
            inside: from_inside.then_some(inside),
        }
    }
}
