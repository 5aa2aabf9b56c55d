use std::sync::Arc;

use sillon_kernel::{
    EnterpriseId, Money, Picture, ProductId, Quantity, Rate, SupplyId, Unit, VariantId,
};

/// A variant as a hub lists it, before any fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The size sold.
    pub variant: VariantId,
    /// What it is a size of.
    pub product: ProductId,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// The producer's name.
    pub producer_name: Arc<str>,
    /// The product's name.
    pub product_name: Arc<str>,
    /// The shelf it stands on.
    pub category: String,
    /// What people should know of it.
    pub description: Option<String>,
    /// What it looks like, the first picture first.
    pub pictures: Arc<[Picture]>,
    /// What the size is called, such as “500 g bag”.
    pub label: Arc<str>,
    /// The producer's own number for it.
    pub sku: Option<String>,
    /// What one item is: its unit price and its weight come from it.
    pub size: Quantity,
    /// The price of one item, tax included.
    pub price: Money,
    /// The tax included in the price.
    pub tax: Rate,
    /// The pool of goods it draws on.
    pub supply: SupplyId,
    /// How much of the pool one item takes.
    pub draw: Quantity,
    /// How it must be kept.
    pub storage: Arc<str>,
}

/// A listing with the fees on it: what a shop shows, and at what price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered.
    pub listing: Listing,
    /// The fees in its price, suppliers' first, then the distributor's, then the coordinator's.
    pub fees: Vec<ItemFee>,
    /// What one item costs: the listed price and its fees.
    pub price: Money,
    /// What one `unit` of it costs, fees included (directive 98/6/EC).
    pub unit_price: Money,
    /// The kilogram, the litre or the piece.
    pub unit: Unit,
}

impl Offer {
    pub(crate) fn new(listing: Listing, fees: Vec<ItemFee>) -> Self {
        let price = fees.iter().map(|fee| fee.amount).fold(listing.price, |price, fee| price + fee);
        let unit = listing.size.dimension().price_unit();
        Self { unit_price: price.per(listing.size.in_unit(unit)), listing, fees, price, unit }
    }
}

/// A fee in the price of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFee {
    /// Its place in the price list's fees.
    pub fee: usize,
    /// The side it sits on.
    pub side: Side,
    /// What it is on one item.
    pub amount: Money,
}

/// The part of a cycle a fee sits on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// An incoming exchange.
    Supplier,
    /// The outgoing exchange to the hub.
    Distributor,
    /// The cycle as a whole.
    Coordinator,
}

impl Side {
    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Distributor => "distributor",
            Self::Coordinator => "coordinator",
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Currency;

    use super::*;

    fn eur(text: &str) -> Money {
        Money::parse(text, Currency::EUR).unwrap()
    }

    fn offered(price: &str, size: Quantity, fee: &str) -> Offer {
        let listing = Listing {
            variant: format!("{:032x}", 1).parse().unwrap(),
            product: format!("{:032x}", 2).parse().unwrap(),
            producer: format!("{:032x}", 3).parse().unwrap(),
            producer_name: "Ferme de l’Étang".into(),
            product_name: "Carrots".into(),
            category: "Vegetables".into(),
            description: None,
            pictures: [].into(),
            label: "500 g bag".into(),
            sku: None,
            size,
            price: eur(price),
            tax: Rate::from_bps(550),
            supply: format!("{:032x}", 4).parse().unwrap(),
            draw: size,
            storage: "ambient".into(),
        };
        Offer::new(listing, vec![ItemFee { fee: 0, side: Side::Distributor, amount: eur(fee) }])
    }

    #[test]
    fn the_price_and_the_unit_price_hold_the_fees() {
        let bag = offered("2.00", Quantity::parse("500", Unit::Gram).unwrap(), "0.20");
        assert_eq!(
            (bag.price, bag.unit_price, bag.unit),
            (eur("2.20"), eur("4.40"), Unit::Kilogram)
        );
        let bottle = offered("3.00", Quantity::parse("75", Unit::Centilitre).unwrap(), "0.50");
        assert_eq!((bottle.unit_price, bottle.unit), (eur("4.67"), Unit::Litre));
        let eggs = offered("3.00", Quantity::pieces(12), "0.18");
        assert_eq!((eggs.unit_price, eggs.unit), (eur("0.27"), Unit::Piece));
    }

    #[test]
    fn an_item_of_no_size_is_its_own_unit() {
        assert_eq!(offered("3.00", Quantity::pieces(0), "0").unit_price, eur("3.00"));
    }
}
