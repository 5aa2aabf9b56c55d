use serde::{Deserialize, Serialize};
use sillon_kernel::{Money, Rate, Timestamp, Unit};

use crate::Listing;

/// A listing with the fees on it: what a shop shows, and at what price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered.
    pub listing: Listing,
    /// The fees in its price, suppliers' first, then the distributor's, then the coordinator's.
    pub fees: Vec<ItemFee>,
    /// The tax rate of the hub's margin, included or added, as the hub charges it.
    pub margin_tax: Rate,
    /// The rates of its goods where the hub is, whoever charges them, each with its weight: several of a bundle.
    pub goods_rates: Vec<(Rate, u64)>,
    /// What one item costs: the listed price and its fees.
    pub price: Money,
    /// What one item would cost at the price it is reduced from, with the fees it would have: the law's price before.
    pub reduced_from: Option<Money>,
    /// What one `unit` of it costs, fees included (directive 98/6/EC).
    pub unit_price: Money,
    /// The kilogram, the litre or the piece.
    pub unit: Unit,
    /// Until when it can be ordered, where its producer must know before the cycle closes.
    pub orders_until: Option<Timestamp>,
    /// From which sum of orders on its producer delivers it, where that is said; of what comes in in several ways, the least.
    pub minimum: Option<Money>,
}

impl Offer {
    pub(crate) fn new(listing: Listing, goods_rates: Vec<(Rate, u64)>, fees: Vec<ItemFee>) -> Self {
        let price = fees.iter().map(|fee| fee.amount).fold(listing.price, |price, fee| price + fee);
        let measured = listing.facts.content.unwrap_or(listing.size);
        let unit = measured.dimension().price_unit();
        let unit_price = price.per(measured.in_unit(unit));
        Self {
            unit_price,
            goods_rates,
            margin_tax: listing.hub_tax,
            listing,
            fees,
            price,
            reduced_from: None,
            unit,
            orders_until: None,
            minimum: None,
        }
    }

    /// An amount that is paid for it, over the rates of its goods.
    pub(crate) fn shared_by_rate(&self, amount: Money) -> Vec<(Rate, Money)> {
        let weights: Vec<u64> = self.goods_rates.iter().map(|(_, weight)| *weight).collect();
        let shares = amount.split(&weights).unwrap_or_default();
        self.goods_rates.iter().map(|(rate, _)| *rate).zip(shares).collect()
    }

    /// The one rate of its goods where the hub is, unless it is a bundle of several.
    pub fn goods_rate(&self) -> Option<Rate> {
        let (first, _) = self.goods_rates.first()?;
        self.goods_rates.iter().all(|(rate, _)| rate == first).then_some(*first)
    }

    /// What people call it: its product's name and its size.
    pub fn name(&self) -> String {
        format!("{} ({})", self.listing.product_name, self.listing.label)
    }

    /// The offer, reduced from what one item would cost before: with fees that are the same on both, so that the two compare.
    /// It says so only where that is more.
    pub(crate) fn reduced_from(self, before: Money, fees: &[ItemFee]) -> Self {
        let before = fees.iter().map(|fee| fee.amount).fold(before, |price, fee| price + fee);
        let is_more = before.minor() > self.price.minor();
        Self { reduced_from: is_more.then_some(before), ..self }
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
    /// The tax rate, included in it or added, as whoever is paid it charges it; none where it is that of the goods.
    pub tax_rate: Option<Rate>,
}

/// The part of a cycle a fee sits on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// An incoming exchange.
    Supplier,
    /// The outgoing exchange to the hub.
    Distributor,
    /// The cycle as a whole.
    Coordinator,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 3] = [Self::Supplier, Self::Distributor, Self::Coordinator];

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
    use sillon_kernel::Quantity;

    use super::*;
    use crate::sample::{eur, listing};

    fn offered(price: &str, size: Quantity, fee: &str) -> Offer {
        let listing = listing(1, price, size);
        let amount = eur(fee);
        let fee = ItemFee { fee: 0, side: Side::Distributor, amount, tax_rate: Some(Rate::ZERO) };
        Offer::new(listing, Vec::new(), vec![fee])
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
    fn a_jar_is_compared_by_what_it_holds() {
        let mut jar = offered("5.95", Quantity::pieces(1), "0").listing;
        jar.facts.content = Quantity::parse("250", Unit::Gram).ok();
        let jar = Offer::new(jar, Vec::new(), Vec::new());
        assert_eq!((jar.unit_price, jar.unit), (eur("23.80"), Unit::Kilogram));
    }

    #[test]
    fn an_item_of_no_size_is_its_own_unit() {
        assert_eq!(offered("3.00", Quantity::pieces(0), "0").unit_price, eur("3.00"));
    }
}
