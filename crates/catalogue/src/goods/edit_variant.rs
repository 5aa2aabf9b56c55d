use sillon_kernel::{Currency, Dimension, Money, Name, Quantity, Text, Timestamp};

use crate::{
    Change, DepositKind, EditRefused, Size, TaxCategory, Variant, announced_since,
    goods::edit_refused::FieldFaults, goods::size::SizeError,
};

/// The most sizes of one product, those withdrawn among them.
pub const MAX_SIZES: usize = 200;

/// What somebody, or a list, changes of a size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantEdit {
    /// The producer's own code for it.
    pub sku: Change<Option<Text<60>>>,
    /// What sets it apart beyond its size.
    pub name: Change<Option<Name>>,
    /// How much one item is.
    pub size: Change<Quantity>,
    /// What one piece is called.
    pub piece_name: Change<Option<Name>>,
    /// What one item costs, tax included.
    pub price: Change<Money>,
    /// Whether the price is announced as reduced.
    pub reduced: Change<bool>,
    /// The rate of tax it is sold at.
    pub tax: Change<TaxCategory>,
    /// What is paid for the packaging, and back for it.
    pub deposit: Change<Option<Money>>,
    /// What the deposit is paid for.
    pub deposit_kind: Change<DepositKind>,
    /// The most one item may weigh, where each is weighed.
    pub heaviest: Change<Option<Quantity>>,
    /// What one item of pieces holds.
    pub content: Change<Option<Quantity>>,
    /// What stands in place of the size.
    pub display_as: Change<Option<Name>>,
    /// Whether it is no longer offered.
    pub withdrawn: Change<bool>,
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
        faults.unless(self.size.said().is_some(), "size", how_much);
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
        let wish = self.reduced.said().copied();
        Variant {
            sku: self.sku.over(old.sku),
            name: self.name.over(old.name),
            price,
            reduced_since: announced_since(was, price, wish, now),
            tax: self.tax.over(old.tax),
            deposit: self.deposit.over(old.deposit),
            deposit_kind: self.deposit_kind.over(old.deposit_kind),
            heaviest: self.heaviest.over(old.heaviest),
            content: self.content.over(old.content),
            display_as: self.display_as.over(old.display_as),
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
    check_content(variant, &mut faults);
    faults
}

fn check_deposit(variant: &Variant, faults: &mut FieldFaults) {
    let Some(deposit) = variant.deposit else { return };
    let same = deposit.currency() == variant.price.currency();
    let rule = format!("it is in {}, as the price is", variant.price.currency().code());
    faults.unless(same, "deposit", rule);
    faults.unless(deposit.minor() > 0, "deposit", "it is above zero, or left out");
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
        Variant {
            sku: None,
            name: None,
            draw: size.quantity(),
            size,
            price: eur("2.20"),
            tax: TaxCategory::Reduced,
            deposit: None,
            deposit_kind: DepositKind::Container,
            heaviest: None,
            content: None,
            display_as: None,
            reduced_since: None,
            withdrawn: false,
            id: id(1).parse().unwrap(),
            product: id(2).parse().unwrap(),
            supply: id(3).parse().unwrap(),
        }
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
    fn only_weights_are_weighed_and_never_below_what_to_expect() {
        let edit = |heaviest| VariantEdit { heaviest: Change::To(heaviest), ..Default::default() };
        assert!(edit(Some(grams("1500"))).apply(chicken(), Currency::EUR, noon()).is_ok());
        assert_eq!(fields(edit(Some(grams("1100"))), chicken()), ["heaviest"]);
        assert_eq!(fields(edit(Some(grams("1500"))), jar()), ["heaviest"]);
        assert_eq!(fields(edit(Some(Quantity::pieces(2))), chicken()), ["heaviest"]);
        assert!(edit(None).apply(jar(), Currency::EUR, noon()).is_ok());
    }

    #[test]
    fn only_pieces_hold_something() {
        let edit =
            |content| VariantEdit { content: Change::To(Some(content)), ..Default::default() };
        assert!(edit(grams("370")).apply(jar(), Currency::EUR, noon()).is_ok());
        assert_eq!(fields(edit(grams("370")), chicken()), ["content"]);
        assert_eq!(fields(edit(Quantity::pieces(2)), jar()), ["content"]);
    }

    #[test]
    fn a_reduction_is_announced_with_the_price_it_is_of() {
        let to = |text, reduced| VariantEdit {
            price: Change::To(eur(text)),
            reduced,
            ..Default::default()
        };
        let apply = |edit: VariantEdit, old| edit.apply(old, Currency::EUR, noon()).unwrap();
        let reduced = apply(to("1.90", Change::To(true)), jar());
        assert_eq!(reduced.reduced_since, Some(noon()));
        assert_eq!(apply(to("1.80", Change::Keep), reduced.clone()).reduced_since, Some(noon()));
        assert_eq!(apply(to("2.00", Change::Keep), reduced.clone()).reduced_since, None);
        assert_eq!(apply(to("1.90", Change::To(false)), reduced).reduced_since, None);
    }

    #[test]
    fn a_deposit_is_in_the_currency_of_the_price() {
        let edit =
            |deposit| VariantEdit { deposit: Change::To(Some(deposit)), ..Default::default() };
        assert!(edit(eur("0.30")).apply(jar(), Currency::EUR, noon()).is_ok());
        assert_eq!(fields(edit(eur("0")), jar()), ["deposit"]);
        let francs = Currency::from_code("CHF").unwrap();
        assert_eq!(fields(edit(Money::parse("0.30", francs).unwrap()), jar()), ["deposit"]);
        let price = Money::parse("3", francs).unwrap();
        let in_francs = VariantEdit { price: Change::To(price), ..Default::default() };
        assert_eq!(fields(in_francs, jar()), ["price"]);
    }

    #[test]
    fn a_size_keeps_the_name_of_its_piece_while_it_has_pieces() {
        let jar = jar().size;
        let two = VariantEdit { size: Change::To(Quantity::pieces(2)), ..Default::default() };
        assert_eq!(two.size(&jar).unwrap().label(), "2 × jar");
        let weight = VariantEdit { size: Change::To(grams("500")), ..Default::default() };
        assert_eq!(weight.size(&jar).unwrap().label(), "500 g");
        let named = VariantEdit { piece_name: Change::To(Name::parse("bag").ok()), ..weight };
        assert_eq!(named.size(&jar).unwrap_err().0[0].0, "piece_name");
        let none = VariantEdit { size: Change::To(grams("0")), ..Default::default() };
        assert_eq!(none.size(&jar).unwrap_err().0[0].0, "size");
    }
}
