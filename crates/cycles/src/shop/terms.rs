use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sillon_kernel::{
    EnterpriseId, FeeId, HandOverMethodId, Money, Name, Quantity, Rate, VariantId, VatRegime,
    VoucherId,
};

use crate::{
    Calculator, Fee, FeeKind, FeeTax, HandOverMethod, ItemFee, Listing, Offer, OfferedHandOver,
    OrderFee, Ordered, PriceList, Priced, Side, Voucher, VoucherValue, shop::added_tax::AddedTaxes,
};

/// What an order was priced on beside the prices of its lines: the fees on it, its hand-over, its vouchers, and who charges which
/// tax.
///
/// It is kept with the order, and a change of the order is priced on it: on what was agreed to, whatever became of the fees, the
/// rates of tax and the exchanges since. What of them the order does not need is left out.
///
/// Serialised, it is what is stored: what is added to it needs a default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fees: Vec<FeeTerms>,
    /// The fees in the prices of items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item_fees: Vec<ChargedFee>,
    /// The fees on the whole order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    order_fees: Vec<ChargedFee>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_over: Option<HandOverTerms>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vouchers: Vec<VoucherTerms>,
    /// How those who are paid charge tax, as far as they said.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    regimes: BTreeMap<EnterpriseId, VatRegime>,
    /// The taxes of a hub that adds them to its prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    added_taxes: Option<AddedTaxes>,
    /// What one item is, where that is not what it takes from its pool.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sizes: BTreeMap<VariantId, Quantity>,
    /// What the seller of a bundle asks for one, where the hub sells it at another price.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    asked: BTreeMap<VariantId, Money>,
    /// The rates of the goods where the hub is, each with its weight, where a fee is taxed as they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    goods_rates: BTreeMap<VariantId, Vec<(Rate, u64)>>,
}

/// A fee as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FeeTerms {
    id: FeeId,
    enterprise: EnterpriseId,
    name: Name,
    kind: FeeKind,
    calculator: Calculator,
}

/// Where a fee is charged, and at which tax rate: none where it is taxed as the goods are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ChargedFee {
    /// Its place in the fees.
    fee: usize,
    side: Side,
    /// The sizes it is charged on; all, where it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    only: Option<BTreeSet<VariantId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tax_rate: Option<Rate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct HandOverTerms {
    method: HandOverMethodId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calculator: Option<Calculator>,
    tax_rate: Rate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct VoucherTerms {
    id: VoucherId,
    code: String,
    value: VoucherValue,
}

impl Terms {
    /// The terms on which a list priced a basket.
    pub fn of(list: &PriceList, priced: &Priced) -> Self {
        let offers: Vec<&Offer> =
            priced.lines.iter().filter_map(|line| list.offers.get(line.offer)).collect();
        let hand_over = priced.hand_over.and_then(|charge| list.hand_over(charge.method));
        Self { vouchers: vouchers(list, priced), ..Self::of_offers(list, &offers, hand_over) }
    }

    /// The terms of an order's own list: of all that is in it, whatever of it is ordered.
    pub fn of_all(list: &PriceList) -> Self {
        let offers: Vec<&Offer> = list.offers.iter().collect();
        let vouchers = list.vouchers.iter().map(VoucherTerms::of).collect();
        Self { vouchers, ..Self::of_offers(list, &offers, list.hand_over.first()) }
    }

    fn of_offers(list: &PriceList, offers: &[&Offer], hand_over: Option<&OfferedHandOver>) -> Self {
        let mut terms = Self {
            item_fees: item_fees(offers),
            order_fees: order_fees(list, offers),
            hand_over: hand_over.map(|offered| HandOverTerms {
                method: offered.method.id,
                calculator: offered.method.calculator.clone(),
                tax_rate: offered.tax,
            }),
            added_taxes: list.added_taxes.clone(),
            ..Self::default()
        };
        terms.keep_fees(list);
        let listings = offers.iter().map(|offer| &offer.listing);
        for listing in listings.flat_map(Listing::with_those_in_it) {
            if listing.size != listing.draw {
                terms.sizes.insert(listing.variant, listing.size);
            }
            if listing.is_bundle() && listing.producer_price != listing.price {
                terms.asked.insert(listing.variant, listing.producer_price);
            }
        }
        if terms.item_fees.iter().chain(&terms.order_fees).any(|fee| fee.tax_rate.is_none()) {
            let rates = offers.iter().map(|of| (of.listing.variant, of.goods_rates.clone()));
            terms.goods_rates = rates.collect();
        }
        terms.keep_payees(list, offers);
        terms
    }

    /// Keeps the fees that are charged, and names them by their places among these.
    fn keep_fees(&mut self, list: &PriceList) {
        let charged = || self.item_fees.iter().chain(&self.order_fees);
        let kept: BTreeSet<usize> = charged().map(|charged| charged.fee).collect();
        let of = |fee: &Fee| FeeTerms {
            id: fee.id,
            enterprise: fee.enterprise,
            name: fee.name.clone(),
            kind: fee.kind,
            calculator: fee.calculator.clone(),
        };
        self.fees = kept.iter().filter_map(|place| list.fees.get(*place).map(of)).collect();
        let places: BTreeMap<usize, usize> = kept.into_iter().zip(0..).collect();
        for charged in self.item_fees.iter_mut().chain(&mut self.order_fees) {
            charged.fee = places.get(&charged.fee).copied().unwrap_or_default();
        }
    }

    /// Keeps what is known of the tax of those who are paid.
    fn keep_payees(&mut self, list: &PriceList, offers: &[&Offer]) {
        let sold = offers.iter().flat_map(|offer| offer.listing.with_those_in_it());
        let mut payees: BTreeSet<EnterpriseId> = sold.map(|listing| listing.owner).collect();
        payees.insert(list.hub);
        payees.extend(self.fees.iter().map(|fee| fee.enterprise));
        let regime = |payee: &EnterpriseId| Some((*payee, list.regime(*payee)?));
        self.regimes = payees.iter().filter_map(regime).collect();
        if let Some(taxes) = &mut self.added_taxes {
            taxes.keep(&payees);
        }
    }

    /// The price list of what is in an order, on these terms.
    pub fn price_list(&self, ordered: &Ordered) -> PriceList {
        let offers = ordered.listings.iter().map(|listing| self.offer(listing.clone()));
        let order_fee = |charged: &ChargedFee| OrderFee {
            fee: charged.fee,
            side: charged.side,
            only_with: charged.only.clone(),
            tax_rate: charged.tax_rate,
        };
        let hand_over = self.hand_over.as_ref().zip(ordered.hand_over.clone());
        let hand_over = hand_over.map(|(terms, method)| OfferedHandOver {
            method: HandOverMethod { calculator: terms.calculator.clone(), ..method },
            window: None,
            tax: terms.tax_rate,
        });
        let mut list = PriceList::bare(ordered, offers.collect(), self.regimes.clone());
        list.fees = self.fees.iter().map(FeeTerms::fee).collect();
        list.order_fees = self.order_fees.iter().map(order_fee).collect();
        list.hand_over = hand_over.into_iter().collect();
        list.vouchers = self.vouchers.iter().filter_map(|it| it.voucher(ordered.hub)).collect();
        list.added_taxes.clone_from(&self.added_taxes);
        list
    }

    /// The vouchers that were used.
    pub fn vouchers(&self) -> Vec<VoucherId> {
        self.vouchers.iter().map(|voucher| voucher.id).collect()
    }

    /// What one item of a size is, which takes so much from its pool.
    pub fn size(&self, variant: VariantId, draw: Quantity) -> Quantity {
        self.sizes.get(&variant).copied().unwrap_or(draw)
    }

    /// What the seller of a bundle asks for one, which is sold at a price.
    pub fn asked(&self, variant: VariantId, price: Money) -> Money {
        self.asked.get(&variant).copied().unwrap_or(price)
    }

    fn offer(&self, listing: Listing) -> Offer {
        let variant = listing.variant;
        let of_it = |charged: &&ChargedFee| {
            charged.only.as_ref().is_none_or(|only| only.contains(&variant))
        };
        let on_item = |charged: &ChargedFee| {
            let fee = self.fees.get(charged.fee)?;
            let amount = fee.calculator.on_items(listing.price, listing.size, 1);
            let (fee, side, tax_rate) = (charged.fee, charged.side, charged.tax_rate);
            Some(ItemFee { fee, side, amount, tax_rate })
        };
        let fees = self.item_fees.iter().filter(of_it).filter_map(on_item).collect();
        let known = self.goods_rates.get(&variant).cloned();
        let rates = known.unwrap_or_else(|| listing.goods_rates());
        Offer::new(listing, rates, fees)
    }
}

impl FeeTerms {
    fn fee(&self) -> Fee {
        Fee {
            id: self.id,
            enterprise: self.enterprise,
            name: self.name.clone(),
            kind: self.kind,
            calculator: self.calculator.clone(),
            // What it is taxed at stands where it is charged.
            tax: FeeTax::Goods,
            retired_at: None,
        }
    }
}

impl VoucherTerms {
    fn of(voucher: &Voucher) -> Self {
        Self { id: voucher.id, code: voucher.code.to_string(), value: voucher.value }
    }

    fn voucher(&self, hub: EnterpriseId) -> Option<Voucher> {
        Some(Voucher {
            id: self.id,
            hub,
            code: self.code.parse().ok()?,
            value: self.value,
            from: None,
            until: None,
            max_uses: None,
            max_uses_each: None,
            combines: true,
            retired_at: None,
            version: 0,
        })
    }
}

/// The fees in the prices of offers, each with those it is on.
fn item_fees(offers: &[&Offer]) -> Vec<ChargedFee> {
    let mut charged: Vec<ChargedFee> = Vec::new();
    for offer in offers {
        for ItemFee { fee, side, tax_rate, amount: _ } in &offer.fees {
            let same = |it: &&mut ChargedFee| (it.fee, it.side) == (*fee, *side);
            let variant = offer.listing.variant;
            match charged.iter_mut().find(same) {
                Some(known) => known.only.get_or_insert_default().extend([variant]),
                None => charged.push(ChargedFee {
                    fee: *fee,
                    side: *side,
                    only: Some([variant].into()),
                    tax_rate: *tax_rate,
                }),
            }
        }
    }
    for fee in &mut charged {
        fee.only.take_if(|only| only.len() == offers.len());
    }
    charged
}

/// The fees on an order of these, each with those of them that it asks for.
fn order_fees(list: &PriceList, offers: &[&Offer]) -> Vec<ChargedFee> {
    let ordered: BTreeSet<VariantId> = offers.iter().map(|offer| offer.listing.variant).collect();
    let charged = list.order_fees.iter().map(|fee| ChargedFee {
        fee: fee.fee,
        side: fee.side,
        only: fee.only_with.as_ref().map(|only| only & &ordered),
        tax_rate: fee.tax_rate,
    });
    charged.filter(|fee| fee.only.as_ref().is_none_or(|only| !only.is_empty())).collect()
}

/// The vouchers that took something off.
fn vouchers(list: &PriceList, priced: &Priced) -> Vec<VoucherTerms> {
    let named = priced.reductions.iter().filter_map(|it| list.voucher(it.voucher));
    named.map(VoucherTerms::of).collect()
}

#[cfg(test)]
#[path = "terms_tests.rs"]
mod tests;
