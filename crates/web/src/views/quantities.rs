use std::collections::HashMap;

use sillon_kernel::VariantId;
use sillon_messages::QuantityWords;
use sillon_orders::CartLine;

/// What the name of a quantity's field begins with; the id of its variant follows.
const FIELD: &str = "q_";
/// The most of one variant a cart asks for.
pub(crate) const MAX_ITEMS: u32 = 10_000;
/// How much of what was typed is repeated to who typed it, in characters.
const MAX_REPEATED: usize = 20;

/// How many of each variant a form asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quantities {
    /// In the order of the form.
    typed: Vec<(VariantId, Typed)>,
    /// The place of each variant in it.
    places: HashMap<VariantId, usize>,
}

/// What was typed into a quantity's field, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    /// The text, cut short.
    pub(crate) text: String,
    /// The quantity, zero when blank.
    pub(crate) quantity: Result<u32, QuantityFault>,
}

/// Why a text is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuantityFault {
    /// Anything but digits.
    NotWhole,
    /// Less than nothing.
    BelowZero,
    /// More than a cart asks for.
    TooMany,
}

impl Quantities {
    /// Reads the fields of a form; fields that are no quantities are passed over, and of two for one variant the last
    /// counts.
    pub(crate) fn read(fields: &[(String, String)]) -> Self {
        let mut read = Self::default();
        for (name, text) in fields {
            let Some(variant) = name.strip_prefix(FIELD).and_then(|id| id.parse().ok()) else {
                continue;
            };
            let typed = Typed {
                text: text.trim().chars().take(MAX_REPEATED).collect(),
                quantity: parse(text),
            };
            let place = *read.places.entry(variant).or_insert(read.typed.len());
            match read.typed.get_mut(place) {
                Some(before) => before.1 = typed,
                None => read.typed.push((variant, typed)),
            }
        }
        read
    }

    /// What was typed for a variant.
    pub(crate) fn of(&self, variant: VariantId) -> Option<&Typed> {
        self.typed.get(*self.places.get(&variant)?).map(|(_, typed)| typed)
    }

    /// Whether every field holds a quantity.
    pub(crate) fn are_right(&self) -> bool {
        self.typed.iter().all(|(_, typed)| typed.quantity.is_ok())
    }

    /// The lines of a cart after the form: what it asks for counts, variants it does not name stay, and what is not
    /// offered leaves.
    pub(crate) fn applied_to(
        &self,
        lines: &[CartLine],
        is_offered: impl Fn(VariantId) -> bool,
    ) -> Vec<CartLine> {
        let asked = |variant| self.of(variant).and_then(|typed| typed.quantity.ok());
        let kept = lines.iter().map(|line| CartLine {
            quantity: asked(line.variant).unwrap_or(line.quantity),
            ..*line
        });
        let known = |variant| lines.iter().any(|line| line.variant == variant);
        let new = self.typed.iter().filter(|(variant, _)| !known(*variant)).filter_map(
            |(variant, typed)| Some(CartLine { variant: *variant, quantity: typed.quantity.ok()? }),
        );
        kept.chain(new).filter(|line| line.quantity > 0 && is_offered(line.variant)).collect()
    }
}

impl QuantityFault {
    /// What is wrong, in words.
    pub(crate) fn said(self, typed: &str, words: &QuantityWords) -> String {
        match self {
            Self::NotWhole => (words.not_whole)(typed),
            Self::BelowZero => words.below_zero.to_owned(),
            Self::TooMany => (words.too_many)(MAX_ITEMS),
        }
    }
}

/// The name of the field for a variant.
pub(crate) fn field(variant: VariantId) -> String {
    format!("{FIELD}{variant}")
}

/// Reads a whole number of items; nothing typed is none.
fn parse(text: &str) -> Result<u32, QuantityFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(0);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(QuantityFault::NotWhole);
    }
    // Digits that no number holds are too many of something.
    let number = digits.parse().unwrap_or(u32::MAX);
    match (negative, number) {
        (_, 0) => Ok(0),
        (true, _) => Err(QuantityFault::BelowZero),
        (false, 1..=MAX_ITEMS) => Ok(number),
        (false, _) => Err(QuantityFault::TooMany),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::id;
    use sillon_messages::Words;

    fn form(fields: &[(u32, &str)]) -> Quantities {
        let named = |(variant, text): &(u32, &str)| (field(id(*variant)), (*text).to_owned());
        Quantities::read(&fields.iter().map(named).collect::<Vec<_>>())
    }

    fn lines(wanted: &[(u32, u32)]) -> Vec<CartLine> {
        wanted
            .iter()
            .map(|(variant, quantity)| CartLine { variant: id(*variant), quantity: *quantity })
            .collect()
    }

    #[test]
    fn a_whole_number_is_a_quantity_and_nothing_typed_is_none() {
        for (text, quantity) in [
            ("", 0),
            ("   ", 0),
            ("0", 0),
            ("-0", 0),
            ("2", 2),
            (" 12 ", 12),
            ("007", 7),
            ("10000", 10_000),
        ] {
            assert_eq!(parse(text), Ok(quantity), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not_and_says_why() {
        for text in ["two", "1.5", "1,5", "+1", "1e2", "--1", "-", "٣", "1 2", "0x1", "½", "\u{0}"]
        {
            assert_eq!(parse(text), Err(QuantityFault::NotWhole), "{text}");
        }
        for text in ["-1", "-99999999999999999999"] {
            assert_eq!(parse(text), Err(QuantityFault::BelowZero), "{text}");
        }
        for text in ["10001", "4294967296", "99999999999999999999999999"] {
            assert_eq!(parse(text), Err(QuantityFault::TooMany), "{text}");
        }
        let words = &Words::of(sillon_kernel::Language::En).quantity;
        assert_eq!(QuantityFault::NotWhole.said("two", words), "“two” is not a whole number.");
        assert_eq!(QuantityFault::TooMany.said("10001", words), "At most 10000 at a time.");
    }

    #[test]
    fn a_form_changes_the_lines_it_names_and_leaves_the_others() {
        let cart = lines(&[(1, 2), (2, 5), (3, 1)]);
        let changed = form(&[(4, "6"), (2, ""), (1, "3"), (5, "0")]).applied_to(&cart, |_| true);
        assert_eq!(changed, lines(&[(1, 3), (3, 1), (4, 6)]));
    }

    #[test]
    fn what_is_not_offered_leaves_the_cart() {
        let changed =
            form(&[(2, "1"), (9, "1")]).applied_to(&lines(&[(1, 2)]), |variant| variant == id(2));
        assert_eq!(changed, lines(&[(2, 1)]));
    }

    #[test]
    fn fields_that_are_no_quantities_are_passed_over_and_the_last_of_two_counts() {
        let fields = [("q_x", "1"), ("quantity", "1"), ("q_", "1"), ("lang", "en")];
        let read = Quantities::read(&fields.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert!(read.applied_to(&[], |_| true).is_empty() && read.are_right());
        assert_eq!(form(&[(1, "1"), (1, "2")]).applied_to(&[], |_| true), lines(&[(1, 2)]));
    }

    #[test]
    fn what_was_typed_wrong_is_kept_to_be_shown_and_never_in_full() {
        let read = form(&[(1, &"x".repeat(50_000)), (2, "1")]);
        assert!(!read.are_right());
        assert_eq!(read.of(id(1)).map(|typed| typed.text.len()), Some(20));
        assert_eq!(read.of(id(3)), None);
    }
}
