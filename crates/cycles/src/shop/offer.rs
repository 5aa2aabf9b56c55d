use std::{iter, sync::Arc};

use sillon_kernel::{
    EnterpriseId, Money, Picture, ProductId, Quantity, Rate, SupplyId, Unit, VariantId, Withdrawal,
};

use crate::{Deposit, Told};

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
    /// Whose goods they are that are sold: the producer's, or the hub's where it sells what it holds itself.
    pub owner: EnterpriseId,
    /// The price of one item at the hub, tax included: its own, or the producer's.
    pub price: Money,
    /// What the producer asks for one item, whatever the hub sells it at.
    pub producer_price: Money,
    /// What the price is reduced from: the lowest of the 30 days before a reduction that is announced.
    pub reduced_from: Option<Money>,
    /// The tax included in the price, as the owner of the goods charges it.
    pub tax: Rate,
    /// The pool of goods it draws on.
    pub supply: SupplyId,
    /// How much of the pool one item takes.
    pub draw: Quantity,
    /// How it must be kept.
    pub storage: Arc<str>,
    /// What is said of it as food.
    pub told: Arc<Told>,
    /// Whether it may be given back.
    pub withdrawal: Withdrawal,
    /// What is paid for the packaging and paid back for it; not part of the price.
    pub deposit: Option<Deposit>,
    /// The most one item may weigh, where each is weighed and `size` is what to expect.
    pub heaviest: Option<Quantity>,
    /// What one item of pieces holds by weight or volume: its unit price comes from it.
    pub content: Option<Quantity>,
    /// What limits how many items of it the hub may still take, where something does: a counter of its own, in pieces.
    pub quota: Option<SupplyId>,
}

impl Listing {
    /// What so many items take, in thousandths, and of which supplies: of the pool, and of the hub's quota.
    pub fn takes(&self, items: u32) -> impl Iterator<Item = (SupplyId, i64)> {
        let pool = (self.supply, self.draw.times(items).milli());
        let quota = self.quota.map(|quota| (quota, Quantity::pieces(items).milli()));
        iter::once(pool).chain(quota)
    }

    /// What of the price of one item is the hub's, where it sells the producer's goods at a price of its own: the difference,
    /// below zero where the hub bears it.
    pub fn margin(&self) -> Money {
        if self.owner == self.producer {
            self.price - self.producer_price
        } else {
            Money::zero(self.price.currency())
        }
    }

    /// How many items there are to sell, by what is left of each supply in thousandths; `left` gives none of a supply that
    /// does not run out, and then neither does this.
    pub fn items_left(&self, left: impl Fn(SupplyId) -> Option<i64>) -> Option<u32> {
        let whole = |(supply, draw): (SupplyId, i64)| {
            let items = left(supply)?.max(0) / draw.max(1);
            Some(u32::try_from(items).unwrap_or(u32::MAX))
        };
        self.takes(1).filter_map(whole).min()
    }
}

/// A listing with the fees on it: what a shop shows, and at what price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered.
    pub listing: Listing,
    /// The fees in its price, suppliers' first, then the distributor's, then the coordinator's.
    pub fees: Vec<ItemFee>,
    /// The tax included in the hub's margin, as the hub charges it.
    pub margin_tax: Rate,
    /// What one item costs: the listed price and its fees.
    pub price: Money,
    /// What one item would cost at the price it is reduced from, with the fees it would have: the law's price before.
    pub reduced_from: Option<Money>,
    /// What one `unit` of it costs, fees included (directive 98/6/EC).
    pub unit_price: Money,
    /// The kilogram, the litre or the piece.
    pub unit: Unit,
}

impl Offer {
    pub(crate) fn new(listing: Listing, margin_tax: Rate, fees: Vec<ItemFee>) -> Self {
        let price = fees.iter().map(|fee| fee.amount).fold(listing.price, |price, fee| price + fee);
        let measured = listing.content.unwrap_or(listing.size);
        let unit = measured.dimension().price_unit();
        let unit_price = price.per(measured.in_unit(unit));
        Self { unit_price, listing, margin_tax, fees, price, reduced_from: None, unit }
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
            owner: format!("{:032x}", 3).parse().unwrap(),
            price: eur(price),
            producer_price: eur(price),
            reduced_from: None,
            tax: Rate::from_bps(550),
            supply: format!("{:032x}", 4).parse().unwrap(),
            draw: size,
            storage: "ambient".into(),
            told: Arc::default(),
            withdrawal: sillon_kernel::Withdrawal::Perishable,
            deposit: None,
            heaviest: None,
            content: None,
            quota: None,
        };
        let fee = ItemFee { fee: 0, side: Side::Distributor, amount: eur(fee) };
        Offer::new(listing, Rate::from_bps(550), vec![fee])
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
        jar.content = Quantity::parse("250", Unit::Gram).ok();
        let jar = Offer::new(jar, Rate::ZERO, Vec::new());
        assert_eq!((jar.unit_price, jar.unit), (eur("23.80"), Unit::Kilogram));
    }

    #[test]
    fn a_quota_limits_what_the_pool_has() {
        let (pool, quota) = (format!("{:032x}", 4), format!("{:032x}", 5));
        let bag = offered("2.00", Quantity::parse("500", Unit::Gram).unwrap(), "0").listing;
        let limited = Listing { quota: Some(quota.parse().unwrap()), ..bag.clone() };
        let left = |supply: SupplyId| match supply.to_string().replace('-', "") {
            of if of == pool => Some(4_000_000),
            _ => Some(3_000),
        };
        assert_eq!((bag.items_left(left), limited.items_left(left)), (Some(8), Some(3)));
        let endless = |supply: SupplyId| left(supply).filter(|_| supply != bag.supply);
        assert_eq!((bag.items_left(endless), limited.items_left(endless)), (None, Some(3)));
        let taken: Vec<i64> = limited.takes(2).map(|(_, milli)| milli).collect();
        assert_eq!(taken, [1_000_000, 2_000]);
    }

    #[test]
    fn an_item_of_no_size_is_its_own_unit() {
        assert_eq!(offered("3.00", Quantity::pieces(0), "0").unit_price, eur("3.00"));
    }
}
