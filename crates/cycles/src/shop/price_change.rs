use std::collections::BTreeMap;

use sillon_kernel::{EnterpriseId, FeeId, Money, VariantId};

use crate::{Calculator, PriceList};

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
        /// What it cost.
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
    },
}

impl PriceList {
    /// What costs something else in a later list of the same hub. What came or went is no change of price.
    pub fn price_changes(&self, later: &Self) -> Vec<PriceChange> {
        let hub = self.hub;
        let offers = self.offers.iter().filter_map(|offer| {
            let listing = &offer.listing;
            let to = later.offer(listing.variant)?.price;
            (to != offer.price).then(|| PriceChange::Offer {
                hub,
                variant: listing.variant,
                name: format!("{} ({})", listing.product_name, listing.label),
                from: offer.price,
                to,
            })
        });
        let mut changes: Vec<PriceChange> = offers.collect();
        let (before, after) = (self.fees_on_orders(), later.fees_on_orders());
        let mut named: BTreeMap<FeeId, &str> = BTreeMap::new();
        named.extend(before.iter().map(|(fee, (name, _))| (*fee, *name)));
        named.extend(after.iter().map(|(fee, (name, _))| (*fee, *name)));
        for (fee, name) in named {
            let of = |fees: &BTreeMap<FeeId, (&str, &Calculator)>| {
                fees.get(&fee).map(|(_, calculator)| (*calculator).clone())
            };
            let (from, to) = (of(&before), of(&after));
            if from != to {
                changes.push(PriceChange::OrderFee { hub, fee, name: name.to_owned(), from, to });
            }
        }
        changes
    }

    fn fees_on_orders(&self) -> BTreeMap<FeeId, (&str, &Calculator)> {
        let fees = self.order_fees.iter().filter_map(|on_order| self.fees.get(on_order.fee));
        fees.map(|fee| (fee.id, (fee.name.as_str(), &fee.calculator))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Direction, Facts, Fee,
        sample::{eur, exchange, fee, id, listing, market, piece},
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
}
