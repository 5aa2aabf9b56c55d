use askama::Template;
use sillon_cycles::{Calculator, Offer, OrderCycle, OrderFee, PriceList, ShopSnapshot};
use sillon_engine::{Branding, CachedShop};
use sillon_enterprises::{Enterprise, Seller, Shelves};
use sillon_kernel::{Money, Picture, Text, Timestamp, Zone};
use sillon_messages::{Format as _, Words};
use sillon_orders::CartLine;

use crate::{
    cycles::basket_bar::BasketBar,
    cycles::filter::{Choice, Filter},
    cycles::offer_card::{OfferCard, Wanted},
    cycles::shop_details::DetailsView,
    http::page_context::PageContext,
    views::cannot_order::why_not,
    views::cycle_status::CycleStatus,
    views::hand_over::ShownHandOver,
    views::layout::Layout,
    views::percent::percent,
    views::pick_up::PickUp,
    views::picture::ShownPicture,
    views::quantities::Quantities,
};

/// A shop and what it offers.
#[derive(Template)]
#[template(path = "shop.html")]
pub(crate) struct ShopPage {
    layout: Layout,
    words: &'static Words,
    slug: String,
    name: String,
    description: Option<String>,
    email: Option<String>,
    logo: Option<ShownPicture>,
    banner: Option<ShownPicture>,
    standing: CycleStatus,
    /// The zone times are told in.
    zone: Zone,
    /// Who sells, line by line.
    seller: Vec<String>,
    /// The cycle and its goods, where there is one.
    sale: Option<Sale>,
    /// The other cycles one can order in.
    also_open: Vec<OtherSale>,
}

/// Another cycle of the shop that takes orders.
struct OtherSale {
    cycle: String,
    id: String,
    until: String,
}

/// What a shop offers in a cycle.
struct Sale {
    cycle: String,
    /// The cycle's id: the forms of the page name it, so that they stay in it.
    id: String,
    pick_up: PickUp,
    /// The ways in which the shop hands over, where there are some to choose from.
    hand_overs: Vec<ShownHandOver>,
    search: Search,
    shelves: Vec<Shelf>,
    /// Whether there is anything shown to order.
    can_order: bool,
    /// How many offers are shown, when some are not.
    found: Option<String>,
    bar: BasketBar,
    /// The fees that come on the whole order, each in words: they are in no price that is shown.
    order_fees: Vec<String>,
    /// Whether taxes come on top of the prices that are shown.
    adds_tax: bool,
    /// Why whoever looks cannot order: guests may not, it is for its own customers, or there is no way to pay or to get it.
    cannot_order: Option<&'static str>,
    /// That a quantity was typed wrong.
    is_wrong: bool,
}

/// The form to look for something.
struct Search {
    text: String,
    categories: Vec<Choice>,
    producers: Vec<Choice>,
    labels: Vec<Choice>,
    allergens: Vec<Choice>,
    is_active: bool,
}

/// The offers of a category, or of a producer.
struct Shelf {
    name: String,
    cards: Vec<OfferCard>,
}

/// What somebody has chosen so far.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'a> {
    /// What is in their cart.
    pub(crate) lines: &'a [CartLine],
    /// What they just typed.
    pub(crate) typed: &'a Quantities,
}

impl ShopPage {
    /// The page of a shop in a cycle.
    pub(crate) fn new(
        context: &PageContext,
        snapshot: &ShopSnapshot,
        details: &DetailsView,
        chosen: Chosen<'_>,
        now: Timestamp,
    ) -> Self {
        let standing = CycleStatus::new(context, Some(&snapshot.cycle), &snapshot.shop.zone, now);
        let sale = Sale::new(context, snapshot, details, chosen, standing.is_open);
        let seller = details.seller_lines(context.language);
        let mut bare = Self::bare(context, &snapshot.shop, &details.branding, standing);
        bare.layout.basket = context.basket_at(snapshot.shop.id, snapshot.cycle.id);
        Self { sale: Some(sale), seller, email: details.contact_email(), ..bare }
    }

    /// The page, with the other cycles one can order in, and the one that comes next or was last.
    pub(crate) fn beside(self, context: &PageContext, cached: &CachedShop, now: Timestamp) -> Self {
        let zone = &self.zone;
        let other = |cycle: &OrderCycle| OtherSale {
            cycle: cycle.name.to_string(),
            id: cycle.id.to_string(),
            until: (context.words.cycle.until)(
                &context.language.date_time(cycle.orders.until(), zone),
            ),
        };
        let also_open = cached.also_open.iter().map(other).collect();
        let around = (cached.last.as_ref(), cached.next.as_ref());
        Self { also_open, standing: self.standing.between(context, around, zone, now), ..self }
    }

    /// The page of a shop that sells in no cycle.
    pub(crate) fn without_sale(
        context: &PageContext,
        (shop, seller): (&Enterprise, &Seller),
        branding: &Branding,
        now: Timestamp,
    ) -> Self {
        let bare =
            Self::bare(context, shop, branding, CycleStatus::new(context, None, &shop.zone, now));
        let email = seller.contact.email.as_ref().map(ToString::to_string);
        Self { seller: seller.lines(context.language), email, ..bare }
    }

    fn bare(
        context: &PageContext,
        shop: &Enterprise,
        branding: &Branding,
        standing: CycleStatus,
    ) -> Self {
        // Beside the shop's name they adorn it, unless somebody has said more.
        let shown = |picture: &Option<Picture>| {
            picture.as_ref().map(|picture| ShownPicture::new(picture, ""))
        };
        Self {
            layout: Layout::new(context, &format!("/shops/{}", shop.slug), shop.name.to_string()),
            words: context.words,
            slug: shop.slug.to_string(),
            name: shop.name.to_string(),
            description: shop.description.clone().map(Text::into_string),
            email: None,
            logo: shown(&branding.logo),
            banner: shown(&branding.banner),
            standing,
            zone: shop.zone.clone(),
            seller: Vec::new(),
            sale: None,
            also_open: Vec::new(),
        }
    }

    /// The visitor's basket, if there is anything in it.
    fn basket(&self) -> Option<sillon_kernel::CartId> {
        self.layout.basket.filter(|_| self.sale.as_ref().is_some_and(|sale| sale.bar.is_filled))
    }
}

impl Sale {
    fn new(
        context: &PageContext,
        snapshot: &ShopSnapshot,
        details: &DetailsView,
        chosen: Chosen<'_>,
        is_open: bool,
    ) -> Self {
        let filter = Filter::of(context);
        let shown = filter.wanted(&snapshot.list, snapshot.at);
        let words = &context.words.page_error;
        let cannot_order = if !snapshot.list.admits {
            Some(words.customers_only.text)
        } else if details.members_only {
            Some(words.members_only.text)
        } else {
            snapshot.list.cannot_order().map(|why| why_not(context.words, why))
        };
        let can_order = is_open && cannot_order.is_none();
        // When it sells is told to whoever comes along; where, and what for, to those it sells to.
        let admits = snapshot.list.admits;
        let pick_up = PickUp::new(context, details, &snapshot.shop.zone);
        let count = u32::try_from(shown.len()).unwrap_or(u32::MAX);
        let card = |offer: &Offer| {
            let wanted = can_order.then(|| chosen.of(offer));
            OfferCard::new(context, snapshot, details, offer, wanted)
        };
        Self {
            cycle: snapshot.cycle.name.to_string(),
            id: snapshot.cycle.id.to_string(),
            pick_up: if admits { pick_up } else { PickUp { place: String::new(), ..pick_up } },
            hand_overs: snapshot
                .list
                .hand_over
                .iter()
                .filter(|_| admits)
                .map(|it| ShownHandOver::new(context, it, &snapshot.shop.zone))
                .collect(),
            can_order: can_order && !shown.is_empty(),
            cannot_order,
            shelves: shelves(&snapshot.list.shelves, &shown, card),
            found: filter.is_active().then(|| (context.words.shop.found)(count)),
            bar: BasketBar::new(context, snapshot, chosen.lines),
            adds_tax: snapshot.list.adds_tax(),
            order_fees: snapshot
                .list
                .order_fees
                .iter()
                .filter(|_| admits)
                .filter_map(|fee| order_fee(context, &snapshot.list, fee))
                .collect(),
            is_wrong: !chosen.typed.are_right(),
            search: Search {
                categories: filter.categories(&snapshot.list),
                producers: filter.producers(&snapshot.list),
                labels: filter.labels(context.language, &snapshot.list, snapshot.at),
                allergens: filter.allergens(context.language, &snapshot.list),
                is_active: filter.is_active(),
                text: filter.text,
            },
        }
    }
}

/// A fee on the whole order, in words.
fn order_fee(context: &PageContext, list: &PriceList, fee: &OrderFee) -> Option<String> {
    let fee = list.fees.get(fee.fee)?;
    let (words, money) = (&context.words.shop, |amount: Money| context.language.money(amount));
    let amount = match fee.calculator {
        Calculator::FlatRate(amount) => money(amount),
        Calculator::FlexiRate { first, additional, .. } => {
            (words.further)(&money(first), &money(additional))
        }
        Calculator::PriceSack { below, normal, discount } => {
            (words.from_goods)(&money(normal), &money(discount), &money(below))
        }
        Calculator::PercentOfTotal(rate) => format!("{}\u{a0}%", percent(context.language, rate)),
        Calculator::PerItem(_) | Calculator::PercentPerItem(_) | Calculator::Weight { .. } => {
            return None;
        }
    };
    Some(format!("{} {amount}", fee.name))
}

impl<'a> Chosen<'a> {
    fn of(&self, offer: &Offer) -> Wanted<'a> {
        let variant = offer.listing.variant;
        let line = self.lines.iter().find(|line| line.variant == variant);
        Wanted { quantity: line.map_or(0, |line| line.quantity), typed: self.typed.of(variant) }
    }
}

/// The offers by category or by producer, as the hub has its shelves, in the order they come in; the shelves by the first offer
/// of each.
fn shelves(by: &Shelves, offers: &[&Offer], card: impl Fn(&Offer) -> OfferCard) -> Vec<Shelf> {
    let mut shelves: Vec<Shelf> = Vec::new();
    for offer in offers {
        let listing = &offer.listing;
        let name: &str =
            if by.are_by_producer() { &listing.producer_name } else { &listing.category };
        match shelves.iter_mut().find(|shelf| shelf.name == name) {
            Some(shelf) => shelf.cards.push(card(offer)),
            None => shelves.push(Shelf { name: name.to_owned(), cards: vec![card(offer)] }),
        }
    }
    shelves
}

#[cfg(test)]
mod tests {
    use sillon_cycles::Stage;

    use super::*;
    use crate::{
        sample::{self, at, cart, context, id},
        views::quantities,
    };

    fn page(uri: &str, sample: &ShopSnapshot, lines: &[CartLine], typed: &Quantities) -> String {
        let chosen = Chosen { lines, typed };
        let now = at("2026-05-10T08:00:00Z");
        ShopPage::new(&context(uri), sample, &sample::details(), chosen, now).render().unwrap()
    }

    #[test]
    fn a_shop_shows_when_and_where_and_every_offer_on_its_shelf() {
        let page = page("/shops/le-panier", &sample::shop(), &[], &Quantities::default());
        assert!(
            page.contains(r#"<html lang="fr">"#) && page.contains("<h1>Le Panier d’Épinal</h1>")
        );
        assert!(page.contains("Commandes jusqu’au mardi 12 mai 2026 à 20\u{a0}h\u{a0}00"));
        assert!(
            page.contains("jeudi 14 mai 2026, de 17\u{a0}h\u{a0}00 à 19\u{a0}h\u{a0}30")
                && page.contains("12 rue des Lilas")
        );
        assert_eq!(page.matches("<h3>").count(), 5);
        assert_eq!(
            page.matches(r#"type="number""#).count(),
            4,
            "what is sold out cannot be chosen"
        );
        assert!(page.contains("En plus, une fois par commande\u{a0}: Transport 2,00\u{a0}€"));
        assert!(
            page.contains("Prix de la ferme (Ferme de l’Étang)") && page.contains("4,40\u{a0}€/kg")
        );
    }

    #[test]
    fn a_shop_has_its_shelves_as_the_hub_has_them() {
        let titles = |shelves: Shelves| {
            let shop = sample::selling(|facts| facts.shelves = shelves);
            let page = page("/shops/le-panier", &shop, &[], &Quantities::default());
            let title =
                |rest: &str| rest.split_once('>')?.1.split("</h2>").next().map(str::to_owned);
            page.split(r#"<h2 id="shelf-"#).skip(1).filter_map(title).collect::<Vec<_>>()
        };
        let usual = titles(Shelves::default());
        assert_eq!(usual, ["Boulangerie", "Crèmerie", "Épicerie", "Légumes"]);
        let named = ["légumes", "epicerie", "Rien"].map(|name| name.parse().unwrap());
        let named = titles(Shelves::Categories(named.into()));
        assert_eq!(named, ["Légumes", "Épicerie", "Boulangerie", "Crèmerie"]);
        let (farm, eggs) = ("Ferme de l’Étang", "Élevage des Œufs");
        assert_eq!(titles(Shelves::Producers(Vec::new())), [eggs, farm]);
        assert_eq!(titles(Shelves::Producers(vec![id(100)])), [farm, eggs]);
    }

    #[test]
    fn what_has_pictures_shows_them_with_words_and_their_place_kept() {
        let pixels = |width, height| sillon_kernel::Pixels { width, height };
        let picture = |number, alt: Option<&str>| Picture {
            id: id(number),
            alt: alt.map(|alt| alt.parse().unwrap()),
            thumb: pixels(240, 180),
            medium: pixels(600, 450),
            large: pixels(1_200, 900),
        };
        let mut sample = sample::shop();
        std::sync::Arc::make_mut(&mut sample.list).offers[0].listing.pictures =
            [picture(1, Some("Des fanes & de la <terre>")), picture(2, None)].into();
        let branding = Branding { logo: Some(picture(3, None)), banner: Some(picture(4, None)) };
        let details = DetailsView { branding, ..sample::details() };
        let chosen = Chosen { lines: &[], typed: &Quantities::default() };
        let now = at("2026-05-10T08:00:00Z");
        let context = context("/shops/le-panier");
        let page = ShopPage::new(&context, &sample, &details, chosen, now).render().unwrap();
        assert_eq!(page.matches("<img").count(), 4);
        assert_eq!(page.matches(r#"width="600" height="450""#).count(), 4);
        assert!(page.contains(r#"alt="Des fanes &#38; de la &#60;terre&#62;""#));
        assert_eq!(page.matches(r#"alt="""#).count(), 2, "logo and banner stand by the name");
        assert!(page.contains(r#"class="pictures" tabindex="0" role="group""#));
    }

    #[test]
    fn what_people_write_is_escaped() {
        let page = page("/?q=%22%3E%3Cb%3E&lang=en", &sample::shop(), &[], &Quantities::default());
        assert!(page.contains("Les fermes &#60;du coin&#62;") && !page.contains("<b>"));
    }

    #[test]
    fn a_search_leaves_the_others_out_and_can_be_taken_back() {
        let page =
            page("/shops/le-panier?q=oeufs&lang=en", &sample::shop(), &[], &Quantities::default());
        assert_eq!(page.matches("<h3>").count(), 1);
        assert!(page.contains("1 product") && page.contains(r#"<details class="search" open>"#));
        assert!(page.contains("Show everything") && page.contains(r#"value="oeufs""#));
    }

    #[test]
    fn what_is_in_the_basket_and_what_was_typed_wrong_stand_in_the_fields() {
        let typed = Quantities::read(&[(quantities::field(id(1)), "-1".to_owned())]);
        let page = page("/", &sample::shop(), &cart(&[(1, 2), (4, 3)]).lines, &typed);
        assert!(
            page.contains(r#"value="-1""#)
                && page.contains("Une quantité ne peut pas être négative.")
        );
        assert!(page.contains(r#"value="3""#) && page.contains("5 articles"));
        assert!(page.contains(r#"role="alert""#));
    }

    #[test]
    fn a_shop_that_is_not_open_shows_its_offers_and_takes_nothing() {
        let open = sample::shop();
        let upcoming = sillon_cycles::OrderCycle { stage: Stage::Upcoming, ..open.cycle.clone() };
        let page = page(
            "/?lang=en",
            &ShopSnapshot { cycle: upcoming, ..open },
            &[],
            &Quantities::default(),
        );
        assert_eq!(page.matches("<h3>").count(), 5);
        assert!(!page.contains(r#"type="number""#) && !page.contains(r#"method="post""#));
    }

    #[test]
    fn a_shop_without_a_sale_is_still_there() {
        let sample = sample::shop();
        let page = ShopPage::without_sale(
            &context("/?lang=en"),
            (&sample.shop, &sample::details().seller.unwrap()),
            &Branding::default(),
            at("2026-05-10T08:00:00Z"),
        );
        let page = page.render().unwrap();
        assert!(page.contains("Le Panier d’Épinal") && page.contains("No sale is announced yet."));
        assert!(
            page.contains("<h2>Sold by</h2>") && page.contains("Association &#60;du&#62; Panier")
        );
    }
}
