use sillon_kernel::VariantId;
use sillon_messages::Words;

use crate::views::quantities::{self, MAX_ITEMS, Typed};

/// The field in which somebody says how many of a variant they want.
pub(crate) struct QuantityInput {
    /// Its name in the form, and its id on the page.
    pub(crate) field: String,
    /// What it is for, for those who do not see what stands beside it.
    pub(crate) label: String,
    /// What stands in it.
    pub(crate) value: String,
    /// The most that can be had.
    pub(crate) most: u32,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
}

impl QuantityInput {
    /// The field for a variant of which so many are wanted and left; what was typed into it and was wrong stays in it.
    pub(crate) fn new(
        words: &Words,
        variant: VariantId,
        what: &str,
        wanted: u32,
        left: Option<u32>,
        typed: Option<&Typed>,
    ) -> Self {
        let in_cart = if wanted > 0 { wanted.to_string() } else { String::new() };
        let error =
            typed.and_then(|typed| Some(typed.quantity.err()?.said(&typed.text, &words.quantity)));
        Self {
            field: quantities::field(variant),
            label: (words.shop.quantity)(what),
            value: typed.map_or(in_cart, |typed| typed.text.clone()),
            // More than is left may stand in a cart from before, and must be let through to be told so.
            most: left.unwrap_or(MAX_ITEMS).max(wanted).min(MAX_ITEMS),
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::*;
    use crate::{sample::id, views::quantities::Quantities};

    #[test]
    fn a_field_shows_what_is_in_the_cart_or_what_was_typed_last() {
        let words = Words::of(Language::Fr);
        let input = |wanted, left, typed| {
            QuantityInput::new(words, id(1), "Carottes, 1 kg", wanted, left, typed)
        };
        assert_eq!(input(0, Some(3), None).value, "");
        let carried = input(5, Some(3), None);
        assert_eq!((carried.value.as_str(), carried.most), ("5", 5));
        assert_eq!(input(0, None, None).most, 10_000);
        let read = Quantities::read(&[(quantities::field(id(1)), "deux".to_owned())]);
        let wrong = input(5, Some(3), read.of(id(1)));
        assert_eq!(wrong.value, "deux");
        assert_eq!(wrong.error.as_deref(), Some("«\u{a0}deux\u{a0}» n’est pas un nombre entier."));
        assert_eq!(wrong.label, "Quantité\u{a0}: Carottes, 1 kg");
    }
}
