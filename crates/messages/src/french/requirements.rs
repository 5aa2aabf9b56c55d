use crate::Names;

/// What is missing, by the rule that asks for it.
pub(super) const REQUIREMENTS: Names = Names(&[
    (
        "allergens",
        "dites lesquels des quatorze allergènes il contient, ou qu’il n’en contient aucun",
    ),
    ("product-type", "dites ce que c’est (son type de produit), ou de quel pays il vient"),
    ("origin-fruit-vegetables", "dites de quel pays viennent ces fruits ou légumes"),
    (
        "origin-meat",
        "dites de quel pays vient cette viande de porc, d’ovin, de caprin ou de volaille",
    ),
    ("origin-beef", "dites de quel pays vient cette viande bovine"),
    ("origin-honey", "dites dans quel pays, ou quels pays, le miel a été récolté"),
    ("honey-shares", "dites la part de chaque pays dans le miel, la plus grande d’abord"),
    (
        "ingredients",
        "listez les ingrédients de cette denrée emballée, ou dites son type si elle est d’une seule chose",
    ),
    ("alcohol", "dites le titre alcoométrique, car il dépasse 1,2\u{a0}%"),
    (
        "organic-certificate",
        "le producteur n’a pas de certificat bio valable aujourd’hui\u{a0}: ajoutez-le, ou retirez la mention",
    ),
    ("organic-body", "le certificat bio ne nomme pas l’organisme de contrôle, comme FR-BIO-01"),
    (
        "label-certificate",
        "le producteur n’a pas de certificat valable aujourd’hui pour un de ses labels",
    ),
    ("net-quantity", "dites combien pèse ou contient cette denrée emballée"),
    ("operator", "il manque l’adresse du producteur, qu’une denrée emballée doit montrer"),
    ("seller-identity", "la boutique ne dit pas qui elle est devant la loi"),
    (
        "seller-number",
        "il manque le numéro d’inscription de la boutique\u{a0}: SIREN, SIRET, RNA ou TVA",
    ),
    ("seller-address", "il manque l’adresse de la boutique"),
    ("seller-contact", "il manque l’adresse électronique ou le téléphone de la boutique"),
    (
        "price-reduction",
        "le prix annoncé en baisse n’est pas sous le plus bas des 30 jours d’avant\u{a0}: baissez-le, ou retirez l’annonce",
    ),
    ("pick-up", "la boutique ne dit pas quand ni où retirer les produits"),
]);
