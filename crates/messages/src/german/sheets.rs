use crate::{SheetWords, StorageWords};

pub(super) const SHEETS: SheetWords = SheetWords {
    harvest: [
        "Erzeuger",
        "Produkt",
        "Gebinde",
        "Artikelnummer",
        "Anzahl",
        "Menge",
        "Einheit",
        "Betrag",
        "Währung",
    ],
    packing: [
        "Bestellung",
        "Kunde",
        "Telefon",
        "Erzeuger",
        "Produkt",
        "Gebinde",
        "Lagerung",
        "Anzahl",
    ],
    packing_hand_over: ["Übergabe", "Adresse"],
    packing_bundle: "Kiste",
    delivery: ["Laden", "Erzeuger", "Produkt", "Gebinde", "Lagerung", "Anzahl", "Menge", "Einheit"],
    storage: StorageWords { ambient: "ungekühlt", chilled: "gekühlt", frozen: "tiefgekühlt" },
};
