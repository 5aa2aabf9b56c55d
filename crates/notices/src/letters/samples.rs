//! One letter of every kind, for tests and to be looked at.

use sillon_kernel::{Currency, Date, Money, Quantity, Unit, Window, Withdrawal, Zone};

use crate::{
    AskedToTakePart, ChangedBy, ConditionText, Full, FullAt, HarvestLineText, Late, LateStep, Left,
    Meeting, MinimumMissed, MinimumOf, MovedText, NotAnnounced, Notice, OrderCancelled,
    OrderChanged, OrderLineText, OrderReceived, OrderedText, PaidBack, PaidOut, PartText, PayTo,
    PickUpSoon, ShopNews, ToHarvest, WebhookPaused, WeighedText, Welcome,
};

/// How a text in a sample is said: as it is, or as something else.
pub(crate) type Said<'a> = &'a dyn Fn(&str) -> String;

/// A letter of every kind, each under a name; every text in them is said by `said`.
pub(crate) fn all(said: Said<'_>) -> Vec<(&'static str, Notice)> {
    let mut all = about_orders(said);
    all.extend(about_cycles(said));
    all.extend(about_accounts(said));
    all
}

/// Euros, of cents.
pub(crate) fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// The zone of every sample.
pub(crate) fn paris() -> Zone {
    "Europe/Paris".parse().unwrap()
}

/// When goods are fetched in samples.
pub(crate) fn thursday_evening() -> Window {
    let at = |text: &str| text.parse().unwrap();
    Window::new(at("2026-05-14T15:00:00Z"), at("2026-05-14T17:30:00Z")).unwrap()
}

fn lines(said: Said<'_>) -> Vec<OrderLineText> {
    let part = |name: &str, label: &str, items| PartText {
        name: said(name),
        label: said(label),
        items,
        withdrawal: Some(Withdrawal::Perishable),
    };
    let line = |name: &str, label: &str, items, minor, parts| OrderLineText {
        name: said(name),
        label: said(label),
        items,
        total: eur(minor),
        unit_price: None,
        withdrawal: None,
        parts,
    };
    vec![
        OrderLineText {
            withdrawal: Some(Withdrawal::Perishable),
            unit_price: Some((eur(440), Unit::Kilogram)),
            ..line("Carottes", "botte", 2, 440, Vec::new())
        },
        OrderLineText {
            withdrawal: Some(Withdrawal::FourteenDays),
            unit_price: Some((eur(1_657), Unit::Kilogram)),
            ..line("Confiture de mirabelles au miel de sapin", "pot de 350 g", 1, 580, Vec::new())
        },
        line(
            "Panier de la semaine",
            "",
            1,
            1_500,
            vec![part("Poireaux", "botte", 1), part("Pommes de terre", "2 kg", 1)],
        ),
    ]
}

fn pay_to(said: Said<'_>) -> PayTo {
    PayTo {
        holder: said("Association du Panier"),
        iban: said("FR76 3000 6000 0112 3456 7890 189"),
        bic: Some(said("AGRIFRPP")),
    }
}

fn moved(said: Said<'_>, name: &str) -> MovedText {
    MovedText {
        name: said(name),
        label: said("250 g"),
        items: 1,
        producer: said("Chèvrerie des Trois Combes"),
    }
}

fn order_placed(said: Said<'_>) -> Notice {
    Notice::OrderPlaced {
        shop: said("Le Panier d’Épinal"),
        reference: said("K7Q-2MX"),
        customer: said("Awa Diop"),
        lines: lines(said),
        conditions: vec![ConditionText {
            producer: said("Verger du Saut-le-Cerf"),
            minimum: eur(15_000),
            goods: vec![said("Confiture de mirabelles au miel de sapin")],
        }],
        charges: vec![(said("Frais du panier"), eur(50)), (said("Remise bénévole"), eur(-500))],
        deposits: eur(40),
        total: eur(2_110),
        pick_up: Some(format!("{}\n{}", said("La Grange"), said("12 rue des Lilas, 88000 Épinal"))),
        window: Some(thursday_evening()),
        is_brought: false,
        zone: paris(),
        payment: "bank-transfer".into(),
        address: Some(said(
            "https://panier.example.org/orders/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b?token=5ec2e7",
        )),
        weights: vec![said("– Poulet (entier) : environ 1,6 kg, 2,1 kg au plus")],
        taxes: Vec::new(),
        untaxed: vec![said("Ferme de l’Étang – TVA non applicable, art. 293 B du CGI")],
        seller: vec![
            said("Association du Panier, association loi de 1901"),
            said("SIREN 732829320"),
            said("12 rue des Lilas, 88000 Épinal"),
            said("bonjour@panier.example.org"),
        ],
        pay_to: Some(Box::new(pay_to(said))),
    }
}

fn order_changed(said: Said<'_>, by: ChangedBy) -> OrderChanged {
    OrderChanged {
        shop: said("Le Panier d’Épinal"),
        reference: said("K7Q-2MX"),
        customer: said("Awa Diop"),
        by,
        less: vec![moved(said, "Tomme")],
        more: vec![moved(said, "Poireaux")],
        weighed: Vec::new(),
        lines: lines(said),
        charges: vec![(said("Frais du panier"), eur(50))],
        deposits: eur(0),
        total: eur(2_570),
        to_pay_back: eur(0),
        to_pay: eur(2_570),
        pay_to: Some(pay_to(said)),
        address: Some(said("https://panier.example.org/orders/0190a1b2")),
    }
}

fn about_orders(said: Said<'_>) -> Vec<(&'static str, Notice)> {
    let changed = |by| Notice::OrderChanged(order_changed(said, by));
    let cancelled = OrderChanged {
        lines: Vec::new(),
        more: Vec::new(),
        total: eur(0),
        to_pay: eur(0),
        to_pay_back: eur(620),
        ..order_changed(said, ChangedBy::Shortage)
    };
    let weighed = OrderChanged {
        less: Vec::new(),
        more: Vec::new(),
        weighed: vec![WeighedText {
            name: said("Poulet"),
            items: 1,
            expected: Quantity::parse("1.6", Unit::Kilogram).unwrap(),
            weight: Quantity::parse("2.25", Unit::Kilogram).unwrap(),
            charged: Quantity::parse("2.1", Unit::Kilogram).unwrap(),
        }],
        ..order_changed(said, ChangedBy::Weight)
    };
    let by_shop = ChangedBy::Shop { reason: Some(said("Gel de mardi")) };
    let told = OrderCancelled {
        name: said("Le Panier d’Épinal"),
        shop: said("Le Panier d’Épinal"),
        reference: said("K7Q-2MX"),
        customer: said("Awa Diop"),
        gone: vec![moved(said, "Tomme")],
        to_pay_back: eur(620),
    };
    let back = PaidBack {
        shop: said("Le Panier d’Épinal"),
        reference: said("K7Q-2MX"),
        customer: said("Awa Diop"),
        amount: eur(320),
        is_cash: false,
        is_reversed: false,
        left: eur(100),
        address: Some(said("https://panier.example.org/orders/0190a1b2")),
    };
    let out = PaidOut {
        name: said("Ferme de l’Étang"),
        hub: said("Le Panier d’Épinal"),
        amount: eur(12_000),
        day: Date::constant(2026, 5, 7),
        is_cash: false,
        is_reversed: false,
        note: Some(said("Semaine 19")),
    };
    let received = OrderReceived {
        hub: said("Le Panier d’Épinal"),
        reference: said("K7Q-2MX"),
        customer: said("Awa Diop"),
        contact: vec![said("awa@example.org"), said("+33 6 12 34 56 78")],
        note: Some(said("Je passe plutôt vers 19 h.")),
        is_changed: false,
        lines: lines(said),
        charges: vec![(said("Frais du panier"), eur(50))],
        deposits: eur(40),
        total: eur(2_610),
        is_brought: false,
        window: Some(thursday_evening()),
        place: Some(said("La Grange, par la cour")),
        zone: paris(),
        is_cash: true,
    };
    vec![
        ("pick-up-soon", Notice::PickUpSoon(pick_up_soon(said))),
        (
            "pick-up-soon-paid",
            Notice::PickUpSoon(PickUpSoon {
                to_pay: eur(0),
                is_brought: true,
                stop: None,
                ..pick_up_soon(said)
            }),
        ),
        ("order-received", Notice::OrderReceived(received.clone())),
        ("order-moved", Notice::OrderReceived(OrderReceived { is_changed: true, ..received })),
        ("order-placed", order_placed(said)),
        ("order-changed-by-minimum", changed(ChangedBy::Minimum)),
        ("order-changed-by-shop", changed(by_shop)),
        ("order-changed-by-customer", changed(ChangedBy::Customer)),
        ("order-weighed", Notice::OrderChanged(weighed)),
        ("order-gone", Notice::OrderChanged(cancelled)),
        ("order-cancelled", Notice::OrderCancelled(told)),
        ("paid-back", Notice::PaidBack(back.clone())),
        ("paid-back-reversed", Notice::PaidBack(PaidBack { is_reversed: true, ..back })),
        ("paid-out", Notice::PaidOut(out.clone())),
        ("paid-out-reversed", Notice::PaidOut(PaidOut { is_reversed: true, ..out })),
    ]
}

/// The reminder of an order to fetch.
pub(crate) fn pick_up_soon(said: Said<'_>) -> PickUpSoon {
    PickUpSoon {
        shop: said("Le Panier d’Épinal"),
        reference: said("K7Q-2MX"),
        customer: said("Awa Diop"),
        lines: lines(said),
        is_brought: false,
        window: thursday_evening(),
        place: Some(said("La Grange, par la cour")),
        zone: paris(),
        to_pay: eur(2_110),
        payment: "cash".into(),
        pay_to: None,
        address: said("https://panier.example.org/orders/0190a1b2"),
        stop: Some(said("https://panier.example.org/letters/stop?token=5ec2e7&kind=pick-up-soon")),
    }
}

/// The news of a shop.
pub(crate) fn shop_news(said: Said<'_>, is_closing: bool) -> ShopNews {
    ShopNews {
        name: said("Awa Diop"),
        shop: said("Le Panier d’Épinal"),
        cycle: said("Panier du jeudi 14 mai"),
        is_closing,
        until: "2026-05-12T18:00:00Z".parse().unwrap(),
        pick_up: Meeting {
            window: Some(thursday_evening()),
            place: Some(said("La Grange, par la cour")),
        },
        zone: paris(),
        address: said("https://panier.example.org/shops/le-panier"),
        stop: said("https://panier.example.org/letters/stop?token=5ec2e7&shop=0190"),
    }
}

fn to_harvest(said: Said<'_>) -> ToHarvest {
    let line = |name: &str, label: &str, items, quantity, minor| HarvestLineText {
        name: said(name),
        label: said(label),
        items,
        quantity,
        goods: eur(minor),
    };
    ToHarvest {
        anew: None,
        farm: said("Ferme de l’Étang"),
        cycle: said("Panier du jeudi 14 mai"),
        hub: said("Le Panier d’Épinal"),
        lines: vec![
            line("Carottes", "botte", 12, Quantity::parse("7.5", Unit::Kilogram).unwrap(), 2_640),
            line("Œufs", "boîte de 6", 8, Quantity::pieces(48), 123_450),
        ],
        goods: eur(126_090),
        pick_up: Some(said("La Grange, par la cour")),
        window: Some(thursday_evening()),
        zone: paris(),
    }
}

fn about_cycles(said: Said<'_>) -> Vec<(&'static str, Notice)> {
    let cycle = || said("Panier du jeudi 14 mai");
    let hub = || said("Le Panier d’Épinal");
    let meeting =
        Meeting { window: Some(thursday_evening()), place: Some(said("La Grange, par la cour")) };
    let asked = AskedToTakePart {
        name: said("Ferme de l’Étang"),
        cycle: cycle(),
        hub: hub(),
        is_reminder: false,
        to_bring: Some(meeting),
        to_sell: None,
        orders: thursday_evening(),
        zone: paris(),
    };
    let missed = |of| MinimumMissed {
        name: said("Chèvrerie des Trois Combes"),
        cycle: cycle(),
        hub: hub(),
        of,
        ordered: Some(OrderedText { sum: eur(6_200), orders: 4 }),
        brings_some: false,
    };
    let nothing = ToHarvest { lines: Vec::new(), goods: eur(0), ..to_harvest(said) };
    let not_announced = NotAnnounced {
        name: hub(),
        cycle: cycle(),
        missing: 2,
        orders: thursday_evening(),
        zone: paris(),
    };
    let left = Left {
        name: hub(),
        who: said("Ferme de l’Étang"),
        brings: vec![cycle(), said("Panier du jeudi 21 mai")],
        sells: Vec::new(),
        bundles: vec![said("Panier de la semaine")],
    };
    vec![
        ("harvest-sheet", Notice::HarvestSheet(to_harvest(said))),
        ("harvest-nothing", Notice::HarvestSheet(nothing)),
        ("cycle-opened", Notice::ShopNews(shop_news(said, false))),
        ("closing-soon", Notice::ShopNews(shop_news(said, true))),
        ("asked", Notice::AskedToTakePart(asked.clone())),
        ("reminded", Notice::AskedToTakePart(AskedToTakePart { is_reminder: true, ..asked })),
        ("not-announced", Notice::NotAnnounced(not_announced)),
        ("minimum-missed", Notice::MinimumMissed(missed(MinimumOf::Theirs(eur(15_000))))),
        (
            "minimum-missed-hub",
            Notice::MinimumMissed(missed(MinimumOf::OfAnother(said("Verger"), eur(15_000)))),
        ),
        ("cycle-late", Notice::Late(Late { name: hub(), step: LateStep::TurnCycle(cycle()) })),
        (
            "cycle-full",
            Notice::Full(Full { name: hub(), cycle: cycle(), limit: FullAt::Orders(40) }),
        ),
        ("left", Notice::Left(left)),
        (
            "webhook-paused",
            Notice::WebhookPaused(WebhookPaused { name: hub(), host: said("shop.example.org") }),
        ),
    ]
}

fn about_accounts(said: Said<'_>) -> Vec<(&'static str, Notice)> {
    let (name, site) = (|| said("Awa Diop"), || said("panier.example.org"));
    let link = || said("https://panier.example.org/account/confirm?token=5ec2e75ec2e75ec2e75ec2e7");
    let welcome = Welcome {
        name: said("Le Panier d’Épinal"),
        site: site(),
        is_producer: true,
        sells: true,
        address: said("https://panier.example.org"),
    };
    vec![
        ("welcome", Notice::Welcome(welcome)),
        (
            "confirm-address",
            Notice::ConfirmAddress { name: name(), site: site(), link: link(), hours: 168 },
        ),
        ("has-account", Notice::HasAccount { name: name(), site: site() }),
        (
            "reset-password",
            Notice::ResetPassword { name: name(), site: site(), link: link(), hours: 1 },
        ),
        ("password-changed", Notice::PasswordChanged { name: name(), site: site() }),
        (
            "invitation",
            Notice::Invitation {
                name: said("bo@example.org"),
                inviter: Some(said("Lucie")),
                enterprise: said("Le Panier d’Épinal"),
                role: "manager".into(),
                site: site(),
                link: link(),
                hours: 336,
            },
        ),
    ]
}
