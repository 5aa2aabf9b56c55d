/// Declares all that is said in a language, of the texts in its folder: each group has the same name in every language.
macro_rules! language {
    ($(#[$doc:meta])+ $language:ident, labelled: $labelled:expr) => {
        $(#[$doc])+
        pub(crate) static WORDS: $crate::Words = $crate::Words {
            labelled: $labelled,
            site: pages::SITE,
            shops: pages::SHOPS,
            cycle: pages::CYCLE,
            shop: pages::SHOP,
            quantity: pages::QUANTITY,
            cart: pages::CART,
            change: pages::CHANGE,
            money_breakdown: pages::MONEY_BREAKDOWN,
            voucher: pages::VOUCHER,
            hand_over: pages::HAND_OVER,
            checkout: pages::CHECKOUT,
            field: pages::FIELD,
            order: pages::ORDER,
            page_error: pages::PAGE_ERROR,
            account: account::ACCOUNT,
            letters: letters::LETTERS,
            sheets: sheets::SHEETS,
            calendar: calendar::CALENDAR,
            measures: calendar::MEASURES,
            allergens: goods::ALLERGENS,
            labels: goods::LABELS,
            food_groups: goods::FOOD_GROUPS,
            countries: goods::COUNTRIES,
            product_types: product_types::PRODUCT_TYPES,
            requirements: requirements::REQUIREMENTS,
            cycle_warnings: cycle_warnings::CYCLE_WARNINGS,
            withdrawal: goods::WITHDRAWAL,
            seller: goods::SELLER,
            week: week::WEEK,
            vat: goods::VAT,
        };

        /// The noun for so many.
        fn noun(count: u32, one: $crate::Text, many: $crate::Text) -> $crate::Text {
            let language = sillon_kernel::Language::$language;
            if $crate::cldr::is_one(language, count.into()) { one } else { many }
        }

        /// How many of what.
        fn plural(count: u32, one: $crate::Text, many: $crate::Text) -> String {
            format!("{count} {}", noun(count, one, many))
        }
    };
}
pub(crate) use language;
