//! A small shop for the tests of this crate.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Debug,
    str::FromStr,
    sync::Arc,
};

use actix_web::test::TestRequest;
use sillon_catalogue::{Storage, TaxCategory};
use sillon_cycles::{
    Audience, Calculator, Deposit, Direction, Exchange, Facts, Fee, FeeKind, FeeTax, HandOverKind,
    HandOverMethod, Listing, OfferedHandOver, OrderCycle, PriceList, ShopRules, ShopSnapshot,
    Stage, SupplyLeft,
};
use sillon_engine::{Branding, CartContents};
use sillon_enterprises::{Enterprise, Seller, Sells, Visibility};
use sillon_kernel::{
    Currency, Email, Money, Name, Quantity, Rate, Slug, Text, Timestamp, Unit, VariantId, Window,
};
use sillon_orders::{
    Agreed, Cart, CartLine, Checkout, CheckoutFacts, Contact, Order, Outcome, place_many,
};
use sillon_payments::Method;

use crate::{cycles::shop_details::DetailsView, http::page_context::PageContext};

/// The id made of a number.
pub(crate) fn id<T: FromStr<Err: Debug>>(number: u32) -> T {
    format!("{number:032x}").parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn eur(text: &str) -> Money {
    Money::parse(text, Currency::EUR).unwrap()
}

/// Somebody who looks at an address.
pub(crate) fn context(uri: &str) -> PageContext {
    PageContext::of(&TestRequest::with_uri(uri).to_http_request())
}

/// The shop 900: 500 g (1) and 1 kg (2) of carrots from one supply of 3.5 kg, eggs (3) sold out, bread (4) and yoghurt (5), in a jar that is paid back, on demand.
/// On each item the hub adds 10 %, on each order a carrier (800) adds 2 €.
pub(crate) fn shop() -> ShopSnapshot {
    selling(|_| {})
}

/// The shop, where something else is known of what it sells.
pub(crate) fn selling(change: impl FnOnce(&mut Facts)) -> ShopSnapshot {
    let mut facts = facts();
    change(&mut facts);
    let left = |available_milli, on_demand| SupplyLeft { available_milli, on_demand };
    ShopSnapshot {
        shop: hub(),
        cycle: cycle(),
        list: Arc::new(PriceList::build(facts)),
        left: HashMap::from([
            (id(1), left(3_500_000, false)),
            (id(3), left(0, false)),
            (id(4), left(0, true)),
            (id(5), left(0, true)),
        ]),
        at: at("2026-05-10T08:00:00Z"),
    }
}

/// A pick-up of the shop, on the 14th of May.
pub(crate) fn hand_over(calculator: Option<Calculator>) -> OfferedHandOver {
    let window = Window::new(at("2026-05-14T15:00:00Z"), at("2026-05-14T17:30:00Z"));
    let method = HandOverMethod {
        id: id(1),
        hub: id(900),
        name: Name::parse("La Grange").unwrap(),
        kind: HandOverKind::PickUp { address: Text::parse("12 rue des Lilas").unwrap() },
        text: Text::parse("Par la cour.").ok(),
        calculator,
        tax: TaxCategory::Standard,
        carries: Storage::ALL.into(),
        capacity: None,
        tags: BTreeSet::new(),
        retired_at: None,
        version: 1,
    };
    OfferedHandOver { method, window: window.ok(), tax: Rate::from_bps(2_000) }
}

/// The shop with ways of hand-over to choose from.
pub(crate) fn handing_over(shop: ShopSnapshot, offered: Vec<OfferedHandOver>) -> ShopSnapshot {
    let mut list = PriceList::build(facts());
    list.hand_over = offered;
    ShopSnapshot { list: std::sync::Arc::new(list), ..shop }
}

/// A guest's cart at the shop.
pub(crate) fn cart(lines: &[(u32, u32)]) -> Cart {
    let line =
        |(variant, quantity): &(u32, u32)| CartLine { variant: id(*variant), quantity: *quantity };
    Cart {
        id: id(1),
        hub: id(900),
        cycle: id(1),
        user: None,
        partner: None,
        lines: lines.iter().map(line).collect(),
        vouchers: Vec::new(),
        hand_over: None,
        quote: None,
        updated_at: at("2026-05-10T08:00:00Z"),
    }
}

/// A guest's cart against what the shop sells.
pub(crate) fn contents(lines: &[(u32, u32)]) -> CartContents {
    CartContents::new(cart(lines), shop())
}

/// The order a cart becomes on the 10th of May.
pub(crate) fn order(lines: &[(u32, u32)], payment: Method) -> Order {
    let sample = shop();
    let contact = Contact {
        name: Name::parse("Awa <Diallo>").unwrap(),
        email: Email::parse("awa@example.org").unwrap(),
        phone: None,
        note: Some(Text::parse("Au portail & sonnez").unwrap()),
        language: sillon_kernel::Language::Fr,
    };
    let checkout = Checkout {
        token: sillon_orders::OrderToken::from_random([0; 32]),
        order: id(33),
        cart: id(1),
        user: None,
        by_shop: None,
        contact,
        hand_over: sillon_orders::HandOverWish::default(),
        payment,
        agreed: Agreed::to(contents(lines).priced().unwrap().total),
        key: "key".to_owned(),
        digest: [0; 32],
    };
    let facts = CheckoutFacts {
        carts: HashMap::from([(id(1), cart(lines))]),
        cycles: HashMap::from([(id(1), sample.cycle)]),
        lists: HashMap::from([((id(1), id(900), Audience::PUBLIC), sample.list)]),
        supplies: sample.left,
        ..CheckoutFacts::default()
    };
    match place_many(&[checkout], &facts, at("2026-05-10T08:00:00Z")).outcomes.remove(0) {
        Ok(Outcome::Placed(order)) => *order,
        refused => panic!("the sample can be ordered: {refused:?}"),
    }
}

/// Where and when it hands out, and who its fees go to.
pub(crate) fn details() -> DetailsView {
    let window = Window::new(at("2026-05-14T15:00:00Z"), at("2026-05-14T17:30:00Z"));
    DetailsView {
        members_only: false,
        window: window.ok(),
        text: Some("La Grange\n12 rue des Lilas".to_owned()),
        branding: Branding::default(),
        seller: Some(Seller {
            id: id(900),
            name: Name::parse("Association <du> Panier").unwrap(),
            legal: None,
            address: None,
            contact: sillon_enterprises::Contact {
                phone: "+33 3 29 00 00 00".parse().ok(),
                ..sillon_enterprises::Contact::default()
            },
        }),
        names: HashMap::from([
            (id(900), "Le Panier d’Épinal".to_owned()),
            (id(800), "Vélo & Cie".to_owned()),
        ]),
    }
}

fn hub() -> Enterprise {
    Enterprise {
        id: id(900),
        slug: Slug::parse("le-panier").unwrap(),
        name: Name::parse("Le Panier d’Épinal").unwrap(),
        description: Some(Text::parse("Les fermes <du coin>").unwrap()),
        is_producer: false,
        sells: Sells::Any,
        zone: "Europe/Paris".parse().unwrap(),
        currency: Currency::EUR,
        email: Some(Email::parse("bonjour@panier.example").unwrap()),
        visibility: Visibility::Public,
        created_at: at("2026-01-01T00:00:00Z"),
    }
}

/// It takes orders from the 8th of May until the 12th at 20:00 in Paris.
fn cycle() -> OrderCycle {
    OrderCycle {
        id: id(1),
        coordinator: id(900),
        name: Name::parse("Semaine 20").unwrap(),
        orders: Window::new(at("2026-05-08T06:00:00Z"), at("2026-05-12T18:00:00Z")).unwrap(),
        stage: Stage::Open { since: at("2026-05-08T06:00:00Z") },
        limit: None,
        is_full: false,
        of: None,
        version: 1,
    }
}

fn facts() -> Facts {
    let grams = |grams: &str| Quantity::parse(grams, Unit::Gram).unwrap();
    let carrots =
        Listing { description: Some("De plein champ & sans <chimie>".to_owned()), ..listing() };
    let small = Listing {
        size: grams("500"),
        draw: grams("500"),
        label: "500 g".into(),
        ..carrots.clone()
    };
    let price = eur("3.80");
    let large =
        Listing { variant: id(2), price, producer_price: price, label: "1 kg".into(), ..carrots };
    let eggs = Listing {
        variant: id(3),
        producer: id(101),
        owner: id(101),
        producer_name: "Élevage des Œufs".into(),
        product_name: "Œufs".into(),
        category: "Crèmerie".to_owned(),
        label: "6 pieces".into(),
        size: Quantity::pieces(6),
        draw: Quantity::pieces(6),
        supply: id(3),
        storage: "chilled".into(),
        ..listing()
    };
    let bread = Listing {
        variant: id(4),
        product_name: "Pain de campagne".into(),
        category: "Boulangerie".to_owned(),
        label: "piece".into(),
        size: Quantity::pieces(1),
        draw: Quantity::pieces(1),
        supply: id(4),
        ..listing()
    };
    let yoghurt = Listing {
        variant: id(5),
        product_name: "Yaourt".into(),
        category: "Épicerie".to_owned(),
        label: "jar".into(),
        supply: id(5),
        deposit: Some(Deposit::new(eur("0.50"), Rate::from_bps(550))),
        ..bread.clone()
    };
    Facts {
        cycle: id(1),
        hub: id(900),
        hub_name: "Le Panier d’Épinal".into(),
        version: 1,
        at: at("2026-05-08T06:00:00Z"),
        currency: Currency::EUR,
        listings: vec![small, large, eggs, bread, yoghurt],
        exchanges: vec![
            exchange(Direction::Incoming, 100, vec![]),
            exchange(Direction::Outgoing, 900, vec![id(1)]),
        ],
        coordinator_fees: vec![id(2)],
        fees: vec![
            fee(1, 900, "Le panier", Calculator::PercentPerItem(Rate::from_bps(1_000))),
            fee(2, 800, "Transport", Calculator::FlatRate(eur("2"))),
        ],
        regimes: BTreeMap::new(),
        rules: ShopRules::default(),
        audience: Audience::PUBLIC,
        hand_over_methods: Vec::new(),
        payments: Method::ALL.into(),
        vouchers: Vec::new(),
        rates: BTreeMap::new(),
        tax_changes_at: None,
        suppliers: std::collections::BTreeSet::new(),
        shelves: sillon_enterprises::Shelves::default(),
    }
}

/// A kilogram of carrots at 2 €.
fn listing() -> Listing {
    let kilogram = Quantity::parse("1", Unit::Kilogram).unwrap();
    Listing {
        variant: id(1),
        product: id(1),
        producer: id(100),
        producer_name: "Ferme de l’Étang".into(),
        product_name: "Carottes".into(),
        category: "Légumes".to_owned(),
        description: None,
        pictures: [].into(),
        label: "1 kg".into(),
        sku: None,
        codes: Vec::new(),
        size: kilogram,
        owner: id(100),
        price: eur("2"),
        producer_price: eur("2"),
        reduced_from: None,
        tax: Rate::from_bps(550),
        hub_tax: Rate::from_bps(550),
        supply: id(1),
        draw: kilogram,
        storage: "ambient".into(),
        withdrawal: sillon_kernel::Withdrawal::Perishable,
        food: std::sync::Arc::default(),
        deposit: None,
        facts: sillon_catalogue::SizeFacts::default(),
        quota: None,
        tags: BTreeSet::new(),
        is_listed: false,
        parts: Vec::new(),
    }
}

fn fee(number: u32, enterprise: u32, name: &str, calculator: Calculator) -> Fee {
    Fee {
        id: id(number),
        enterprise: id(enterprise),
        name: Name::parse(name).unwrap(),
        kind: FeeKind::Transport,
        calculator,
        tax: FeeTax::Rate(Rate::from_bps(2_000)),
        retired_at: None,
    }
}

fn exchange(direction: Direction, enterprise: u32, fees: Vec<sillon_kernel::FeeId>) -> Exchange {
    let variants = (1..=5).map(id::<VariantId>).collect();
    Exchange {
        id: id(enterprise),
        enterprise: id(enterprise),
        direction,
        variants,
        fees,
        carries_all: false,
        pick_up: None,
        pick_up_text: None,
        cutoff: None,
        minimum: None,
        tags: BTreeSet::new(),
        hand_over: Vec::new(),
        payments: BTreeSet::new(),
    }
}
