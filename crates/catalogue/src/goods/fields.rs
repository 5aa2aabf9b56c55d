//! What is told of goods field by field, so that what changed of them is known.

use sillon_kernel::{FieldValue, Fields, Quantity};

use crate::{Food, NamedUnit, Part, Product, Supply, Variant};
use sillon_enterprises::Property;

type Told = Vec<(&'static str, FieldValue)>;

impl Fields for Product {
    fn fields(&self) -> Told {
        let mut fields = vec![
            ("name", FieldValue::one(&self.name)),
            ("category", FieldValue::one(&self.category)),
        ];
        fields.extend(self.beside_its_name());
        fields
    }

    fn usual(&self) -> Told {
        let (name, category) = (self.name.clone(), self.category.clone());
        Self::new(self.id, self.producer, name, category).beside_its_name()
    }
}

impl Product {
    fn beside_its_name(&self) -> Told {
        let Food { prepacked, allergens, ingredients, origin, durability, alcohol } = &self.food;
        let place = origin.as_ref().and_then(|origin| origin.place.as_ref());
        vec![
            ("description", FieldValue::maybe(self.description.as_ref())),
            ("storage", FieldValue::one(&self.storage)),
            ("product_type", FieldValue::maybe(self.kind)),
            ("prepacked", FieldValue::one(prepacked)),
            ("allergens", FieldValue::one(allergens)),
            ("ingredients", FieldValue::maybe(ingredients.as_ref())),
            ("origin", FieldValue::maybe(origin.as_ref())),
            ("origin_place", FieldValue::maybe(place)),
            ("durability", FieldValue::maybe(*durability)),
            ("alcohol", FieldValue::maybe(*alcohol)),
            ("labels", FieldValue::several(&self.labels)),
            ("properties", FieldValue::several(self.properties.iter().map(Property::told))),
            ("inherits_properties", FieldValue::one(&self.inherits_properties)),
            ("units", FieldValue::several(self.units.iter().map(told_unit))),
            ("withdrawn", FieldValue::one(&self.withdrawn)),
        ]
    }
}

/// A unit with how much one is: `case = 12 × bottle`.
fn told_unit(unit: &NamedUnit) -> String {
    let NamedUnit { name, amount, of } = unit;
    match of {
        Some(of) => format!("{name} = {amount} × {of}"),
        None => format!("{name} = {amount}"),
    }
}

/// A part with how many of it go in: `2 × 018f…`.
fn told_part(part: &Part) -> String {
    format!("{} × {}", part.quantity, part.variant)
}

impl Fields for Variant {
    fn fields(&self) -> Told {
        let mut fields = vec![
            ("size", FieldValue::one(&self.size.quantity())),
            ("price", FieldValue::one(&self.price)),
            ("draw", FieldValue::one(&self.draw)),
        ];
        fields.extend(self.beside_its_price());
        fields
    }

    fn usual(&self) -> Told {
        let plain = Self::new(
            self.id,
            self.product,
            self.size.clone(),
            self.price,
            (self.supply, self.draw),
        );
        let mut usual = plain.beside_its_price();
        usual.retain(|(name, _)| *name != "piece_name");
        // One item takes of its supply what it is, unless its product's units say otherwise.
        usual.push(("draw", FieldValue::one(&self.size.quantity())));
        usual
    }
}

impl Variant {
    fn beside_its_price(&self) -> Told {
        vec![
            ("piece_name", FieldValue::maybe(self.size.piece_name())),
            ("name", FieldValue::maybe(self.name.as_ref())),
            ("sku", FieldValue::maybe(self.sku.as_ref())),
            ("barcode", FieldValue::maybe(self.barcode.as_ref())),
            ("tax", FieldValue::one(&self.tax)),
            ("deposit", FieldValue::maybe(self.deposit)),
            ("deposit_kind", FieldValue::one(&self.deposit_kind)),
            ("heaviest", FieldValue::maybe(self.heaviest)),
            ("tolerance", FieldValue::maybe(self.tolerance)),
            ("content", FieldValue::maybe(self.content)),
            ("display_as", FieldValue::maybe(self.display_as.as_ref())),
            ("parts", FieldValue::several(self.parts.iter().map(told_part))),
            ("reduced_since", FieldValue::maybe(self.reduced_since)),
            ("withdrawn", FieldValue::one(&self.withdrawn)),
        ]
    }
}

impl Fields for Supply {
    fn fields(&self) -> Told {
        let available = Quantity::from_milli(self.available_milli, self.dimension);
        vec![
            ("available", FieldValue::one(&available)),
            ("on_demand", FieldValue::one(&self.on_demand)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Money, Name, Revised, Unit, field_changes};

    use super::*;
    use crate::{ProductEdit, Size, VariantEdit};

    fn carrots() -> Product {
        let [id, farm] = [1, 2].map(|id| format!("018f0000-0000-7000-8000-00000000000{id}"));
        let [name, shelf] = ["Carrots", "Vegetables"].map(|name| Name::parse(name).unwrap());
        Product::new(id.parse().unwrap(), farm.parse().unwrap(), name, shelf)
    }

    fn bag() -> Variant {
        let id = |number: u8| format!("018f0000-0000-7000-8000-00000000000{number}");
        let size = Quantity::parse("500", Unit::Gram).unwrap();
        let price = Money::parse("1.60", Currency::EUR).unwrap();
        let supply = (id(4).parse().unwrap(), size);
        let measured = Size::measured(size).unwrap();
        Variant::new(id(3).parse().unwrap(), carrots().id, measured, price, supply)
    }

    fn told<T: Fields>(Revised { before, now }: &Revised<T>) -> Vec<String> {
        let changes = field_changes(before.as_ref(), Some(now)).into_iter();
        let said = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        changes
            .map(|it| format!("{}: {} → {}", it.field, said(it.before), said(it.after)))
            .collect()
    }

    #[test]
    fn of_new_goods_only_what_was_said_is_told() {
        let new = Revised::new(carrots());
        assert_eq!(told(&new), ["name: - → Carrots", "category: - → Vegetables"]);
        assert_eq!(told(&Revised::new(bag())), ["size: - → 500 g", "price: - → 1.60 EUR"]);
    }

    #[test]
    fn an_edit_tells_what_it_changes_and_nothing_else() {
        let edit = ProductEdit { withdrawn: Some(true).into(), ..ProductEdit::default() };
        let gone = edit.apply(carrots()).unwrap();
        assert_eq!(told(&Revised::from(carrots(), gone)), ["withdrawn: false → true"]);
        assert!(told(&Revised::from(carrots(), carrots())).is_empty());
        let price = Money::parse("1.80", Currency::EUR).unwrap();
        let edit = VariantEdit { price: Some(price).into(), ..VariantEdit::default() };
        let now = "2026-05-04T12:00:00Z".parse().unwrap();
        let dearer = edit.apply(bag(), Currency::EUR, now).unwrap();
        assert_eq!(told(&Revised::from(bag(), dearer)), ["price: 1.60 EUR → 1.80 EUR"]);
    }
}
