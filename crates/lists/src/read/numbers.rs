use sillon_tables::shown;

/// How the numbers of a list are written: which mark is the decimal one even before three digits, where it might as well part
/// thousands. Before any other number of digits either mark is, as it can be nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Whether a comma is.
    pub has_decimal_comma: bool,
    /// Whether a point is.
    pub has_decimal_point: bool,
}

impl Numbers {
    /// Numbers with a decimal point.
    pub const PLAIN: Self = Self { has_decimal_comma: false, has_decimal_point: true };

    /// Numbers with a decimal comma.
    pub const COMMA: Self = Self { has_decimal_comma: true, has_decimal_point: false };

    /// Numbers of which nobody knows.
    pub const EITHER: Self = Self { has_decimal_comma: false, has_decimal_point: false };

    /// How the numbers of a list are written, by those that can be read one way alone. Where there are none nobody knows, and
    /// where they disagree, only that programs that part cells by semicolons write commas as a rule.
    pub(crate) fn seen<'t>(cells: impl Iterator<Item = &'t str>, has_semicolons: bool) -> Self {
        let (mut points, mut commas) = (false, false);
        for cell in cells {
            match decimal_mark(cell) {
                Some('.') => points = true,
                Some(_) => commas = true,
                None => {}
            }
        }
        match (points, commas) {
            (false, true) if has_semicolons => Self::COMMA,
            (true, false) => Self::PLAIN,
            (false | true, true) | (false, false) => Self::EITHER,
        }
    }

    /// The number with a decimal point and nothing that parts thousands.
    ///
    /// Spaces and apostrophes part thousands wherever they stand before groups of three. A point or a comma before one group of
    /// three is the decimal mark where that is the custom of the list, and is refused where it is not: `1.500` may be one and a
    /// half or fifteen hundred.
    ///
    /// # Errors
    ///
    /// What is to be written instead. What is no number at all is given back as it stands, for its reader to refuse.
    pub(crate) fn with_point(self, text: &str) -> Result<String, String> {
        let text = ungrouped(text.trim());
        let marks: Vec<char> = text.chars().filter(|c| matches!(c, '.' | ',')).collect();
        match marks.as_slice() {
            [mark] => {
                let is_custom = match mark {
                    '.' => self.has_decimal_point,
                    _ => self.has_decimal_comma,
                };
                if !is_custom && may_part_thousands(&text, *mark) {
                    let (whole, rest) = text.split_once(*mark).unwrap_or((&text, ""));
                    let decimals = rest.trim_end_matches('0');
                    let small = if decimals.is_empty() {
                        whole.to_owned()
                    } else {
                        format!("{whole}{}{decimals}", if *mark == '.' { ',' } else { '.' })
                    };
                    return Err(format!(
                        "{} may part thousands or decimals: write {whole}{rest}, or {small}",
                        shown(&text)
                    ));
                }
                Ok(text.replacen(',', ".", 1))
            }
            // Two marks of one kind can only part thousands.
            [mark, ..] if marks.iter().all(|other| other == mark) && are_groups(&text, *mark) => {
                Ok(text.replace(*mark, ""))
            }
            _ => Ok(text),
        }
    }
}

/// The mark before the decimals of a cell that begins with a number, where it can be nothing else.
fn decimal_mark(cell: &str) -> Option<char> {
    let number = number_of(cell).0;
    let mut marks = number.chars().filter(|c| matches!(c, '.' | ','));
    let mark = marks.next().filter(|_| marks.next().is_none())?;
    let (whole, decimals) = number.split_once(mark)?;
    let is_number = !whole.is_empty() && !decimals.is_empty();
    (is_number && !may_part_thousands(number, mark)).then_some(mark)
}

/// A number at the beginning of a text, with what parts its thousands, and what follows it.
pub(crate) fn number_of(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let is_before_digit = letters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if c.is_ascii_digit()
            || matches!(c, '.' | ',')
            || (parts_groups(c) && at > 0 && is_before_digit)
        {
            end = at + c.len_utf8();
        } else {
            break;
        }
    }
    text.split_at(end)
}

/// What parts groups of three digits and can be no decimal mark.
fn parts_groups(c: char) -> bool {
    c == ' ' || c == '\'' || c == '’' || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// The number without spaces and apostrophes that part its thousands, where they stand before groups of three.
fn ungrouped(text: &str) -> String {
    let Some(mark) = text.chars().find(|c| parts_groups(*c)) else { return text.to_owned() };
    let whole = text.split(['.', ',']).next().unwrap_or(text);
    if are_groups(whole, mark) { text.replace(mark, "") } else { text.to_owned() }
}

/// Whether a mark parts a number's digits into one to three, then groups of three.
fn are_groups(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let starts = groups.next().is_some_and(|first| {
        (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0')
    });
    starts && groups.all(|group| group.len() == 3 && digits(group))
}

/// Whether the only mark of a number may part thousands: one to three digits before it, and three behind it.
fn may_part_thousands(text: &str, mark: char) -> bool {
    are_groups(text, mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(numbers: Numbers, text: &str) -> Option<String> {
        numbers.with_point(text).ok()
    }

    #[test]
    fn what_may_part_thousands_is_read_by_the_custom_of_the_list_or_refused() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read(Numbers::COMMA, "1,500"), some("1.500"));
        assert_eq!(read(Numbers::COMMA, "1.500"), None);
        assert_eq!(read(Numbers::PLAIN, "1.500"), some("1.500"));
        assert_eq!(read(Numbers::PLAIN, "1,500"), None);
        assert_eq!((read(Numbers::EITHER, "1,500"), read(Numbers::EITHER, "12.500")), (None, None));
        for numbers in [Numbers::COMMA, Numbers::PLAIN, Numbers::EITHER] {
            for (text, number) in [
                ("1500", "1500"),
                ("2,5", "2.5"),
                ("2.50", "2.50"),
                ("0,375", "0.375"),
                ("0.375", "0.375"),
                ("1500,125", "1500.125"),
                ("1 500", "1500"),
                ("1\u{a0}500,5", "1500.5"),
                ("12\u{202f}345\u{202f}678", "12345678"),
                ("1'500.25", "1500.25"),
                ("1’500", "1500"),
                ("1.234.567", "1234567"),
                ("1,234,567", "1234567"),
            ] {
                assert_eq!(read(numbers, text), some(number), "{text}");
            }
            for text in ["1 50", "15 00", "1,2,3", "1.234,5", "1''500"] {
                assert_eq!(
                    read(numbers, text),
                    some(text),
                    "{text} is left for its reader to refuse"
                );
            }
        }
        let refused = Numbers::COMMA.with_point("1.500").unwrap_err();
        assert_eq!(refused, "“1.500” may part thousands or decimals: write 1500, or 1,5");
    }

    #[test]
    fn the_custom_of_a_list_is_what_its_plain_numbers_show() {
        let seen = |cells: &[&str], semicolons| Numbers::seen(cells.iter().copied(), semicolons);
        assert_eq!(seen(&["4,50", "1.500"], true), Numbers::COMMA);
        assert_eq!(seen(&["1.2", "6.0", "1.125"], true), Numbers::PLAIN, "as Foodsoft writes");
        assert_eq!(seen(&["2,34", "3.21"], true), Numbers::EITHER);
        assert_eq!(seen(&["1.500", "x", ""], true), Numbers::EITHER, "nothing shows it");
        assert_eq!(seen(&["4,50"], false), Numbers::EITHER, "in tabs, or in quotation marks");
        assert_eq!(seen(&["1.5 kg", "1,500"], false), Numbers::PLAIN);
        assert_eq!(seen(&["2", "1.500"], false), Numbers::EITHER, "nothing shows it");
        assert_eq!(seen(&[], false), Numbers::EITHER);
    }

    proptest! {
        #[test]
        fn no_number_grows_or_shrinks_a_thousandfold(whole in 1..1_000_000_u32, decimals in "[0-9]{0,4}") {
            for (numbers, mark) in [(Numbers::COMMA, ','), (Numbers::PLAIN, '.'), (Numbers::EITHER, '.')] {
                let text = if decimals.is_empty() { whole.to_string() } else { format!("{whole}{mark}{decimals}") };
                let meant = text.replace(',', ".");
                prop_assert!(numbers.with_point(&text).is_ok_and(|read| read == meant) || numbers == Numbers::EITHER);
            }
        }
    }
}
