use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::{EnterpriseId, FeeId, Money, Rate, VariantId};

use crate::{Calculator, Offer, OrderFee, PriceList};

/// What shoppers pay at a hub, and paid before a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceChange {
    /// One item of a variant.
    Offer {
        /// At which hub.
        hub: EnterpriseId,
        /// Which variant.
        variant: VariantId,
        /// What people call it.
        name: String,
        /// What it cost, with the taxes where they are added to prices.
        from: Money,
        /// What it costs now.
        to: Money,
    },
    /// A fee on the order: none before, or none now, where it came or went.
    OrderFee {
        /// At which hub.
        hub: EnterpriseId,
        /// Which fee.
        fee: FeeId,
        /// What people call it.
        name: String,
        /// How it was computed.
        from: Option<Calculator>,
        /// How it is computed now.
        to: Option<Calculator>,
        /// At what rate it was taxed, where taxes are added to prices; none where that is the rate of the goods.
        from_tax: Option<Rate>,
        /// At what rate it is taxed now.
        to_tax: Option<Rate>,
    },
}

impl PriceList {
    /// What costs something else in a later list of the same hub. What came or went is no change of price.
    pub fn price_changes(&self, later: &Self) -> Vec<PriceChange> {
        let hub = self.hub;
        let paid = |list: &Self, offer: &Offer| {
            list.item_paid(offer.listing.variant).unwrap_or(offer.price)
        };
        let offers = self.offers.iter().filter_map(|offer| {
            let listing = &offer.listing;
            let later_offer = later.offer(listing.variant)?;
            let (from, to) = (paid(self, offer), paid(later, later_offer));
            (to != from).then(|| PriceChange::Offer {
                hub,
                variant: listing.variant,
                name: format!("{} ({})", listing.product_name, listing.label),
                from,
                to,
            })
        });
        let mut changes: Vec<PriceChange> = offers.collect();
        let (before, after) = (self.fees_on_orders(), later.fees_on_orders());
        let named: BTreeSet<FeeId> = before.keys().chain(after.keys()).copied().collect();
        for fee in named {
            let (from, to) = (before.get(&fee), after.get(&fee));
            let Some((name, _)) = to.or(from) else { continue };
            let (from, to) = (from.map(|(_, paid)| paid), to.map(|(_, paid)| paid));
            if from == to {
                continue;
            }
            let calculator = |of: Option<&FeeOnOrders<'_>>| of.map(|it| it.calculator.clone());
            let tax = |of: Option<&FeeOnOrders<'_>>| of.and_then(|it| it.added_tax);
            changes.push(PriceChange::OrderFee {
                hub,
                fee,
                name: (*name).to_owned(),
                from: calculator(from),
                to: calculator(to),
                from_tax: tax(from),
                to_tax: tax(to),
            });
        }
        changes
    }

    fn fees_on_orders(&self) -> BTreeMap<FeeId, (&str, FeeOnOrders<'_>)> {
        let fee = |on_order: &OrderFee| {
            let fee = self.fees.get(on_order.fee)?;
            let added_tax = on_order.tax_rate.filter(|_| self.adds_tax());
            let paid = FeeOnOrders { calculator: &fee.calculator, added_tax };
            Some((fee.id, (fee.name.as_str(), paid)))
        };
        self.order_fees.iter().filter_map(fee).collect()
    }
}

/// What decides how much is paid of a fee on orders.
#[derive(PartialEq)]
struct FeeOnOrders<'a> {
    calculator: &'a Calculator,
    added_tax: Option<Rate>,
}

#[cfg(test)]
mod tests {
    use sillon_catalogue::{RateSince, TaxCategory, TaxName, TaxRates, TaxZone};
    use sillon_kernel::Timestamp;

    use super::*;
    use crate::{
        Direction, Facts, Fee,
        sample::{eur, exchange, fee, id, listing, market, percent, piece},
    };

    fn list(fees: Vec<Fee>) -> PriceList {
        let named: Vec<u32> = (1..).take(fees.len()).collect();
        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=2, []),
            exchange(Direction::Outgoing, 900, 1..=2, named),
        ];
        let listings = vec![listing(1, "10.00", piece()), listing(2, "3.00", piece())];
        PriceList::build(Facts { listings, exchanges, fees, ..market() })
    }

    #[test]
    fn a_fee_that_goes_is_told_by_what_each_thing_costs_then() {
        let ten_cents = fee(1, Calculator::PerItem(eur("0.10")));
        let changes = list(vec![ten_cents]).price_changes(&list(vec![]));
        let told = |change: &PriceChange| match change {
            PriceChange::Offer { variant, from, to, .. } => (*variant, *from, *to),
            PriceChange::OrderFee { .. } => panic!("no fee is on the order"),
        };
        assert_eq!(
            changes.iter().map(told).collect::<Vec<_>>(),
            [(id(1), eur("10.10"), eur("10.00")), (id(2), eur("3.10"), eur("3.00"))]
        );
    }

    #[test]
    fn a_fee_on_the_order_that_comes_or_goes_is_told() {
        let flat = Calculator::FlatRate(eur("1.50"));
        let with = list(vec![fee(1, flat.clone())]);
        let [PriceChange::OrderFee { from, to, .. }] = &list(vec![]).price_changes(&with)[..]
        else {
            panic!("one fee came")
        };
        assert_eq!((from, to), (&None, &Some(flat)));
        assert_eq!(with.price_changes(&list(vec![])).len(), 1);
        assert_eq!(with.price_changes(&with.clone()), []);
    }

    /// The rates of a place that adds a tax of the standard category to prices.
    fn adding(rate: &str) -> TaxRates {
        let since = Timestamp::from_micros(0).unwrap();
        let (category, rate) = (TaxCategory::Standard, percent(rate));
        let zone = TaxZone {
            code: "CA-QC".to_owned(),
            country: "CA".parse().unwrap(),
            postcodes: Vec::new(),
            adds_tax: true,
            history: vec![RateSince { category, tax: TaxName::parse("GST").ok(), since, rate }],
        };
        zone.rates_at(since)
    }

    #[test]
    fn a_tax_that_is_added_is_a_part_of_what_is_paid() {
        let list = |rate: &str| {
            let (rates, tax) = (adding(rate), percent(rate));
            let listings =
                vec![crate::Listing { tax, hub_tax: tax, ..listing(1, "10.00", piece()) }];
            let flat = fee(1, Calculator::FlatRate(eur("1.50")));
            let fees = vec![Fee { tax: crate::FeeTax::Category(TaxCategory::Standard), ..flat }];
            let exchanges = vec![
                exchange(Direction::Incoming, 100, 1..=1, []),
                exchange(Direction::Outgoing, 900, 1..=1, [1]),
            ];
            let paid = fees[0].enterprise;
            let rates = [(id(900), rates.clone()), (paid, rates.clone()), (id(100), rates)].into();
            PriceList::build(Facts { listings, exchanges, fees, rates, ..market() })
        };
        let changes = list("5").price_changes(&list("10"));
        let [offer, of_fee] = &changes[..] else { panic!("{changes:?}") };
        let PriceChange::Offer { from, to, .. } = offer else { panic!("{offer:?}") };
        assert_eq!((*from, *to), (eur("10.50"), eur("11.00")));
        let PriceChange::OrderFee { from, to, from_tax, to_tax, .. } = of_fee else {
            panic!("{of_fee:?}")
        };
        assert_eq!(
            (from == to, *from_tax, *to_tax),
            (true, Some(percent("5")), Some(percent("10")))
        );
        assert_eq!(list("5").price_changes(&list("5")), []);
    }
}
