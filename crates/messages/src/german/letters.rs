use crate::{
    AskedLetter, ChangedLetter, FullLetter, HarvestLetter, HasAccountLetter, InvitationLetter,
    LateLetter, LeftLetter, LetterWords, LinkLetter, MinimumLetter, NotAnnouncedLetter,
    OrderCancelledLetter, OrderChangedLetter, OrderLetter, OrderReceivedLetter, PaidBackLetter,
    PaidOutLetter, PickUpSoonLetter, RoleWords, ShopNewsLetter, WebhookLetter, WelcomeLetter,
};

pub(super) const LETTERS: LetterWords = LetterWords {
    greeting: |name| format!("Guten Tag {name},"),
    see_you: "Bis bald",
    days: |count| format!("{count}\u{a0}{}", super::noun(count, "Tag", "Tage")),
    hours: |count| {
        if count == 1 {
            "eine Stunde".to_owned()
        } else {
            format!("{count}\u{a0}{}", super::noun(count, "Stunde", "Stunden"))
        }
    },
    order: ORDER,
    harvest: HARVEST,
    asked: ASKED,
    not_announced: NOT_ANNOUNCED,
    order_changed: ORDER_CHANGED,
    order_cancelled: ORDER_CANCELLED,
    paid_back: PAID_BACK,
    paid_out: PAID_OUT,
    minimum: MINIMUM,
    late: LATE,
    full: FULL,
    left: LEFT,
    webhook: WEBHOOK,
    shop_news: SHOP_NEWS,
    pick_up_soon: PICK_UP_SOON,
    order_received: ORDER_RECEIVED,
    welcome: WELCOME,
    confirm: CONFIRM,
    has_account: HAS_ACCOUNT,
    reset: RESET,
    changed: CHANGED,
    invitation: INVITATION,
};

const ORDER: OrderLetter = OrderLetter {
    subject: |reference, shop| format!("Ihre Bestellung {reference} bei {shop}"),
    thanks: |reference, shop| {
        format!(
            "vielen Dank! Ihre Bestellung {reference} bei {shop} ist bei uns eingegangen. Hier ist sie:"
        )
    },
    deposits: "Pfand, bei Rückgabe zurück",
    total: "Summe",
    rights: "Ihr Widerrufsrecht",
    by_weight: "Nach Gewicht verkauft",
    comes_if: "Kommt, wenn genug bestellt wird",
    comes_from: |goods, farm, sum| {
        format!("{goods}: wenn bei {farm} insgesamt für {sum} bestellt wird")
    },
    comes_not: "Kommt das nicht zusammen, wird es storniert: Wir sagen Ihnen Bescheid, und Sie zahlen dafür nichts.",
    pick_up: "Abholung",
    delivery: "Lieferung",
    cash: "Sie zahlen bar bei der Abholung.",
    cash_brought: "Sie zahlen bar bei der Lieferung.",
    transfer: |reference| {
        format!(
            "Sie zahlen per Überweisung. Geben Sie als Verwendungszweck {reference} an, damit wir Ihre Zahlung zuordnen \
             können."
        )
    },
    otherwise: |way| format!("Zahlung: {way}."),
    transfer_title: "Überweisung",
    holder: "Kontoinhaber",
    amount: "Betrag",
    reference: "Verwendungszweck",
    online: "Hier finden Sie Ihre Bestellung jederzeit:",
    untaxed: "Ohne Mehrwertsteuer",
    taxes: "Enthaltene Steuern",
};

const HARVEST: HarvestLetter = HarvestLetter {
    subject: |cycle, hub| format!("Ihre Ernte für {hub}: {cycle}"),
    closed: |cycle, hub| format!("bei {hub} ist die Bestellrunde „{cycle}“ geschlossen."),
    harvest: "Das ist alles, was zu ernten ist, anstelle jedes früheren Erntezettels:",
    nothing: "Diesmal wurde bei Ihnen nichts bestellt.",
    total: "Summe",
    delivery: "Lieferung",
    thanks: "Vielen Dank und eine gute Ernte!",
    less_subject: |cycle, hub| format!("Weniger zu ernten für {hub}: {cycle}"),
    less: |cycle, hub| {
        format!(
            "seit Ihrem Bestellschluss ist weniger geworden, was Sie für „{cycle}“ zu {hub} bringen: Kisten mit Ihren Waren sind storniert, weil bei einem anderen Betrieb, dessen Waren auch darin sind, zu wenig bestellt wurde."
        )
    },
    nothing_left: "Es bleibt nichts, was Sie zu bringen haben.",
    below_minimum: |minimum, hub| {
        format!(
            "Es bleibt unter den {minimum}, ab denen Sie liefern. Da Ihr Bestellschluss vorbei ist, bleibt es bestellt und wird von Ihnen erwartet; sagen Sie {hub} bald Bescheid, wenn Sie es nicht bringen können."
        )
    },
};

const ASKED: AskedLetter = AskedLetter {
    subject: |cycle, hub| format!("Sind Sie dabei? {cycle} bei {hub}"),
    reminder: |cycle, hub| format!("Noch offen: Sind Sie bei {cycle} von {hub} dabei?"),
    to_bring: |cycle, hub| {
        format!("{hub} plant „{cycle}“ und fragt, ob Sie diesmal Ihre Waren bringen.")
    },
    to_sell: |cycle, hub| format!("{hub} plant „{cycle}“ und fragt, ob Sie diesmal verkaufen."),
    orders: "Bestellungen",
    answer: "Sagen Sie in Sillon ja oder nein, bevor die Bestellungen beginnen; Sie können auch später noch dazukommen.",
    otherwise: "Ohne Antwort wird diesmal nichts von Ihnen verkauft.",
};

const NOT_ANNOUNCED: NotAnnouncedLetter = NotAnnouncedLetter {
    subject: |cycle| format!("„{cycle}“ braucht Sie, bevor es angekündigt wird"),
    news: |cycle| {
        format!(
            "das nächste „{cycle}“ ist angelegt, wurde aber nicht angekündigt: Es fehlt etwas, was das Gesetz verlangt."
        )
    },
    missing: |count| super::plural(count, "Angabe fehlt.", "Angaben fehlen."),
    what_to_do: "Seine Prüfliste sagt, was, und wen Sie danach fragen. Kündigen Sie es dann an: Es öffnet zu seiner Zeit.",
};

const ORDER_CHANGED: OrderChangedLetter = OrderChangedLetter {
    subject: |reference, shop| format!("Ihre Bestellung {reference} bei {shop} hat sich geändert"),
    cancelled: |reference, shop| format!("Ihre Bestellung {reference} bei {shop} ist storniert"),
    news: |reference, shop| {
        format!(
            "ein Teil Ihrer Bestellung {reference} bei {shop} kommt nicht: Ein Betrieb liefert ab einem bestimmten Betrag, den \
             alle Bestellungen zusammen nicht erreicht haben. Sie zahlen dafür nichts."
        )
    },
    news_of_all: |reference, shop| {
        format!(
            "Ihre Bestellung {reference} bei {shop} kommt nicht: Der Betrieb liefert ab einem bestimmten Betrag, den alle \
             Bestellungen zusammen nicht erreicht haben. Sie zahlen dafür nichts."
        )
    },
    short: |reference, shop| {
        format!(
            "von etwas in Ihrer Bestellung {reference} bei {shop} kommt weniger, als bestellt war: Was da ist, wurde geteilt. Für \
             das, was nicht kommt, zahlen Sie nichts."
        )
    },
    short_all: |reference, shop| {
        format!(
            "was Sie bei {shop} bestellt haben (Bestellung {reference}), kommt nicht: Es ist weniger da, als bestellt war. Sie zahlen \
             dafür nichts."
        )
    },
    by_you: |reference, shop| format!("Sie haben Ihre Bestellung {reference} bei {shop} geändert."),
    by_you_all: |reference, shop| {
        format!("Sie haben Ihre Bestellung {reference} bei {shop} storniert.")
    },
    by_shop: |reference, shop| format!("{shop} hat Ihre Bestellung {reference} geändert."),
    by_shop_all: |reference, shop| format!("{shop} hat Ihre Bestellung {reference} storniert."),
    weighed: |reference, shop| {
        format!(
            "was in Ihrer Bestellung {reference} bei {shop} nach Gewicht verkauft wird, ist gewogen: Sie zahlen, was es wiegt, und nie \
             mehr als höchstens angesagt war."
        )
    },
    weighs: |goods, weight, expected| format!("{goods}: {weight}, erwartet waren etwa {expected}"),
    weighs_more: |goods, weight, charged| format!("{goods}: {weight}, davon zahlen Sie {charged}"),
    weights: "Gewogen",
    reason: |why| format!("Warum: {why}"),
    gone: "Kommt nicht",
    less: "Herausgenommen",
    more: "Dazugekommen",
    left: "Das bleibt:",
    stands: "Das ist Ihre Bestellung jetzt:",
    nothing_left: "Es bleibt nichts davon: Ihre Bestellung ist storniert.",
    to_pay_back: |amount| format!("Sie hatten mehr bezahlt: {amount} werden Ihnen erstattet."),
    to_pay: |amount| format!("Es bleiben {amount} zu zahlen."),
};

const ORDER_CANCELLED: OrderCancelledLetter = OrderCancelledLetter {
    subject: |reference| format!("Die Bestellung {reference} ist storniert"),
    news: |customer, reference| format!("{customer} hat die Bestellung {reference} storniert."),
    gone: "Was darin war",
    back: "All das kann wieder bestellt werden und steht auf keiner Liste mehr.",
    to_pay_back: |amount| format!("{amount} waren bezahlt und sind zu erstatten."),
};

const PAID_BACK: PaidBackLetter = PaidBackLetter {
    subject: |reference, shop| format!("Erstattung zu Ihrer Bestellung {reference} bei {shop}"),
    subject_reversed: |reference, shop| {
        format!("Berichtigung zu Ihrer Bestellung {reference} bei {shop}")
    },
    cash: |amount, reference, shop| {
        format!("{shop} hat Ihnen {amount} zu Ihrer Bestellung {reference} bar zurückgegeben.")
    },
    transfer: |amount, reference, shop| {
        format!(
            "{shop} hat Ihnen {amount} zu Ihrer Bestellung {reference} überwiesen. Ihre Bank braucht vielleicht ein, zwei \
             Tage."
        )
    },
    reversed: |amount, reference, shop| {
        format!(
            "Wir hatten Ihnen geschrieben, dass {shop} Ihnen {amount} zu Ihrer Bestellung {reference} erstattet hat. Das war \
             ein Irrtum: Der Betrag wurde nicht erstattet, und Ihre Bestellung zeigt, was Ihnen noch zusteht."
        )
    },
    left: |amount| format!("{amount} werden Ihnen noch erstattet."),
};

const PAID_OUT: PaidOutLetter = PaidOutLetter {
    subject: |hub, amount| format!("{hub} hat Ihnen {amount} gezahlt"),
    subject_reversed: |hub, amount| format!("Berichtigung: {hub} hat Ihnen {amount} nicht gezahlt"),
    cash: |hub, amount, day| {
        format!(
            "{hub} hat Ihnen {amount} bar gezahlt ({day}), für das, was Kunden dort für Sie bezahlt haben."
        )
    },
    transfer: |hub, amount, day| {
        format!(
            "{hub} hat Ihnen {amount} überwiesen ({day}), für das, was Kunden dort für Sie bezahlt haben. Ihre Bank braucht \
             vielleicht ein, zwei Tage."
        )
    },
    reversed: |hub, amount, day| {
        format!(
            "Wir hatten Ihnen geschrieben, dass {hub} Ihnen {amount} gezahlt hat ({day}). Das war ein Irrtum: Der Betrag wurde \
             nicht gezahlt und steht Ihnen noch zu."
        )
    },
    note: "Dazu heißt es",
    statement: "Ihre Abrechnung zeigt Bestellung für Bestellung, was verkauft wurde, was einging und was Ihnen gezahlt wurde.",
};

const MINIMUM: MinimumLetter = MinimumLetter {
    subject: |cycle| format!("„{cycle}“: Mindestwert nicht erreicht"),
    theirs: |cycle, hub, minimum| {
        format!(
            "was in „{cycle}“ bei {hub} bei Ihnen bestellt wurde, bleibt unter den {minimum}, ab denen Sie liefern. Es ist \
             storniert, und alle, die bestellt hatten, wissen Bescheid."
        )
    },
    what_was_due: "Was vorher fällig war, bleibt: Ihr Ernteblatt sagt, was zu bringen ist.",
    nothing_to_bring: "Sie haben diesmal nichts zu bringen. Was dafür zurückgelegt war, ist wieder im Verkauf.",
    of_another: |cycle, producer, minimum| {
        format!(
            "in „{cycle}“ wurde bei {producer} weniger bestellt als die {minimum}, ab denen der Betrieb liefert."
        )
    },
    ordered: |sum, orders| format!("Es waren {sum} insgesamt. Geänderte Bestellungen: {orders}."),
    customers_told: "Was dort bestellt war, ist storniert, mit jeder Kiste, in der etwas davon war; die Bestellungen sind neu berechnet, \
                     und alle, die bestellt hatten, wissen Bescheid.",
};

const LATE: LateLetter = LateLetter {
    subject: |name| format!("„{name}“ geht nicht von selbst weiter"),
    not_turned: |cycle| {
        format!("„{cycle}“ konnte nicht zu seiner Zeit geöffnet oder geschlossen werden.")
    },
    not_made: |series| format!("das nächste „{series}“ konnte nicht rechtzeitig angelegt werden."),
    tried_again: "Es wird mindestens einmal in der Stunde erneut versucht und geht weiter, sobald es kann. Keine \
                  Bestellung geht verloren.",
    what_to_do: "Was im Weg steht, ist von hier nicht zu sehen: Bitte sagen Sie es denen, die Ihr Sillon betreiben. \
                 Ihr Protokoll sagt, was es ist.",
};

const WEBHOOK: WebhookLetter = WebhookLetter {
    subject: "Ein Webhook pausiert",
    news: |host| {
        format!(
            "seit fünf Tagen nimmt {host} nicht an, was Ihr Webhook sendet, oder antwortet nicht. Es wird nichts mehr \
         gesendet."
        )
    },
    nothing_lost: "Kein Ereignis geht verloren: Sobald Sie ihn wieder einschalten, wird alles seither der Reihe nach gesendet, solange \
     Ereignisse aufbewahrt werden.",
    what_to_do: "Sein Sendeprotokoll sagt, was nicht ging. Bringen Sie den Empfänger in Ordnung, senden Sie ihm einen Ping und schalten \
     Sie den Webhook ein; oder entfernen Sie ihn.",
};

const FULL: FullLetter = FullLetter {
    subject: |cycle| format!("„{cycle}“ ist voll und geschlossen"),
    news: |cycle, limit| {
        format!("„{cycle}“ hat die Grenze von {limit} erreicht und ist vor der Zeit geschlossen.")
    },
    orders: |count| super::plural(count, "Bestellung", "Bestellungen"),
    what_to_do: "Die Höfe haben ihre Erntezettel, und was bestellt wurde, ist fällig. Um mehr Bestellungen anzunehmen, \
                 öffnen Sie die Bestellrunde wieder: Damit fällt ihre Grenze weg.",
};

const LEFT: LeftLetter = LeftLetter {
    subject: |who| format!("{who} macht nicht mehr mit"),
    news: |who| format!("{who} hat Ihre Bestellrunden verlassen und macht hier nicht mehr mit:"),
    news_of_goods: |who| format!("{who} lässt Sie seine Waren nicht mehr verkaufen."),
    bundles: "Nicht mehr im Verkauf, da etwas davon darin ist",
    brings: "Bringt nichts mehr zu",
    sells: "Verkauft nichts mehr aus",
    ordered: "Was vorher bestellt wurde, bleibt bestellt: Es wird gebracht, ausgegeben und bezahlt, wie es gesagt war.",
};

const SHOP_NEWS: ShopNewsLetter = ShopNewsLetter {
    opened_subject: |shop, cycle| format!("{shop} nimmt Bestellungen an: {cycle}"),
    opened: |cycle, shop| format!("Die Bestellrunde „{cycle}“ bei {shop} ist eröffnet."),
    closing_subject: |shop, cycle| format!("Letzte Bestellungen bei {shop}: {cycle}"),
    closing: |cycle, shop| {
        format!(
            "Die Bestellrunde „{cycle}“ bei {shop} schließt bald, und Sie haben noch nicht bestellt."
        )
    },
    until: "Bestellen bis",
    order_here: "Hier bestellen:",
    why: |shop| {
        format!(
            "Sie erhalten diesen Brief, weil Sie von {shop} hören wollten. Um keine weiteren zu erhalten:"
        )
    },
};

const PICK_UP_SOON: PickUpSoonLetter = PickUpSoonLetter {
    subject: |reference, shop| format!("Bald abzuholen: Ihre Bestellung {reference} bei {shop}"),
    subject_brought: |reference, shop| {
        format!("Bald bei Ihnen: Ihre Bestellung {reference} von {shop}")
    },
    news: |reference, shop| format!("Ihre Bestellung {reference} bei {shop} liegt bald bereit."),
    news_brought: |reference, shop| {
        format!("Ihre Bestellung {reference} von {shop} wird Ihnen bald gebracht.")
    },
    inside: "Was darin ist",
    paid: "Sie ist bezahlt: Bringen Sie nur eine Tasche mit.",
    paid_brought: "Sie ist bezahlt: An der Tür ist nichts zu zahlen.",
    stop: "Um keine solchen Erinnerungen mehr zu erhalten:",
};

const ORDER_RECEIVED: OrderReceivedLetter = OrderReceivedLetter {
    subject: |reference, customer| format!("Neue Bestellung {reference}: {customer}"),
    subject_changed: |reference, customer| format!("Bestellung {reference} geändert: {customer}"),
    news: |customer, reference| format!("{customer} hat die Bestellung {reference} aufgegeben:"),
    news_changed: |customer, reference| {
        format!("{customer} hat die Bestellung {reference} geändert. So steht sie jetzt:")
    },
    to_reach: "Zu erreichen unter",
    note: "Dazu die Nachricht",
    cash: "Sie wird bar bezahlt.",
    transfer: "Sie wird per Überweisung bezahlt.",
    switch: "Sie erhalten diesen Brief bei jeder Bestellung, weil Sie es so wollten; in Ihrem Konto, bei den Briefen, beenden \
             Sie das.",
};

const WELCOME: WelcomeLetter = WelcomeLetter {
    subject: |enterprise| format!("Willkommen, {enterprise}: was einzurichten ist"),
    news: |enterprise, site| {
        format!(
            "{enterprise} hat nun einen Platz auf {site}. Das ist einzurichten, in beliebiger Reihenfolge und gern nach und \
             nach."
        )
    },
    to_set_up: "Einzurichten",
    who_sells: "– Wer verkauft: Ihr rechtlicher Name, Ihre Registernummer und wie Sie Umsatzsteuer berechnen. Kunden müssen es \
                erfahren.",
    place: "– Wo Sie sind und wie man Sie erreicht: Adresse, E-Mail, Telefon.",
    products: "– Was Sie verkaufen: Produkte mit Größen, Preisen und Mengen, einzeln eingegeben oder aus Ihrer Liste.",
    hand_over: "– Wo und wann Kunden ihre Bestellungen abholen, oder wohin Sie liefern.",
    account: "– Das Konto, auf das Kunden überweisen, wenn Sie das anbieten.",
    cycle: "– Eine erste Bestellrunde: wer was bringt, und von wann bis wann bestellt wird.",
    people: "– Wer mit Ihnen arbeitet: Laden Sie alle ein, mit ihrer Rolle.",
    letters: "– Welche Briefe Sie wollen: Das wählt jede Person in ihrem Konto.",
    begin: "Hier beginnen:",
};

const CONFIRM: LinkLetter = LinkLetter {
    subject: "Bestätigen Sie Ihre E-Mail-Adresse",
    why: |site| {
        format!(
            "jemand, vermutlich Sie, hat sich mit dieser Adresse bei {site} angemeldet. Um zu bestätigen, dass es Ihre \
             ist, folgen Sie diesem Link:"
        )
    },
    otherwise: |time| {
        format!(
            "Er gilt {time} und nur einmal. Wenn Sie das nicht waren, folgen Sie ihm nicht: Ohne Sie wird nichts \
             bestätigt."
        )
    },
};

const HAS_ACCOUNT: HasAccountLetter = HasAccountLetter {
    subject: "Sie haben schon ein Konto",
    news: |site| {
        format!(
            "jemand, vielleicht Sie, wollte sich mit dieser Adresse bei {site} anmelden. Sie haben dort schon ein Konto, \
             und daran hat sich nichts geändert: Melden Sie sich mit Ihrem Passwort an."
        )
    },
    forgotten: "Haben Sie es vergessen? Fordern Sie ein Schreiben an, um ein neues zu wählen. Wenn Sie das nicht waren, \
                brauchen Sie nichts zu tun.",
};

const RESET: LinkLetter = LinkLetter {
    subject: "Wählen Sie ein neues Passwort",
    why: |site| {
        format!(
            "jemand, vermutlich Sie, hat ein neues Passwort für Ihr Konto bei {site} angefordert. Um es zu wählen, folgen \
             Sie diesem Link:"
        )
    },
    otherwise: |time| {
        format!(
            "Er gilt {time} und nur einmal. Wenn Sie das nicht waren, folgen Sie ihm nicht: Ihr Passwort bleibt, wie es \
             ist."
        )
    },
};

const CHANGED: ChangedLetter = ChangedLetter {
    subject: "Ihr Passwort wurde geändert",
    news: |site| {
        format!(
            "das Passwort Ihres Kontos bei {site} wurde soeben geändert, und Ihre anderen Geräte sind abgemeldet."
        )
    },
    not_you: "Wenn Sie das waren, ist alles in Ordnung. Wenn nicht, fordern Sie sofort ein Schreiben an, um ein anderes \
              Passwort zu wählen.",
};

const INVITATION: InvitationLetter = InvitationLetter {
    subject: |enterprise| format!("Eine Einladung von {enterprise}"),
    asks_to: |who, enterprise, site, role| {
        format!(
            "{who} lädt Sie ein, bei {site} für {enterprise} zu handeln, in der Rolle „{role}“. Um anzunehmen, folgen Sie \
             diesem Link:"
        )
    },
    otherwise: |time| {
        format!(
            "Er gilt {time} und nur einmal. Wenn Sie nicht möchten oder dort niemanden kennen, folgen Sie ihm nicht."
        )
    },
    role: RoleWords {
        owner: "Inhaber",
        manager: "Verwaltung",
        packer: "Packen",
        hand_over: "Ausgabe",
    },
};
