use sillon_kernel::{Dimension, EnterpriseId, ProductId, Quantity, SupplyId};

/// The most items a list may say are on hand.
pub const MAX_ON_HAND: u32 = 1_000_000;

/// The most a list may put into a supply, in thousandths of a gram, a millilitre or a piece: a thousand tonnes.
pub const MAX_SUPPLY_MILLI: i64 = 1_000_000_000_000;

/// A pool of a producer's goods, from which every size and every shop draws.
///
/// `available_milli` never falls below zero, whatever is asked for at once: whoever takes, takes all of what it asks or nothing,
/// in one guarded statement. Goods made as they are ordered are `on_demand`, and then nothing is counted down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Its id.
    pub id: SupplyId,
    /// Whose goods they are: their producer's, or those a hub holds or may take of them.
    pub producer: EnterpriseId,
    /// What they are.
    pub product: ProductId,
    /// What is measured: grams, millilitres or pieces.
    pub dimension: Dimension,
    /// Thousandths of the dimension's base unit that may still be taken; zero or more.
    pub available_milli: i64,
    /// Whether as much is made as is ordered.
    pub on_demand: bool,
}

impl Supply {
    /// How many whole items of this draw are left; `None` when they are made on demand.
    ///
    /// # Panics
    ///
    /// When the draw is nothing or measures something else than the supply, which is our mistake.
    pub fn whole_items(&self, draw: Quantity) -> Option<u32> {
        assert_eq!(
            draw.dimension(),
            self.dimension,
            "a variant draws on a supply of its own dimension"
        );
        assert!(draw.milli() > 0, "an item takes something from its supply");
        if self.on_demand {
            return None;
        }
        let items = self.available_milli.max(0) / draw.milli();
        Some(u32::try_from(items).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Unit;

    use super::*;

    fn supply(kilos: &str, on_demand: bool) -> Supply {
        Supply {
            id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            producer: "018f0000-0000-7000-8000-000000000002".parse().unwrap(),
            product: "018f0000-0000-7000-8000-000000000003".parse().unwrap(),
            dimension: Dimension::Weight,
            available_milli: Quantity::parse(kilos, Unit::Kilogram).unwrap().milli(),
            on_demand,
        }
    }

    #[test]
    fn only_whole_items_are_left() {
        let bag = Quantity::parse("500", Unit::Gram).unwrap();
        assert_eq!(supply("40", false).whole_items(bag), Some(80));
        assert_eq!(supply("0.499", false).whole_items(bag), Some(0));
        assert_eq!(supply("0", false).whole_items(bag), Some(0));
        assert_eq!(supply("0", true).whole_items(bag), None, "on demand, nothing is counted");
        let speck = Quantity::from_milli(1, Dimension::Weight);
        assert_eq!(supply("1000000", false).whole_items(speck), Some(u32::MAX));
    }

    #[test]
    #[should_panic(expected = "of its own dimension")]
    fn pieces_are_not_drawn_from_a_weight() {
        supply("1", false).whole_items(Quantity::pieces(1));
    }
}
