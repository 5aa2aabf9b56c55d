use crate::{
    CartWords, ChangeWords, CheckoutWords, CycleWords, FieldWords, HandOverWords,
    MoneyBreakdownWords, OrderWords, PageErrorWords, QuantityWords, Saying, ShopWords, ShopsWords,
    SiteWords, VoucherWords,
};

pub(super) const SITE: SiteWords = SiteWords {
    language_name: "Deutsch",
    skip: "Zum Inhalt springen",
    language: "Sprache",
    all_shops: "Alle Läden",
    basket: "Mein Warenkorb",
    back_to_shop: "Zurück zum Laden",
    tagline: "Sillon, direkt vom Hof auf Ihren Tisch.",
    sold_by: "Verkauft von",
};

pub(super) const SHOPS: ShopsWords = ShopsWords {
    title: "Läden",
    intro: "Lebensmittel von Höfen aus der Nähe: hier bestellt, bei Ihnen um die Ecke abgeholt.",
    none: "Hier verkauft noch kein Laden. Schauen Sie bald wieder vorbei!",
    enter: "Zum Laden",
    more: "Weitere Läden",
    find: "Einen Laden finden",
    find_intro: "Danach, wo er ist, was er verkauft, und ob er jetzt Bestellungen annimmt.",
    postcode: "Nahe Postleitzahl",
    within: "Im Umkreis von",
    kilometres: |number| format!("{number} km"),
    any_state: "Offen oder nicht",
    open_now: "Nimmt jetzt Bestellungen an",
    search: "Suchen",
    none_found: "Kein Laden passt dazu. Suchen Sie weiter im Umkreis oder verlangen Sie weniger.",
    clear: "Alle zeigen",
    away: |distance| format!("{distance} entfernt"),
};

pub(super) const CYCLE: CycleWords = CycleWords {
    open: "Geöffnet",
    upcoming: "Demnächst",
    closed: "Geschlossen",
    until: |when| format!("Bestellungen bis {when}"),
    opens: |when| format!("Bestellungen ab {when}"),
    opens_shortly: "Die Bestellrunde öffnet jeden Moment.",
    closed_since: |when| format!("Bestellrunde geschlossen seit {when}"),
    closed_full: |when| {
        format!("Bestellrunde geschlossen seit {when}: alle vorgesehenen Bestellungen sind da")
    },
    opens_next: |when| format!("Die nächste Bestellrunde öffnet am {when}"),
    last: |when| format!("Die letzte Bestellrunde endete am {when}"),
    next_unknown: "Die nächste Bestellrunde wird hier angekündigt.",
    none_yet: "Zurzeit ist keine Bestellrunde angekündigt.",
};

pub(super) const SHOP: ShopWords = ShopWords {
    pick_up: "Abholung",
    pick_up_unknown: "Der Laden sagt Ihnen, wo und wann Sie Ihre Ware abholen können.",
    write_to: "Dem Laden schreiben:",
    search: "Im Laden suchen",
    search_for: "Produkt",
    category: "Warengruppe",
    producer: "Hof",
    any_category: "Alle Warengruppen",
    any_producer: "Alle Höfe",
    label: "Siegel",
    any_label: "Mit oder ohne Siegel",
    free_of: "Angegeben als frei von",
    apply: "Suchen",
    clear: "Alles zeigen",
    found: |count| super::plural(count, "Produkt", "Produkte"),
    none_found: "Zu dieser Suche passt nichts.",
    nothing_offered: "Zurzeit wird nichts angeboten.",
    no_way_to_pay: "Dieser Laden nimmt zurzeit keine Zahlung an; es kann nichts bestellt werden. Bitte fragen Sie ihn.",
    categories: "Warengruppen",
    quantity: |what| format!("Menge: {what}"),
    left: |count| format!("Nur noch {count}"),
    sold_out: "Ausverkauft",
    chilled: "Gekühlt aufbewahren",
    frozen: "Tiefgekühlt",
    in_season: "Saison",
    lowest_before: "niedrigster Preis der letzten 30 Tage",
    allergens: |names| format!("Allergene: {names}"),
    no_allergens: "Keines der 14 Allergene",
    allergens_unknown: "Allergene nicht angegeben: Fragen Sie den Laden",
    ingredients: |list| format!("Zutaten: {list}"),
    origin: |place| format!("Herkunft: {place}"),
    alcohol: |percent| format!("{percent}\u{a0}% vol"),
    best_before: |days| format!("Mindestens {} haltbar", super::plural(days, "Tag", "Tage")),
    use_by: |days| format!("Innerhalb von {} zu verbrauchen", super::plural(days, "Tag", "Tagen")),
    minimum: |sum| format!("Kommt, wenn bei diesem Betrieb insgesamt für {sum} bestellt wird"),
    deposit: |amount| format!("zuzüglich {amount} Pfand"),
    weighed: |most, size| {
        format!(
            "Wird beim Packen gewogen, höchstens {most}: Der Preis gilt ungefähr, für {size}, und Sie zahlen, was es wiegt"
        )
    },
    content: |amount| format!("Inhalt {amount}"),
    price_breakdown: "So entsteht der Preis",
    farm_price: |farm| format!("Preis des Hofs ({farm})"),
    hub_price: |hub| format!("Anteil des Ladens ({hub})"),
    you_pay: "Sie zahlen",
    on_order: "Dazu, einmal je Bestellung:",
    further: |first, further| format!("{first}, dann {further} je weiterem Artikel"),
    from_goods: |normal, large, from| format!("{normal}, oder {large} ab {from} Warenwert"),
    tax_included: |rate| format!("inkl. {rate}\u{a0}% MwSt."),
    tax_added: |rate| format!("zzgl. {rate}\u{a0}% Steuer"),
    without_tax: "Die Preise sind ohne Steuer; sie kommt im Warenkorb dazu.",
    update: "Warenkorb aktualisieren",
    to_basket: "Zum Warenkorb",
    in_basket: |count| format!("{count} Artikel"),
    basket_empty: "Ihr Warenkorb ist leer",
    mend: "Eine Menge ist zu berichtigen. In Ihrem Warenkorb wurde nichts geändert.",
    also_open: "Weitere offene Bestellrunden",
};

pub(super) const QUANTITY: QuantityWords = QuantityWords {
    not_whole: |typed| format!("„{typed}“ ist keine ganze Zahl."),
    below_zero: "Eine Menge kann nicht negativ sein.",
    too_many: |most| format!("Höchstens {most} auf einmal."),
};

pub(super) const CART: CartWords = CartWords {
    title: "Ihr Warenkorb",
    empty: "Ihr Warenkorb ist leer.",
    browse: "Produkte auswählen",
    browse_more: "Weitere Produkte hinzufügen",
    each: |price| format!("je {price}"),
    zero_removes: "Mit 0 entfernen Sie ein Produkt.",
    update: "Aktualisieren",
    checkout: "Zur Kasse",
    goods: "Produkte",
    deposits: "Pfand",
    total: "Summe",
    at_most: |amount| format!("Höchstens {amount}, wenn alles gewogen ist"),
    tax: |amount| format!("inkl. {amount} MwSt."),
    taxes: |each| format!("inkl. {each}"),
    vat: "MwSt.",
    short: |left| format!("Nur noch {left} da."),
    none_left: "Nichts mehr da.",
    short_notice: "Es ist nicht genug von allem da. Verringern Sie die markierten Mengen und gehen Sie dann zur Kasse.",
    gone: |count, names| {
        if count == 1 {
            format!(
                "Ein Produkt wird nicht mehr angeboten: {names}. Entfernen Sie es, um zu bestellen."
            )
        } else {
            format!(
                "{count} Produkte werden nicht mehr angeboten: {names}. Entfernen Sie sie, um zu bestellen."
            )
        }
    },
    remove_gone: "Nicht mehr Angebotenes entfernen",
    not_open: "Diese Bestellrunde nimmt zurzeit keine Bestellungen an.",
    too_large: "Dieser Warenkorb ist größer, als wir rechnen können: Verringern Sie die Mengen.",
    discounts: |missing| {
        format!(
            "Die Nachlässe übersteigen den Rest des Warenkorbs um {missing}: Fügen Sie weitere Produkte für mindestens diesen Betrag hinzu."
        )
    },
    mend: "Eine Menge ist zu berichtigen. Es wurde nichts geändert.",
};

pub(super) const CHANGE: ChangeWords = ChangeWords {
    sum: |before, now| {
        format!(
            "Die Summe ist jetzt {now}; vorher waren es {before}. Es wurde nichts bestellt: Prüfen Sie die Bestellung und senden Sie sie noch einmal ab."
        )
    },
    same_sum: "Die Bestellung ist nicht mehr die, die angezeigt wurde, bei gleicher Summe. Es wurde nichts bestellt: Prüfen Sie sie und senden Sie sie noch einmal ab.",
    unknown: "Es wurde noch nichts bestellt: Prüfen Sie die Summe und bestellen Sie dann.",
    cost: |what, amount| format!("{what}: {amount}"),
    was: |now, before| format!("{now} (vorher: {before})"),
    added: |what| format!("Neu dabei: {what}"),
    left_out: |what| format!("Nicht mehr dabei: {what}"),
    with_deposit: |amount| format!("zuzüglich {amount} Pfand"),
    something: "ein Produkt",
};

pub(super) const MONEY_BREAKDOWN: MoneyBreakdownWords = MoneyBreakdownWords {
    title: "Wohin Ihr Geld geht",
    farms: "An die Höfe",
    to: |payee| format!("An {payee}"),
    somebody: "einen Partner",
    back: "Pfand für Verpackungen, das Sie zurückerhalten",
};

pub(super) const VOUCHER: VoucherWords = VoucherWords {
    label: "Gutscheincode",
    apply: "Einlösen",
    remove: |code| format!("„{code}“ entfernen"),
    unknown: |code| {
        format!(
            "Der Code „{code}“ kann hier zurzeit nicht eingelöst werden. Prüfen Sie, wie er geschrieben wird und bis wann er gilt."
        )
    },
    twice: |code| format!("Der Code „{code}“ ist für diesen Korb schon eingelöst."),
    alone: |code| {
        format!(
            "Der Code „{code}“ kann nicht mit einem anderen eingelöst werden. Entfernen Sie einen davon."
        )
    },
    used_up: |code| {
        format!(
            "Der Code „{code}“ wurde so oft eingelöst, wie es geht. Entfernen Sie ihn, um zu bestellen."
        )
    },
    used_by_you: |code| {
        format!(
            "Sie haben den Code „{code}“ so oft eingelöst, wie Sie dürfen. Entfernen Sie ihn, um zu bestellen."
        )
    },
    too_many: "Ein Korb nimmt höchstens fünf Codes.",
};

pub(super) const HAND_OVER: HandOverWords = HandOverWords {
    title: "Abholung und Lieferung",
    pick_up: "Abholung",
    delivery: "Lieferung",
    free: "kostenlos",
    per_item: |amount| format!("{amount} je Artikel"),
    per_kilogram: |amount| format!("{amount} je Kilogramm"),
    of_goods: |percent| format!("{percent} der Ware"),
    delivers_to: |postcodes| format!("Geliefert nach: {postcodes}"),
    carries: |storage| format!("Nur für Ware, die so gelagert wird: {storage}"),
    choose: "Wie möchten Sie Ihre Bestellung erhalten?",
    choose_hint: "Der Preis gilt für Ihren Warenkorb.",
    next: "Weiter",
    otherwise: "Anders wählen",
    required: "Wählen Sie, wie Sie Ihre Bestellung erhalten.",
    none_for_you: "Dieser Laden bietet Ihnen weder Abholung noch Lieferung an. Bitte fragen Sie ihn.",
    cannot_carry: |names| format!("Nicht möglich mit: {names}"),
    full: "Hier werden keine Bestellungen mehr angenommen.",
    address: "Lieferadresse",
    street: "Straße und Hausnummer",
    postcode: "Postleitzahl",
    city: "Ort",
    address_empty: "Schreiben Sie, wohin geliefert wird.",
    not_delivered: "Diese Lieferung geht nicht an diese Postleitzahl.",
    cash: "Bar bei der Lieferung",
    cash_hint: "Sie zahlen, wenn Ihre Ware gebracht wird.",
    pay_cash: |amount| format!("Halten Sie zur Lieferung {amount} in bar bereit."),
};

pub(super) const CHECKOUT: CheckoutWords = CheckoutWords {
    title: "Kasse",
    summary: "Ihre Bestellung",
    items: |count| format!("{count} Artikel"),
    back: "Zurück zum Warenkorb",
    you: "Ihre Angaben",
    name: "Name",
    email: "E-Mail-Adresse",
    email_hint: "Dorthin senden wir die Bestätigung.",
    phone: "Telefon",
    phone_hint: "Um Sie am Tag der Abholung zu erreichen.",
    note: "Eine Nachricht an den Laden",
    optional: "freiwillig",
    payment: "Zahlung",
    cash: "Bar bei der Abholung",
    cash_hint: "Sie zahlen, wenn Sie Ihre Ware abholen.",
    no_payment: "Hier steht Ihnen keine Zahlungsart offen. Bitte fragen Sie den Laden.",
    transfer: "Per Überweisung",
    transfer_hint: "Den Verwendungszweck sehen Sie, sobald Sie bestellt haben.",
    terms: "Zustimmung",
    consent: "Ich habe meine Bestellung geprüft: Sie ist verbindlich, und ich muss sie bezahlen.",
    rights: "Ihr Widerrufsrecht steht oben bei jedem Produkt Ihrer Bestellung.",
    submit: "Zahlungspflichtig bestellen",
    mend: |count| {
        if count == 1 {
            "Eine Angabe ist zu berichtigen:".to_owned()
        } else {
            format!("{count} Angaben sind zu berichtigen:")
        }
    },
};

pub(super) const FIELD: FieldWords = FieldWords {
    name_empty: "Geben Sie Ihren Namen an, damit wir Ihnen Ihre Ware übergeben können.",
    email_wrong: "Geben Sie eine E-Mail-Adresse an, etwa name@beispiel.de.",
    too_long: |most| format!("Höchstens {most} Zeichen."),
    name_link: "Ein Name enthält keine Webadresse.",
    unprintable: "Dieser Text enthält ein Zeichen, das sich nicht schreiben lässt.",
    payment: "Wählen Sie, wie Sie zahlen.",
    consent: "Setzen Sie hier einen Haken, um zu bestellen.",
};

pub(super) const ORDER: OrderWords = OrderWords {
    title: |reference| format!("Bestellung {reference}"),
    thanks: |name| format!("Vielen Dank, {name}!"),
    placed: |shop| format!("Ihre Bestellung bei {shop} ist eingegangen."),
    reference: "Ihre Bestellnummer",
    mailed: |email| format!("Die Bestätigung ist unterwegs an {email}."),
    lines: "Ihre Produkte",
    pay: "Zahlung",
    pay_cash: |amount| format!("Bringen Sie zur Abholung {amount} in bar mit."),
    pay_transfer: |reference| {
        format!(
            "Überweisen Sie auf das Konto des Ladens und geben Sie als Verwendungszweck {reference} an."
        )
    },
    pay_nothing: "Alles ist bezahlt, vielen Dank.",
    nothing_to_pay: "Es ist nichts zu zahlen.",
    changed: "Ein Teil kommt nicht",
    cancelled: "Die Bestellung ist storniert",
    minimum: "Ein Betrieb liefert ab einem bestimmten Betrag, den alle Bestellungen zusammen nicht erreicht haben. Sie zahlen dafür nichts.",
    short: "Es kam weniger davon, als bestellt war, und was da war, wurde geteilt. Für das, was nicht kommt, zahlen Sie nichts.",
    account_holder: "Kontoinhaber",
    amount: "Betrag",
    weighs_about: |weight, most| {
        format!("etwa {weight}, wird beim Packen gewogen: Sie zahlen höchstens {most}")
    },
    weighs: |weight| format!("wiegt {weight}"),
    weighs_more: |weight, paid| format!("wiegt {weight}, davon zahlen Sie {paid}"),
    received: "Bereits erhalten",
    due: "Noch zu zahlen",
    paid_back: "Schon erstattet",
    to_pay_back: "Guthaben, das Sie zurückerhalten",
    placed_at: |when| format!("Bestellt am {when}"),
    keep: "Bewahren Sie die Adresse dieser Seite auf: Sie führt zurück zu Ihrer Bestellung.",
    note: "Ihre Nachricht",
    questions: "Haben Sie Fragen? Schreiben Sie dem Laden:",
};

pub(super) const PAGE_ERROR: PageErrorWords = PageErrorWords {
    missing: Saying {
        title: "Diese Seite gibt es nicht",
        text: "Vielleicht ist die Adresse unvollständig, oder was dort stand, ist nicht mehr da.",
    },
    ordered: Saying {
        title: "Dieser Warenkorb ist schon bestellt",
        text: "Es wurde nichts ein zweites Mal bestellt. Für alles Weitere füllen Sie einen neuen Warenkorb.",
    },
    members_only: Saying {
        title: "Dieser Laden nimmt keine Bestellungen von Gästen an",
        text: "Hier bestellt nur, wer ein Konto hat. Fragen Sie den Laden, wie Sie bestellen können.",
    },
    customers_only: Saying {
        title: "Dieser Laden ist für seine Kundschaft",
        text: "Was er verkauft, sieht und bestellt nur, wen er kennt und wer angemeldet ist. Fragen Sie den Laden, wie man dazukommt.",
    },
    not_open: Saying {
        title: "Die Bestellrunde ist nicht offen",
        text: "Zurzeit werden keine Bestellungen angenommen. Der Laden kündigt die nächste Bestellrunde an.",
    },
    full: Saying {
        title: "Alle Bestellungen sind da",
        text: "Diese Bestellrunde hat alle vorgesehenen Bestellungen und wurde vorzeitig geschlossen. Der Laden kündigt die nächste an.",
    },
    conflict: Saying {
        title: "Inzwischen hat sich etwas geändert",
        text: "Es wurde nichts gespeichert. Gehen Sie zur vorigen Seite zurück und sehen Sie noch einmal nach.",
    },
    too_long: Saying {
        title: "Dieser Warenkorb ist zu groß",
        text: "Ein Warenkorb fasst 200 verschiedene Produkte. Machen Sie zwei Bestellungen daraus.",
    },
    invalid: Saying {
        title: "In diesem Formular stimmt etwas nicht",
        text: "Es wurde nichts gespeichert. Gehen Sie zur vorigen Seite zurück und berichtigen Sie Ihre Angaben.",
    },
    unreadable: Saying {
        title: "Diese Anfrage ist nicht lesbar",
        text: "Es wurde nichts gespeichert. Gehen Sie zur vorigen Seite zurück und versuchen Sie es noch einmal.",
    },
    foreign: Saying {
        title: "Dieses Formular kommt von einer fremden Seite",
        text: "Zur Sicherheit wurde nichts gespeichert. Beginnen Sie auf unseren Seiten noch einmal.",
    },
    no_method: Saying {
        title: "Das geht hier nicht",
        text: "Diese Adresse beantwortet solche Anfragen nicht.",
    },
    too_large: Saying {
        title: "Das ist zu viel auf einmal",
        text: "Das gesendete Formular ist zu groß. Es wurde nichts gespeichert.",
    },
    unavailable: Saying {
        title: "Zurzeit nicht erreichbar",
        text: "Warten Sie einen Augenblick und versuchen Sie es noch einmal. Von Ihren Bestellungen geht nichts verloren.",
    },
    incident: |number| {
        format!("Wenn es anhält, nennen Sie dem Betreiber des Ladens diese Nummer: {number}")
    },
    busy: Saying {
        title: "Großer Andrang",
        text: "Zurzeit warten zu viele Anfragen. Es wurde nichts gespeichert: Versuchen Sie es gleich noch einmal.",
    },
    internal: Saying {
        title: "Das ist unser Fehler",
        text: "Bei uns ist etwas kaputtgegangen, und wir wissen davon. Versuchen Sie es später noch einmal.",
    },
    see_order: "Zur Bestellung",
    home: "Zu den Läden",
};
