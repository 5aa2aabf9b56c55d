#![doc = include_str!("../README.md")]

mod accept_language;
mod failure;
mod id;
mod iso_week;
mod language;
mod money;
mod money_format;
mod page;
mod picture;
mod plural;
mod quantity;
mod rate;
mod scale;
mod search;
mod size_label;
mod text;
mod time;
mod window;

pub use failure::{Detail, Failure, Kind};
pub use id::*;
pub use iso_currency::Currency;
pub use iso_week::{IsoWeek, NoSuchWeek};
pub use jiff::civil::Date;
pub use language::{Language, NoSuchLanguage};
pub use money::{Money, MoneyError};
pub use money_format::MoneyFormat;
pub use page::{Page, PageRequest};
pub use picture::{AltText, NoSuchRendition, Picture, Pixels, Rendition};
pub use quantity::{Dimension, Quantity, QuantityError, Unit};
pub use rate::{Rate, RateError};
pub use scale::{Scale, System};
pub use search::{Field, SearchIndex};
pub use text::{Email, Name, Slug, Text, TextError, fold};
pub use time::{Clock, ManualClock, SystemClock, Timestamp, TimestampError, Zone};
pub use window::{Window, WindowError};
