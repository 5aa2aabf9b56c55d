use std::{collections::HashMap, sync::Arc};

use sillon_enterprises::Enterprise;
use sillon_kernel::{SupplyId, Timestamp, VariantId};

use crate::{Offer, OrderCycle, PriceList, ShortLine, SupplyLeft, available};

/// What a shop shows in a cycle at a moment: its offers at their prices, and what is left of them. Its pages, the API's offers
/// and carts are all read off this, and a checkout is decided by the same [`PriceList::short_lines`].
#[derive(Debug, Clone)]
pub struct ShopSnapshot {
    /// The shop.
    pub shop: Enterprise,
    /// The cycle.
    pub cycle: OrderCycle,
    /// What it offers at what price.
    pub list: Arc<PriceList>,
    /// What is left of each supply that is looked at: of all the shop offers, or of what a cart draws on alone.
    pub left: HashMap<SupplyId, SupplyLeft>,
    /// When it is looked at; what may be shown is what might be then.
    pub at: Timestamp,
}

impl ShopSnapshot {
    /// How many items of an offer are left: none of it when sold out, `None` when it is made on demand.
    pub fn items_left(&self, offer: &Offer) -> Option<u32> {
        offer.listing.items_left(|supply| available(&self.left, supply))
    }

    /// Whether an offer is in season where the shop is; unknown of what is not in the table of seasons.
    pub fn is_in_season(&self, offer: &Offer) -> Option<bool> {
        offer.listing.food.is_in_season(self.at, &self.shop.zone)
    }

    /// The lines of a basket of which too little is left, as its checkout would say.
    pub fn short_lines(&self, basket: &[(VariantId, u32)]) -> Vec<ShortLine> {
        self.list.short_lines(basket, |supply| available(&self.left, supply))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use sillon_enterprises::{Sells, Visibility};
    use sillon_kernel::{Currency, Name, Quantity, Slug, Unit, Window};

    use super::*;
    use crate::{
        BundlePart, Direction, Facts, Listing, Stage,
        sample::{exchange, id, listing, market},
    };

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    fn grams(grams: i64) -> Quantity {
        Quantity::parse(&grams.to_string(), Unit::Gram).unwrap()
    }

    /// A shop that sells 500 g (1) and 1 kg (2) of one pool, of which so much is left; eggs (3) that are sold out, bread (4) on
    /// demand, and a bundle (5) of 1 kg, two of 500 g and a loaf.
    fn shop(left_grams: i64) -> ShopSnapshot {
        let of = |variant, supply, draw| Listing {
            supply: id(supply),
            draw,
            ..listing(variant, "2", draw)
        };
        let piece = Quantity::pieces(1);
        let part = |listing, quantity| BundlePart { listing, quantity, is_retired: false };
        let facts = Facts {
            listings: vec![
                of(1, 1, grams(500)),
                of(2, 1, grams(1_000)),
                of(3, 3, piece),
                of(4, 4, piece),
                of(5, 5, piece).with_parts(vec![
                    part(of(2, 1, grams(1_000)), 1),
                    part(of(1, 1, grams(500)), 2),
                    part(of(4, 4, piece), 1),
                ]),
            ],
            exchanges: vec![
                exchange(Direction::Incoming, 100, 1..=5, []),
                exchange(Direction::Outgoing, 900, 1..=5, []),
            ],
            ..market()
        };
        let left = |available_milli, on_demand| SupplyLeft { available_milli, on_demand };
        ShopSnapshot {
            shop: Enterprise {
                id: id(900),
                slug: Slug::parse("le-panier").unwrap(),
                name: Name::parse("Le Panier").unwrap(),
                description: None,
                is_producer: false,
                sells: Sells::Any,
                zone: "Europe/Paris".parse().unwrap(),
                currency: Currency::EUR,
                email: None,
                visibility: Visibility::Public,
                created_at: at(0),
            },
            cycle: OrderCycle {
                id: id(1),
                coordinator: id(900),
                name: Name::parse("Semaine 21").unwrap(),
                orders: Window::new(at(0), at(10)).unwrap(),
                stage: Stage::Open { since: at(0) },
                limit: None,
                is_full: false,
                of: None,
                version: 1,
            },
            list: Arc::new(PriceList::build(facts)),
            left: HashMap::from([
                (id(1), left(left_grams * 1_000, false)),
                (id(3), left(0, false)),
                (id(4), left(0, true)),
                (id(5), left(0, true)),
            ]),
            at: at(5),
        }
    }

    fn basket(wanted: &[(u32, u32)]) -> Vec<(VariantId, u32)> {
        wanted.iter().map(|(variant, quantity)| (id(*variant), *quantity)).collect()
    }

    #[test]
    fn items_left_are_counted_in_whole_sizes() {
        let shop = shop(3_500);
        let left = |variant| shop.items_left(shop.list.offer(id(variant)).unwrap());
        assert_eq!([left(1), left(2), left(3), left(4)], [Some(7), Some(3), Some(0), None]);
        assert_eq!(left(5), Some(1), "both of its parts draw on one pool");
    }

    #[test]
    fn sizes_of_one_supply_are_short_together() {
        let shop = shop(3_500);
        let short = |wanted: &[(u32, u32)]| -> Vec<_> {
            let short = shop.short_lines(&basket(wanted));
            short.into_iter().map(|line| (line.variant, line.left)).collect()
        };
        assert!(short(&[(1, 7)]).is_empty() && short(&[(1, 1), (2, 3), (4, 10_000)]).is_empty());
        assert_eq!(short(&[(1, 2), (2, 3)]), [(id(1), 7), (id(2), 3)]);
        assert_eq!(short(&[(3, 1)]), [(id(3), 0)]);
        assert!(short(&[(5, 1), (1, 3)]).is_empty());
        assert_eq!(short(&[(5, 1), (1, 4)]), [(id(5), 1), (id(1), 7)]);
        assert!(short(&[(99, 1)]).is_empty(), "what is not offered is said otherwise");
    }

    proptest! {
        #[test]
        fn all_that_is_shown_as_left_of_an_offer_can_be_had_and_not_one_more(left in 0_i64..9_000) {
            let shop = shop(left);
            for offer in &shop.list.offers {
                let variant = offer.listing.variant;
                let Some(items) = shop.items_left(offer) else { continue };
                prop_assert!(items == 0 || shop.short_lines(&[(variant, items)]).is_empty());
                prop_assert_eq!(shop.short_lines(&[(variant, items + 1)]).len(), 1);
            }
        }

        #[test]
        fn nothing_is_short_exactly_where_no_supply_is_drawn_below_zero(
            left in 0_i64..9_000,
            wanted in vec((1_u32..=5, 1_u32..9), 0..5),
        ) {
            let (shop, basket) = (shop(left), basket(&wanted));
            let reaches = |(supply, milli): (SupplyId, i64)| {
                available(&shop.left, supply).is_none_or(|available| milli <= available)
            };
            let suffices = shop.list.draws(&basket).into_iter().all(reaches);
            prop_assert_eq!(shop.short_lines(&basket).is_empty(), suffices);
        }
    }
}
