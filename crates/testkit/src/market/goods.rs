//! Catalogues made up from a number, with everything in them that lists can say and that files make trouble of.

use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{
    Alcohol, Allergen, Allergens, DepositKind, Durability, Food, MAX_SUPPLY_MILLI, NamedUnit,
    Origin, Product, ProductEdit, ProductType, Size, Storage, Supply, TaxCategory, UnitGraph,
    Variant, pool_draw,
};
use sillon_enterprises::{Country, Label, Property};
use sillon_kernel::{
    Currency, Dimension, EnterpriseId, Gtin, Money, Name, ProductId, Quantity, SupplyId, Text,
    VariantId, name_key,
};
use sillon_lists::{Exported, NewIds, ProducerCatalogue};
use uuid::Uuid;

/// Numbers that follow from a seed (Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another, which is above zero.
    pub fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.roll() % most).unwrap_or_default()
    }

    /// Whether something happens that does once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        all.get(self.below(all.len())).expect("there is one to pick")
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.roll() % span).unwrap_or_default()
    }
}

/// What texts are made of: quotation marks, delimiters, line breaks, formulas, escapes of workbooks, scripts written from
/// right to left, marks that join the letter before them, and pictures.
const PIECES: [&str; 34] = [
    "Carottes",
    "leek",
    " ",
    "  ",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\n",
    "\n\n",
    "=1+1",
    "+",
    "-",
    "@SUM(A1)",
    "'",
    "''=",
    "＝",
    "\\",
    ":",
    "_x000D_",
    "_x",
    "<b>&amp;",
    "&#10;",
    "🥕",
    "👩‍🌾",
    "עגבניות",
    "جزر",
    "e\u{301}",
    "Œuf",
    "…",
    "\u{200f}",
    "0",
    "\u{feff}",
];

fn text<const MAX: usize>(dice: &mut Dice, max_pieces: usize) -> Option<Text<MAX>> {
    let long = dice.once_in(12);
    let pieces = if long { MAX * 2 } else { 1 + dice.below(max_pieces) };
    let mut text = String::new();
    for _ in 0..pieces {
        let piece = dice.pick(&PIECES);
        if text.chars().count() + piece.chars().count() > MAX {
            break;
        }
        text.push_str(piece);
    }
    // Composed letters may be more than their parts were.
    Text::parse(&text).ok()
}

fn name(dice: &mut Dice) -> Name {
    text(dice, 6).unwrap_or_else(|| Name::parse("Kale").expect("it is a name"))
}

fn maybe<T>(dice: &mut Dice, make: impl FnOnce(&mut Dice) -> Option<T>) -> Option<T> {
    if dice.once_in(2) { make(dice) } else { None }
}

/// Ids counted from a number, so that two makers of them share none.
#[derive(Debug, Clone)]
pub struct CountedIds(pub u128);

impl CountedIds {
    fn next(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(self.0)
    }
}

impl NewIds for CountedIds {
    fn product(&mut self) -> ProductId {
        ProductId(self.next())
    }

    fn variant(&mut self) -> VariantId {
        VariantId(self.next())
    }

    fn supply(&mut self) -> SupplyId {
        SupplyId(self.next())
    }
}

/// A producer's catalogue made up from a seed: a few products in a few sizes, with every field in every state.
pub fn any_goods(seed: u64, producer: EnterpriseId) -> ProducerCatalogue {
    let mut dice = Dice::new(seed);
    let mut ids = CountedIds(u128::from(dice.roll()) << 32);
    let mut goods = ProducerCatalogue::empty(producer);
    let mut names = BTreeSet::new();
    for _ in 0..=dice.below(5) {
        let product = any_product(&mut dice, &mut ids, producer);
        if names.insert(name_key(&product.name)) {
            put_sizes(&mut dice, &mut ids, &mut goods, &product);
            goods.products.push(product);
        }
    }
    goods
}

/// What a goods has, as a list tells it under a producer's name.
pub fn exported<'s>(goods: &'s ProducerCatalogue, producer: &'s str) -> Vec<Exported<'s>> {
    let rows = goods.variants.iter().filter_map(|variant| {
        let product = goods.products.iter().find(|product| product.id == variant.product)?;
        let supply = goods.supplies.iter().find(|supply| supply.id == variant.supply)?;
        Some(Exported { producer, product, variant, supply })
    });
    rows.collect()
}

fn any_product(dice: &mut Dice, ids: &mut CountedIds, producer: EnterpriseId) -> Product {
    let types: Vec<ProductType> = ProductType::all().collect();
    let property =
        |dice: &mut Dice| Property { name: name(dice), value: maybe(dice, |dice| text(dice, 5)) };
    let properties = (0..dice.below(4)).map(|_| property(dice)).collect();
    let units = (0..dice.below(3)).map(|_| any_unit(dice)).collect();
    let product = Product {
        description: maybe(dice, |dice| text(dice, 20)),
        storage: *dice.pick(&[Storage::Ambient, Storage::Chilled, Storage::Frozen]),
        kind: maybe(dice, |dice| Some(*dice.pick(&types))),
        food: any_food(dice),
        labels: Label::ALL.into_iter().filter(|_| dice.once_in(4)).collect(),
        properties,
        inherits_properties: dice.once_in(2),
        units,
        withdrawn: dice.once_in(8),
        ..Product::new(ids.product(), producer, name(dice), name(dice))
    };
    // What nobody may say of a product by hand, a list may not either.
    ProductEdit::default().apply(product.clone()).unwrap_or(Product {
        properties: Vec::new(),
        units: Vec::new(),
        ..product
    })
}

fn any_food(dice: &mut Dice) -> Food {
    let contained = Allergen::ALL.into_iter().filter(|_| dice.once_in(5)).collect();
    let origin: Option<Origin> = maybe(dice, |dice| {
        let origin = dice.pick(&["FR", "FR 60,ES 40", "IT,MA", "DE"]).parse::<Origin>().ok()?;
        let place = maybe(dice, |dice| Some(name(dice)));
        Some(origin.at(place))
    });
    let origin = origin.or_else(|| maybe(dice, |_| Some(Origin::of(Country::FR, None))));
    let days = u16::try_from(1 + dice.below(3_000)).unwrap_or(1);
    let tenths = u16::try_from(dice.below(1_001)).unwrap_or_default();
    Food {
        prepacked: dice.once_in(2),
        allergens: if dice.once_in(3) { Allergens::Unknown } else { Allergens::declare(contained) },
        ingredients: maybe(dice, |dice| text(dice, 20)),
        origin,
        durability: maybe(dice, |dice| {
            Some(if dice.once_in(2) {
                Durability::UseBy(days)
            } else {
                Durability::BestBefore(days)
            })
        }),
        alcohol: maybe(dice, |_| Alcohol::from_tenths(tenths).ok()),
    }
}

fn any_unit(dice: &mut Dice) -> NamedUnit {
    let amount = any_quantity(dice, 1_000_000_000);
    let of = if amount.dimension() == Dimension::Piece {
        maybe(dice, |dice| Some(name(dice)))
    } else {
        None
    };
    NamedUnit { name: name(dice), amount, of }
}

fn any_quantity(dice: &mut Dice, max_milli: i64) -> Quantity {
    let dimension = *dice.pick(&[Dimension::Weight, Dimension::Volume, Dimension::Piece]);
    // Many are round, as people's are.
    let round = *dice.pick(&[1, 1_000, 10_000, 1_000_000]);
    Quantity::from_milli(dice.between(1, max_milli / round) * round, dimension)
}

fn put_sizes(
    dice: &mut Dice,
    ids: &mut CountedIds,
    goods: &mut ProducerCatalogue,
    product: &Product,
) {
    let mut pools: BTreeMap<Dimension, SupplyId> = BTreeMap::new();
    let mut sizes = BTreeSet::new();
    for _ in 0..=dice.below(4) {
        let variant = any_variant(dice, ids, product, &mut pools, goods);
        if sizes.insert(variant.key()) {
            goods.variants.push(variant);
        }
    }
}

fn any_variant(
    dice: &mut Dice,
    ids: &mut CountedIds,
    product: &Product,
    pools: &mut BTreeMap<Dimension, SupplyId>,
    goods: &mut ProducerCatalogue,
) -> Variant {
    let quantity = any_quantity(dice, 100_000_000);
    let counts_pieces = quantity.dimension() == Dimension::Piece;
    let size = if counts_pieces {
        Size::pieces(quantity, maybe(dice, |dice| Some(name(dice))))
    } else {
        Size::measured(quantity)
    };
    let size = size.expect("a size is above zero");
    // What a product's units say of a size nobody says otherwise.
    let draw = if product.units.is_empty() && dice.once_in(4) {
        any_quantity(dice, 1_000_000)
    } else {
        pool_draw(&UnitGraph::of(&product.units).unwrap_or_default(), &size)
    };
    let supply = *pools.entry(draw.dimension()).or_insert_with(|| {
        let id = ids.supply();
        let available_milli = if dice.once_in(3) { 0 } else { dice.between(1, MAX_SUPPLY_MILLI) };
        let (producer, product, dimension) = (goods.producer, product.id, draw.dimension());
        let on_demand = dice.once_in(4);
        goods.supplies.push(Supply {
            id,
            producer,
            product,
            dimension,
            available_milli,
            on_demand,
        });
        id
    });
    let currency = *dice.pick(&[Currency::EUR, Currency::EUR, Currency::CHF, Currency::JPY]);
    let taxes = [
        TaxCategory::Standard,
        TaxCategory::Intermediate,
        TaxCategory::Reduced,
        TaxCategory::SuperReduced,
        TaxCategory::Exempt,
    ];
    let heaviest =
        Quantity::from_milli(quantity.milli() + dice.between(0, 1_000), quantity.dimension());
    let content = Quantity::from_milli(dice.between(1, 1_000_000), Dimension::Weight);
    let heaviest = maybe(dice, |_| (quantity.dimension() == Dimension::Weight).then_some(heaviest));
    Variant {
        id: ids.variant(),
        product: product.id,
        sku: maybe(dice, |dice| text(dice, 4)),
        barcode: maybe(dice, |dice| Some(barcode(dice))),
        name: maybe(dice, |dice| Some(name(dice))),
        size,
        price: Money::new(dice.between(0, 1_000_000), currency),
        tax: *dice.pick(&taxes),
        supply,
        draw,
        deposit: maybe(dice, |dice| Some(Money::new(dice.between(1, 500), currency))),
        deposit_kind: *dice.pick(&DepositKind::ALL),
        heaviest,
        tolerance: None,
        content: maybe(dice, |_| counts_pieces.then_some(content)),
        display_as: maybe(dice, |dice| Some(name(dice))),
        reduced_since: None,
        parts: Vec::new(),
        withdrawn: dice.once_in(6),
    }
}

/// The number under a bar code, which may begin with zeros.
fn barcode(dice: &mut Dice) -> Gtin {
    let digits = format!("{:012}", dice.between(0, 999_999_999_999));
    let checked = (0..10).find_map(|check| format!("{digits}{check}").parse().ok());
    checked.expect("one digit checks the others")
}
