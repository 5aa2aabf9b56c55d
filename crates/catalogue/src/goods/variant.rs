use sillon_kernel::{
    Currency, Dimension, Gtin, Money, Name, ProductId, Quantity, Rate, SupplyId, Text, Timestamp,
    VariantId, fold, name_key,
};

use crate::{
    DepositKind, EditRefused, Part, Patch, Size, TaxCategory, announced_since,
    goods::bundle::check_parts, goods::edit_refused::FieldFaults, goods::size::SizeError,
};

/// A size of a product that is sold, with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// What it is a size of.
    pub product: ProductId,
    /// The producer's own code for it.
    pub sku: Option<Text<60>>,
    /// The number under its bar code, by which anybody knows it.
    pub barcode: Option<Gtin>,
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
    /// How far from its size one may weigh before the weight is held for a slip, where that is said.
    pub tolerance: Option<Rate>,
    /// What one item holds by weight or volume, where its size is pieces: a jar of 370 g.
    pub content: Option<Quantity>,
    /// What stands in place of the size where people read it.
    pub display_as: Option<Name>,
    /// Since when its price is announced as reduced; from what, its history says.
    pub reduced_since: Option<Timestamp>,
    /// What it is put together from; none of a size of its own.
    pub parts: Vec<Part>,
    /// Whether it is no longer offered; orders that carry it keep showing it.
    pub withdrawn: bool,
}

/// What shoppers are told of a size beside its price.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SizeFacts {
    /// The number under its bar code.
    pub barcode: Option<Gtin>,
    /// The most one item may weigh, where each is weighed when it is packed and its size is what to expect.
    pub heaviest: Option<Quantity>,
    /// How far from its size one may weigh before the weight is held for a slip, where that is said.
    pub tolerance: Option<Rate>,
    /// What one item holds by weight or volume, where its size is pieces.
    pub content: Option<Quantity>,
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
            barcode: None,
            name: None,
            size,
            price,
            tax: TaxCategory::Reduced,
            supply,
            draw,
            deposit: None,
            deposit_kind: DepositKind::Container,
            heaviest: None,
            tolerance: None,
            content: None,
            display_as: None,
            reduced_since: None,
            parts: Vec::new(),
            withdrawn: false,
        }
    }

    /// Whether it is put together from others.
    pub fn is_bundle(&self) -> bool {
        !self.parts.is_empty()
    }

    /// What tells it from other sizes of its product: its size, and what sets it apart beyond that.
    pub fn key(&self) -> (String, Option<String>) {
        (self.size.key(), self.name.as_deref().map(name_key))
    }

    /// The codes it is found by.
    pub fn codes(&self) -> impl Iterator<Item = String> {
        self.sku.iter().map(Text::to_string).chain(self.barcode.iter().map(Gtin::to_string))
    }

    /// What shoppers are told of it beside its price.
    pub fn facts(&self) -> SizeFacts {
        SizeFacts {
            barcode: self.barcode.clone(),
            heaviest: self.heaviest,
            tolerance: self.tolerance,
            content: self.content,
        }
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

/// The most sizes of one product, those withdrawn among them.
pub const MAX_SIZES: usize = 200;

/// What somebody, or a list, changes of a size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantEdit {
    /// The producer's own code for it.
    pub sku: Patch<Option<Text<60>>>,
    /// The number under its bar code.
    pub barcode: Patch<Option<Gtin>>,
    /// What sets it apart beyond its size.
    pub name: Patch<Option<Name>>,
    /// How much one item is.
    pub size: Patch<Quantity>,
    /// What one piece is called.
    pub piece_name: Patch<Option<Name>>,
    /// What one item costs, tax included.
    pub price: Patch<Money>,
    /// Whether the price is announced as reduced.
    pub reduced: Patch<bool>,
    /// The rate of tax it is sold at.
    pub tax: Patch<TaxCategory>,
    /// What is paid for the packaging, and back for it.
    pub deposit: Patch<Option<Money>>,
    /// What the deposit is paid for.
    pub deposit_kind: Patch<DepositKind>,
    /// The most one item may weigh, where each is weighed.
    pub heaviest: Patch<Option<Quantity>>,
    /// How far from its size one may weigh before it is held for a slip.
    pub tolerance: Patch<Option<Rate>>,
    /// What one item of pieces holds.
    pub content: Patch<Option<Quantity>>,
    /// What stands in place of the size.
    pub display_as: Patch<Option<Name>>,
    /// What it is put together from.
    pub parts: Patch<Vec<Part>>,
    /// Whether it is no longer offered.
    pub withdrawn: Patch<bool>,
}

impl VariantEdit {
    /// Checks that the edit says what every new size must say.
    ///
    /// # Errors
    ///
    /// [`EditRefused`] with what it leaves out.
    pub fn check_new(&self) -> Result<(), EditRefused> {
        let mut faults = FieldFaults::default();
        let how_much = "say how much one item is, such as {\"value\": \"500\", \"unit\": \"g\"}";
        // A bundle is one piece.
        let says = self.size.said().is_some() || self.parts.said().is_some();
        faults.unless(says, "size", how_much);
        faults.unless(self.price.said().is_some(), "price", "say what one item costs");
        faults.or(())
    }

    /// How much one item is after the edit.
    ///
    /// # Errors
    ///
    /// [`EditRefused`] when it is nothing, or a weight or volume has the name of a piece.
    pub fn size(&self, old: &Size) -> Result<Size, EditRefused> {
        let quantity = self.size.over(old.quantity());
        let old_name = old.piece_name().filter(|_| quantity.dimension() == Dimension::Piece);
        let name = self.piece_name.clone().over(old_name.cloned());
        let size = match name {
            Some(name) => Size::pieces(quantity, Some(name)),
            None => Size::measured(quantity),
        };
        size.map_err(|refused| match refused {
            SizeError::Nothing => EditRefused::field("size", refused.to_string()),
            SizeError::NotPieces(_) => {
                EditRefused::field("piece_name", "only what is sold by the piece has one")
            }
        })
    }

    /// The size after the edit, of a producer who sells in `currency`; how much it is and where it is drawn from stand in
    /// `old` already. What it announces as reduced is announced since `now`, unless it was before.
    ///
    /// # Errors
    ///
    /// [`EditRefused`] with every field that breaks a rule.
    pub fn apply(
        self,
        old: Variant,
        currency: Currency,
        now: Timestamp,
    ) -> Result<Variant, EditRefused> {
        let is_priced = self.price.said().is_some();
        let variant = self.over(old, now);
        let mut faults = check_variant(&variant);
        let priced_in = variant.price.currency();
        let sells_in = format!("the producer sells in {}", currency.code());
        faults.unless(!is_priced || priced_in == currency, "price", sells_in);
        faults.or(variant)
    }

    /// The size after the edit, whatever may be wrong with it.
    pub fn over(self, old: Variant, now: Timestamp) -> Variant {
        let price = self.price.over(old.price);
        let was = (Some(old.price), old.reduced_since);
        let announce = self.reduced.said().copied();
        let heaviest = self.heaviest.over(old.heaviest);
        // What is no longer weighed has none, unless it is said.
        let tolerance = old.tolerance.filter(|_| heaviest.is_some());
        Variant {
            sku: self.sku.over(old.sku),
            barcode: self.barcode.over(old.barcode),
            name: self.name.over(old.name),
            price,
            reduced_since: announced_since(was, price, announce, now),
            tax: self.tax.over(old.tax),
            deposit: self.deposit.over(old.deposit),
            deposit_kind: self.deposit_kind.over(old.deposit_kind),
            heaviest,
            tolerance: self.tolerance.over(tolerance),
            content: self.content.over(old.content),
            display_as: self.display_as.over(old.display_as),
            parts: self.parts.over(old.parts),
            withdrawn: self.withdrawn.over(old.withdrawn),
            ..old
        }
    }
}

/// What is wrong with a size, whoever made it so: somebody who edits it, or a list.
pub fn check_variant(variant: &Variant) -> FieldFaults {
    let mut faults = FieldFaults::default();
    faults.unless(variant.price.minor() >= 0, "price", "it is zero or more");
    check_deposit(variant, &mut faults);
    check_heaviest(variant, &mut faults);
    check_tolerance(variant, &mut faults);
    check_content(variant, &mut faults);
    check_bundle(variant, &mut faults);
    faults
}

fn check_deposit(variant: &Variant, faults: &mut FieldFaults) {
    let Some(deposit) = variant.deposit else { return };
    let same = deposit.currency() == variant.price.currency();
    let rule = format!("it is in {}, as the price is", variant.price.currency().code());
    faults.unless(same, "deposit", rule);
    faults.unless(deposit.minor() > 0, "deposit", "it is above zero, or left out");
}

/// What is its parts' is not said of a bundle.
fn check_bundle(variant: &Variant, faults: &mut FieldFaults) {
    if !variant.is_bundle() {
        return;
    }
    check_parts(variant.id, &variant.parts, faults);
    let is_one = variant.size.quantity() == Quantity::pieces(1);
    faults.unless(is_one, "size", "a bundle is sold by the piece: its size is one piece");
    let rule = "deposits are paid on the parts of a bundle, as each of them says";
    faults.unless(variant.deposit.is_none(), "deposit", rule);
    let rule = "what is weighed is a part of the bundle, not the bundle";
    faults.unless(variant.heaviest.is_none(), "heaviest", rule);
    faults.unless(variant.content.is_none(), "content", "a bundle holds its parts");
}

/// Only what is weighed can weigh more than it says.
fn check_heaviest(variant: &Variant, faults: &mut FieldFaults) {
    let Some(heaviest) = variant.heaviest else { return };
    let size = variant.size.quantity();
    let weighed =
        size.dimension() == Dimension::Weight && heaviest.dimension() == Dimension::Weight;
    faults.unless(weighed, "heaviest", "only a size given by weight is weighed: both are weights");
    let enough = !weighed || heaviest.milli() >= size.milli();
    faults.unless(enough, "heaviest", format!("it is {size} or more, which is what to expect"));
}

/// How far weights may be apart is said of what is weighed.
fn check_tolerance(variant: &Variant, faults: &mut FieldFaults) {
    let Some(tolerance) = variant.tolerance else { return };
    let weighed = variant.heaviest.is_some();
    faults.unless(weighed, "tolerance", "only a size with a heaviest is weighed");
    let fits = tolerance > Rate::ZERO && tolerance < Rate::from_bps(10_000);
    faults.unless(fits, "tolerance", "it is a percentage above 0 and below 100");
}

/// What a piece holds is said only of pieces.
fn check_content(variant: &Variant, faults: &mut FieldFaults) {
    let Some(content) = variant.content else { return };
    let of_pieces = variant.size.quantity().dimension() == Dimension::Piece;
    faults.unless(of_pieces, "content", "only what is sold by the piece holds something else");
    let measured = content.dimension() != Dimension::Piece && content.milli() > 0;
    faults.unless(measured, "content", "it is a weight or a volume, more than nothing");
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Unit;

    use super::*;

    fn grams(value: &str) -> Quantity {
        Quantity::parse(value, Unit::Gram).unwrap()
    }

    fn eur(text: &str) -> Money {
        Money::parse(text, Currency::EUR).unwrap()
    }

    fn noon() -> Timestamp {
        "2026-05-04T12:00:00Z".parse().unwrap()
    }

    fn variant(size: Size) -> Variant {
        let id = |number| format!("018f0000-0000-7000-8000-00000000000{number}");
        let supply = (id(3).parse().unwrap(), size.quantity());
        Variant::new(id(1).parse().unwrap(), id(2).parse().unwrap(), size, eur("2.20"), supply)
    }

    fn chicken() -> Variant {
        variant(Size::measured(grams("1200")).unwrap())
    }

    fn jar() -> Variant {
        variant(Size::pieces(Quantity::pieces(1), Name::parse("jar").ok()).unwrap())
    }

    fn fields(edit: VariantEdit, of: Variant) -> Vec<&'static str> {
        let refused = edit.apply(of, Currency::EUR, noon()).unwrap_err();
        refused.0.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn how_far_weights_are_apart_is_said_of_what_is_weighed() {
        let edit = |heaviest, tolerance| VariantEdit {
            heaviest: Patch::Set(heaviest),
            tolerance: Patch::Set(tolerance),
            ..VariantEdit::default()
        };
        let tenth = Some(Rate::from_bps(1_000));
        let weighed = edit(Some(grams("1500")), tenth).apply(chicken(), Currency::EUR, noon());
        assert_eq!(fields(edit(None, tenth), chicken()), ["tolerance"]);
        let all = Some(Rate::from_bps(10_000));
        assert_eq!(fields(edit(Some(grams("1500")), all), chicken()), ["tolerance"]);
        let sold = VariantEdit { heaviest: Patch::Set(None), ..VariantEdit::default() };
        let sold = sold.apply(weighed.unwrap(), Currency::EUR, noon()).unwrap();
        assert_eq!((sold.heaviest, sold.tolerance), (None, None));
    }

    #[test]
    fn only_weights_are_weighed_and_never_below_what_to_expect() {
        let edit = |heaviest| VariantEdit { heaviest: Patch::Set(heaviest), ..Default::default() };
        assert!(edit(Some(grams("1500"))).apply(chicken(), Currency::EUR, noon()).is_ok());
        assert_eq!(fields(edit(Some(grams("1100"))), chicken()), ["heaviest"]);
        assert_eq!(fields(edit(Some(grams("1500"))), jar()), ["heaviest"]);
        assert_eq!(fields(edit(Some(Quantity::pieces(2))), chicken()), ["heaviest"]);
        assert!(edit(None).apply(jar(), Currency::EUR, noon()).is_ok());
    }

    #[test]
    fn only_pieces_hold_something() {
        let edit =
            |content| VariantEdit { content: Patch::Set(Some(content)), ..Default::default() };
        assert!(edit(grams("370")).apply(jar(), Currency::EUR, noon()).is_ok());
        assert_eq!(fields(edit(grams("370")), chicken()), ["content"]);
        assert_eq!(fields(edit(Quantity::pieces(2)), jar()), ["content"]);
    }

    #[test]
    fn a_reduction_is_announced_with_the_price_it_is_of() {
        let to = |text, reduced| VariantEdit {
            price: Patch::Set(eur(text)),
            reduced,
            ..Default::default()
        };
        let apply = |edit: VariantEdit, old| edit.apply(old, Currency::EUR, noon()).unwrap();
        let reduced = apply(to("1.90", Patch::Set(true)), jar());
        assert_eq!(reduced.reduced_since, Some(noon()));
        assert_eq!(apply(to("1.80", Patch::Keep), reduced.clone()).reduced_since, Some(noon()));
        assert_eq!(apply(to("2.00", Patch::Keep), reduced.clone()).reduced_since, None);
        assert_eq!(apply(to("1.90", Patch::Set(false)), reduced).reduced_since, None);
    }

    #[test]
    fn a_deposit_is_in_the_currency_of_the_price() {
        let edit =
            |deposit| VariantEdit { deposit: Patch::Set(Some(deposit)), ..Default::default() };
        assert!(edit(eur("0.30")).apply(jar(), Currency::EUR, noon()).is_ok());
        assert_eq!(fields(edit(eur("0")), jar()), ["deposit"]);
        let francs = Currency::from_code("CHF").unwrap();
        assert_eq!(fields(edit(Money::parse("0.30", francs).unwrap()), jar()), ["deposit"]);
        let price = Money::parse("3", francs).unwrap();
        let in_francs = VariantEdit { price: Patch::Set(price), ..Default::default() };
        assert_eq!(fields(in_francs, jar()), ["price"]);
    }

    #[test]
    fn a_size_keeps_the_name_of_its_piece_while_it_has_pieces() {
        let jar = jar().size;
        let two = VariantEdit { size: Patch::Set(Quantity::pieces(2)), ..Default::default() };
        assert_eq!(two.size(&jar).unwrap().label(), "2 × jar");
        let weight = VariantEdit { size: Patch::Set(grams("500")), ..Default::default() };
        assert_eq!(weight.size(&jar).unwrap().label(), "500 g");
        let named = VariantEdit { piece_name: Patch::Set(Name::parse("bag").ok()), ..weight };
        assert_eq!(named.size(&jar).unwrap_err().0[0].0, "piece_name");
        let none = VariantEdit { size: Patch::Set(grams("0")), ..Default::default() };
        assert_eq!(none.size(&jar).unwrap_err().0[0].0, "size");
    }

    fn named(name: &str, size: Size) -> Variant {
        Variant { name: Name::parse(name).ok(), ..variant(size) }
    }

    fn kilos(value: &str) -> Size {
        Size::measured(Quantity::parse(value, Unit::Kilogram).unwrap()).unwrap()
    }

    fn piece(name: &str) -> Size {
        Size::pieces(Quantity::pieces(1), Name::parse(name).ok()).unwrap()
    }

    #[test]
    fn a_label_names_the_size_once() {
        assert_eq!(named("", kilos("1")).label(), "1 kg");
        assert_eq!(named("10kg Box", kilos("10")).label(), "10kg Box");
        assert_eq!(named("Box of 10 KG", kilos("10")).label(), "Box of 10 KG");
        assert_eq!(named("Tomatoes - Roma", kilos("1")).label(), "Tomatoes - Roma (1 kg)");
        assert_eq!(named("apple", piece("small")).label(), "apple (small)");
        assert_eq!(named(")))", piece(")))")).label(), ")))");
        assert_eq!(named("loaf", piece("large loaf")).label(), "large loaf");
    }

    #[test]
    fn a_size_within_another_word_is_not_named() {
        assert_eq!(named("11 kg Box", kilos("1")).label(), "11 kg Box (1 kg)");
        assert_eq!(named("1.1 kg Box", kilos("1")).label(), "1.1 kg Box (1 kg)");
        assert_eq!(named("5 grains", kilos("0.005")).label(), "5 grains (5 g)");
    }
}

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod bundles;
