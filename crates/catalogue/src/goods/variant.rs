use sillon_kernel::{
    Money, Name, ProductId, Quantity, SupplyId, Text, Timestamp, VariantId, fold, name_key,
};

use crate::{DepositKind, Size, TaxCategory};

/// A size of a product that is sold, with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// What it is a size of.
    pub product: ProductId,
    /// The producer's own code for it.
    pub sku: Option<Text<60>>,
    /// What sets it apart from other variants of the product beyond its size, such as "washed".
    pub name: Option<Name>,
    /// How much one item is.
    pub size: Size,
    /// What one item costs, tax included, before anyone's fees.
    pub price: Money,
    /// The rate of tax it is sold at.
    pub tax: TaxCategory,
    /// The pool it is sold from.
    pub supply: SupplyId,
    /// What one item takes from its supply; above zero and of the supply's dimension.
    pub draw: Quantity,
    /// What is paid for the packaging and paid back when it returns; not part of the price (CJEU C-543/21).
    pub deposit: Option<Money>,
    /// What the deposit is paid for, where there is one.
    pub deposit_kind: DepositKind,
    /// The most one item may weigh, where each is weighed when it is packed and its size is what to expect.
    pub heaviest: Option<Quantity>,
    /// What one item holds by weight or volume, where its size is pieces: a jar of 370 g.
    pub content: Option<Quantity>,
    /// What stands in place of the size where people read it.
    pub display_as: Option<Name>,
    /// Since when its price is announced as reduced; from what, its history says.
    pub reduced_since: Option<Timestamp>,
    /// Whether it is no longer offered; orders that carry it keep showing it.
    pub withdrawn: bool,
}

impl Variant {
    /// A size of which no more is known.
    pub fn new(
        id: VariantId,
        product: ProductId,
        size: Size,
        price: Money,
        (supply, draw): (SupplyId, Quantity),
    ) -> Self {
        Self {
            id,
            product,
            sku: None,
            name: None,
            size,
            price,
            tax: TaxCategory::Reduced,
            supply,
            draw,
            deposit: None,
            deposit_kind: DepositKind::Container,
            heaviest: None,
            content: None,
            display_as: None,
            reduced_since: None,
            withdrawn: false,
        }
    }

    /// What tells it from other sizes of its product: its size, and what sets it apart beyond that.
    pub fn key(&self) -> (String, Option<String>) {
        (self.size.key(), self.name.as_deref().map(name_key))
    }

    /// The variant as people read it beside its product: `washed (500 g)`, or only `500 g`.
    ///
    /// A name that says the size already, as `10kg Box` does, is left as it is.
    pub fn label(&self) -> String {
        label(self.name.as_ref(), self.display_as.as_ref(), &self.size)
    }
}

/// A variant of this name and size as people read it beside its product; see [`Variant::label`].
pub fn label(name: Option<&Name>, display_as: Option<&Name>, size: &Size) -> String {
    let size = size.label();
    join_label(name.map_or("", Name::as_str), said_or(display_as.map(Name::as_str), &size))
}

/// What people read: what was said, or what stands for it where nothing was.
pub fn said_or<'t>(said: Option<&'t str>, otherwise: &'t str) -> &'t str {
    said.filter(|said| !said.trim().is_empty()).unwrap_or(otherwise)
}

/// A name with its size: `washed (500 g)`; whichever of them says the other already stands alone.
pub fn join_label(name: &str, size: &str) -> String {
    if name.is_empty() || says(size, name) {
        size.to_owned()
    } else if size.is_empty() || says(name, size) {
        name.to_owned()
    } else {
        format!("{name} ({size})")
    }
}

/// Whether the text holds the part, with or without the part's spaces. A part that begins with a number stands by itself:
/// `11 kg` says no `1 kg`, and `5 grains` no `5 g`.
fn says(text: &str, part: &str) -> bool {
    let (text, part) = (fold(text), fold(part));
    let is_number = part.starts_with(|c: char| c.is_ascii_digit());
    let tight = part.replace(' ', "");
    [part, tight].iter().any(|form| {
        text.match_indices(form.as_str()).any(|(at, found)| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|text| text.chars().next());
            let goes_on = |c: char| c.is_alphanumeric() || c == '.' || c == ',';
            !is_number
                || (!before.is_some_and(goes_on) && !after.is_some_and(char::is_alphanumeric))
        })
    })
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Unit};

    use super::*;

    fn variant(name: &str, size: Size) -> Variant {
        Variant {
            id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            product: "018f0000-0000-7000-8000-000000000002".parse().unwrap(),
            sku: None,
            name: Name::parse(name).ok(),
            price: Money::new(220, Currency::EUR),
            tax: TaxCategory::Reduced,
            supply: "018f0000-0000-7000-8000-000000000003".parse().unwrap(),
            draw: size.quantity(),
            size,
            deposit: None,
            deposit_kind: DepositKind::Container,
            heaviest: None,
            content: None,
            display_as: None,
            reduced_since: None,
            withdrawn: false,
        }
    }

    fn kilos(value: &str) -> Size {
        Size::measured(Quantity::parse(value, Unit::Kilogram).unwrap()).unwrap()
    }

    fn piece(name: &str) -> Size {
        Size::pieces(Quantity::pieces(1), Name::parse(name).ok()).unwrap()
    }

    #[test]
    fn a_label_names_the_size_once() {
        assert_eq!(variant("", kilos("1")).label(), "1 kg");
        assert_eq!(variant("10kg Box", kilos("10")).label(), "10kg Box");
        assert_eq!(variant("Box of 10 KG", kilos("10")).label(), "Box of 10 KG");
        assert_eq!(variant("Tomatoes - Roma", kilos("1")).label(), "Tomatoes - Roma (1 kg)");
        assert_eq!(variant("apple", piece("small")).label(), "apple (small)");
        assert_eq!(variant(")))", piece(")))")).label(), ")))");
        assert_eq!(variant("loaf", piece("large loaf")).label(), "large loaf");
    }

    #[test]
    fn a_size_within_another_word_is_not_named() {
        assert_eq!(variant("11 kg Box", kilos("1")).label(), "11 kg Box (1 kg)");
        assert_eq!(variant("1.1 kg Box", kilos("1")).label(), "1.1 kg Box (1 kg)");
        assert_eq!(variant("5 grains", kilos("0.005")).label(), "5 grains (5 g)");
    }
}
