use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    iter,
    sync::{Arc, OnceLock},
};

use sillon_catalogue::TaxRates;
use sillon_enterprises::Shelves;
use sillon_kernel::{
    Currency, CycleId, EnterpriseId, FeeId, Field, Money, Rate, SearchIndex, SupplyId, Text,
    Timestamp, VariantId, VatRegime, Window,
};
use sillon_payments::Method;

use crate::{
    Audience, BundlePart, Direction, Exchange, Fee, HandOverMethod, ItemFee, Listing, NamedTaxes,
    Offer, OfferedHandOver, Ordered, RuleSubject, ShopRules, Side, Voucher, offered,
    shop::{
        added_tax::AddedTaxes, charged_tax::ChargedTax, coming_in::ComingIn,
        shelf_order::ShelfOrder,
    },
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
    /// The ways to pay that the hub takes.
    pub payments: BTreeSet<Method>,
    /// The vouchers of the hub.
    pub vouchers: Vec<Voucher>,
    /// The rates of tax where each of those is who is paid: the hub, producers, and those whose fees these are; without, as where
    /// nobody says where they are.
    pub rates: BTreeMap<EnterpriseId, TaxRates>,
    /// When some rate of tax is another, as far as it is known.
    pub tax_changes_at: Option<Timestamp>,
    /// In which order the hub lists its goods.
    pub shelves: Shelves,
    /// Who lets the hub sell its goods, of those whose goods are parts of its bundles.
    pub suppliers: BTreeSet<EnterpriseId>,
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
    /// From when on some of it cannot be ordered any more, other vouchers can be used, or other rates of tax hold, if nobody changes
    /// anything.
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
    /// What is offered: by category, product name and size, or as the hub has its shelves.
    pub offers: Vec<Offer>,
    /// In which order the hub has its shelves.
    pub shelves: Shelves,
    /// The fees charged at this hub.
    pub fees: Vec<Fee>,
    /// The fees charged once per order.
    pub order_fees: Vec<OrderFee>,
    /// The ways in which the hub hands over: one of them is chosen, where there are any.
    pub hand_over: Vec<OfferedHandOver>,
    /// Whether the hub has ways of hand-over, but shows its audience none of them.
    pub hides_hand_over: bool,
    /// How an order may be paid: in the ways that the hub takes, chose for the cycle and shows its audience.
    pub payments: BTreeSet<Method>,
    /// The vouchers that can be used now.
    pub vouchers: Vec<Voucher>,
    /// What the taxes are called that are included in what is paid to each, where they have names.
    pub named_taxes: Vec<NamedTaxes>,
    /// The taxes that come on top of every price in it, where they are not included.
    pub(crate) added_taxes: Option<AddedTaxes>,
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
    /// The tax rate, included in it or added, as whoever is paid it charges it; none where it is that of the goods.
    pub tax_rate: Option<Rate>,
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
            payments,
            mut vouchers,
            rates,
            tax_changes_at,
            shelves,
            suppliers,
        } = facts;
        let changes_at = changes_after(at, (&exchanges, &vouchers), tax_changes_at);
        vouchers.retain(|voucher| voucher.is_valid_at(at, currency));
        exchanges.retain(|exchange| !exchange.is_cut_off(at));
        let tax = ChargedTax { hub, rates: &rates, regimes: &regimes };
        let sources = Source::all(hub, &exchanges, &coordinator_fees);
        let named: BTreeSet<FeeId> =
            sources.iter().flat_map(|source| source.fees).copied().collect();
        fees.retain(|fee| named.contains(&fee.id) && fee.calculator.is_in(currency));
        let charges = Charges::new(&sources, &fees, tax);
        let coming_in = ComingIn::of(&exchanges);

        let to_hub = exchanges.iter().find(|exchange| is_to_hub(exchange, hub));
        let admits = rules.admits(&audience);
        let is_shown =
            to_hub.is_none_or(|out| rules.show(&audience, RuleSubject::Cycles, &out.tags));
        listings.retain(|listing| {
            let comes_in = |part: &BundlePart| {
                charges.comes_in(part.listing.variant) && is_settled(&part.listing, currency)
            };
            admits
                && is_shown
                && rules.show(&audience, RuleSubject::Goods, &listing.tags)
                && rules.sell(listing.is_listed)
                && is_settled(listing, currency)
                && charges.offers(listing.variant)
                && listing.parts.iter().all(comes_in)
                && listing.may_be_sold_by(hub, &suppliers)
        });
        ShelfOrder::of(&shelves).sort(&mut listings);
        let offer = |listing: Listing| {
            let orders_until = coming_in.orders_until(&listing);
            let minimum = coming_in.minimum(&listing);
            Offer { orders_until, minimum, ..charges.offer(listing, currency) }
        };
        let offers: Vec<Offer> = listings.into_iter().map(offer).collect();
        let order_fees = charges.on_order();
        let mut hand_over = to_hub
            .map(|exchange| offered(hand_over_methods, exchange, &tax.rates_of(hub)))
            .unwrap_or_default();
        hand_over.retain(|it| admits && it.method.is_in(currency));
        let is_any = !hand_over.is_empty();
        hand_over.retain(|it| rules.show(&audience, RuleSubject::HandOver, &it.method.tags));
        let payments = ways_to_pay(payments, to_hub, (&rules, &audience));
        for it in &mut hand_over {
            it.tax = tax.rate(hub, it.tax);
        }
        let places = places(&offers);
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
            shelves,
            fees,
            order_fees,
            hides_hand_over: is_any && hand_over.is_empty(),
            hand_over,
            payments,
            vouchers,
            named_taxes: tax.named(),
            added_taxes: tax.added(),
            regimes,
            places,
            words: OnceLock::new(),
        }
    }

    /// A list of what is in an order, without a fee, a hand-over or a voucher.
    pub(crate) fn bare(
        ordered: &Ordered,
        offers: Vec<Offer>,
        regimes: BTreeMap<EnterpriseId, VatRegime>,
    ) -> Self {
        Self {
            cycle: ordered.cycle,
            hub: ordered.hub,
            hub_name: Arc::clone(&ordered.hub_name),
            version: 0,
            changes_at: None,
            audience: Audience::PUBLIC,
            admits: true,
            is_shown: true,
            currency: ordered.currency,
            pick_up: None,
            pick_up_text: None,
            places: places(&offers),
            offers,
            shelves: Shelves::default(),
            fees: Vec::new(),
            order_fees: Vec::new(),
            hand_over: Vec::new(),
            hides_hand_over: false,
            vouchers: Vec::new(),
            payments: BTreeSet::new(),
            named_taxes: Vec::new(),
            added_taxes: None,
            regimes,
            words: OnceLock::new(),
        }
    }

    /// Adds an offer behind those there are.
    pub(crate) fn add_offer(&mut self, offer: Offer) {
        let variant = offer.listing.variant;
        self.places.insert(variant, self.offers.len());
        self.offers.push(offer);
    }

    /// Takes over how those tax what they sell who sell some of another list, as far as nothing is known of it here.
    pub(crate) fn take_over_taxes(&mut self, other: &Self, offers: &[&Offer]) {
        let sold = offers.iter().flat_map(|offer| offer.listing.with_those_in_it());
        let payees: BTreeSet<EnterpriseId> = sold.map(|listing| listing.owner).collect();
        for payee in payees {
            if let Some(regime) = other.regime(payee) {
                self.regimes.entry(payee).or_insert(regime);
            }
        }
        if let (Some(known), Some(more)) = (&mut self.added_taxes, &other.added_taxes) {
            known.take_over(more);
        }
        let is_known = |taxes: &NamedTaxes| {
            self.named_taxes.iter().any(|it| (it.payee, it.rate) == (taxes.payee, taxes.rate))
        };
        let more: Vec<NamedTaxes> =
            other.named_taxes.iter().filter(|taxes| !is_known(taxes)).cloned().collect();
        self.named_taxes.extend(more);
    }

    /// Whether it holds at an instant, as far as time goes: nothing of it was cut off, began or ended since it was made.
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

    /// The supplies that its offers are drawn from, and the quotas they are counted against, each once in the order of their ids.
    pub fn supplies(&self) -> Vec<SupplyId> {
        let drawn = self.offers.iter().flat_map(|offer| offer.listing.takes(1));
        let drawn: BTreeSet<SupplyId> = drawn.map(|(supply, _)| supply).collect();
        Vec::from_iter(drawn)
    }

    /// The offers that have every word of a query, each with its place in `offers`, the best first: in the product's name and
    /// size, its category and its producer, and in what is said of it.
    pub fn search(&self, query: &str) -> Vec<(usize, &Offer)> {
        let words = self.words.get_or_init(|| {
            SearchIndex::build(self.offers.iter().map(|offer| words_of(&offer.listing)))
        });
        let found = words.find(query).into_iter();
        found.filter_map(|place| Some((place, self.offers.get(place)?))).collect()
    }

    /// The offer of a variant and its place in `offers`.
    pub(crate) fn place(&self, variant: VariantId) -> Option<(usize, &Offer)> {
        let place = *self.places.get(&variant)?;
        self.offers.get(place).map(|offer| (place, offer))
    }
}

/// How an audience may pay, of the ways that a hub takes: as its part in the cycle names, and its rules show them.
fn ways_to_pay(
    mut taken: BTreeSet<Method>,
    to_hub: Option<&Exchange>,
    (rules, audience): (&ShopRules, &Audience),
) -> BTreeSet<Method> {
    taken.retain(|method| to_hub.is_none_or(|out| out.names_payment(*method)));
    taken.retain(|method| rules.show_payment(audience, *method));
    taken
}

/// When some of it is cut off, or a voucher begins or ends, after an instant; or some rate of tax is another.
fn changes_after(
    at: Timestamp,
    (exchanges, vouchers): (&[Exchange], &[Voucher]),
    tax_changes_at: Option<Timestamp>,
) -> Option<Timestamp> {
    let cut_off = exchanges.iter().filter_map(|it| it.cutoff).filter(|it| at < *it);
    let used = vouchers.iter().filter_map(|it| it.changes_after(at));
    cut_off.chain(used).chain(tax_changes_at).min()
}

/// The place of each variant in offers.
fn places(offers: &[Offer]) -> HashMap<VariantId, usize> {
    offers.iter().enumerate().map(|(place, offer)| (offer.listing.variant, place)).collect()
}

/// What a listing is found by.
fn words_of(listing: &Listing) -> impl IntoIterator<Item = (Field, &str)> {
    let said = listing.description.as_deref().unwrap_or_default();
    let codes = listing.codes.iter().map(|code| (Field::Name, code.as_str()));
    let of_parts = listing.parts.iter().map(|part| &*part.listing.product_name);
    let of_parts = of_parts.map(|name| (Field::Text, name));
    let words = [
        (Field::Name, &*listing.product_name),
        (Field::Kind, &*listing.label),
        (Field::Kind, &*listing.category),
        (Field::Kind, &*listing.producer_name),
        (Field::Text, said),
    ];
    words.into_iter().chain(codes).chain(of_parts)
}

/// Whether all that is paid for it, and what its producer is owed of that, is in a currency.
fn is_settled(listing: &Listing, currency: Currency) -> bool {
    let in_currency = |money: Money| money.currency() == currency;
    // What the producer is owed of it is counted in what is paid.
    (listing.owner != listing.producer || in_currency(listing.producer_price))
        && in_currency(listing.price)
        && listing.deposit.is_none_or(|deposit| in_currency(deposit.each))
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
    /// How those who are paid them charge tax.
    tax: ChargedTax<'a>,
    /// The place of each fee in `fees`.
    places: HashMap<FeeId, usize>,
    /// The sources that carry a variant, in their order.
    carriers: HashMap<VariantId, Vec<Source<'a>>>,
}

impl<'a> Charges<'a> {
    fn new(sources: &'a [Source<'a>], fees: &'a [Fee], tax: ChargedTax<'a>) -> Self {
        let places = fees.iter().enumerate().map(|(place, fee)| (fee.id, place)).collect();
        let mut carriers: HashMap<VariantId, Vec<Source<'a>>> = HashMap::new();
        for source in sources {
            for variant in source.carries.into_iter().flatten() {
                carriers.entry(*variant).or_default().push(*source);
            }
        }
        Self { sources, fees, tax, places, carriers }
    }

    /// Whether the variant comes into the cycle and goes out to the hub.
    fn offers(&self, variant: VariantId) -> bool {
        let mut carriers = self.carriers(variant);
        self.comes_in(variant) && carriers.any(|source| source.side == Side::Distributor)
    }

    /// Whether the variant comes into the cycle.
    fn comes_in(&self, variant: VariantId) -> bool {
        self.carriers(variant).any(|source| source.side == Side::Supplier)
    }

    /// The offer of a listing: taxed as its owner charges it, with the fees on one item, reduced from what is in the shop's currency.
    fn offer(&self, listing: Listing, currency: Currency) -> Offer {
        let goods_rates = listing.goods_rates();
        let listing = self.tax.of(listing);
        let item_fees = self.on_item(&listing, listing.price);
        match listing.reduced_from.filter(|before| before.currency() == currency) {
            Some(before) => {
                let fees_before = self.on_item(&listing, before);
                Offer::new(listing, goods_rates, item_fees).reduced_from(before, &fees_before)
            }
            None => Offer::new(listing, goods_rates, item_fees),
        }
    }

    /// The fees on one item at a price: each once per side.
    fn on_item(&self, listing: &Listing, price: Money) -> Vec<ItemFee> {
        let everywhere = self.sources.iter().filter(|source| source.carries.is_none());
        let mut item_fees: Vec<ItemFee> = Vec::new();
        for source in self.carriers(listing.variant).chain(everywhere) {
            for (place, fee) in self.named_by(source).filter(|(_, fee)| fee.is_per_item()) {
                if !item_fees.iter().any(|known| known.fee == place && known.side == source.side) {
                    let amount = fee.calculator.on_items(price, listing.size, 1);
                    let tax_rate = self.tax.rate_of(fee);
                    item_fees.push(ItemFee { fee: place, side: source.side, amount, tax_rate });
                }
            }
        }
        item_fees
    }

    /// The fees on an order: each once per side, with the variants of every exchange that names it.
    fn on_order(&self) -> Vec<OrderFee> {
        let mut order_fees: Vec<OrderFee> = Vec::new();
        for source in self.sources {
            for (place, fee) in self.named_by(source).filter(|(_, fee)| !fee.is_per_item()) {
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
                        let (side, tax_rate) = (source.side, self.tax.rate_of(fee));
                        order_fees.push(OrderFee { fee: place, side, only_with, tax_rate });
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
#[path = "price_list_tests.rs"]
mod tests;
