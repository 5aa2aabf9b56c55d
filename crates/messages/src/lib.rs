#![doc = include_str!("../README.md")]

#[macro_use]
mod texts;

mod account;
mod calendar;
mod cldr;
mod counted;
mod english;
mod format;
mod french;
mod german;
mod goods;
mod language;
mod letters;
mod of_language;
mod pages;
mod sheets;
mod size_label;
mod week;
mod words;

pub use account::AccountWords;
pub use calendar::{CalendarWords, MeasureWords};
pub use format::Format;
pub use goods::{SellerWords, VatWords, WithdrawalWords};
pub use letters::{
    AskedLetter, ChangedLetter, FullLetter, HarvestLetter, HasAccountLetter, InvitationLetter,
    LateLetter, LeftLetter, LetterWords, LinkLetter, MinimumLetter, NotAnnouncedLetter,
    OrderCancelledLetter, OrderChangedLetter, OrderLetter, OrderReceivedLetter, PaidBackLetter,
    PaidOutLetter, PickUpSoonLetter, RoleWords, ShopNewsLetter, WebhookLetter, WelcomeLetter,
};
pub use pages::{
    CartWords, ChangeWords, CheckoutWords, CycleWords, FieldWords, HandOverWords,
    MoneyBreakdownWords, OrderWords, PageErrorWords, QuantityWords, Saying, ShopWords, ShopsWords,
    SiteWords, VoucherWords,
};
pub use sheets::{SheetWords, StatementWords, StorageWords};
pub use texts::{Count, CountOf, Names, Say, Say2, Say3, Say4, Text};
pub use week::{LineWords, WeekWords};
pub use words::Words;
