#![doc = include_str!("../README.md")]

mod accept_language;
mod failure;
mod id;
mod iso_week;
mod language;
mod money;
mod page;
mod quantity;
mod rate;
mod search;
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
pub use page::{Page, PageRequest};
pub use quantity::{Dimension, Quantity, QuantityError, Unit};
pub use rate::{Rate, RateError};
pub use search::{Field, SearchIndex};
pub use text::{Email, Name, Slug, Text, TextError, fold};
pub use time::{Clock, ManualClock, SystemClock, Timestamp, TimestampError, Zone};
pub use window::{Window, WindowError};
