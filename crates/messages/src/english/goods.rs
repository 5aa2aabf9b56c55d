use crate::{Names, SellerWords, VatWords, WithdrawalWords};

/// The fourteen of Regulation (EU) No 1169/2011, annex II.
pub(super) const ALLERGENS: Names = Names(&[
    ("gluten", "gluten"),
    ("crustaceans", "crustaceans"),
    ("eggs", "eggs"),
    ("fish", "fish"),
    ("peanuts", "peanuts"),
    ("soybeans", "soybeans"),
    ("milk", "milk"),
    ("nuts", "nuts"),
    ("celery", "celery"),
    ("mustard", "mustard"),
    ("sesame", "sesame"),
    ("sulphites", "sulphites"),
    ("lupin", "lupin"),
    ("molluscs", "molluscs"),
]);

/// What goods may be marked with.
pub(super) const LABELS: Names = Names(&[
    ("organic", "organic"),
    ("pdo", "PDO"),
    ("pgi", "PGI"),
    ("tsg", "TSG"),
    ("label-rouge", "Label Rouge"),
    ("hve", "HVE"),
    ("demeter", "Demeter"),
    ("nature-et-progres", "Nature & Progrès"),
    ("bleu-blanc-coeur", "Bleu-Blanc-Cœur"),
    ("farm-made", "farm-made"),
]);

/// The shelves of foods.
pub(super) const FOOD_GROUPS: Names = Names(&[
    ("vegetable", "Vegetables"),
    ("fruit", "Fruit"),
    ("nut", "Nuts"),
    ("mushroom", "Mushrooms"),
    ("herb", "Herbs"),
    ("dairy", "Dairy"),
    ("egg", "Eggs"),
    ("beef", "Beef"),
    ("pork", "Pork"),
    ("sheep-goat", "Lamb and goat"),
    ("poultry", "Poultry"),
    ("other-meat", "Other meat"),
    ("fish", "Fish"),
    ("bakery", "Bakery"),
    ("cereal", "Cereals"),
    ("honey", "Honey"),
    ("drink", "Drinks"),
    ("alcohol", "Alcohol"),
    ("grocery", "Groceries"),
    ("not-food", "Not food"),
]);

/// Where goods often come from; others are shown by their codes.
pub(super) const COUNTRIES: Names = Names(&[
    ("BE", "Belgium"),
    ("CH", "Switzerland"),
    ("DE", "Germany"),
    ("ES", "Spain"),
    ("FR", "France"),
    ("IT", "Italy"),
    ("LU", "Luxembourg"),
    ("MA", "Morocco"),
    ("NL", "Netherlands"),
    ("PT", "Portugal"),
]);

pub(super) const WITHDRAWAL: WithdrawalWords = WithdrawalWords {
    fourteen_days: "You may withdraw within 14 days of the hand-over, without giving a reason.",
    perishable: "Perishable: no right of withdrawal (Code de la consommation, art. L221-28, 4°).",
};

pub(super) const VAT: VatWords = VatWords {
    franchise: "VAT not applicable, art. 293 B of the French tax code (CGI)",
    flat_rate_farmer: "no VAT charged, flat-rate farmer, art. 298 quater of the French tax code (CGI)",
};

pub(super) const SELLER: SellerWords = SellerWords {
    professional: "professional seller",
    vat_number: |number| format!("VAT {number}"),
};
