use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_kernel::{Name, Text, name_key};
use sillon_tables::Faults;

use crate::{
    CellValue, ListRow, ProductCells, read::columns::ListColumn, read::product_columns::Column,
};
use sillon_catalogue::{Alcohol, Allergens, Durability, NamedUnit, Origin, ProductType, Storage};
use sillon_enterprises::{Label, Property};

/// Gathers what the rows of each product say of it into the first of them. A blank of one is what another says; what two say
/// otherwise is a fault at the second, since nobody but the sender may choose between them.
///
/// People tell a product on its first row, or again on each of its sizes: both come to the same.
pub(crate) fn unite(rows: &mut [ListRow], faults: &mut Faults) {
    let mut products: HashMap<[String; 2], First> = HashMap::new();
    for at in 0..rows.len() {
        let Some(row) = rows.get(at) else { continue };
        let first = products.entry([name_key(&row.producer), name_key(&row.name)]);
        let first = first.or_insert(First { at, told: None });
        if first.at == at {
            continue;
        }
        // Most products have one row: what they say is gathered where another speaks of them.
        if first.told.is_none()
            && let Some(row) = rows.get_mut(first.at)
        {
            first.told.get_or_insert_default().hear(row, faults);
        }
        if let (Some(told), Some(row)) = (&mut first.told, rows.get_mut(at)) {
            told.hear(row, faults);
        }
    }
    for First { at, told } in products.into_values() {
        let Some(row) = rows.get_mut(at) else { continue };
        match told {
            Some(told) => row.product = told.into_says(),
            None if row.remarks.is_empty() => {}
            None => {
                let remarks = std::mem::take(&mut row.remarks);
                row.product
                    .properties
                    .get_or_insert_default()
                    .get_or_insert_default()
                    .extend(remarks);
            }
        }
    }
}

/// The first row of a product, and what is gathered of it.
struct First {
    at: usize,
    told: Option<Box<GatheredProduct>>,
}

/// What was said of a field first, and at which line; none where its cells were blank, and nothing where it has no column.
type Heard<T> = Option<Option<(u64, T)>>;

/// Declares what is gathered of a product: each field, and its column.
macro_rules! gathered {
    ($($field:ident: $kind:ty as $column:ident,)*) => {
        /// What the rows of a product say of it.
        #[derive(Default)]
        struct GatheredProduct {
            category: Heard<Name>,
            remarks: Vec<(String, Property)>,
            $($field: Heard<$kind>,)*
        }

        impl GatheredProduct {
            /// Takes what a row says.
            fn hear(&mut self, row: &mut ListRow, faults: &mut Faults) {
                let says = std::mem::take(&mut row.product);
                let line = row.line;
                $(hear(&mut self.$field, says.$field, (line, Column::$column), faults);)*
                let category = Some(Some(row.category.clone()));
                hear(&mut self.category, category, (line, Column::Category), faults);
                let label = row.size.label();
                let remarks = std::mem::take(&mut row.remarks);
                self.remarks.extend(remarks.into_iter().map(|remark| (label.clone(), remark)));
            }

            fn into_says(self) -> ProductCells {
                let mut says = ProductCells {
                    $($field: self.$field.map(|first| first.map(|(_, said)| said)),)*
                };
                if !self.remarks.is_empty() {
                    let properties = says.properties.get_or_insert_default().get_or_insert_default();
                    properties.extend(remarks(self.remarks));
                }
                says
            }
        }
    };
}

gathered! {
    description: Text<2000> as Description,
    withdrawn: bool as ProductWithdrawn,
    storage: Storage as ShippingCategory,
    kind: ProductType as ProductType,
    prepacked: bool as Prepacked,
    allergens: Allergens as Allergens,
    ingredients: Text<2000> as Ingredients,
    origin: Origin as Origin,
    durability: Durability as Durability,
    alcohol: Alcohol as Alcohol,
    labels: BTreeSet<Label> as Labels,
    properties: Vec<Property> as Properties,
    inherits_properties: bool as InheritsProperties,
    units: Vec<NamedUnit> as NamedUnits,
}

/// Whether two values of a field are the same.
trait Alike: PartialEq {
    fn is_like(&self, other: &Self) -> bool {
        self == other
    }
}

impl Alike for Name {
    fn is_like(&self, other: &Self) -> bool {
        name_key(self) == name_key(other)
    }
}

impl Alike for Text<2000> {
    fn is_like(&self, other: &Self) -> bool {
        name_key(self) == name_key(other)
    }
}

macro_rules! alike {
    ($($kind:ty),*) => { $(impl Alike for $kind {})* };
}

alike!(
    bool,
    Storage,
    ProductType,
    Allergens,
    Origin,
    Durability,
    Alcohol,
    BTreeSet<Label>,
    Vec<Property>,
    Vec<NamedUnit>
);

fn hear<T: Alike>(
    first: &mut Heard<T>,
    said: CellValue<T>,
    (line, column): (u64, Column),
    faults: &mut Faults,
) {
    let Some(said) = said else { return };
    let first = first.get_or_insert_default();
    let Some(said) = said else { return };
    match first {
        None => *first = Some((line, said)),
        Some((at, before)) if !before.is_like(&said) => {
            let rule = format!(
                "it is said of the whole product, and otherwise at line {at}: say it once, or alike on each of its rows"
            );
            faults.add(line, column.name(), rule);
        }
        Some(_) => {}
    }
}

/// What is remarked of the sizes of a product, as properties of it: with the size, where it is not the same of all.
fn remarks(all: Vec<(String, Property)>) -> Vec<Property> {
    let mut values: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    for (_, remark) in &all {
        let value = remark.value.as_ref().map(ToString::to_string);
        values.entry(remark.name.to_string()).or_default().insert(value);
    }
    let mut said = BTreeSet::new();
    let property = |(label, remark): (String, Property)| {
        let is_one = values.get(remark.name.as_str()).is_some_and(|values| values.len() == 1);
        let named = Name::parse(&format!("{} ({label})", remark.name)).ok();
        let name = if is_one { remark.name } else { named? };
        said.insert(name.clone()).then_some(Property { name, ..remark })
    };
    all.into_iter().filter_map(property).collect()
}
