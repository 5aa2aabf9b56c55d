//! How CLDR has a language write numbers and tell one from many, by ICU4X.

use fixed_decimal::Decimal as Digits;
use icu_decimal::{DecimalFormatter, options::GroupingStrategy};
use icu_locale_core::{Locale, locale};
use icu_plurals::{PluralCategory, PluralRules};
use rust_decimal::Decimal;
use sillon_kernel::Language;

/// What parts thousands in French, as CLDR has it (U+202F). Letters are set in one width, and old fonts lack it: the wider
/// no-break space stands for it, which does not break either.
const NARROW_SPACE: char = '\u{202f}';

struct Rules {
    plain: DecimalFormatter,
    grouped: DecimalFormatter,
    plurals: PluralRules,
}

// What they hold may not be shared by threads, and costs little to make.
thread_local! {
    static FRENCH: Rules = Rules::of(&locale!("fr-FR"));
    static ENGLISH: Rules = Rules::of(&locale!("en-GB"));
    static GERMAN: Rules = Rules::of(&locale!("de-DE"));
}

impl Rules {
    fn of(locale: &Locale) -> Self {
        let known = "the data of every language is compiled in";
        let numbers = |grouping: GroupingStrategy| {
            DecimalFormatter::try_new(locale.into(), grouping.into()).expect(known)
        };
        Self {
            plain: numbers(GroupingStrategy::Never),
            grouped: numbers(GroupingStrategy::Auto),
            plurals: PluralRules::try_new_cardinal(locale.into()).expect(known),
        }
    }

    fn with<R>(language: Language, ask: impl FnOnce(&Self) -> R) -> R {
        match language {
            Language::Fr => FRENCH.with(ask),
            Language::En => ENGLISH.with(ask),
            Language::De => GERMAN.with(ask),
        }
    }
}

/// A number, its thousands together: as a spreadsheet reads it.
pub(crate) fn plain(language: Language, number: Decimal) -> String {
    Rules::with(language, |rules| rules.plain.format(&digits(number)).to_string())
}

/// A number, its thousands apart by what does not break.
pub(crate) fn grouped(language: Language, number: Decimal) -> String {
    let number = Rules::with(language, |rules| rules.grouped.format(&digits(number)).to_string());
    if number.contains(NARROW_SPACE) { number.replace(NARROW_SPACE, "\u{a0}") } else { number }
}

/// Whether so many of something are said as one is. A language may have further forms, and none of ours has in counts that a
/// person meets: French says a million as it says many.
pub(crate) fn is_one(language: Language, count: Decimal) -> bool {
    let category =
        Rules::with(language, |rules| rules.plurals.category_for(&digits(count.normalize())));
    category == PluralCategory::One
}

fn digits(number: Decimal) -> Digits {
    let decimals = i16::try_from(number.scale()).expect("a decimal has at most 28 of them");
    let mut digits = Digits::from(number.mantissa());
    digits.multiply_pow10(-decimals);
    digits
}
