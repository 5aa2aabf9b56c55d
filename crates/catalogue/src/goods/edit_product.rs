use std::collections::BTreeSet;

use sillon_kernel::{Dimension, Name, Text, name_key};

use crate::{
    Alcohol, Allergens, Durability, EditRefused, MAX_NAMED_UNITS, NamedUnit, Origin, Patch,
    Product, ProductType, Storage, UnitGraph, goods::edit_refused::FieldFaults,
    units::unit_key::unit_key,
};
use sillon_enterprises::{Label, MAX_PROPERTIES, Property};

/// What somebody, or a list, changes of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductEdit {
    /// What it is called.
    pub name: Patch<Name>,
    /// The shelf it stands on.
    pub category: Patch<Name>,
    /// What is said of it.
    pub description: Patch<Option<Text<2000>>>,
    /// How cold it must be kept.
    pub storage: Patch<Storage>,
    /// What kind of goods it is.
    pub kind: Patch<Option<ProductType>>,
    /// Whether it is packed before it is sold.
    pub prepacked: Patch<bool>,
    /// What it contains that people react to.
    pub allergens: Patch<Allergens>,
    /// What it is made of.
    pub ingredients: Patch<Option<Text<2000>>>,
    /// Where it comes from.
    pub origin: Patch<Option<Origin>>,
    /// How long it keeps.
    pub durability: Patch<Option<Durability>>,
    /// Its alcohol by volume.
    pub alcohol: Patch<Option<Alcohol>>,
    /// The labels it claims.
    pub labels: Patch<BTreeSet<Label>>,
    /// What else is said of it.
    pub properties: Patch<Vec<Property>>,
    /// Whether its producer's properties are said of it too.
    pub inherits_properties: Patch<bool>,
    /// The units it is counted in.
    pub units: Patch<Vec<NamedUnit>>,
    /// Whether it is no longer listed.
    pub withdrawn: Patch<bool>,
}

impl ProductEdit {
    /// The product after the edit.
    ///
    /// # Errors
    ///
    /// [`EditRefused`] with every field that breaks a rule.
    pub fn apply(self, old: Product) -> Result<Product, EditRefused> {
        let product = self.over(old);
        check_product(&product).or(product)
    }

    /// The product after the edit, whatever may be wrong with it.
    pub fn over(self, old: Product) -> Product {
        let mut food = old.food;
        food.prepacked = self.prepacked.over(food.prepacked);
        food.allergens = self.allergens.over(food.allergens);
        food.ingredients = self.ingredients.over(food.ingredients);
        food.origin = self.origin.over(food.origin);
        food.durability = self.durability.over(food.durability);
        food.alcohol = self.alcohol.over(food.alcohol);
        Product {
            name: self.name.over(old.name),
            category: self.category.over(old.category),
            description: self.description.over(old.description),
            storage: self.storage.over(old.storage),
            kind: self.kind.over(old.kind),
            food,
            labels: self.labels.over(old.labels),
            properties: self.properties.over(old.properties),
            inherits_properties: self.inherits_properties.over(old.inherits_properties),
            units: self.units.over(old.units),
            withdrawn: self.withdrawn.over(old.withdrawn),
            ..old
        }
    }
}

/// What is wrong with a product, whoever made it so: somebody who edits it, or a list.
pub fn check_product(product: &Product) -> FieldFaults {
    let mut faults = FieldFaults::default();
    check_properties(&product.properties, &mut faults);
    check_units(&product.units, &mut faults);
    faults
}

fn check_properties(properties: &[Property], faults: &mut FieldFaults) {
    let most = format!("a product has at most {MAX_PROPERTIES} properties");
    faults.unless(properties.len() <= MAX_PROPERTIES, "properties", most);
    let names = properties.iter().map(|property| name_key(&property.name));
    faults.unless(are_distinct(names), "properties", "each property is named once");
}

fn check_units(units: &[NamedUnit], faults: &mut FieldFaults) {
    let most = format!("a product names at most {MAX_NAMED_UNITS} units");
    faults.unless(units.len() <= MAX_NAMED_UNITS, "units", most);
    faults.unless(
        are_distinct(units.iter().map(|unit| unit_key(&unit.name))),
        "units",
        "each unit is named once",
    );
    for unit in units {
        let more = format!("a “{}” is more than nothing", unit.name);
        faults.unless(unit.amount.milli() > 0, "units", more);
        let Some(of) = &unit.of else { continue };
        let counted = format!("a “{}” is so many pieces of “{of}”", unit.name);
        faults.unless(unit.amount.dimension() == Dimension::Piece, "units", counted);
        let known = units
            .iter()
            .any(|other| unit_key(&other.name) == unit_key(of) && other.name != unit.name);
        faults.unless(known, "units", format!("“{of}” is not another unit of the product"));
    }
    // What is wrong by itself is told once, and in its own words.
    if !faults.has("units")
        && let Err(refused) = UnitGraph::of(units)
    {
        faults.unless(false, "units", refused.to_string());
    }
}

fn are_distinct(keys: impl ExactSizeIterator<Item = String>) -> bool {
    let count = keys.len();
    keys.collect::<BTreeSet<_>>().len() == count
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Quantity, Unit};

    use super::*;

    fn product() -> Product {
        Product::new(
            "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            "018f0000-0000-7000-8000-000000000002".parse().unwrap(),
            Name::parse("Carrots").unwrap(),
            Name::parse("Vegetables").unwrap(),
        )
    }

    fn unit(name: &str, amount: Quantity, of: &str) -> NamedUnit {
        NamedUnit { name: Name::parse(name).unwrap(), amount, of: Name::parse(of).ok() }
    }

    fn refused(edit: ProductEdit) -> Vec<(&'static str, String)> {
        edit.apply(product()).unwrap_err().0
    }

    #[test]
    fn what_an_edit_does_not_name_stays() {
        let edit = ProductEdit {
            origin: Patch::Set("FR".parse().ok()),
            allergens: Patch::Set(Allergens::DeclaredNone),
            ..ProductEdit::default()
        };
        let edited = edit.apply(product()).unwrap();
        assert_eq!(edited.name, product().name);
        assert_eq!(edited.food.allergens, Allergens::DeclaredNone);
        let cleared = ProductEdit { origin: Patch::Set(None), ..ProductEdit::default() };
        let cleared = cleared.apply(edited).unwrap();
        assert_eq!((cleared.food.origin, cleared.food.allergens), (None, Allergens::DeclaredNone));
    }

    #[test]
    fn units_are_few_distinct_and_more_than_nothing() {
        let half_kilo = Quantity::parse("500", Unit::Gram).unwrap();
        let of = |units| ProductEdit { units: Patch::Set(units), ..ProductEdit::default() };
        let bunch = unit("bunch", half_kilo, "");
        let case = unit("case", Quantity::pieces(12), "bunch");
        assert!(of(vec![bunch.clone(), case.clone()]).apply(product()).is_ok());
        assert_eq!(refused(of(vec![bunch.clone(), unit("Bunch", half_kilo, "")])).len(), 1);
        assert_eq!(refused(of(vec![unit("bunch", Quantity::pieces(0), "")])).len(), 1);
        assert_eq!(refused(of(vec![case])).len(), 1, "of what is a case?");
        assert_eq!(refused(of(vec![bunch, unit("case", half_kilo, "bunch")])).len(), 1);
        let many = (0..21).map(|number| unit(&format!("unit {number}"), half_kilo, "")).collect();
        assert_eq!(refused(of(many)).len(), 1);
    }

    #[test]
    fn properties_are_named_once() {
        let property = |name| Property { name: Name::parse(name).unwrap(), value: None };
        let twice = vec![property("Seeds"), property("seeds")];
        let edit = ProductEdit { properties: Patch::Set(twice), ..ProductEdit::default() };
        assert_eq!(refused(edit), [("properties", "each property is named once".to_owned())]);
    }
}
