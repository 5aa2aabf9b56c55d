use rust_decimal::Decimal;
use sillon_kernel::{
    Dimension, Language, Money, Name, ProductId, Quantity, SupplyId, Timestamp, Unit, VariantId,
    fold,
};

use sillon_catalogue::stem;
use sillon_catalogue::{NamedUnit, ProductType, Size, Supply, Variant, unit_key};

/// How a size stands on its producer's shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemState {
    /// What is left of its pool, in thousandths of the pool's base unit.
    pub left_milli: i64,
    /// Whether as much is made as is ordered, so that nothing is counted.
    pub on_demand: bool,
    /// What one item costs.
    pub price: Money,
    /// Whether it is offered this week.
    pub offered: bool,
}

/// One size of a product, as a farmer's week knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfItem {
    /// The variant.
    pub variant: VariantId,
    /// The product it is a size of.
    pub product: ProductId,
    /// What the product is called.
    pub product_name: Name,
    /// What sort of goods it is, in the words people may use for it; suggestions are found by them, and nothing else.
    pub sorts: Vec<String>,
    /// What sets the variant apart beyond its size.
    pub name: Option<Name>,
    /// How much one item is.
    pub size: Size,
    /// The pool it is sold from.
    pub supply: SupplyId,
    /// What one item takes from its pool; above zero.
    pub draw: Quantity,
    /// What one item holds by weight or volume, where its size is pieces.
    pub content: Option<Quantity>,
    /// What stands in place of the size where people read it.
    pub display_as: Option<Name>,
    /// The units its product is counted in, such as a bunch of 500 g.
    pub units: Vec<NamedUnit>,
    /// How it stands.
    pub now: ItemState,
    /// Since when its price is announced as reduced.
    pub reduced_since: Option<Timestamp>,
    /// How it stood when it was listed last week, if it was.
    pub last: Option<ItemState>,
}

/// What a shelf knows of a product.
#[derive(Debug, Clone)]
pub struct ShelfProduct {
    /// The product.
    pub id: ProductId,
    /// What it is called.
    pub name: Name,
    /// Its producer's heading for it.
    pub category: Name,
    /// What it is.
    pub kind: Option<ProductType>,
    /// The units it is counted in.
    pub units: Vec<NamedUnit>,
}

impl ShelfProduct {
    /// Its category, and its type in every language.
    fn sorts(&self) -> Vec<String> {
        let kinds = self
            .kind
            .iter()
            .flat_map(|kind| Language::ALL.map(|language| kind.name(language).to_owned()));
        kinds.chain([self.category.to_string()]).collect()
    }
}

impl ShelfItem {
    /// A size of a product as its pool has it; nothing is known of last week.
    pub fn new(product: ShelfProduct, variant: Variant, supply: &Supply) -> Self {
        Self {
            variant: variant.id,
            product: product.id,
            sorts: product.sorts(),
            product_name: product.name,
            name: variant.name,
            size: variant.size,
            supply: supply.id,
            draw: variant.draw,
            content: variant.content,
            display_as: variant.display_as,
            units: product.units,
            now: ItemState {
                left_milli: supply.available_milli,
                on_demand: supply.on_demand,
                price: variant.price,
                offered: !variant.withdrawn,
            },
            reduced_since: variant.reduced_since,
            last: None,
        }
    }

    /// How much one of a unit is that the product names, when the pool is measured in it.
    pub(crate) fn named_unit(&self, text: &str) -> Option<Quantity> {
        let of_name = |name: &str| {
            let (key, wanted) = (unit_key(name), stem(&fold(name)));
            let is_it = |unit: &&NamedUnit| unit_key(&unit.name) == key;
            let is_like = |unit: &&NamedUnit| stem(&fold(&unit.name)) == wanted;
            self.units.iter().find(is_it).or_else(|| self.units.iter().find(is_like))
        };
        let mut unit = of_name(text)?;
        let mut count = Decimal::ONE;
        // A case of 12 bottles of 75 cl: as many steps as there are units, at most.
        for _ in &self.units {
            let Some(inner) = unit.of.as_deref().and_then(of_name) else { break };
            if unit.amount.dimension() != Dimension::Piece {
                return None;
            }
            count = count.checked_mul(unit.amount.in_unit(Unit::Piece))?;
            unit = inner;
        }
        let milli = count.checked_mul(Decimal::from(unit.amount.milli()))?;
        let milli = i64::try_from(milli).ok().filter(|milli| *milli > 0)?;
        let amount = Quantity::from_milli(milli, unit.amount.dimension());
        (amount.dimension() == self.draw.dimension()).then_some(amount)
    }

    /// Whole items in an amount of its pool.
    pub fn items(&self, left_milli: i64) -> u32 {
        u32::try_from(left_milli.max(0) / self.draw.milli().max(1)).unwrap_or(u32::MAX)
    }

    /// The size as one writes it in a list, so that it is read back: `Carottes 500 g`, `Œufs x6`, `Courge pièce x1`.
    pub fn written(&self) -> String {
        let mut words = vec![self.product_name.to_string()];
        words.extend(self.name.as_ref().map(ToString::to_string));
        words.extend(self.size.piece_name().map(ToString::to_string));
        let quantity = self.size.quantity();
        match quantity.dimension() {
            Dimension::Weight | Dimension::Volume => words.push(quantity.to_string()),
            Dimension::Piece if quantity == Quantity::pieces(1) && words.len() > 1 => {}
            Dimension::Piece => words.push(format!("x{quantity}")),
        }
        let on_one_line = |c: char| if c.is_control() { ' ' } else { c };
        words.join(" ").chars().map(on_one_line).collect()
    }
}
