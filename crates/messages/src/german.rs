mod account;
mod calendar;
mod goods;
mod letters;
mod pages;
mod product_types;
mod requirements;
mod sheets;
mod week;

use sillon_kernel::Language;

use crate::{Text, Words, cldr};

/// All that is said in German, in the polite form, with quotation marks as in Germany.
pub(crate) static WORDS: Words = Words {
    labelled: |name, value| format!("{name}: {value}"),
    site: pages::SITE,
    shops: pages::SHOPS,
    cycle: pages::CYCLE,
    shop: pages::SHOP,
    quantity: pages::QUANTITY,
    cart: pages::CART,
    change: pages::CHANGE,
    trail: pages::TRAIL,
    checkout: pages::CHECKOUT,
    field: pages::FIELD,
    order: pages::ORDER,
    trouble: pages::TROUBLE,
    account: account::ACCOUNT,
    letters: letters::LETTERS,
    sheets: sheets::SHEETS,
    calendar: calendar::CALENDAR,
    measures: calendar::MEASURES,
    allergens: goods::ALLERGENS,
    labels: goods::LABELS,
    countries: goods::COUNTRIES,
    product_types: product_types::PRODUCT_TYPES,
    requirements: requirements::REQUIREMENTS,
    withdrawal: goods::WITHDRAWAL,
    seller: goods::SELLER,
    week: week::WEEK,
    vat: goods::VAT,
};

/// The noun for so many.
fn noun(count: u32, one: Text, many: Text) -> Text {
    if cldr::is_one(Language::De, count.into()) { one } else { many }
}

/// How many of what.
fn plural(count: u32, one: Text, many: Text) -> String {
    format!("{count} {}", noun(count, one, many))
}
