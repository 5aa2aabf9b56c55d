use crate::Names;

/// What whoever runs a cycle would want to know of it before it opens.
pub(super) const CYCLE_WARNINGS: Names = Names(&[
    ("nothing-comes-in", "noch bringt kein Hof etwas in diese Bestellrunde"),
    ("nothing-goes-out", "noch verkauft kein Laden etwas aus dieser Bestellrunde"),
    ("carries-nothing", "hier ist nichts dabei: Waren auswählen oder diesen Teil herausnehmen"),
    ("sold-nowhere", "was dieser Hof bringt, verkauft kein Laden: einem Laden zum Verkauf geben"),
    (
        "nothing-left",
        "von dem, was dieser Hof bringt, ist nichts mehr da: um seine Wochenliste bitten und die eigenen Kontingente ansehen",
    ),
    ("pick-up-too-early", "Waren werden hier gebracht oder abgeholt, bevor die Bestellzeit endet"),
    (
        "cut-off-too-early",
        "der Bestellschluss liegt vor der ersten Bestellung: von diesem Hof kann nichts bestellt werden",
    ),
    (
        "cut-off-too-late",
        "der Bestellschluss liegt nach der letzten Bestellung: er kommt zu spät, um etwas zu bewirken",
    ),
    ("not-answered", "ist um Teilnahme gebeten und hat noch nicht geantwortet"),
    (
        "part-missing",
        "einen Teil dieser Kiste bringt niemand: sie wird nicht gezeigt, bis sein Hof ihn bringt",
    ),
    (
        "bundle-at-a-loss",
        "diese Kiste kostet weniger, als die Höfe für ihren Inhalt bekommen: der Laden trägt den Unterschied",
    ),
    (
        "no-way-to-pay",
        "dieser Laden kann auf keine Weise bezahlt werden: eine Zahlungsart wählen, die er annimmt, ein Konto für Überweisungen angeben oder in den Regeln eine zeigen",
    ),
    (
        "no-hand-over",
        "dieser Laden übergibt an niemanden: Ihre Regeln blenden alle seine Übergaben aus, lassen Sie eine davon zeigen",
    ),
]);
