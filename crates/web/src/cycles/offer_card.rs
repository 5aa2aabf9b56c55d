use std::{collections::BTreeMap, sync::Arc};

use sillon_cycles::{BundlePart, ItemFee, Offer, ShopSnapshot, SoldPart};
use sillon_kernel::{Dimension, Language, Money, Rate, Timestamp, VatRegime};
use sillon_messages::{Format as _, Words};

use crate::{
    cycles::filter, cycles::food_information, cycles::shop_details::DetailsView,
    http::page_context::PageContext, views::percent::percent, views::picture::ShownPicture,
    views::quantities::Typed, views::quantity_input::QuantityInput,
};

/// From how few items on shoppers are told what is left.
const FEW: u32 = 10;

/// An offer as a shopper sees it.
pub(crate) struct OfferCard {
    pub(crate) name: Arc<str>,
    pub(crate) size: String,
    pub(crate) producer: Arc<str>,
    pub(crate) producer_key: String,
    pub(crate) description: Option<String>,
    /// What it looks like.
    pub(crate) pictures: Vec<ShownPicture>,
    pub(crate) price: String,
    /// What the price is reduced from, where that is announced.
    pub(crate) reduced_from: Option<String>,
    /// The price of a kilogram, a litre or a piece, where it says something new.
    pub(crate) unit_price: Option<String>,
    /// That little or nothing is left.
    pub(crate) stock: Option<String>,
    pub(crate) is_sold_out: bool,
    /// How to keep it.
    pub(crate) storage: Option<&'static str>,
    /// The labels it may show today.
    pub(crate) labels: Vec<String>,
    /// That it is in season, where it is.
    pub(crate) season: Option<&'static str>,
    /// What shoppers must know of it.
    pub(crate) told: Vec<String>,
    /// What is in it, where it is a bundle.
    pub(crate) parts: Vec<PartCard>,
    /// Until when it can be ordered, where that is before the others.
    pub(crate) orders_until: Option<String>,
    /// From which sum of orders on it comes.
    pub(crate) minimum: Option<String>,
    /// What is paid for the packaging, apart from the price.
    pub(crate) deposit: Option<String>,
    /// What the price is made of.
    pub(crate) price_breakdown: Vec<PriceBreakdownLine>,
    /// Where to say how many; nowhere when none can be had.
    pub(crate) input: Option<QuantityInput>,
}

/// What is in a bundle, as a shopper sees it.
pub(crate) struct PartCard {
    pub(crate) quantity: u32,
    pub(crate) name: Arc<str>,
    pub(crate) size: String,
    pub(crate) producer: Arc<str>,
    /// The labels it may show today.
    pub(crate) labels: Vec<String>,
    /// What shoppers must know of it.
    pub(crate) told: Vec<String>,
}

/// A part of a price, and whose it is.
pub(crate) struct PriceBreakdownLine {
    pub(crate) label: String,
    pub(crate) amount: String,
    pub(crate) tax: Option<String>,
}

/// What somebody has of an offer so far.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    /// How many are in their cart.
    pub(crate) quantity: u32,
    /// What they just typed.
    pub(crate) typed: Option<&'a Typed>,
}

impl OfferCard {
    /// The card of an offer; `wanted` is of somebody who can order it now.
    pub(crate) fn new(
        context: &PageContext,
        snapshot: &ShopSnapshot,
        details: &DetailsView,
        offer: &Offer,
        wanted: Option<Wanted<'_>>,
    ) -> Self {
        let (language, words) = (context.language, context.words);
        let listing = &offer.listing;
        let left = snapshot.items_left(offer);
        let size = language.label(&listing.label);
        let what = format!("{}, {size}", listing.product_name);
        // Who has it in the cart already must be able to take it out again.
        let orderable = wanted
            .filter(|wanted| left != Some(0) || wanted.quantity > 0 || wanted.typed.is_some());
        let input = orderable.map(|wanted| {
            QuantityInput::new(words, listing.variant, &what, wanted.quantity, left, wanted.typed)
        });
        Self {
            name: Arc::clone(&listing.product_name),
            size,
            producer: Arc::clone(&listing.producer_name),
            producer_key: filter::key(&listing.producer_name),
            description: listing.description.clone(),
            pictures: listing
                .pictures
                .iter()
                .map(|picture| ShownPicture::new(picture, &listing.product_name))
                .collect(),
            price: language.money(offer.price),
            reduced_from: offer.reduced_from.map(|before| language.money(before)),
            unit_price: unit_price(language, offer),
            stock: stock(words, left),
            is_sold_out: left == Some(0),
            storage: storage(words, &listing.storage),
            labels: food_information::labels(language, &listing.food, snapshot.at),
            season: (snapshot.is_in_season(offer) == Some(true)).then_some(words.shop.in_season),
            told: if listing.is_bundle() {
                Vec::new()
            } else {
                food_information::facts(language, listing)
            },
            parts: listing
                .parts
                .iter()
                .map(|part| part_card(language, part, snapshot.at))
                .collect(),
            minimum: offer.minimum.map(|sum| (words.shop.minimum)(&language.money(sum))),
            orders_until: offer
                .orders_until
                .map(|until| (words.cycle.until)(&language.date_time(until, &snapshot.shop.zone))),
            deposit: listing
                .deposit
                .map(|deposit| (words.shop.deposit)(&language.money(deposit.each))),
            price_breakdown: price_breakdown(context, snapshot, details, offer),
            input,
        }
    }
}

/// A part of a bundle: what the law wants shoppers to know of goods is said of each.
fn part_card(language: Language, part: &BundlePart, at: Timestamp) -> PartCard {
    let listing = &part.listing;
    PartCard {
        quantity: part.quantity,
        name: Arc::clone(&listing.product_name),
        size: language.label(&listing.label),
        producer: Arc::clone(&listing.producer_name),
        labels: food_information::labels(language, &listing.food, at),
        told: food_information::facts(language, listing),
    }
}

/// What a kilogram, a litre or a piece costs (directive 98/6/EC); nothing when the item is the one piece itself.
fn unit_price(language: Language, offer: &Offer) -> Option<String> {
    if offer.unit.dimension() == Dimension::Piece && offer.unit_price == offer.price {
        return None;
    }
    Some(format!("{}/{}", language.money(offer.unit_price), language.unit(offer.unit)))
}

/// What is said of what is left.
fn stock(words: &Words, left: Option<u32>) -> Option<String> {
    match left? {
        0 => Some(words.shop.sold_out.to_owned()),
        few if few <= FEW => Some((words.shop.left)(few)),
        _ => None,
    }
}

/// How goods of a storage class are to be kept.
pub(crate) fn storage(words: &Words, class: &str) -> Option<&'static str> {
    match class {
        "chilled" => Some(words.shop.chilled),
        "frozen" => Some(words.shop.frozen),
        _ => None,
    }
}

/// What the farm, the shop and everyone with a fee have of the price of one item, as it is allocated.
fn price_breakdown(
    context: &PageContext,
    snapshot: &ShopSnapshot,
    details: &DetailsView,
    offer: &Offer,
) -> Vec<PriceBreakdownLine> {
    let (list, listing) = (&*snapshot.list, &offer.listing);
    let line = |label, amount, (payee, tax)| PriceBreakdownLine {
        label,
        amount: context.language.money(amount),
        tax: if list.adds_tax() && tax > Rate::ZERO {
            Some((context.words.shop.tax_added)(&percent(context.language, tax)))
        } else {
            tax_note(context, tax, list.regime(payee))
        },
    };
    let margin = listing.margin();
    let of_hub =
        |amount, tax| line((context.words.shop.hub_price)(&list.hub_name), amount, (list.hub, tax));
    let of_parts = list.sold_parts(offer);
    let mut lines = if listing.is_bundle() {
        let whose = |part: &SoldPart<'_>| {
            let of = part.listing;
            let amount = part.goods - part.margin;
            if of.owner == of.producer {
                let farm = (context.words.shop.farm_price)(&of.producer_name);
                line(format!("{farm} – {}", of.product_name), amount, (of.owner, of.tax))
            } else {
                of_hub(amount, of.tax)
            }
        };
        of_parts.iter().map(whose).collect()
    } else if listing.owner == listing.producer {
        let farm = (context.words.shop.farm_price)(&listing.producer_name);
        vec![line(farm, listing.price - margin, (listing.owner, listing.tax))]
    } else {
        vec![of_hub(listing.price, listing.tax)]
    };
    if listing.is_bundle() {
        lines.extend(margins_by_rate(&of_parts).map(|(tax, amount)| of_hub(amount, tax)));
    } else if !margin.is_zero() {
        lines.push(of_hub(margin, offer.margin_tax));
    }
    let fee_line = |item_fee: &ItemFee| {
        let fee = list.fees.get(item_fee.fee)?;
        let payee = details.names.get(&fee.enterprise);
        let label =
            payee.map_or_else(|| fee.name.to_string(), |payee| format!("{} ({payee})", fee.name));
        // Of a bundle of several rates none is told: the basket tells each.
        let regime = list.regime(fee.enterprise);
        let as_goods = || Some(VatRegime::rate_of(regime, offer.goods_rate()?));
        let rate = item_fee.tax_rate.or_else(as_goods).unwrap_or(Rate::ZERO);
        Some(line(label, item_fee.amount, (fee.enterprise, rate)))
    };
    lines.extend(offer.fees.iter().filter(|fee| !fee.amount.is_zero()).filter_map(fee_line));
    lines
}

/// What is the hub's of the parts of a bundle, by the tax rate in it.
fn margins_by_rate(parts: &[SoldPart<'_>]) -> impl Iterator<Item = (Rate, Money)> + use<> {
    let mut sums: BTreeMap<Rate, Money> = BTreeMap::new();
    for part in parts {
        let none = Money::zero(part.margin.currency());
        *sums.entry(part.margin_tax_rate).or_insert(none) += part.margin;
    }
    sums.into_iter().filter(|(_, amount)| !amount.is_zero())
}

/// That an amount includes tax, and at which rate; or why there is none in it, where its payee charges none.
pub(crate) fn tax_note(
    context: &PageContext,
    tax: Rate,
    regime: Option<VatRegime>,
) -> Option<String> {
    let mention = regime.and_then(|regime| context.language.vat_mention(regime));
    if let Some(mention) = mention {
        return Some(mention.to_owned());
    }
    (tax > Rate::ZERO).then(|| (context.words.shop.tax_included)(&percent(context.language, tax)))
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Money;

    use super::*;
    use crate::sample::{self, context, id};

    fn card(uri: &str, variant: u32, wanted: Option<Wanted<'_>>) -> OfferCard {
        let sample = sample::shop();
        let offer = sample.list.offer(id(variant)).unwrap();
        OfferCard::new(&context(uri), &sample, &sample::details(), offer, wanted)
    }

    #[test]
    fn a_card_shows_the_price_with_fees_and_what_a_kilogram_costs() {
        let carrots = card("/", 1, None);
        assert_eq!((carrots.price.as_str(), carrots.size.as_str()), ("2,20\u{a0}€", "500 g"));
        assert_eq!(carrots.unit_price.as_deref(), Some("4,40\u{a0}€/kg"));
        let eggs = card("/?lang=en", 3, None);
        assert_eq!(
            (eggs.size.as_str(), eggs.unit_price.as_deref()),
            ("6 pieces", Some("€0.37/piece"))
        );
        assert_eq!(card("/", 4, None).unit_price, None, "one loaf is the unit itself");
    }

    #[test]
    fn a_card_shows_what_a_price_is_reduced_from() {
        let sample = sample::shop();
        let offer = sample.list.offer(id(1)).unwrap();
        let before = Money::parse("2.75", offer.price.currency()).ok();
        let reduced = Offer { reduced_from: before, ..offer.clone() };
        let (snapshot, details) = (&sample, sample::details());
        let of = |offer| OfferCard::new(&context("/"), snapshot, &details, offer, None);
        assert_eq!(of(&reduced).reduced_from.as_deref(), Some("2,75\u{a0}€"));
        assert_eq!(of(offer).reduced_from, None);
    }

    #[test]
    fn a_card_says_when_little_is_left_and_how_to_keep_it() {
        assert_eq!(card("/", 2, None).stock.as_deref(), Some("Plus que 3"));
        assert_eq!(card("/", 4, None).stock, None, "it is made on demand");
        let eggs = card("/", 3, None);
        assert_eq!((eggs.stock.as_deref(), eggs.is_sold_out), (Some("Épuisé"), true));
        assert_eq!(eggs.storage, Some("À garder au frais"));
    }

    #[test]
    fn what_is_sold_out_can_only_be_taken_out_of_the_cart() {
        let orderable = |variant, quantity| {
            card("/", variant, Some(Wanted { quantity, typed: None })).input.is_some()
        };
        assert!(orderable(1, 0) && !orderable(3, 0) && orderable(3, 2));
        assert!(card("/", 1, None).input.is_none(), "the shop is closed");
    }

    #[test]
    fn a_price_of_the_shops_own_shows_what_is_the_farms_and_who_charges_no_tax() {
        let sample = sample::selling(|facts| {
            let farm = facts.listings.first().unwrap().producer;
            facts.regimes.insert(farm, VatRegime::Franchise);
            facts.listings.first_mut().unwrap().price = sample::eur("2.50");
            facts.listings.get_mut(1).unwrap().owner = facts.hub;
        });
        let price_breakdown = |variant| {
            let offer = sample.list.offer(id(variant)).unwrap();
            let (snapshot, details) = (&sample, sample::details());
            let card = OfferCard::new(&context("/"), snapshot, &details, offer, None);
            let line = |line: &PriceBreakdownLine| {
                format!("{} {} {}", line.label, line.amount, line.tax.clone().unwrap_or_default())
            };
            card.price_breakdown.iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(
            price_breakdown(1),
            [
                "Prix de la ferme (Ferme de l’Étang) 2,00\u{a0}€ TVA non applicable, art. 293 B du CGI",
                "Part de la boutique (Le Panier d’Épinal) 0,50\u{a0}€ dont TVA 5,5\u{a0}%",
                "Le panier (Le Panier d’Épinal) 0,25\u{a0}€ dont TVA 20\u{a0}%",
            ]
        );
        assert_eq!(
            price_breakdown(2).first().unwrap(),
            "Part de la boutique (Le Panier d’Épinal) 3,80\u{a0}€ dont TVA 5,5\u{a0}%",
            "what the shop resells is its own, and taxed as it is"
        );
    }

    #[test]
    fn the_truth_of_a_price_is_the_farm_and_every_fee_with_their_tax() {
        let lines: Vec<String> = card("/", 1, None)
            .price_breakdown
            .iter()
            .map(|line| {
                format!("{} {} {}", line.label, line.amount, line.tax.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(
            lines,
            [
                "Prix de la ferme (Ferme de l’Étang) 2,00\u{a0}€ dont TVA 5,5\u{a0}%",
                "Le panier (Le Panier d’Épinal) 0,20\u{a0}€ dont TVA 20\u{a0}%",
            ]
        );
    }
}
