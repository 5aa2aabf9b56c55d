#![doc = include_str!("../README.md")]

mod allergen;
mod cell;
mod certificate;
mod change;
mod columns;
mod contact;
mod durability;
mod enterprise;
mod fault;
mod import;
mod label;
mod legal;
mod lines;
mod list_row;
mod origin;
mod place;
mod product;
mod product_type;
mod profile;
mod property;
mod size;
mod storage;
mod supply;
mod tax;
mod unit_price;
mod variant;

pub use allergen::{Allergen, AllergenError, Allergens};
pub use cell::{MOST_ON_HAND, MOST_SUPPLY_MILLI};
pub use certificate::{
    BodyCode, BodyCodeError, Certificate, CertificateRefused, MOST_CERTIFICATES,
};
pub use change::Change;
pub use contact::{Contact, ContactError, MOST_SOCIAL_LINKS, Phone, SocialLink, WebAddress};
pub use durability::{Durability, DurabilityError};
pub use enterprise::{Enterprise, NoSuchVisibility, Sells, SellsError, Visibility};
pub use fault::{Fault, ImportRefused, MOST_FAULTS};
pub use import::{MOST_LIST_BYTES, MOST_LIST_ROWS, read_list, unknown_producers};
pub use label::{Label, LabelError};
pub use legal::{LegalError, LegalIdentity, LegalRefused, Siren, Siret, VatNumber, VatRegime};
pub use list_row::ListRow;
pub use origin::{Country, Origin, OriginError, Share};
pub use place::{Address, AddressKind, Around, Coordinates, MOST_STREET_LINES, NoSuchPlace};
pub use product::{Alcohol, AlcoholError, Food, MOST_NAMED_UNITS, NamedUnit, Product};
pub use product_type::{FoodGroup, NoSuchProductType, ProductType};
pub use profile::Profile;
pub use property::{MOST_PROPERTIES, Property, with_inherited};
pub use size::{Size, SizeError};
pub use storage::{Storage, StorageError};
pub use supply::Supply;
pub use tax::{TaxCategory, TaxCategoryError};
pub use unit_price::unit_price;
pub use variant::{Variant, label};
