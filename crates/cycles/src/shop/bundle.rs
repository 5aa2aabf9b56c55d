//! Sizes that are put together from others: what is told of them, how many there are, and what of their price is whose.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sillon_catalogue::{Allergens, Storage};
use sillon_kernel::{EnterpriseId, Money, Rate, SupplyId, Withdrawal};

use crate::{BundlePart, Deposit, FoodInformation, Listing, Offer, PriceList};

/// What of a priced line is one size: all of it, or one part of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldPart<'a> {
    /// The size.
    pub listing: &'a Listing,
    /// How many items of it.
    pub quantity: u32,
    /// What is paid for them, before fees.
    pub goods: Money,
    /// What of that is the hub's, beside what their owner gets.
    pub margin: Money,
    /// The tax rate included in the margin.
    pub margin_tax_rate: Rate,
    /// The fees on them.
    pub fees: Money,
    /// The tax included in the goods, that in the margin with it.
    pub tax: Money,
    /// The tax included in the margin.
    pub margin_tax: Money,
    /// The deposits on them.
    pub deposit: Money,
    /// The tax included in the deposits.
    pub deposit_tax: Money,
}

impl Listing {
    /// Whether it is put together from others.
    pub fn is_bundle(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether a part of it is no longer offered.
    pub(crate) fn has_retired_part(&self) -> bool {
        self.parts.iter().any(|part| part.is_retired)
    }

    /// The listing as a bundle of these parts: kept as the coldest of them, with the allergens of them all; it may be given back as
    /// far as one of them may.
    #[must_use]
    pub fn with_parts(self, parts: Vec<BundlePart>) -> Self {
        if parts.is_empty() {
            return self;
        }
        let listings = || parts.iter().map(|part| &part.listing);
        let class = |text: &str| text.parse().unwrap_or(Storage::Ambient);
        let classes = listings().map(|part| class(&part.storage));
        let storage = classes.fold(class(&self.storage), Storage::colder);
        let allergens = listings().map(|part| &part.food.allergens);
        let allergens = allergens.fold(Allergens::DeclaredNone, Allergens::with);
        let food = FoodInformation { allergens, ..FoodInformation::clone(&self.food) };
        let is_kept = listings().all(|part| part.withdrawal == Withdrawal::Perishable);
        let withdrawal = if is_kept { Withdrawal::Perishable } else { Withdrawal::FourteenDays };
        let (storage, food) = (storage.as_str().into(), Arc::new(food));
        Self { storage, food, withdrawal, parts, ..self }
    }

    /// Whether a hub may sell it: who sells the goods of several farms as one is their hub, puts them together itself, and is let
    /// sell all of them. Whoever runs the cycle may bring the parts to it; that does not count.
    pub(crate) fn may_be_sold_by(
        &self,
        hub: EnterpriseId,
        suppliers: &BTreeSet<EnterpriseId>,
    ) -> bool {
        let makers = || self.parts.iter().map(|part| part.listing.producer);
        let is_let = |maker: EnterpriseId| maker == hub || suppliers.contains(&maker);
        if self.producer == hub {
            makers().all(is_let)
        } else {
            makers().all(|it| it == self.producer)
        }
    }

    /// The rates of its goods where the hub is, whoever charges them, each with its weight: its own, or those of its parts.
    pub(crate) fn goods_rates(&self) -> Vec<(Rate, u64)> {
        if self.parts.is_empty() {
            return vec![(self.hub_tax, 1)];
        }
        let rates = self.parts.iter().map(|part| part.listing.hub_tax);
        rates.zip(weights(&self.parts)).collect()
    }

    /// What so many items take of each supply: several parts may draw on one.
    pub(crate) fn takes_by_supply(&self, items: u32) -> BTreeMap<SupplyId, i64> {
        let mut taken = BTreeMap::new();
        for (supply, milli) in self.takes(items) {
            *taken.entry(supply).or_default() += milli;
        }
        taken
    }

    /// What the farms, and the hub of what it holds, get for the parts of one bundle at their prices.
    pub fn parts_price(&self) -> Money {
        let of = |part: &BundlePart| part.listing.asked().times(part.quantity);
        Money::total(self.price.currency(), self.parts.iter().map(of))
    }

    /// Whether whoever puts it together bears a part of its price: others get more for their parts than it costs.
    pub fn is_sold_at_a_loss(&self) -> bool {
        let of_others = self.parts.iter().filter(|part| part.listing.owner != self.owner);
        let asked = of_others.map(|part| part.listing.asked().times(part.quantity));
        let owed = Money::total(self.price.currency(), asked);
        owed.minor() > self.producer_price.minor()
    }

    /// What the deposits on all parts of one bundle come to, where there are any; the tax is that of each in it.
    pub(crate) fn deposit_of_parts(&self) -> Option<Deposit> {
        let all = self.parts.iter().filter_map(|it| Some((it.listing.deposit?, it.quantity)));
        all.map(|(of, items)| Deposit {
            each: of.of(items),
            tax_rate: of.tax_rate,
            tax_each: of.tax_of(items),
        })
        .reduce(|sum, of| Deposit {
            each: sum.each + of.each,
            tax_each: sum.tax_each + of.tax_each,
            ..sum
        })
    }

    /// What whoever's goods they are asks for one: the producer, or the hub of what it holds.
    fn asked(&self) -> Money {
        if self.owner == self.producer { self.producer_price } else { self.price }
    }
}

impl PriceList {
    /// What of the price of one bundle, before fees, is each part's; nothing of what is no bundle.
    pub fn sold_parts<'a>(&self, offer: &'a Offer) -> Vec<SoldPart<'a>> {
        let price = offer.listing.price;
        self.parts_of(&offer.listing, 1, (price, Money::zero(price.currency())))
    }

    /// What of so many bundles, which come to `goods` and `fees`, is each part's.
    pub(crate) fn parts_of<'a>(
        &self,
        bundle: &'a Listing,
        bundles: u32,
        (goods, fees): (Money, Money),
    ) -> Vec<SoldPart<'a>> {
        parts_of(bundle, bundles, (goods, fees), |amount, rate| self.included(amount, rate))
    }
}

/// What of so many bundles, which come to `goods` and `fees`, is each part's.
///
/// The price is shared over the parts by what they cost at the hub by themselves, so that each rate of tax is in it as far as goods of
/// that rate are (CJEU, C-349/96, 31, and C-291/03). The owner of a part gets what it asks for it, whatever the share is; the rest,
/// above or below zero, is the hub's. Of its own goods, whoever puts the bundle together has the share itself.
fn parts_of(
    bundle: &Listing,
    bundles: u32,
    (goods, fees): (Money, Money),
    included: impl Fn(Money, Rate) -> Money,
) -> Vec<SoldPart<'_>> {
    let weights = weights(&bundle.parts);
    let shared = |amount: Money| amount.split(&weights).unwrap_or_default();
    let own = shared(bundle.producer_price.times(bundles));
    let amounts = shared(goods).into_iter().zip(own).zip(shared(fees));
    let mut sold = Vec::with_capacity(bundle.parts.len());
    for (BundlePart { listing, quantity, is_retired: _ }, ((goods, own), fees)) in
        bundle.parts.iter().zip(amounts)
    {
        let items = quantity.saturating_mul(bundles);
        let is_own = listing.owner == bundle.owner;
        let owners = if is_own { own } else { listing.asked().times(items) };
        let margin = goods - owners;
        let margin_tax = included(margin, listing.hub_tax);
        let none = Money::zero(goods.currency());
        sold.push(SoldPart {
            listing,
            quantity: items,
            goods,
            margin,
            margin_tax_rate: listing.hub_tax,
            fees,
            tax: included(owners, listing.tax) + margin_tax,
            margin_tax,
            deposit: listing.deposit.map_or(none, |deposit| deposit.of(items)),
            deposit_tax: listing.deposit.map_or(none, |deposit| deposit.tax_of(items)),
        });
    }
    sold
}

/// By what the price of a bundle is shared over its parts: what they cost at the hub by themselves; alike, where all are free.
fn weights(parts: &[BundlePart]) -> Vec<u64> {
    let price = |part: &BundlePart| part.listing.price.times(part.quantity).minor();
    let weights = parts.iter().map(|part| u64::try_from(price(part)).unwrap_or_default());
    let weights: Vec<u64> = weights.collect();
    if weights.iter().all(|weight| *weight == 0) { vec![1; parts.len()] } else { weights }
}
