use crate::Names;

/// What is missing, by the rule that asks for it.
pub(super) const REQUIREMENTS: Names = Names(&[
    ("allergens", "say which of the fourteen allergens it has, or that it has none"),
    ("product-type", "say what it is (its product type), or from which one country it comes"),
    ("origin-fruit-vegetables", "say from which country these fruits or vegetables come"),
    ("origin-meat", "say from which country this pork, lamb, goat or poultry comes"),
    ("origin-beef", "say from which country this beef comes"),
    ("origin-honey", "say in which country the honey was harvested, or in which ones"),
    ("honey-shares", "say the share of each country in the honey, the largest first"),
    (
        "ingredients",
        "list the ingredients of this packed food, or say its type if it is one thing only",
    ),
    ("alcohol", "say the alcohol by volume, as it is above 1.2 %"),
    (
        "organic-certificate",
        "the producer has no organic certificate that is valid today: add it, or take the claim back",
    ),
    ("organic-body", "the organic certificate does not name its control body, such as FR-BIO-01"),
    (
        "label-certificate",
        "the producer has no certificate that is valid today for one of its labels",
    ),
    ("net-quantity", "say how much this packed food weighs or holds"),
    ("operator", "the producer's address is missing, which packed food must show"),
    ("seller-identity", "the shop does not say who it is before the law"),
    (
        "seller-number",
        "the number the shop is registered under is missing: its SIREN, SIRET, RNA or VAT number",
    ),
    ("seller-address", "the shop's address is missing"),
    ("seller-contact", "the shop's e-mail address or telephone number is missing"),
    (
        "price-reduction",
        "the price announced as reduced is not below the lowest of the 30 days before: lower it, or take the announcement back",
    ),
    ("pick-up", "the shop does not say when or where the goods are fetched"),
]);
