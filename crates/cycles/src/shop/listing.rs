use std::{collections::BTreeSet, iter, sync::Arc};

use sillon_catalogue::{
    KeptTerms, PriceHistory, Product, SizeFacts, StockKind, TaxRates, Variant, reduced_from,
};
use sillon_kernel::{
    Dimension, EnterpriseId, Money, Picture, ProductId, Quantity, Rate, SupplyId, Tag, Text,
    Timestamp, VariantId, Withdrawal, fold,
};

use crate::{CategoryCodes, Deposit, FoodInformation};

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
    /// The code it bears at the hub: the hub's own, or the producer's.
    pub sku: Option<String>,
    /// What it is found by: its producer's codes for it, and the hub's.
    pub codes: Vec<String>,
    /// What one item is: its unit price and its weight come from it.
    pub size: Quantity,
    /// Whose goods they are that are sold: the producer's, or the hub's where it sells what it holds itself.
    pub owner: EnterpriseId,
    /// The price of one item at the hub, with its tax unless that is added: its own, or the producer's.
    pub price: Money,
    /// What the producer asks for one item, whatever the hub sells it at.
    pub producer_price: Money,
    /// What the price is reduced from: the lowest of the 30 days before a reduction that is announced.
    pub reduced_from: Option<Money>,
    /// The tax rate of the price, included or added, as the owner of the goods charges it.
    pub tax: Rate,
    /// The same as the hub charges it, of what is the hub's in the price.
    pub hub_tax: Rate,
    /// The pool of goods it draws on.
    pub supply: SupplyId,
    /// How much of the pool one item takes.
    pub draw: Quantity,
    /// How it must be kept.
    pub storage: Arc<str>,
    /// What shoppers are told of it as food.
    pub food: Arc<FoodInformation>,
    /// Whether it may be given back.
    pub withdrawal: Withdrawal,
    /// What is paid for the packaging and paid back for it; not part of the price.
    pub deposit: Option<Deposit>,
    /// What else shoppers are told of the size.
    pub facts: SizeFacts,
    /// What limits how many items of it the hub may still take, where something does: a counter of its own, in pieces.
    pub quota: Option<SupplyId>,
    /// What the hub's rules know it by.
    pub tags: BTreeSet<Tag>,
    /// Whether the hub set terms on it that are in force.
    pub is_listed: bool,
    /// What it is put together from; none of a size of its own.
    pub parts: Vec<BundlePart>,
}

impl Listing {
    /// Whether it stands under a category: as it is written, accents and case aside, or by a code of the vocabulary that is its
    /// category's or that of one above it.
    pub fn is_of_category(&self, wanted: &str) -> bool {
        let mut codes = self.food.category.iter().flat_map(CategoryCodes::codes);
        fold(wanted) == fold(&self.category) || codes.any(|code| code.as_str() == wanted)
    }

    /// A size of a product as a hub lists it, on its terms where it has any; `None` when the hub leaves it out, or counts what it
    /// holds of it in another dimension than its product is counted in by now.
    pub fn of(
        (hub, rates): (EnterpriseId, &TaxRates),
        variant: Variant,
        product: &ListedProduct,
        terms: Option<&TermsInForce>,
    ) -> Option<Self> {
        let in_deposit = rates.of(variant.deposit_kind.category(variant.tax));
        let hub_tax = rates.of(variant.tax);
        let listing = Self { hub_tax, ..Self::of_producer(variant, product) };
        match terms {
            Some(terms) => listing.on(terms, hub, in_deposit),
            None => Some(listing),
        }
    }

    /// A size as its producer sells it.
    fn of_producer(variant: Variant, listed: &ListedProduct) -> Self {
        let (label, facts) = (variant.label(), variant.facts());
        let in_deposit = listed.rates.of(variant.deposit_kind.category(variant.tax));
        let product = &listed.product;
        Self {
            variant: variant.id,
            product: product.id,
            producer: product.producer,
            producer_name: Arc::clone(&listed.producer_name),
            product_name: Arc::clone(&listed.name),
            category: product.category.to_string(),
            description: product.description.as_ref().map(Text::to_string),
            pictures: Arc::clone(&listed.pictures),
            label: label.into(),
            codes: variant.codes().collect(),
            sku: variant.sku.map(Text::into_string),
            size: variant.size.quantity(),
            owner: product.producer,
            price: variant.price,
            producer_price: variant.price,
            reduced_from: None,
            tax: listed.rates.of(variant.tax),
            hub_tax: listed.rates.of(variant.tax),
            supply: variant.supply,
            draw: variant.draw,
            storage: product.storage.as_str().into(),
            food: Arc::clone(&listed.food),
            withdrawal: listed.withdrawal,
            deposit: variant.deposit.map(|deposit| Deposit::new(deposit, in_deposit)),
            facts,
            quota: None,
            tags: BTreeSet::new(),
            is_listed: false,
            parts: Vec::new(),
        }
    }

    fn on(
        self,
        TermsInForce { kept, own_dimension, group_price }: &TermsInForce,
        hub: EnterpriseId,
        in_deposit: Rate,
    ) -> Option<Self> {
        if kept.hidden {
            return None;
        }
        let price = group_price.or(kept.price).unwrap_or(self.price);
        let own = kept.sku.as_ref().map(Text::to_string);
        let codes = self.codes.iter().cloned().chain(own.clone()).collect();
        let sku = own.or_else(|| self.sku.clone());
        // Of its own goods a hub is the producer, whatever it sells them at.
        let producer_price = if self.producer == hub { price } else { self.producer_price };
        let tags = kept.tags.clone();
        let is_listed = true;
        let listing = Self { sku, codes, price, producer_price, tags, is_listed, ..self };
        match (kept.stock, kept.own) {
            (StockKind::Own, Some(own)) => {
                let counts = *own_dimension == Some(listing.draw.dimension());
                let (tax, deposit) = (listing.hub_tax, listing.deposit);
                let deposit = deposit.map(|deposit| Deposit::new(deposit.each, in_deposit));
                counts.then_some(Self { supply: own, owner: hub, tax, deposit, ..listing })
            }
            (StockKind::Quota, _) => Some(Self { quota: kept.quota, ..listing }),
            (StockKind::Pool, _) | (StockKind::Own, None) => Some(listing),
        }
    }

    /// The listing with what its price is reduced from, which was announced at an instant, by the prices it had.
    #[must_use]
    pub fn reduced_since(self, since: Timestamp, history: &PriceHistory) -> Self {
        Self { reduced_from: reduced_from(history, since), ..self }
    }

    /// It, and the parts it is put together from.
    pub(crate) fn with_those_in_it(&self) -> impl Iterator<Item = &Self> {
        iter::once(self).chain(self.parts.iter().map(|part| &part.listing))
    }

    /// What so many items take, in thousandths, and of which supplies: of the pool, and of the hub's quota; a bundle of those of its
    /// parts too.
    pub fn takes(&self, items: u32) -> impl Iterator<Item = (SupplyId, i64)> {
        let of_parts = self
            .parts
            .iter()
            .flat_map(move |part| part.listing.takes_itself(items.saturating_mul(part.quantity)));
        self.takes_itself(items).chain(of_parts)
    }

    /// What so many items take, what they are put together from aside.
    pub fn takes_itself(&self, items: u32) -> impl Iterator<Item = (SupplyId, i64)> + use<> {
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
        if self.has_retired_part() {
            return Some(0);
        }
        if self.is_bundle() {
            return self.takes_by_supply(1).into_iter().filter_map(whole).min();
        }
        self.takes(1).filter_map(whole).min()
    }
}

/// A part of a bundle, as the hub that sells the bundle lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundlePart {
    /// The size that goes in.
    pub listing: Listing,
    /// How many of it.
    pub quantity: u32,
    /// Whether it is no longer offered: then there are no bundles of it.
    pub is_retired: bool,
}

/// A product as it is listed: what all its sizes share.
#[derive(Debug, Clone)]
pub struct ListedProduct {
    /// The product.
    pub product: Product,
    /// Its name.
    pub name: Arc<str>,
    /// Its producer's name.
    pub producer_name: Arc<str>,
    /// What it looks like, the first picture first.
    pub pictures: Arc<[Picture]>,
    /// What shoppers are told of it as food.
    pub food: Arc<FoodInformation>,
    /// Whether it may be given back.
    pub withdrawal: Withdrawal,
    /// The rates of tax where its producer is.
    pub rates: TaxRates,
}

impl ListedProduct {
    /// A product that somebody of this name makes, with what may be told of it.
    pub fn new(
        product: Product,
        producer_name: Arc<str>,
        pictures: Arc<[Picture]>,
        food: FoodInformation,
        rates: TaxRates,
    ) -> Self {
        let (name, withdrawal) = (product.name.as_str().into(), product.withdrawal());
        Self { product, name, producer_name, pictures, food: Arc::new(food), withdrawal, rates }
    }
}

/// The terms a hub sells a variant on, which its producer lets it set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsInForce {
    /// The terms.
    pub kept: KeptTerms,
    /// What is measured by the counter of what the hub holds itself.
    pub own_dimension: Option<Dimension>,
    /// The hub's price for those it is looked at for, where it has one: the lowest of those for a tag of theirs.
    pub group_price: Option<Money>,
}

impl TermsInForce {
    /// The terms as they hold of a bundle: of those it holds it may sell no more, and they are put together from their parts all the
    /// same.
    #[must_use]
    pub fn on_bundle(&self) -> Self {
        let mut terms = self.clone();
        if terms.kept.stock == StockKind::Own && terms.kept.own.is_some() {
            // Bundles are counted one by one: what it counts otherwise is no number of them.
            let hidden = terms.kept.hidden || self.own_dimension != Some(Dimension::Piece);
            let (stock, quota) = (StockKind::Quota, self.kept.own);
            terms.kept = KeptTerms { stock, quota, hidden, ..terms.kept };
        }
        terms
    }

    /// The terms as they hold of a part of a bundle: for everybody, and also where the hub does not sell it by itself.
    #[must_use]
    pub fn within_bundle(&self) -> Self {
        let kept = KeptTerms { hidden: false, ..self.kept.clone() };
        Self { kept, group_price: None, own_dimension: self.own_dimension }
    }

    /// Since when a reduction of a variant is announced at a hub: by the hub, of a price of its own on these terms; else as its
    /// producer has it.
    pub fn announced(
        terms: Option<&Self>,
        producers_since: Option<Timestamp>,
    ) -> Option<Timestamp> {
        match terms {
            // Prices of a group are none that were announced to everybody.
            Some(Self { group_price: Some(_), .. }) => None,
            Some(Self { kept: KeptTerms { price: Some(_own), reduced_since, .. }, .. }) => {
                *reduced_since
            }
            Some(_) | None => producers_since,
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Unit;

    use super::*;
    use crate::sample::{eur, id, listing, percent};

    fn grams(count: u32) -> Quantity {
        Quantity::parse(&count.to_string(), Unit::Gram).unwrap()
    }

    fn on(kept: KeptTerms, own_dimension: Option<Dimension>, hub: u32) -> Option<Listing> {
        let terms = TermsInForce { kept, own_dimension, group_price: None };
        listing(1, "2.00", grams(500)).on(&terms, id(hub), percent("5.5"))
    }

    #[test]
    fn a_hub_sells_at_its_own_price_and_bears_its_own_code() {
        let terms = KeptTerms {
            price: Some(eur("2.50")),
            sku: Text::parse("HUB").ok(),
            ..KeptTerms::default()
        };
        let sold = on(terms.clone(), None, 900).unwrap();
        assert_eq!((sold.price, sold.producer_price), (eur("2.50"), eur("2.00")));
        assert_eq!((sold.sku.as_deref(), sold.margin()), (Some("HUB"), eur("0.50")));
        let own = on(terms, None, 100).unwrap();
        assert_eq!(own.producer_price, eur("2.50"), "of its own goods it is the producer");
        assert_eq!(on(KeptTerms { hidden: true, ..KeptTerms::default() }, None, 900), None);
    }

    #[test]
    fn a_hub_sells_from_the_pool_from_a_quota_of_it_or_from_what_it_holds() {
        let stock = |stock| KeptTerms {
            stock,
            own: Some(id(7)),
            quota: Some(id(8)),
            ..KeptTerms::default()
        };
        let of = |listing: Option<Listing>| listing.map(|it| (it.supply, it.owner, it.quota));
        let pool = on(stock(StockKind::Pool), None, 900);
        assert_eq!(of(pool), Some((id(1), id(100), None)));
        let quota = on(stock(StockKind::Quota), None, 900);
        assert_eq!(of(quota), Some((id(1), id(100), Some(id(8)))));
        let own = on(stock(StockKind::Own), Some(Dimension::Weight), 900);
        let taken = own.as_ref().map(|own| own.takes(2).collect::<Vec<_>>());
        assert_eq!(taken, Some(vec![(id(7), 1_000_000)]), "the producer's pool stays as it is");
        assert_eq!(of(own), Some((id(7), id(900), None)));
        assert_eq!(on(stock(StockKind::Own), Some(Dimension::Piece), 900), None);
    }

    #[test]
    fn a_group_has_a_price_of_its_own_and_the_farm_what_it_asks() {
        let kept = KeptTerms { price: Some(eur("2.50")), ..KeptTerms::default() };
        let terms = TermsInForce { kept, group_price: Some(eur("2.20")), own_dimension: None };
        let sold = listing(1, "2.00", grams(500)).on(&terms, id(900), percent("5.5")).unwrap();
        assert_eq!((sold.price, sold.producer_price), (eur("2.20"), eur("2.00")));
        assert_eq!(TermsInForce::announced(Some(&terms), Timestamp::from_micros(1).ok()), None);
    }

    #[test]
    fn a_reduction_is_of_whose_price_it_is() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (hubs, farms) = (at("2026-05-05T00:00:00Z"), at("2026-05-04T00:00:00Z"));
        let terms = |price| {
            let kept = KeptTerms { price, reduced_since: Some(hubs), ..KeptTerms::default() };
            TermsInForce { kept, ..TermsInForce::default() }
        };
        let announced =
            |terms: Option<TermsInForce>| TermsInForce::announced(terms.as_ref(), Some(farms));
        assert_eq!(announced(None), Some(farms));
        assert_eq!(announced(Some(terms(None))), Some(farms));
        assert_eq!(announced(Some(terms(Some(eur("2"))))), Some(hubs));
    }

    #[test]
    fn a_quota_limits_what_the_pool_has() {
        let (pool, quota) = (format!("{:032x}", 4), format!("{:032x}", 5));
        let bag = listing(4, "2.00", grams(500));
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
}
