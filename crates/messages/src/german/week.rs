use crate::{LineWords, WeekWords};

pub(super) const WEEK: WeekWords = WeekWords {
    unknown_product: |name| format!("keines Ihrer Produkte heißt „{name}“"),
    ambiguous: |name| format!("„{name}“ kann mehrere Gebinde meinen"),
    no_product: "die Zeile nennt kein Produkt",
    nothing_said: |name| {
        format!(
            "die Zeile sagt nichts über „{name}“: schreiben Sie, wie viel da ist, einen Preis oder stopp"
        )
    },
    price_or_quantity: |number| {
        format!(
            "{number} kann ein Preis oder eine Menge sein: schreiben Sie einen Preis mit € oder nach zu, eine Menge mit ihrer Einheit"
        )
    },
    two_quantities: "die Zeile nennt zwei Mengen: lassen Sie eine stehen",
    two_prices: "die Zeile nennt zwei Preise: lassen Sie einen stehen",
    contradiction: "die Zeile sagt zweierlei, das nicht zusammenpasst: behalten Sie die Zahl oder das Wort",
    range: |text| format!("„{text}“ nennt zwei Zahlen: schreiben Sie die, die Sie sicher haben"),
    dash_or_minus: |number| {
        format!(
            "der Strich vor {number} kann abziehen oder nur trennen: schreiben Sie zum Abziehen „-{number}“ nach einem Leerzeichen, sonst „:“"
        )
    },
    spaced_number: |text| {
        format!("„{text}“ kann eine Zahl oder zwei sein: schreiben Sie Zahlen ohne Leerzeichen")
    },
    thousands: |text| {
        format!(
            "„{text}“ kann tausend oder etwas mehr als eins heißen: schreiben Sie 1200 oder 1,2"
        )
    },
    not_a_number: |text| {
        format!("„{text}“ ist keine Zahl: schreiben Sie Ziffern, etwa 40 oder 2,5")
    },
    not_an_amount: |text| format!("{text} ist zu groß oder zu fein, um gezählt zu werden"),
    not_whole: |number| format!("{number} ist keine ganze Zahl von Artikeln"),
    too_much: |number| format!("{number} ist mehr, als ein Bestand fassen kann"),
    below_zero: |left| format!("es sind nur noch {left} da"),
    no_such_size: |size| format!("{size} ist keines Ihrer Gebinde"),
    not_sold_by: |unit| format!("kein Gebinde heißt „{unit}“"),
    wrong_unit: |unit| {
        format!(
            "dieses Produkt wird nicht in {unit} gezählt: schreiben Sie, wie viele Artikel es sind"
        )
    },
    pieces_or_packs: |number, size| {
        format!(
            "{number} kann Stücke oder „{size}“ zählen: schreiben Sie für Letztere „{size}: {number}“"
        )
    },
    price_of_what: |price, size| {
        format!(
            "{price} kann der Preis einer Maßeinheit oder von „{size}“ sein: schreiben Sie {price}/kg, {price}/l oder {price}/Stück"
        )
    },
    price_per_other: |size| {
        format!("dieses Produkt hat einen Preis für „{size}“: schreiben Sie diesen")
    },
    bad_price: |price| {
        format!(
            "{price} ist kein Preis: schreiben Sie Ziffern mit höchstens 2 Nachkommastellen, etwa 2,20"
        )
    },
    other_currency: |currency| format!("dieses Produkt hat keinen Preis in {currency}"),
    not_counted: "dieses Produkt gibt es auf Bestellung, und es wird nicht gezählt: schreiben Sie, wie viel da ist, ohne + oder -",
    not_listed_before: "dieses Produkt stand nicht auf der Liste der letzten Woche: schreiben Sie, wie viel da ist",
    pool_set_twice: |line| {
        format!("Zeile {line} sagt anderes über denselben Bestand: behalten Sie eine von beiden")
    },
    said_twice: |line| {
        format!("Zeile {line} sagt anderes über denselben Artikel: behalten Sie eine von beiden")
    },
    greeting_with_goods: |name| {
        format!(
            "die Zeile beginnt wie eine Nachricht, nennt aber „{name}“: setzen Sie es auf eine eigene Zeile"
        )
    },
    line_too_long: "die Zeile ist zu lang: ein Produkt je Zeile",
    not_confirmed: |written| {
        format!("die Zeile wurde als „{written}“ verstanden: bestätigen Sie das")
    },
    no_such_choice: "was für diese Zeile gewählt wurde, ist keiner Ihrer Artikel",
    changed_meanwhile: |now| format!("jemand hat es inzwischen geändert: jetzt ist es {now}"),
    too_many_lines: |most| format!("die Liste hat mehr als {most} Zeilen"),
    did_you_mean: |fault, meant| format!("{fault}; meinten Sie {meant}?"),
    one_fault: |line, fault| format!("die Liste hat einen Fehler, in Zeile {line}: {fault}"),
    faults: |count, line, fault| {
        format!("die Liste hat {count} Fehler, den ersten in Zeile {line}: {fault}")
    },
    nothing_changed: |count, fault| {
        format!("es wurde nichts geändert, wegen {count} Fehler(n): {fault}")
    },
    line: LineWords {
        of_goods: |name, says| format!("{name}: {says}"),
        stop: "stopp",
        on_demand: "auf Bestellung",
        left: "noch",
        at: "zu",
    },
};
