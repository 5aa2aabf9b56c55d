use std::collections::HashMap;

use crate::{
    Fault,
    workbook::archive::{Archive, damaged},
    workbook::xml::{Next, Part, attribute},
};

/// The most formats of cells a workbook may have: what Excel takes.
const MAX_FORMATS: usize = 65_536;

/// What a number in a cell is shown as.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum ShownAs {
    /// The number, with the sign of the euro or without.
    #[default]
    Number,
    /// A hundred times the number, in percent.
    Percent,
    /// A date or a time.
    Date,
    /// An amount in a currency that is not the euro, by its sign.
    OtherCurrency(String),
}

/// What the numbers of a workbook of Excel are shown as, by the style of their cell (ECMA-376, part 1, §18.8).
#[derive(Debug, Default)]
pub(crate) struct Styles(Vec<ShownAs>);

impl Styles {
    pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Self, Fault> {
        let mut styles = Self::default();
        let Some(mut part) = Part::open(archive, "xl/styles.xml")? else { return Ok(styles) };
        let (mut codes, mut is_in_formats) = (HashMap::<u32, ShownAs>::new(), false);
        loop {
            match part.next()? {
                Next::Begin(element) => match element.local_name().into_inner() {
                    "numFmt" => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        let code = attribute(&element, "formatCode");
                        if let (Some(id), Some(code)) = (id, code) {
                            codes.insert(id, shown_by(&code));
                        }
                    }
                    "cellXfs" => is_in_formats = true,
                    "xf" if is_in_formats => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        let id = id.unwrap_or_default();
                        styles.0.push(codes.get(&id).cloned().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                },
                Next::End(name) if name == "cellXfs" => is_in_formats = false,
                Next::End(_) | Next::Text(_) => {}
                Next::Over => return Ok(styles),
            }
            if styles.0.len() > MAX_FORMATS || codes.len() > MAX_FORMATS {
                return Err(damaged(&format!("it has more than {MAX_FORMATS} formats")));
            }
        }
    }

    /// What a number is shown as in a cell of a style.
    pub(crate) fn of(&self, style: Option<&str>) -> &ShownAs {
        let style = style.and_then(|style| style.parse::<usize>().ok());
        style.and_then(|style| self.0.get(style)).unwrap_or(&ShownAs::Number)
    }
}

/// The formats that every workbook has without saying so (§18.8.30); those from 27 on are dates in East Asian programs.
fn built_in(id: u32) -> ShownAs {
    match id {
        9 | 10 => ShownAs::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => ShownAs::Date,
        _ => ShownAs::Number,
    }
}

/// What a format's code shows (§18.8.31).
fn shown_by(code: &str) -> ShownAs {
    let section = Section::first_of(code);
    if section.has_date() {
        return ShownAs::Date;
    }
    match section.other_currency() {
        Some(currency) => ShownAs::OtherCurrency(currency.chars().take(MAX_SIGN).collect()),
        None if section.marks.contains('%') => ShownAs::Percent,
        None => ShownAs::Number,
    }
}

/// The most letters of a currency's sign that are kept of a format.
pub(crate) const MAX_SIGN: usize = 12;

/// The first section of a format's code, which numbers above zero are shown by, taken apart.
#[derive(Default)]
struct Section {
    /// The letters that stand for something: those outside of quotation marks and brackets and behind no backslash.
    marks: String,
    /// The letters that are shown as they are, with a space where others stand between.
    text: String,
    /// What stands in brackets: hours that are not cut at a day, colours, conditions and currencies.
    brackets: Vec<String>,
}

impl Section {
    fn first_of(code: &str) -> Self {
        let mut section = Self::default();
        let mut letters = code.chars();
        loop {
            if let Some(after) = behind_general(letters.as_str()) {
                letters = after.chars();
            }
            match letters.next() {
                Some('"') => section.text.extend(letters.by_ref().take_while(|c| *c != '"')),
                Some('\\') => section.text.extend(letters.next()),
                Some('_' | '*') => drop(letters.next()),
                Some('[') => {
                    section.brackets.push(letters.by_ref().take_while(|c| *c != ']').collect());
                }
                Some(';') | None => return section,
                Some(c) if is_sign(c) => section.text.push(c),
                Some(c) => {
                    section.marks.push(c);
                    section.text.push(' ');
                }
            }
        }
    }

    fn has_date(&self) -> bool {
        let is_time = |inside: &String| {
            matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss")
        };
        self.marks.contains(|c: char| "dmyhsja".contains(c.to_ascii_lowercase()))
            || self.brackets.iter().any(is_time)
    }

    /// The currency that the section shows, where it is not the euro: `$USD-409` in brackets, or a sign or a code in the text.
    fn other_currency(&self) -> Option<&str> {
        let in_brackets = self.brackets.iter().filter_map(|inside| inside.strip_prefix('$'));
        let said = in_brackets.filter_map(|inside| inside.split('-').next()).map(str::trim);
        let mut named = said.filter(|currency| !currency.is_empty() && !is_euro(currency));
        let mut words = self.text.split(|c: char| c.is_whitespace() || c == '/');
        named.next().or_else(|| words.find(|word| is_other_currency(word)))
    }
}

/// Whether a currency's name is that of the euro.
pub(crate) fn is_euro(currency: &str) -> bool {
    let names = ["EUR", "euro", "euros"];
    currency.contains('€') || names.iter().any(|name| currency.eq_ignore_ascii_case(name))
}

/// Whether a character is the sign of a currency.
fn is_sign(c: char) -> bool {
    matches!(c, '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

/// Whether a word is the sign, the code or the short name of a currency other than the euro: those that lists of food are seen in.
fn is_other_currency(word: &str) -> bool {
    let names = [
        "AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "DZD", "GBP", "HUF", "INR", "ISK",
        "JPY", "MAD", "MXN", "NOK", "NZD", "PLN", "RON", "RSD", "RUB", "SEK", "TND", "TRY", "UAH",
        "USD", "XAF", "XOF", "Fr", "SFr", "kr", "zł", "Kč", "Ft", "lei", "TL",
    ];
    word.contains(|c| is_sign(c) && c != '€') || names.contains(&word.trim_end_matches('.'))
}

/// What follows the word that a code begins with, where the word means “as it comes”; programs of other languages write their own.
fn behind_general(code: &str) -> Option<&str> {
    let words = ["general", "standard", "standaard", "estándar"];
    words.iter().find_map(|word| {
        let (begins, after) = code.split_at_checked(word.len())?;
        begins.eq_ignore_ascii_case(word).then_some(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_that_is_not_the_euro_is_seen() {
        for (code, currency) in [
            ("[$USD] #,##0.00", "USD"),
            ("[$$-409]#,##0.00", "$"),
            ("[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", "£"),
            ("\"£\"#,##0.00", "£"),
            ("_(\"$\"* #,##0.00_);_(\"$\"* (#,##0.00)", "$"),
            ("$0.00", "$"),
            ("\\$0.00", "$"),
            ("#,##0.00\\ \"CHF\"", "CHF"),
            ("\"Fr.\" 0.00", "Fr."),
            ("0.00\" zł/kg\"", "zł"),
            ("\\C\\H\\F 0.00", "CHF"),
        ] {
            assert_eq!(shown_by(code), ShownAs::OtherCurrency(currency.to_owned()), "{code}");
        }
        for code in
            ["[$EUR] 0.00", "[$€-2] 0.00", "[$-409]0.00", "0.00\" €/kg\"", "€0.00", "0\" BIO\""]
        {
            assert_eq!(shown_by(code), ShownAs::Number, "{code}");
        }
    }

    #[test]
    fn codes_show_numbers_percent_and_dates() {
        for code in [
            "General",
            "GENERAL\" kg\"",
            "General\\ \"€\"",
            "Standard",
            "standard\" kg\"",
            "[>=100]General;Estándar",
            "0.00",
            "#,##0.00 \"€\"",
            "[$€-40C] #,##0.00",
            "0\" kg\"",
            "@",
            "0;[Red]-0",
            "\\d0",
            "_-* 0",
        ] {
            assert_eq!(shown_by(code), ShownAs::Number, "{code}");
        }
        for code in ["0%", "0.00%", "0.0\\ %;[Red]-0%"] {
            assert_eq!(shown_by(code), ShownAs::Percent, "{code}");
        }
        for code in [
            "d-mmm",
            "dd/mm/yyyy",
            "[$-F800]dddd",
            "[h]:mm",
            "yyyy\\-mm",
            "h:mm AM/PM",
            "JJ/MM/AAAA",
        ] {
            assert_eq!(shown_by(code), ShownAs::Date, "{code}");
        }
        assert_eq!([0, 9, 10, 14, 44, 49].map(built_in), {
            use ShownAs::{Date, Number, Percent};
            [Number, Percent, Percent, Date, Number, Number]
        });
    }
}
