use std::collections::HashMap;

use crate::{
    Fault,
    workbook::{Archive, damaged},
    xml::{Next, Part, attribute},
};

/// The most formats of cells a workbook may have: what Excel takes.
const MAX_FORMATS: usize = 65_536;

/// What a number in a cell is shown as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ShownAs {
    /// The number, with a currency or without.
    #[default]
    Number,
    /// A hundred times the number, in percent.
    Percent,
    /// A date or a time.
    Date,
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
                        styles.0.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
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
    pub(crate) fn of(&self, style: Option<&str>) -> ShownAs {
        let style = style.and_then(|style| style.parse::<usize>().ok());
        style.and_then(|style| self.0.get(style)).copied().unwrap_or_default()
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

/// What a format's code shows (§18.8.31): letters of dates and the sign of percent count outside of quotation marks, brackets and
/// behind no backslash; the first section is what numbers above zero are shown by.
fn shown_by(code: &str) -> ShownAs {
    let mut letters = code.chars();
    let mut shown = ShownAs::Number;
    loop {
        if let Some(after) = behind_general(letters.as_str()) {
            letters = after.chars();
        }
        let Some(c) = letters.next() else { break };
        match c {
            '"' => drop(letters.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                // Hours that are not cut at a day stand in brackets; colours and currencies do too.
                if matches!(
                    inside.to_ascii_lowercase().as_str(),
                    "h" | "hh" | "m" | "mm" | "s" | "ss"
                ) {
                    return ShownAs::Date;
                }
            }
            ';' => break,
            '%' => shown = ShownAs::Percent,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' | 'j' | 'J' | 'a' | 'A' => {
                return ShownAs::Date;
            }
            _ => {}
        }
    }
    shown
}

/// What follows the word that a code begins with, where the word means “as it comes”; programs of other languages write their own.
fn behind_general(code: &str) -> Option<&str> {
    let words = ["general", "standard", "standaard", "estándar"];
    words.iter().find_map(|word| {
        let (begins, after) = code.split_at_checked(word.len())?;
        (begins.to_lowercase() == *word).then_some(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
