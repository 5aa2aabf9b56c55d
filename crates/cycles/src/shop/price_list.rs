use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    iter,
    sync::{Arc, OnceLock},
};

use sillon_kernel::{
    Currency, CycleId, EnterpriseId, FeeId, Field, Money, SearchIndex, Text, Timestamp, VariantId,
    VatRegime, Window, by_size, fold,
};

use crate::{
    Audience, Deposit, Direction, Exchange, Fee, HandOverMethod, ItemFee, Listing, Offer,
    OfferedHandOver, RuleSubject, ShopRules, Side, offered,
};

/// What a price list is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The order cycle.
    pub cycle: CycleId,
    /// The hub that sells.
    pub hub: EnterpriseId,
    /// What the hub is called.
    pub hub_name: Arc<str>,
    /// The version of these facts.
    pub version: i64,
    /// When they were so.
    pub at: Timestamp,
    /// The currency the hub sells in.
    pub currency: Currency,
    /// The variants as the hub lists them, each once.
    pub listings: Vec<Listing>,
    /// The exchanges of the cycle.
    pub exchanges: Vec<Exchange>,
    /// The fees on the cycle as a whole.
    pub coordinator_fees: Vec<FeeId>,
    /// The fees that the exchanges and the coordinator name.
    pub fees: Vec<Fee>,
    /// How those who are paid charge tax, as far as they said: producers, the hub, and those whose fees these are.
    pub regimes: BTreeMap<EnterpriseId, VatRegime>,
    /// Whom the hub sells to, and what it shows to whom.
    pub rules: ShopRules,
    /// For whom it is.
    pub audience: Audience,
    /// All ways in which the hub hands over.
    pub hand_over_methods: Vec<HandOverMethod>,
}

/// What a hub offers in a cycle, and at what price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    /// The order cycle.
    pub cycle: CycleId,
    /// The hub that sells.
    pub hub: EnterpriseId,
    /// What the hub is called.
    pub hub_name: Arc<str>,
    /// The version of the facts it was made from.
    pub version: i64,
    /// From when on some of it cannot be ordered any more, if nobody changes anything.
    pub changes_at: Option<Timestamp>,
    /// For whom it is: others may see other goods, at other prices.
    pub audience: Audience,
    /// Whether the hub sells to them at all.
    pub admits: bool,
    /// Whether the hub's rules show them the cycle.
    pub is_shown: bool,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// When the hub hands the goods out, where that is said.
    pub pick_up: Option<Window>,
    /// What the hub says of it, for people.
    pub pick_up_text: Option<Text<500>>,
    /// What is offered, by category, product name and size.
    pub offers: Vec<Offer>,
    /// The fees charged at this hub.
    pub fees: Vec<Fee>,
    /// The fees charged once per order.
    pub order_fees: Vec<OrderFee>,
    /// The ways in which the hub hands over: one of them is chosen, where there are any.
    pub hand_over: Vec<OfferedHandOver>,
    /// How those who are paid charge tax, as far as they said.
    regimes: BTreeMap<EnterpriseId, VatRegime>,
    /// The place of each variant in `offers`.
    places: HashMap<VariantId, usize>,
    /// The words of the offers, read the first time something is looked for.
    words: OnceLock<SearchIndex>,
}

/// A fee charged once per order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFee {
    /// Its place in the price list's fees.
    pub fee: usize,
    /// The side it sits on.
    pub side: Side,
    /// It is charged on an order with at least one of these; on every order when there are none named.
    pub only_with: Option<BTreeSet<VariantId>>,
}

impl PriceList {
    /// Makes the price list of a hub for an audience: the variants of its outgoing exchange that some incoming one carries, that
    /// was not cut off, and that the hub's rules show them.
    pub fn build(facts: Facts) -> Self {
        let Facts {
            cycle,
            hub,
            hub_name,
            version,
            at,
            currency,
            mut listings,
            mut exchanges,
            coordinator_fees,
            mut fees,
            regimes,
            rules,
            audience,
            hand_over_methods,
        } = facts;
        let changes_at = exchanges.iter().filter_map(|it| it.cutoff).filter(|it| at < *it).min();
        exchanges.retain(|exchange| !exchange.is_cut_off(at));
        let rate_of = |of: EnterpriseId, rate| VatRegime::rate_of(regimes.get(&of).copied(), rate);
        let sources = Source::all(hub, &exchanges, &coordinator_fees);
        let named: BTreeSet<FeeId> =
            sources.iter().flat_map(|source| source.fees).copied().collect();
        fees.retain(|fee| named.contains(&fee.id) && fee.calculator.is_in(currency));
        for fee in &mut fees {
            fee.tax = rate_of(fee.enterprise, fee.tax);
        }
        let charges = Charges::new(&sources, &fees);
        let cut_offs = cut_offs(&exchanges);

        let to_hub = exchanges.iter().find(|exchange| is_to_hub(exchange, hub));
        let admits = rules.admits(&audience);
        let is_shown =
            to_hub.is_none_or(|out| rules.show(&audience, RuleSubject::Cycles, &out.tags));
        listings.retain(|listing| {
            let in_currency = |money: Money| money.currency() == currency;
            // What the producer is owed of it is counted in what is paid.
            let is_settled =
                listing.owner != listing.producer || in_currency(listing.producer_price);
            admits
                && is_shown
                && rules.show(&audience, RuleSubject::Goods, &listing.tags)
                && in_currency(listing.price)
                && is_settled
                && listing.deposit.is_none_or(|deposit| in_currency(deposit.each))
                && charges.offers(listing.variant)
        });
        listings.sort_by_cached_key(shelf_order);
        let offer = |listing: Listing| {
            let margin_tax = rate_of(hub, listing.tax);
            let of_owner = |rate| rate_of(listing.owner, rate);
            let (tax, deposit) = (of_owner(listing.tax), listing.deposit);
            let deposit = deposit.map(|it| Deposit::new(it.each, of_owner(it.tax_rate)));
            let listing = Listing { tax, deposit, ..listing };
            let item_fees = charges.on_item(&listing, listing.price);
            let orders_until = cut_offs.get(&listing.variant).copied().flatten();
            let offer = match listing.reduced_from.filter(|before| before.currency() == currency) {
                Some(before) => {
                    let fees_before = charges.on_item(&listing, before);
                    Offer::new(listing, margin_tax, item_fees).reduced_from(before, &fees_before)
                }
                None => Offer::new(listing, margin_tax, item_fees),
            };
            Offer { orders_until, ..offer }
        };
        let offers: Vec<Offer> = listings.into_iter().map(offer).collect();
        let order_fees = charges.on_order();
        let mut hand_over =
            to_hub.map(|exchange| offered(hand_over_methods, exchange)).unwrap_or_default();
        hand_over.retain(|it| admits && it.method.is_in(currency));
        for it in &mut hand_over {
            it.tax = rate_of(hub, it.tax);
        }
        let places = offers
            .iter()
            .enumerate()
            .map(|(place, offer)| (offer.listing.variant, place))
            .collect();
        Self {
            cycle,
            hub,
            hub_name,
            version,
            changes_at,
            admits,
            is_shown,
            audience,
            currency,
            pick_up: to_hub.and_then(|exchange| exchange.pick_up),
            pick_up_text: to_hub.and_then(|exchange| exchange.pick_up_text.clone()),
            offers,
            fees,
            order_fees,
            hand_over,
            regimes,
            places,
            words: OnceLock::new(),
        }
    }

    /// Whether it holds at an instant, as far as time goes: nothing of it was cut off since it was made.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.changes_at.is_none_or(|at| now < at)
    }

    /// How an enterprise that is paid here charges tax, if it said so.
    pub fn regime(&self, of: EnterpriseId) -> Option<VatRegime> {
        self.regimes.get(&of).copied()
    }

    /// The offer of a variant, if it is offered.
    pub fn offer(&self, variant: VariantId) -> Option<&Offer> {
        self.place(variant).map(|(_, offer)| offer)
    }

    /// The offers that have every word of a query, the best first: in the product's name and size, its category and its
    /// producer, and in what is said of it.
    pub fn search(&self, query: &str) -> Vec<&Offer> {
        let words = self.words.get_or_init(|| {
            SearchIndex::build(self.offers.iter().map(|offer| words_of(&offer.listing)))
        });
        words.find(query).into_iter().filter_map(|place| self.offers.get(place)).collect()
    }

    /// The offer of a variant and its place in `offers`.
    pub(crate) fn place(&self, variant: VariantId) -> Option<(usize, &Offer)> {
        let place = *self.places.get(&variant)?;
        self.offers.get(place).map(|offer| (place, offer))
    }
}

/// What a listing is found by.
fn words_of(listing: &Listing) -> impl IntoIterator<Item = (Field, &str)> {
    let said = listing.description.as_deref().unwrap_or_default();
    let codes = listing.codes.iter().map(|code| (Field::Name, code.as_str()));
    let words = [
        (Field::Name, &*listing.product_name),
        (Field::Kind, &*listing.label),
        (Field::Kind, &*listing.category),
        (Field::Kind, &*listing.producer_name),
        (Field::Text, said),
    ];
    words.into_iter().chain(codes)
}

/// The order of a shop's shelves: categories and products as people sort them, then by size.
fn shelf_order(listing: &Listing) -> impl Ord + use<> {
    let category = (fold(&listing.category), listing.category.clone());
    let size = by_size(listing.size, &listing.label);
    (category, fold(&listing.product_name), size, listing.variant)
}

/// Until when each variant comes in: as long as the cycle takes orders, where one that brings it has no cut-off; else until the
/// last of theirs.
fn cut_offs(exchanges: &[Exchange]) -> HashMap<VariantId, Option<Timestamp>> {
    let mut last: HashMap<VariantId, Option<Timestamp>> = HashMap::new();
    let incoming = exchanges.iter().filter(|it| it.direction == Direction::Incoming);
    for (variant, cutoff) in incoming.flat_map(|it| it.variants.iter().map(|of| (*of, it.cutoff))) {
        last.entry(variant)
            .and_modify(|known| *known = known.zip(cutoff).map(|(known, other)| known.max(other)))
            .or_insert(cutoff);
    }
    last
}

/// Whether goods go out of the cycle to the hub by it.
fn is_to_hub(exchange: &Exchange, hub: EnterpriseId) -> bool {
    exchange.direction == Direction::Outgoing && exchange.enterprise == hub
}

/// A part of the cycle that names fees: an exchange, or the cycle as a whole.
#[derive(Clone, Copy)]
struct Source<'a> {
    side: Side,
    /// What the fees are charged on; everything when `None`.
    carries: Option<&'a BTreeSet<VariantId>>,
    fees: &'a [FeeId],
}

impl<'a> Source<'a> {
    /// The incoming exchanges, the outgoing one to the hub, and the cycle as a whole.
    fn all(
        hub: EnterpriseId,
        exchanges: &'a [Exchange],
        coordinator_fees: &'a [FeeId],
    ) -> Vec<Self> {
        let of = |side: Side, exchange: &'a Exchange| Self {
            side,
            carries: Some(&exchange.variants),
            fees: &exchange.fees,
        };
        let incoming =
            exchanges.iter().filter(|exchange| exchange.direction == Direction::Incoming);
        let outgoing = exchanges.iter().filter(|exchange| is_to_hub(exchange, hub));
        let whole = Self { side: Side::Coordinator, carries: None, fees: coordinator_fees };
        incoming
            .map(|exchange| of(Side::Supplier, exchange))
            .chain(outgoing.map(|exchange| of(Side::Distributor, exchange)))
            .chain(iter::once(whole))
            .collect()
    }
}

/// Which fees are charged where.
struct Charges<'a> {
    sources: &'a [Source<'a>],
    fees: &'a [Fee],
    /// The place of each fee in `fees`.
    places: HashMap<FeeId, usize>,
    /// The sources that carry a variant, in their order.
    carriers: HashMap<VariantId, Vec<Source<'a>>>,
}

impl<'a> Charges<'a> {
    fn new(sources: &'a [Source<'a>], fees: &'a [Fee]) -> Self {
        let places = fees.iter().enumerate().map(|(place, fee)| (fee.id, place)).collect();
        let mut carriers: HashMap<VariantId, Vec<Source<'a>>> = HashMap::new();
        for source in sources {
            for variant in source.carries.into_iter().flatten() {
                carriers.entry(*variant).or_default().push(*source);
            }
        }
        Self { sources, fees, places, carriers }
    }

    /// Whether the variant comes into the cycle and goes out to the hub.
    fn offers(&self, variant: VariantId) -> bool {
        let carried = |side| self.carriers(variant).any(|source| source.side == side);
        carried(Side::Supplier) && carried(Side::Distributor)
    }

    /// The fees on one item at a price: each once per side.
    fn on_item(&self, listing: &Listing, price: Money) -> Vec<ItemFee> {
        let everywhere = self.sources.iter().filter(|source| source.carries.is_none());
        let mut item_fees: Vec<ItemFee> = Vec::new();
        for source in self.carriers(listing.variant).chain(everywhere) {
            for (place, fee) in self.named_by(source).filter(|(_, fee)| fee.is_per_item()) {
                if !item_fees.iter().any(|known| known.fee == place && known.side == source.side) {
                    let amount = fee.calculator.on_items(price, listing.size, 1);
                    item_fees.push(ItemFee { fee: place, side: source.side, amount });
                }
            }
        }
        item_fees
    }

    /// The fees on an order: each once per side, with the variants of every exchange that names it.
    fn on_order(&self) -> Vec<OrderFee> {
        let mut order_fees: Vec<OrderFee> = Vec::new();
        for source in self.sources {
            for (place, _) in self.named_by(source).filter(|(_, fee)| !fee.is_per_item()) {
                let known = order_fees
                    .iter_mut()
                    .find(|known| known.fee == place && known.side == source.side);
                match known {
                    Some(OrderFee { only_with: Some(variants), .. }) => {
                        variants.extend(source.carries.into_iter().flatten());
                    }
                    Some(OrderFee { only_with: None, .. }) => {}
                    None => {
                        let only_with = source.carries.cloned();
                        order_fees.push(OrderFee { fee: place, side: source.side, only_with });
                    }
                }
            }
        }
        order_fees
    }

    fn carriers(&self, variant: VariantId) -> impl Iterator<Item = &Source<'a>> {
        self.carriers.get(&variant).into_iter().flatten()
    }

    fn named_by(&self, source: &Source<'a>) -> impl Iterator<Item = (usize, &'a Fee)> {
        let find =
            |id| self.places.get(id).and_then(|place| Some((*place, self.fees.get(*place)?)));
        source.fees.iter().filter_map(find)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sillon_kernel::Rate;

    use super::*;
    use crate::{
        Calculator,
        sample::{
            any_market, at, eur, exchange, fee, id, listing, market, percent, piece, variants,
        },
    };

    /// What a variant sells at: one incoming exchange and one outgoing one, with these fees on them.
    fn fees_on_one(
        supplier: &[u32],
        distributor: &[u32],
        coordinator: &[u32],
        fees: Vec<Fee>,
    ) -> PriceList {
        let exchanges = vec![
            exchange(Direction::Outgoing, 900, 1..=1, distributor.iter().copied()),
            exchange(Direction::Incoming, 100, 1..=1, supplier.iter().copied()),
        ];
        let coordinator_fees = coordinator.iter().copied().map(id).collect();
        let listings = vec![listing(1, "10.00", piece())];
        PriceList::build(Facts { listings, exchanges, coordinator_fees, fees, ..market() })
    }

    #[test]
    fn only_per_item_fees_are_in_the_price() {
        let fees = vec![
            fee(1, Calculator::PerItem(eur("20"))),
            fee(2, Calculator::PerItem(eur("3"))),
            fee(3, Calculator::FlatRate(eur("2"))),
        ];
        let list = fees_on_one(&[], &[], &[1, 2, 3], fees);
        assert_eq!(list.offer(id(1)).unwrap().price, eur("33"));
        let always = OrderFee { fee: 2, side: Side::Coordinator, only_with: None };
        assert_eq!(list.order_fees, [always]);
    }

    #[test]
    fn fees_come_from_the_supplier_then_the_distributor_then_the_coordinator() {
        let fees = vec![
            fee(3, Calculator::PercentPerItem(percent("20"))),
            fee(2, Calculator::PerItem(eur("1"))),
            fee(1, Calculator::Weight { per_kg: eur("1") }),
        ];
        let list = fees_on_one(&[1], &[2], &[3], fees);
        let item = |fee, side, amount| ItemFee { fee, side, amount: eur(amount) };
        let expected = [
            item(2, Side::Supplier, "0"),
            item(1, Side::Distributor, "1"),
            item(0, Side::Coordinator, "2.00"),
        ];
        assert_eq!(list.offer(id(1)).unwrap().fees, expected);
    }

    #[test]
    fn a_fee_is_charged_once_per_side() {
        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=1, [1, 1]),
            exchange(Direction::Incoming, 101, 1..=2, [1]),
            exchange(Direction::Outgoing, 900, 1..=2, [1, 2]),
            exchange(Direction::Incoming, 102, 2..=3, [2]),
        ];
        let fees =
            vec![fee(1, Calculator::PerItem(eur("1"))), fee(2, Calculator::FlatRate(eur("5")))];
        let listings = vec![listing(1, "10", piece()), listing(2, "10", piece())];
        let list = PriceList::build(Facts { listings, exchanges, fees, ..market() });
        assert_eq!(
            list.offer(id(1)).unwrap().price,
            eur("12"),
            "once as supplier, once as distributor"
        );
        let of = |side, carried| OrderFee { fee: 1, side, only_with: Some(variants(carried)) };
        assert_eq!(list.order_fees, [of(Side::Supplier, 2..=3), of(Side::Distributor, 1..=2)]);
    }

    #[test]
    fn only_what_comes_in_and_goes_out_to_the_hub_is_offered() {
        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=3, []),
            exchange(Direction::Outgoing, 900, 2..=5, []),
            exchange(Direction::Outgoing, 901, 1..=5, []),
        ];
        let listings = [1, 2, 4, 9].map(|variant| listing(variant, "1", piece())).into();
        let list = PriceList::build(Facts { listings, exchanges, ..market() });
        let offered: Vec<VariantId> =
            list.offers.iter().map(|offer| offer.listing.variant).collect();
        assert_eq!(offered, [id(2)], "1 goes to another hub, 3 is withdrawn, 4 does not come in");
        assert!(list.offer(id(2)).is_some() && list.offer(id(1)).is_none());
    }

    #[test]
    fn what_is_cut_off_is_offered_until_just_before() {
        let exchanges = vec![
            Exchange { cutoff: Some(at(20)), ..exchange(Direction::Incoming, 100, 1..=1, []) },
            Exchange { cutoff: Some(at(30)), ..exchange(Direction::Incoming, 101, 2..=2, []) },
            exchange(Direction::Outgoing, 900, 1..=2, []),
        ];
        let listings = vec![listing(1, "1", piece()), listing(2, "1", piece())];
        let list = |now| {
            let (exchanges, listings) = (exchanges.clone(), listings.clone());
            PriceList::build(Facts { at: at(now), exchanges, listings, ..market() })
        };
        let offered = |now| (list(now).offers.len(), list(now).changes_at);
        assert_eq!(offered(19), (2, Some(at(20))));
        assert_eq!(offered(20), (1, Some(at(30))));
        assert_eq!(offered(30), (0, None));
        let told = |variant| list(10).offer(id(variant)).unwrap().orders_until;
        assert_eq!((told(1), told(2)), (Some(at(20)), Some(at(30))));
        assert!(
            list(19).holds_at(at(19)) && !list(19).holds_at(at(20)) && list(30).holds_at(at(99))
        );
    }

    #[test]
    fn shelves_are_sorted_as_people_read_them() {
        let named = |variant, category: &str, product: &str, label: &str| Listing {
            category: category.into(),
            product_name: product.into(),
            label: label.into(),
            ..listing(variant, "1", piece())
        };
        let listings = vec![
            named(1, "Vegetables", "Zucchini", "1 kg"),
            named(2, "Vegetables", "Épinard", "500 g"),
            named(3, "Vegetables", "épinard", "1 kg"),
            named(4, "Vegetables", "Fennel", "1 kg"),
            named(5, "Épicerie", "Honey", "250 g"),
            named(6, "Fruit", "Apples", "1 kg"),
        ];
        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=6, []),
            exchange(Direction::Outgoing, 900, 1..=6, []),
        ];
        let list = PriceList::build(Facts { listings, exchanges, ..market() });
        let shown: Vec<VariantId> = list.offers.iter().map(|offer| offer.listing.variant).collect();
        assert_eq!(shown, [5, 6, 3, 2, 4, 1].map(id));
    }

    #[test]
    fn a_price_before_has_the_fees_it_would_have_had() {
        let of = |price, before: &str| Listing {
            reduced_from: Some(eur(before)),
            ..listing(1, price, piece())
        };
        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=1, [1, 2]),
            exchange(Direction::Outgoing, 900, 1..=1, []),
        ];
        let fees = vec![
            fee(1, Calculator::PercentPerItem(percent("10"))),
            fee(2, Calculator::PerItem(eur("0.50"))),
        ];
        let shown = |listing: Listing| {
            let (exchanges, fees) = (exchanges.clone(), fees.clone());
            let list =
                PriceList::build(Facts { listings: vec![listing], exchanges, fees, ..market() });
            let offer = list.offer(id(1)).unwrap();
            (offer.price, offer.reduced_from)
        };
        assert_eq!(shown(of("8", "10")), (eur("9.30"), Some(eur("11.50"))));
        assert_eq!(shown(of("10", "10")), (eur("11.50"), None));
        assert_eq!(shown(listing(1, "8", piece())).1, None);
    }

    #[test]
    fn what_is_withdrawn_or_of_another_currency_stays_out() {
        let foreign = Money::new(100, Currency::CHF);
        let list = fees_on_one(&[1], &[2], &[3], vec![fee(2, Calculator::PerItem(foreign))]);
        assert_eq!((list.fees.len(), list.offer(id(1)).unwrap().price), (0, eur("10")));

        let exchanges = vec![
            exchange(Direction::Incoming, 100, 1..=1, []),
            exchange(Direction::Outgoing, 900, 1..=1, []),
        ];
        let listings = vec![Listing { price: foreign, ..listing(1, "1", piece()) }];
        let exchanges_of = exchanges.clone();
        let offers = |listings, exchanges| {
            PriceList::build(Facts { listings, exchanges, ..market() }).offers
        };
        assert_eq!(offers(listings, exchanges), []);
        let deposit = Some(Deposit::new(foreign, Rate::ZERO));
        let listings = vec![Listing { deposit, ..listing(1, "1", piece()) }];
        assert_eq!(offers(listings, exchanges_of), [], "a deposit is paid with the price");
    }

    proptest! {
        #[test]
        fn every_offer_comes_in_goes_out_and_is_found(facts in any_market()) {
            let carried = |direction, variant| facts.exchanges.iter().any(|exchange| {
                let here = direction == Direction::Incoming || exchange.enterprise == facts.hub;
                here && exchange.direction == direction && exchange.variants.contains(&variant)
            });
            let list = PriceList::build(facts.clone());
            for listing in &facts.listings {
                let variant = listing.variant;
                let expected = carried(Direction::Incoming, variant) && carried(Direction::Outgoing, variant);
                prop_assert_eq!(list.offer(variant).map(|offer| offer.listing.variant), expected.then_some(variant));
            }
        }

        #[test]
        fn the_price_shown_is_the_listed_price_and_its_fees(facts in any_market()) {
            let list = PriceList::build(facts);
            for offer in &list.offers {
                let fees = Money::total(list.currency, offer.fees.iter().map(|fee| fee.amount));
                prop_assert_eq!(offer.price, offer.listing.price + fees);
                let pairs: BTreeSet<_> = offer.fees.iter().map(|fee| (fee.fee, fee.side)).collect();
                prop_assert_eq!(pairs.len(), offer.fees.len());
                prop_assert!(offer.fees.is_sorted_by_key(|fee| fee.side));
                prop_assert!(offer.fees.iter().all(|fee| list.fees[fee.fee].is_per_item()));
            }
            prop_assert!(list.order_fees.iter().all(|fee| !list.fees[fee.fee].is_per_item()));
        }

        #[test]
        fn the_order_of_the_facts_changes_no_price(facts in any_market()) {
            let mut turned = facts.clone();
            turned.listings.reverse();
            turned.exchanges.reverse();
            let (list, other) = (PriceList::build(facts), PriceList::build(turned));
            let price = |offer: &Offer| (offer.listing.variant, offer.price);
            let prices = |list: &PriceList| list.offers.iter().map(price).collect::<Vec<_>>();
            prop_assert_eq!(prices(&list), prices(&other));
        }
    }
}
