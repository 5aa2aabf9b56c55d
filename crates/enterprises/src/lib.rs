#![doc = include_str!("../README.md")]

mod contact;
mod country;
mod enterprise;
mod group;
mod kind;
mod legal;
mod place;
mod postcode;
mod practices;
mod profile;
mod settings;
mod shelves;

pub use contact::{Contact, ContactError, MAX_SOCIAL_LINKS, Phone, SocialLink, WebAddress};
pub use country::{Country, NoSuchCountry};
pub use enterprise::{Enterprise, NoSuchVisibility, Sells, SellsError, Visibility};
pub use group::{Group, GroupMembership, GroupOwner, MAX_IN_GROUP, NotYourGroup};
pub use kind::{CycleUse, KindRefused, check_kind};
pub use legal::bank_account::{BankAccount, BankAccountError, Bic, Iban};
pub use legal::identity::{LegalError, LegalIdentity, LegalRefused, Rna, Siren, Siret, VatNumber};
pub use legal::seller::Seller;
pub use place::{Address, AddressKind, Coordinates, MAX_STREET_LINES, Near, NoSuchPlace};
pub use postcode::{AREA_LETTERS, KnownPlace, place_of_postcode, plain_postcode, postcode_letters};
pub use practices::certificate::{
    BodyCode, BodyCodeError, Certificate, CertificateRefused, MAX_CERTIFICATES,
};
pub use practices::label::{Label, LabelError};
pub use practices::property::{MAX_PROPERTIES, Practices, Property, SaidOf, merged, practices};
pub use profile::Profile;
pub use settings::Settings;
pub use shelves::{MAX_SHELVES, Shelves};
