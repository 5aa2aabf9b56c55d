#![doc = include_str!("../README.md")]

mod change;
mod failure;
mod id;
mod language;
mod money;
mod page;
mod picture;
mod quantity;
mod text;
mod time;

pub use change::{FieldChange, FieldValue, Fields, Revised, field_changes};
pub use failure::{Detail, Failure, FailureKind};
pub use id::*;
pub use iso_currency::Currency;
pub use jiff::civil::Date;
pub use language::{Language, NoSuchLanguage};
pub use money::amount::{Money, MoneyError};
pub use money::rate::{Rate, RateError, parse_plain};
pub use money::vat::{NoSuchVatRegime, VatRegime};
pub use page::{Page, PageRequest};
pub use picture::{AltText, NoSuchRendition, Picture, Pixels, Rendition};
pub use quantity::by_size::by_size;
pub use quantity::measure::{Dimension, Quantity, QuantityError, Unit};
pub use text::bounded::{Name, Slug, Text, TextError, fold};
pub use text::email::Email;
pub use text::gtin::{Gtin, GtinError};
pub use text::name_key::{looks_alike, name_key};
pub use text::person_name::{PersonName, unlinked};
pub use text::search::{Field, SearchIndex};
pub use time::days::{days_after, days_between};
pub use time::instant::{Clock, ManualClock, SystemClock, Timestamp, TimestampError, Zone};
pub use time::iso_week::{IsoWeek, NoSuchWeek};
pub use time::month::{Month, Months, NoSuchMonth};
pub use time::window::{Window, WindowError};
pub use time::withdrawal::{NoSuchWithdrawal, Withdrawal};
