use crate::{Names, SellerWords, VatWords, WithdrawalWords};

/// The fourteen of Regulation (EU) No 1169/2011, annex II.
pub(super) const ALLERGENS: Names = Names(&[
    ("gluten", "Gluten"),
    ("crustaceans", "Krebstiere"),
    ("eggs", "Eier"),
    ("fish", "Fische"),
    ("peanuts", "Erdnüsse"),
    ("soybeans", "Soja"),
    ("milk", "Milch"),
    ("nuts", "Schalenfrüchte"),
    ("celery", "Sellerie"),
    ("mustard", "Senf"),
    ("sesame", "Sesam"),
    ("sulphites", "Sulfite"),
    ("lupin", "Lupinen"),
    ("molluscs", "Weichtiere"),
]);

/// What goods may be marked with.
pub(super) const LABELS: Names = Names(&[
    ("organic", "Bio"),
    ("pdo", "g.U."),
    ("pgi", "g.g.A."),
    ("tsg", "g.t.S."),
    ("label-rouge", "Label Rouge"),
    ("hve", "HVE"),
    ("demeter", "Demeter"),
    ("nature-et-progres", "Nature & Progrès"),
    ("bleu-blanc-coeur", "Bleu-Blanc-Cœur"),
    ("farm-made", "vom Hof"),
]);

/// The shelves of foods.
pub(super) const FOOD_GROUPS: Names = Names(&[
    ("vegetable", "Gemüse"),
    ("fruit", "Obst"),
    ("nut", "Nüsse"),
    ("mushroom", "Pilze"),
    ("herb", "Kräuter"),
    ("dairy", "Milchprodukte"),
    ("egg", "Eier"),
    ("beef", "Rindfleisch"),
    ("pork", "Schweinefleisch"),
    ("sheep-goat", "Lamm und Ziege"),
    ("poultry", "Geflügel"),
    ("other-meat", "Anderes Fleisch"),
    ("fish", "Fisch"),
    ("bakery", "Backwaren"),
    ("cereal", "Getreide"),
    ("honey", "Honig"),
    ("drink", "Getränke"),
    ("alcohol", "Alkohol"),
    ("grocery", "Vorräte"),
    ("not-food", "Keine Lebensmittel"),
]);

/// Where goods often come from; others are shown by their codes.
pub(super) const COUNTRIES: Names = Names(&[
    ("BE", "Belgien"),
    ("CH", "Schweiz"),
    ("DE", "Deutschland"),
    ("ES", "Spanien"),
    ("FR", "Frankreich"),
    ("IT", "Italien"),
    ("LU", "Luxemburg"),
    ("MA", "Marokko"),
    ("NL", "Niederlande"),
    ("PT", "Portugal"),
]);

pub(super) const WITHDRAWAL: WithdrawalWords = WithdrawalWords {
    fourteen_days: "Widerruf ohne Angabe von Gründen binnen 14 Tagen nach der Übergabe möglich.",
    perishable: "Schnell verderblich: kein Widerrufsrecht (Code de la consommation, Art. L221-28, 4°).",
};

pub(super) const VAT: VatWords = VatWords {
    franchise: "Mehrwertsteuer nicht anwendbar, Art. 293 B des französischen Steuergesetzbuchs (CGI)",
    flat_rate_farmer: "keine Mehrwertsteuer berechnet, Pauschalausgleich für Landwirte, Art. 298 quater des französischen \
                       Steuergesetzbuchs (CGI)",
};

pub(super) const SELLER: SellerWords = SellerWords {
    professional: "gewerblicher Verkäufer",
    vat_number: |number| format!("USt-IdNr. {number}"),
};
