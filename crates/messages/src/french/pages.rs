use crate::{
    CartWords, ChangeWords, CheckoutWords, CycleWords, FieldWords, HandOverWords,
    MoneyBreakdownWords, OrderWords, PageErrorWords, QuantityWords, Saying, ShopWords, ShopsWords,
    SiteWords, VoucherWords,
};

pub(super) const SITE: SiteWords = SiteWords {
    language_name: "Français",
    skip: "Aller au contenu",
    language: "Langue",
    all_shops: "Toutes les boutiques",
    basket: "Mon panier",
    back_to_shop: "Retour à la boutique",
    tagline: "Sillon, de la ferme à votre table, sans détour.",
    sold_by: "Vendu par",
};

pub(super) const SHOPS: ShopsWords = ShopsWords {
    title: "Les boutiques",
    intro: "Des produits de fermes voisines, commandés ici, retirés près de chez vous.",
    none: "Aucune boutique ne vend encore ici. Revenez bientôt\u{a0}!",
    enter: "Voir la boutique",
    more: "Les boutiques suivantes",
    find: "Trouver une boutique",
    find_intro: "Selon où elle est, ce qu’elle vend, et si l’on peut y commander maintenant.",
    postcode: "Près du code postal",
    within: "À moins de",
    kilometres: |number| format!("{number}\u{a0}km"),
    any_state: "Ouverte ou non",
    open_now: "On peut y commander maintenant",
    search: "Chercher",
    none_found: "Aucune boutique ne correspond. Cherchez plus loin, ou demandez moins.",
    clear: "Tout afficher",
    away: |distance| format!("à {distance}"),
};

pub(super) const CYCLE: CycleWords = CycleWords {
    open: "Ouvert",
    upcoming: "Bientôt",
    closed: "Fermé",
    until: |when| format!("Commandes jusqu’au {when}"),
    opens: |when| format!("Les commandes ouvrent le {when}"),
    opens_shortly: "Les commandes ouvrent d’un instant à l’autre.",
    closed_since: |when| format!("Commandes closes depuis le {when}"),
    closed_full: |when| {
        format!(
            "Commandes closes depuis le {when} : cette vente a reçu toutes les commandes prévues"
        )
    },
    opens_next: |when| format!("Les prochaines commandes ouvrent le {when}"),
    last: |when| format!("Les dernières commandes ont fermé le {when}"),
    next_unknown: "La prochaine vente sera annoncée ici.",
    none_yet: "Aucune vente n’est annoncée pour le moment.",
};

pub(super) const SHOP: ShopWords = ShopWords {
    pick_up: "Retrait",
    pick_up_unknown: "La boutique vous dira où et quand retirer vos produits.",
    write_to: "Écrire à la boutique\u{a0}:",
    search: "Chercher dans la boutique",
    search_for: "Produit",
    category: "Rayon",
    producer: "Ferme",
    any_category: "Tous les rayons",
    any_producer: "Toutes les fermes",
    label: "Label",
    any_label: "Avec ou sans label",
    free_of: "Déclarés sans",
    apply: "Chercher",
    clear: "Tout afficher",
    found: |count| super::plural(count, "produit", "produits"),
    none_found: "Rien ne correspond à cette recherche.",
    nothing_offered: "Rien n’est en vente pour le moment.",
    no_way_to_pay: "Cette boutique n’accepte aucun paiement pour le moment\u{a0}: rien ne peut y être commandé. Adressez-vous à elle.",
    categories: "Rayons",
    quantity: |what| format!("Quantité\u{a0}: {what}"),
    left: |count| if count < 2 { "Plus qu’un".to_owned() } else { format!("Plus que {count}") },
    sold_out: "Épuisé",
    chilled: "À garder au frais",
    frozen: "Surgelé",
    in_season: "De saison",
    lowest_before: "prix le plus bas des 30 derniers jours",
    allergens: |names| format!("Allergènes\u{a0}: {names}"),
    no_allergens: "Aucun des 14 allergènes",
    allergens_unknown: "Allergènes non déclarés\u{a0}: demandez à la boutique",
    ingredients: |list| format!("Ingrédients\u{a0}: {list}"),
    origin: |place| format!("Origine\u{a0}: {place}"),
    alcohol: |percent| format!("{percent}\u{a0}% vol."),
    best_before: |days| format!("Se garde au moins {}", super::plural(days, "jour", "jours")),
    use_by: |days| format!("À consommer sous {}", super::plural(days, "jour", "jours")),
    minimum: |sum| format!("Vient si les commandes à cette ferme atteignent {sum} en tout"),
    deposit: |amount| format!("plus {amount} de consigne, rendus"),
    weighed: |most, size| {
        format!(
            "Pesé à la préparation, {most} au plus\u{a0}: le prix est indicatif, pour {size}, et vous payez ce que cela pèse"
        )
    },
    content: |amount| format!("Contient {amount}"),
    price_breakdown: "Le vrai prix",
    farm_price: |farm| format!("Prix de la ferme ({farm})"),
    hub_price: |hub| format!("Part de la boutique ({hub})"),
    you_pay: "Vous payez",
    on_order: "En plus, une fois par commande\u{a0}:",
    further: |first, further| format!("{first}, puis {further} par article en plus"),
    from_goods: |normal, large, from| format!("{normal}, ou {large} à partir de {from} d’achats"),
    tax_included: |rate| format!("dont TVA {rate}\u{a0}%"),
    tax_added: |rate| format!("plus {rate}\u{a0}% de taxe"),
    without_tax: "Les prix sont hors taxes\u{a0}; elles s’ajoutent dans le panier.",
    update: "Mettre à jour le panier",
    to_basket: "Voir le panier",
    in_basket: |count| super::plural(count, "article", "articles"),
    basket_empty: "Votre panier est vide",
    mend: "Une quantité est à corriger. Rien n’a été changé dans votre panier.",
    also_open: "Autres ventes ouvertes",
};

pub(super) const QUANTITY: QuantityWords = QuantityWords {
    not_whole: |typed| format!("«\u{a0}{typed}\u{a0}» n’est pas un nombre entier."),
    below_zero: "Une quantité ne peut pas être négative.",
    too_many: |most| format!("Au plus {most} à la fois."),
};

pub(super) const CART: CartWords = CartWords {
    title: "Votre panier",
    empty: "Votre panier est vide.",
    browse: "Choisir des produits",
    browse_more: "Ajouter d’autres produits",
    each: |price| format!("{price} l’unité"),
    zero_removes: "Mettez 0 pour retirer un produit.",
    update: "Mettre à jour",
    checkout: "Passer commande",
    goods: "Produits",
    deposits: "Consignes, rendues",
    total: "Total",
    at_most: |amount| format!("Au plus {amount}, une fois tout pesé"),
    tax: |amount| format!("dont TVA {amount}"),
    taxes: |each| format!("dont {each}"),
    vat: "TVA",
    short: |left| {
        if left < 2 {
            "Il n’en reste qu’un.".to_owned()
        } else {
            format!("Il n’en reste que {left}.")
        }
    },
    none_left: "Il n’en reste plus.",
    short_notice: "Il ne reste pas assez de tout. Baissez les quantités signalées, puis passez commande.",
    gone: |count, names| {
        if count < 2 {
            format!("Un produit n’est plus en vente\u{a0}: {names}. Retirez-le pour commander.")
        } else {
            format!(
                "{count} produits ne sont plus en vente\u{a0}: {names}. Retirez-les pour commander."
            )
        }
    },
    remove_gone: "Retirer du panier ce qui n’est plus en vente",
    not_open: "Cette vente ne prend pas de commandes en ce moment.",
    too_large: "Ce panier dépasse ce que nous pouvons compter\u{a0}: réduisez les quantités.",
    discounts: |missing| {
        format!(
            "Les remises dépassent le reste du panier de {missing}\u{a0}: ajoutez d’autres produits pour au moins ce montant."
        )
    },
    mend: "Une quantité est à corriger. Rien n’a été changé.",
};

pub(super) const CHANGE: ChangeWords = ChangeWords {
    sum: |before, now| {
        format!(
            "Le total est maintenant de {now}\u{a0}; il était de {before}. Rien n’a été commandé\u{a0}: vérifiez, puis commandez à nouveau."
        )
    },
    same_sum: "Cette commande n’est plus ce qui était affiché, au même total. Rien n’a été commandé\u{a0}: vérifiez, puis commandez à nouveau.",
    unknown: "Rien n’a encore été commandé\u{a0}: vérifiez le total, puis commandez.",
    cost: |what, amount| format!("{what}\u{a0}: {amount}"),
    was: |now, before| format!("{now} (avant\u{a0}: {before})"),
    added: |what| format!("Ajouté\u{a0}: {what}"),
    left_out: |what| format!("N’y est plus\u{a0}: {what}"),
    with_deposit: |amount| format!("plus {amount} de consigne, rendus"),
    something: "un produit",
};

pub(super) const MONEY_BREAKDOWN: MoneyBreakdownWords = MoneyBreakdownWords {
    title: "Où va votre argent",
    farms: "Pour les fermes",
    to: |payee| format!("Pour {payee}"),
    somebody: "un partenaire",
    back: "À vous rendre pour les emballages",
};

pub(super) const VOUCHER: VoucherWords = VoucherWords {
    label: "Code promo",
    apply: "Utiliser",
    remove: |code| format!("Retirer «\u{a0}{code}\u{a0}»"),
    unknown: |code| {
        format!(
            "Le code «\u{a0}{code}\u{a0}» ne peut pas être utilisé ici en ce moment. Vérifiez comment il s’écrit, et jusqu’à quand il est valable."
        )
    },
    twice: |code| format!("Le code «\u{a0}{code}\u{a0}» est déjà utilisé pour ce panier."),
    alone: |code| {
        format!(
            "Le code «\u{a0}{code}\u{a0}» ne peut pas être utilisé avec un autre. Retirez l’un des deux."
        )
    },
    used_up: |code| {
        format!(
            "Le code «\u{a0}{code}\u{a0}» a été utilisé autant de fois qu’il peut l’être. Retirez-le pour commander."
        )
    },
    used_by_you: |code| {
        format!(
            "Vous avez utilisé le code «\u{a0}{code}\u{a0}» autant de fois que possible. Retirez-le pour commander."
        )
    },
    too_many: "Un panier prend cinq codes au plus.",
};

pub(super) const HAND_OVER: HandOverWords = HandOverWords {
    title: "Retrait et livraison",
    pick_up: "Retrait",
    delivery: "Livraison",
    free: "gratuit",
    per_item: |amount| format!("{amount} par article"),
    per_kilogram: |amount| format!("{amount} par kilogramme"),
    of_goods: |percent| format!("{percent} des produits"),
    delivers_to: |postcodes| format!("Livré à\u{a0}: {postcodes}"),
    carries: |storage| format!("Seulement pour des produits conservés ainsi\u{a0}: {storage}"),
    choose: "Comment recevez-vous votre commande\u{a0}?",
    choose_hint: "Le prix affiché est celui de votre panier.",
    next: "Continuer",
    otherwise: "Choisir autrement",
    required: "Choisissez comment vous recevez votre commande.",
    none_for_you: "Aucun retrait ni livraison de cette boutique ne vous est ouvert. Adressez-vous à elle.",
    cannot_carry: |names| format!("Pas possible avec\u{a0}: {names}"),
    full: "Il ne reste plus de place.",
    address: "Adresse de livraison",
    street: "Numéro et rue",
    postcode: "Code postal",
    city: "Ville",
    address_empty: "Écrivez où livrer votre commande.",
    not_delivered: "Cette livraison ne va pas à ce code postal.",
    cash: "En espèces, à la livraison",
    cash_hint: "Vous payez quand vos produits arrivent.",
    pay_cash: |amount| format!("Préparez {amount} en espèces pour la livraison."),
};

pub(super) const CHECKOUT: CheckoutWords = CheckoutWords {
    title: "Passer commande",
    summary: "Votre commande",
    items: |count| super::plural(count, "article", "articles"),
    back: "Revoir le panier",
    you: "Vos coordonnées",
    name: "Nom",
    email: "Adresse e-mail",
    email_hint: "La confirmation y est envoyée.",
    phone: "Téléphone",
    phone_hint: "Pour vous joindre le jour du retrait.",
    note: "Un mot pour la boutique",
    optional: "facultatif",
    payment: "Paiement",
    cash: "En espèces, au retrait",
    cash_hint: "Vous payez en venant chercher vos produits.",
    no_payment: "Aucun moyen de paiement ne vous est ouvert ici. Adressez-vous à la boutique.",
    transfer: "Par virement",
    transfer_hint: "La référence à indiquer s’affiche une fois la commande passée.",
    terms: "Accord",
    consent: "J’ai vérifié ma commande\u{a0}: elle est ferme et m’oblige à la payer.",
    rights: "Votre droit de rétractation est indiqué pour chaque produit de votre commande, ci-dessus.",
    submit: "Commander avec obligation de paiement",
    mend: |count| {
        if count < 2 {
            "Un point est à corriger\u{a0}:".to_owned()
        } else {
            format!("{count} points sont à corriger\u{a0}:")
        }
    },
};

pub(super) const FIELD: FieldWords = FieldWords {
    name_empty: "Écrivez votre nom, pour que l’on vous remette vos produits.",
    email_wrong: "Écrivez une adresse e-mail, comme nom@exemple.fr.",
    too_long: |most| format!("Au plus {most} caractères."),
    name_link: "Un nom ne contient pas d’adresse web.",
    unprintable: "Ce texte contient un caractère qui ne s’écrit pas.",
    payment: "Choisissez comment vous payez.",
    consent: "Cochez cette case pour commander.",
};

pub(super) const ORDER: OrderWords = OrderWords {
    title: |reference| format!("Commande {reference}"),
    thanks: |name| format!("Merci, {name}\u{a0}!"),
    placed: |shop| format!("Votre commande chez {shop} est enregistrée."),
    reference: "Votre référence",
    mailed: |email| format!("La confirmation part à {email}."),
    lines: "Vos produits",
    pay: "Paiement",
    pay_cash: |amount| format!("Préparez {amount} en espèces pour le retrait."),
    pay_transfer: |reference| {
        format!(
            "Payez par virement sur le compte de la boutique, en indiquant la référence {reference}."
        )
    },
    pay_nothing: "Tout est payé, merci.",
    nothing_to_pay: "Il n’y a rien à payer.",
    changed: "Une partie ne viendra pas",
    cancelled: "La commande est annulée",
    minimum: "Un producteur livre à partir d’un certain montant, que les commandes de tous n’ont pas atteint. Vous ne payez rien pour cela.",
    short: "Il en est venu moins que commandé, et ce qu’il y avait a été partagé. Vous ne payez rien pour ce qui ne vient pas.",
    account_holder: "Titulaire du compte",
    amount: "Montant",
    weighs_about: |weight, most| {
        format!("environ {weight}, pesé à la préparation\u{a0}: vous payez {most} au plus")
    },
    weighs: |weight| format!("pèse {weight}"),
    weighs_more: |weight, paid| format!("pèse {weight}, dont vous payez {paid}"),
    received: "Déjà reçu",
    due: "Reste à payer",
    paid_back: "Déjà rendu",
    to_pay_back: "À vous rendre",
    placed_at: |when| format!("Commande passée le {when}"),
    keep: "Gardez l’adresse de cette page\u{a0}: elle permet de retrouver votre commande.",
    note: "Votre mot",
    questions: "Une question\u{a0}? Écrivez à la boutique\u{a0}:",
};

pub(super) const PAGE_ERROR: PageErrorWords = PageErrorWords {
    missing: Saying {
        title: "Cette page n’existe pas",
        text: "L’adresse est peut-être incomplète, ou ce qu’elle montrait n’est plus là.",
    },
    ordered: Saying {
        title: "Ce panier est déjà commandé",
        text: "Rien n’a été commandé une seconde fois. Pour autre chose, remplissez un nouveau panier.",
    },
    members_only: Saying {
        title: "Cette boutique ne prend pas de commandes d’invités",
        text: "Elle prend les commandes des personnes qui ont un compte. Demandez à la boutique comment commander.",
    },
    customers_only: Saying {
        title: "Cette boutique est réservée à ses clients",
        text: "Elle montre ce qu’elle vend, et prend les commandes, seulement aux personnes connectées qu’elle connaît. Demandez-lui comment la rejoindre.",
    },
    not_open: Saying {
        title: "Les commandes ne sont pas ouvertes",
        text: "Cette vente ne prend pas de commandes en ce moment. La boutique annonce la prochaine.",
    },
    full: Saying {
        title: "Toutes les commandes sont prises",
        text: "Cette vente a reçu toutes les commandes prévues et s’est fermée avant l’heure. La boutique annonce la prochaine.",
    },
    conflict: Saying {
        title: "Quelque chose a changé entre-temps",
        text: "Rien n’a été enregistré. Revenez à la page précédente et regardez à nouveau.",
    },
    too_long: Saying {
        title: "Ce panier est trop grand",
        text: "Un panier tient 200 produits différents. Faites-en deux commandes.",
    },
    invalid: Saying {
        title: "Quelque chose ne va pas dans ce formulaire",
        text: "Rien n’a été enregistré. Revenez à la page précédente et corrigez ce qui est écrit.",
    },
    unreadable: Saying {
        title: "Cette demande est illisible",
        text: "Rien n’a été enregistré. Revenez à la page précédente et réessayez.",
    },
    foreign: Saying {
        title: "Ce formulaire vient d’un autre site",
        text: "Par sécurité, rien n’a été enregistré. Recommencez depuis nos pages.",
    },
    no_method: Saying {
        title: "Cela ne se fait pas ici",
        text: "Cette adresse ne répond pas à ce genre de demande.",
    },
    too_large: Saying {
        title: "C’est trop d’un coup",
        text: "Le formulaire envoyé est trop grand. Rien n’a été enregistré.",
    },
    unavailable: Saying {
        title: "Momentanément indisponible",
        text: "Patientez un instant, puis réessayez. Rien de ce que vous avez commandé n’est perdu.",
    },
    incident: |number| {
        format!("Si cela dure, donnez ce numéro à qui s’occupe de la boutique : {number}")
    },
    busy: Saying {
        title: "Il y a foule",
        text: "Trop de demandes attendent en ce moment. Rien n’a été enregistré\u{a0}: réessayez dans un instant.",
    },
    internal: Saying {
        title: "C’est notre faute",
        text: "Quelque chose s’est cassé chez nous, et nous en sommes avertis. Réessayez dans un moment.",
    },
    see_order: "Voir la commande",
    home: "Aller aux boutiques",
};
