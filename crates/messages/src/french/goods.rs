use crate::{Names, SellerWords, VatWords, WithdrawalWords};

/// The fourteen of Regulation (EU) No 1169/2011, annex II.
pub(super) const ALLERGENS: Names = Names(&[
    ("gluten", "gluten"),
    ("crustaceans", "crustacés"),
    ("eggs", "œufs"),
    ("fish", "poissons"),
    ("peanuts", "arachides"),
    ("soybeans", "soja"),
    ("milk", "lait"),
    ("nuts", "fruits à coque"),
    ("celery", "céleri"),
    ("mustard", "moutarde"),
    ("sesame", "sésame"),
    ("sulphites", "sulfites"),
    ("lupin", "lupin"),
    ("molluscs", "mollusques"),
]);

/// What goods may be marked with.
pub(super) const LABELS: Names = Names(&[
    ("organic", "bio"),
    ("pdo", "AOP"),
    ("pgi", "IGP"),
    ("tsg", "STG"),
    ("label-rouge", "Label rouge"),
    ("hve", "HVE"),
    ("demeter", "Demeter"),
    ("nature-et-progres", "Nature & Progrès"),
    ("bleu-blanc-coeur", "Bleu-Blanc-Cœur"),
    ("farm-made", "fermier"),
]);

/// The shelves of foods.
pub(super) const FOOD_GROUPS: Names = Names(&[
    ("vegetable", "Légumes"),
    ("fruit", "Fruits"),
    ("nut", "Noix"),
    ("mushroom", "Champignons"),
    ("herb", "Herbes"),
    ("dairy", "Crèmerie"),
    ("egg", "Œufs"),
    ("beef", "Bœuf"),
    ("pork", "Porc"),
    ("sheep-goat", "Agneau et chevreau"),
    ("poultry", "Volaille"),
    ("other-meat", "Autres viandes"),
    ("fish", "Poisson"),
    ("bakery", "Boulangerie"),
    ("cereal", "Céréales"),
    ("honey", "Miel"),
    ("drink", "Boissons"),
    ("alcohol", "Alcools"),
    ("grocery", "Épicerie"),
    ("not-food", "Non alimentaire"),
]);

/// Where goods often come from; others are shown by their codes.
pub(super) const COUNTRIES: Names = Names(&[
    ("BE", "Belgique"),
    ("CH", "Suisse"),
    ("DE", "Allemagne"),
    ("ES", "Espagne"),
    ("FR", "France"),
    ("IT", "Italie"),
    ("LU", "Luxembourg"),
    ("MA", "Maroc"),
    ("NL", "Pays-Bas"),
    ("PT", "Portugal"),
]);

pub(super) const WITHDRAWAL: WithdrawalWords = WithdrawalWords {
    fourteen_days: "Rétractation possible sous 14 jours après la remise, sans motif.",
    perishable: "Périssable\u{a0}: pas de droit de rétractation (Code de la consommation, art. L221-28, 4°).",
};

pub(super) const VAT: VatWords = VatWords {
    franchise: "TVA non applicable, art. 293 B du CGI",
    flat_rate_farmer: "TVA non facturée, remboursement forfaitaire agricole, art. 298 quater du CGI",
};

pub(super) const SELLER: SellerWords = SellerWords {
    professional: "vendeur professionnel",
    vat_number: |number| format!("TVA {number}"),
};
