use crate::{
    AskedLetter, ChangedLetter, FullLetter, HarvestLetter, HasAccountLetter, InvitationLetter,
    LateLetter, LeftLetter, LetterWords, LinkLetter, MinimumLetter, NotAnnouncedLetter,
    OrderCancelledLetter, OrderChangedLetter, OrderLetter, OrderReceivedLetter, PaidBackLetter,
    PaidOutLetter, PickUpSoonLetter, RoleWords, ShopNewsLetter, WebhookLetter, WelcomeLetter,
};

pub(super) const LETTERS: LetterWords = LetterWords {
    greeting: |name| format!("Bonjour {name},"),
    see_you: "À bientôt,",
    days: |count| format!("{count}\u{a0}{}", super::noun(count, "jour", "jours")),
    hours: |count| {
        if count == 1 {
            "une heure".to_owned()
        } else {
            format!("{count}\u{a0}{}", super::noun(count, "heure", "heures"))
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
    subject: |reference, shop| format!("Votre commande {reference} chez {shop}"),
    thanks: |reference, shop| {
        format!(
            "Merci\u{a0}! Votre commande {reference} chez {shop} est bien enregistrée. La voici\u{a0}:"
        )
    },
    deposits: "Consignes, rendues au retour",
    total: "Total",
    rights: "Votre droit de rétractation",
    by_weight: "Vendu au poids",
    comes_if: "Vient si les commandes suffisent",
    comes_from: |goods, farm, sum| {
        format!("{goods}\u{a0}: si les commandes à {farm} atteignent {sum} en tout")
    },
    comes_not: "Sinon, c’est annulé\u{a0}: nous vous prévenons, et vous ne payez rien pour cela.",
    pick_up: "Retrait",
    delivery: "Livraison",
    cash: "Vous payez en espèces, au moment du retrait.",
    cash_brought: "Vous payez en espèces, à la livraison.",
    transfer: |reference| {
        format!(
            "Vous payez par virement. Indiquez la référence {reference}, nous saurons que c’est vous."
        )
    },
    otherwise: |way| format!("Paiement\u{a0}: {way}."),
    transfer_title: "Virement",
    holder: "Titulaire",
    amount: "Montant",
    reference: "Référence",
    online: "Retrouvez votre commande à tout moment\u{a0}:",
    untaxed: "Sans TVA",
    taxes: "Taxes comprises",
};

const HARVEST: HarvestLetter = HarvestLetter {
    subject: |cycle, hub| format!("Votre récolte pour {hub}\u{a0}: {cycle}"),
    closed: |cycle, hub| {
        format!("Chez {hub}, les commandes pour «\u{a0}{cycle}\u{a0}» sont closes.")
    },
    harvest: "Voici tout ce qu’il faut récolter, à la place de tout bon précédent\u{a0}:",
    nothing: "Cette fois, rien n’a été commandé chez vous.",
    total: "Total",
    delivery: "Livraison",
    thanks: "Merci, et bonne récolte\u{a0}!",
    less_subject: |cycle, hub| format!("Moins à récolter pour {hub}\u{a0}: {cycle}"),
    less: |cycle, hub| {
        format!(
            "Depuis votre heure limite, ce que vous apportez à «\u{a0}{cycle}\u{a0}» chez {hub} a diminué\u{a0}: des paniers avec vos produits sont annulés, car trop peu a été commandé à une autre ferme dont ils contiennent aussi les produits."
        )
    },
    nothing_left: "Il ne vous reste rien à apporter.",
    below_minimum: |minimum, hub| {
        format!(
            "Cela n’atteint pas les {minimum} à partir desquels vous livrez. Votre heure limite étant passée, ce qui reste demeure commandé et vous est demandé\u{a0}; si vous ne pouvez pas l’apporter, prévenez vite {hub}."
        )
    },
};

const ASKED: AskedLetter = AskedLetter {
    subject: |cycle, hub| format!("Vous en êtes\u{a0}? {cycle} chez {hub}"),
    reminder: |cycle, hub| format!("Rappel\u{a0}: vous en êtes pour {cycle} chez {hub}\u{a0}?"),
    to_bring: |cycle, hub| {
        format!(
            "{hub} prépare «\u{a0}{cycle}\u{a0}» et vous demande si vous apporterez vos produits cette fois."
        )
    },
    to_sell: |cycle, hub| {
        format!("{hub} prépare «\u{a0}{cycle}\u{a0}» et vous demande si vous vendrez cette fois.")
    },
    orders: "Prise des commandes",
    answer: "Répondez oui ou non dans Sillon avant l’ouverture des commandes\u{a0}; vous pourrez aussi rejoindre la \
             vente en cours.",
    otherwise: "Sans réponse de votre part, rien de chez vous n’est vendu cette fois.",
};

const NOT_ANNOUNCED: NotAnnouncedLetter = NotAnnouncedLetter {
    subject: |cycle| format!("«\u{a0}{cycle}\u{a0}» a besoin de vous avant d’être annoncé"),
    news: |cycle| {
        format!(
            "Le prochain «\u{a0}{cycle}\u{a0}» est prêt, mais n’a pas été annoncé\u{a0}: il manque une mention que la \
             loi exige."
        )
    },
    missing: |count| super::plural(count, "mention manque.", "mentions manquent."),
    what_to_do: "Sa liste de contrôle dit quoi, et à qui le demander. Annoncez-le ensuite\u{a0}: il s’ouvrira à \
                 l’heure.",
};

const ORDER_CHANGED: OrderChangedLetter = OrderChangedLetter {
    subject: |reference, shop| format!("Votre commande {reference} chez {shop} a changé"),
    cancelled: |reference, shop| format!("Votre commande {reference} chez {shop} est annulée"),
    news: |reference, shop| {
        format!(
            "Une partie de votre commande {reference} chez {shop} ne viendra pas\u{a0}: un producteur livre à partir d’un \
             certain montant, que les commandes de tous n’ont pas atteint. Vous ne payez rien pour elle."
        )
    },
    news_of_all: |reference, shop| {
        format!(
            "Votre commande {reference} chez {shop} ne viendra pas\u{a0}: le producteur livre à partir d’un certain montant, que \
             les commandes de tous n’ont pas atteint. Vous ne payez rien pour elle."
        )
    },
    short: |reference, shop| {
        format!(
            "Il vient moins d’un produit de votre commande {reference} chez {shop} qu’il n’en a été commandé\u{a0}: ce qu’il y a a \
             été partagé. Vous ne payez rien pour ce qui ne vient pas."
        )
    },
    short_all: |reference, shop| {
        format!(
            "Ce que vous avez commandé chez {shop} (commande {reference}) ne viendra pas\u{a0}: il y en a moins qu’il n’en a été \
             commandé. Vous ne payez rien pour elle."
        )
    },
    by_you: |reference, shop| format!("Vous avez modifié votre commande {reference} chez {shop}."),
    by_you_all: |reference, shop| {
        format!("Vous avez annulé votre commande {reference} chez {shop}.")
    },
    by_shop: |reference, shop| format!("{shop} a modifié votre commande {reference}."),
    by_shop_all: |reference, shop| format!("{shop} a annulé votre commande {reference}."),
    weighed: |reference, shop| {
        format!(
            "Ce qui se vend au poids dans votre commande {reference} chez {shop} a été pesé\u{a0}: vous payez ce que cela pèse, et \
             jamais plus que le maximum annoncé."
        )
    },
    weighs: |goods, weight, expected| {
        format!("{goods}\u{a0}: {weight}, pour environ {expected} attendus")
    },
    weighs_more: |goods, weight, charged| {
        format!("{goods}\u{a0}: {weight}, dont vous payez {charged}")
    },
    weights: "Pesé",
    reason: |why| format!("Pourquoi\u{a0}: {why}"),
    gone: "Ne viendra pas",
    less: "Retiré",
    more: "Ajouté",
    left: "Voici ce qui reste\u{a0}:",
    stands: "Voici votre commande à présent\u{a0}:",
    nothing_left: "Il n’en reste rien\u{a0}: votre commande est annulée.",
    to_pay_back: |amount| format!("Vous aviez payé davantage\u{a0}: {amount} vous seront rendus."),
    to_pay: |amount| format!("Il vous reste {amount} à payer."),
};

const ORDER_CANCELLED: OrderCancelledLetter = OrderCancelledLetter {
    subject: |reference| format!("La commande {reference} est annulée"),
    news: |customer, reference| format!("{customer} a annulé sa commande {reference}."),
    gone: "Ce qu’elle contenait",
    back: "Tout cela peut être commandé à nouveau, et n’est plus sur aucune liste.",
    to_pay_back: |amount| format!("{amount} avaient été payés\u{a0}: ils sont à rendre."),
};

const PAID_BACK: PaidBackLetter = PaidBackLetter {
    subject: |reference, shop| format!("Remboursement de votre commande {reference} chez {shop}"),
    subject_reversed: |reference, shop| {
        format!("Correction\u{a0}: votre commande {reference} chez {shop}")
    },
    cash: |amount, reference, shop| {
        format!("{shop} vous a rendu {amount} en espèces pour votre commande {reference}.")
    },
    transfer: |amount, reference, shop| {
        format!(
            "{shop} vous a viré {amount} pour votre commande {reference}. Votre banque peut prendre un jour ou deux."
        )
    },
    reversed: |amount, reference, shop| {
        format!(
            "Nous vous avions écrit que {shop} vous avait remboursé {amount} pour votre commande {reference}. C’était une \
             erreur\u{a0}: cette somme n’a pas été rendue, et votre commande dit ce qui vous est encore dû."
        )
    },
    left: |amount| format!("Il reste {amount} à vous rendre."),
};

const PAID_OUT: PaidOutLetter = PaidOutLetter {
    subject: |hub, amount| format!("{hub} vous a payé {amount}"),
    subject_reversed: |hub, amount| format!("Correction\u{a0}: {hub} ne vous a pas payé {amount}"),
    cash: |hub, amount, day| {
        format!(
            "{hub} vous a payé {amount} en espèces, {day}, pour ce que les clients y ont payé pour vous."
        )
    },
    transfer: |hub, amount, day| {
        format!(
            "{hub} vous a viré {amount}, {day}, pour ce que les clients y ont payé pour vous. Votre banque peut prendre un \
             jour ou deux."
        )
    },
    reversed: |hub, amount, day| {
        format!(
            "Nous vous avions écrit que {hub} vous avait payé {amount}, {day}. C’était une erreur\u{a0}: cette somme n’a pas \
             été payée, et vous reste due."
        )
    },
    note: "Ce qui en est dit",
    statement: "Votre relevé dit, commande par commande, ce qui a été vendu, ce qui est rentré et ce qui vous a été payé.",
};

const MINIMUM: MinimumLetter = MinimumLetter {
    subject: |cycle| format!("«\u{a0}{cycle}\u{a0}»\u{a0}: minimum non atteint"),
    theirs: |cycle, hub, minimum| {
        format!(
            "Ce qui vous a été commandé dans «\u{a0}{cycle}\u{a0}» chez {hub} n’atteint pas les {minimum} à partir \
             desquels vous livrez. Ces commandes sont annulées, et ceux qui avaient commandé sont prévenus."
        )
    },
    what_was_due: "Ce qui était dû avant reste à livrer\u{a0}: votre bon de récolte le dit.",
    nothing_to_bring: "Vous n’avez rien à apporter cette fois. Ce qui était réservé est de nouveau en vente.",
    of_another: |cycle, producer, minimum| {
        format!(
            "Dans «\u{a0}{cycle}\u{a0}», ce qui a été commandé à {producer} n’atteint pas les {minimum} à partir desquels cette ferme livre."
        )
    },
    ordered: |sum, orders| {
        format!("Il y en avait pour {sum} en tout. Commandes changées\u{a0}: {orders}.")
    },
    customers_told: "Ces commandes sont annulées, avec chaque panier composé qui en contenait\u{a0}; le reste est recalculé, et ceux qui \
                     avaient commandé sont prévenus.",
};

const LATE: LateLetter = LateLetter {
    subject: |name| format!("«\u{a0}{name}\u{a0}» est bloqué"),
    not_turned: |cycle| format!("«\u{a0}{cycle}\u{a0}» n’a pas pu être ouvert ou clos à l’heure."),
    not_made: |series| format!("Le prochain «\u{a0}{series}\u{a0}» n’a pas pu être créé à temps."),
    tried_again: "Un nouvel essai a lieu au moins une fois par heure, et tout reprendra dès que possible. Aucune \
                  commande n’est perdue.",
    what_to_do: "Ce qui bloque ne se voit pas d’ici\u{a0}: prévenez la personne qui fait tourner votre Sillon. Son \
                 journal dit ce que c’est.",
};

const WEBHOOK: WebhookLetter = WebhookLetter {
    subject: "Un webhook est en pause",
    news: |host| {
        format!(
            "Depuis cinq jours, {host} refuse ce que lui envoie votre webhook, ou ne répond pas. Plus rien ne lui est \
         envoyé."
        )
    },
    nothing_lost: "Aucun événement n’est perdu\u{a0}: dès que vous le réactivez, il reçoit tout ce qui s’est passé depuis, dans l’ordre, \
     tant que les événements sont conservés.",
    what_to_do: "Son journal d’envois dit ce qui ne va pas. Réparez le récepteur, envoyez-lui un ping, puis réactivez le webhook\u{a0}; \
     ou supprimez-le.",
};

const FULL: FullLetter = FullLetter {
    subject: |cycle| format!("«\u{a0}{cycle}\u{a0}» est complet, et clos"),
    news: |cycle, limit| {
        format!(
            "«\u{a0}{cycle}\u{a0}» a atteint sa limite de {limit}, et s’est clos avant l’heure."
        )
    },
    orders: |count| super::plural(count, "commande", "commandes"),
    what_to_do: "Les fermes ont leurs bons de récolte, et ce qui a été commandé est dû. Pour prendre d’autres commandes, \
                 rouvrez la vente\u{a0}: cela lève sa limite.",
};

const LEFT: LeftLetter = LeftLetter {
    subject: |who| format!("{who} ne participe plus"),
    news: |who| format!("{who} a quitté ce que vous menez, et n’y participe plus\u{a0}:"),
    news_of_goods: |who| format!("{who} ne vous laisse plus vendre ses produits."),
    bundles: "N’est plus en vente, car il en contient",
    brings: "N’apporte plus rien à",
    sells: "Ne vend plus rien de",
    ordered: "Ce qui a été commandé avant reste commandé\u{a0}: c’est apporté, remis et payé comme prévu.",
};

const SHOP_NEWS: ShopNewsLetter = ShopNewsLetter {
    opened_subject: |shop, cycle| format!("{shop} prend les commandes\u{a0}: {cycle}"),
    opened: |cycle, shop| {
        format!("Les commandes pour «\u{a0}{cycle}\u{a0}» sont ouvertes chez {shop}.")
    },
    closing_subject: |shop, cycle| format!("Dernières commandes chez {shop}\u{a0}: {cycle}"),
    closing: |cycle, shop| {
        format!(
            "Les commandes pour «\u{a0}{cycle}\u{a0}» chez {shop} ferment bientôt, et vous n’avez pas encore commandé."
        )
    },
    until: "Commander jusqu’au",
    order_here: "Commander ici\u{a0}:",
    why: |shop| {
        format!(
            "Vous recevez cette lettre parce que vous avez demandé des nouvelles de {shop}. Pour ne plus en recevoir\u{a0}:"
        )
    },
};

const PICK_UP_SOON: PickUpSoonLetter = PickUpSoonLetter {
    subject: |reference, shop| format!("À retirer\u{a0}: votre commande {reference} chez {shop}"),
    subject_brought: |reference, shop| {
        format!("Bientôt livrée\u{a0}: votre commande {reference} de {shop}")
    },
    news: |reference, shop| {
        format!("Votre commande {reference} chez {shop} est bientôt à retirer.")
    },
    news_brought: |reference, shop| {
        format!("Votre commande {reference} de {shop} vous est bientôt livrée.")
    },
    inside: "Ce qu’elle contient",
    paid: "Elle est payée\u{a0}: vous n’avez qu’à prendre un sac.",
    paid_brought: "Elle est payée\u{a0}: rien à régler à la livraison.",
    stop: "Pour ne plus recevoir ces rappels\u{a0}:",
};

const ORDER_RECEIVED: OrderReceivedLetter = OrderReceivedLetter {
    subject: |reference, customer| format!("Nouvelle commande {reference}\u{a0}: {customer}"),
    subject_changed: |reference, customer| {
        format!("Commande {reference} modifiée\u{a0}: {customer}")
    },
    news: |customer, reference| format!("{customer} a passé la commande {reference}\u{a0}:"),
    news_changed: |customer, reference| {
        format!("{customer} a modifié la commande {reference}. La voici à présent\u{a0}:")
    },
    to_reach: "Pour joindre le client",
    note: "Son message",
    cash: "Elle est payée en espèces.",
    transfer: "Elle est payée par virement.",
    switch: "Vous recevez cette lettre à chaque commande parce que vous l’avez demandé\u{a0}; vous y mettez fin dans votre \
             compte, parmi les lettres.",
};

const WELCOME: WelcomeLetter = WelcomeLetter {
    subject: |enterprise| format!("Bienvenue, {enterprise}\u{a0}: ce qu’il reste à régler"),
    news: |enterprise, site| {
        format!(
            "{enterprise} a désormais sa place sur {site}. Voici ce qu’il y a à régler\u{a0}; dans l’ordre qui vous plaît, et en \
             plusieurs fois si vous voulez."
        )
    },
    to_set_up: "À régler",
    who_sells: "– Qui vend\u{a0}: votre nom légal, votre numéro SIREN et votre régime de TVA. La loi veut que les clients le \
                sachent.",
    place: "– Où vous êtes et comment vous joindre\u{a0}: adresse, e-mail, téléphone.",
    products: "– Ce que vous vendez\u{a0}: vos produits avec leurs formats, prix et quantités, saisis un à un ou repris de votre \
               liste.",
    hand_over: "– Où et quand les clients retirent leurs commandes, ou bien où vous livrez.",
    account: "– Le compte vers lequel les clients font leurs virements, si vous en acceptez.",
    cycle: "– Une première vente\u{a0}: qui apporte quoi, et de quand à quand on commande.",
    people: "– Qui travaille avec vous\u{a0}: invitez chaque personne, avec son rôle.",
    letters: "– Quelles lettres vous voulez\u{a0}: chacun le choisit dans son compte.",
    begin: "Commencer ici\u{a0}:",
};

const CONFIRM: LinkLetter = LinkLetter {
    subject: "Confirmez votre adresse e-mail",
    why: |site| {
        format!(
            "Quelqu’un, sans doute vous, s’est inscrit avec cette adresse sur {site}. Pour confirmer qu’elle est la \
             vôtre, suivez ce lien\u{a0}:"
        )
    },
    otherwise: |time| {
        format!(
            "Il vaut {time} et ne sert qu’une fois. Si ce n’était pas vous, ne le suivez pas\u{a0}: rien n’est \
             confirmé sans vous."
        )
    },
};

const HAS_ACCOUNT: HasAccountLetter = HasAccountLetter {
    subject: "Vous avez déjà un compte",
    news: |site| {
        format!(
            "Quelqu’un, peut-être vous, a voulu s’inscrire avec cette adresse sur {site}. Vous y avez déjà un compte, \
             et rien n’y a changé\u{a0}: connectez-vous avec votre mot de passe."
        )
    },
    forgotten: "Vous l’avez oublié\u{a0}? Demandez une lettre pour en choisir un autre. Si ce n’était pas vous, vous \
                n’avez rien à faire.",
};

const RESET: LinkLetter = LinkLetter {
    subject: "Choisissez un nouveau mot de passe",
    why: |site| {
        format!(
            "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte sur {site}. Pour le \
             choisir, suivez ce lien\u{a0}:"
        )
    },
    otherwise: |time| {
        format!(
            "Il vaut {time} et ne sert qu’une fois. Si ce n’était pas vous, ne le suivez pas\u{a0}: votre mot de \
             passe reste ce qu’il est."
        )
    },
};

const CHANGED: ChangedLetter = ChangedLetter {
    subject: "Votre mot de passe a changé",
    news: |site| {
        format!(
            "Le mot de passe de votre compte sur {site} vient de changer, et vos autres appareils sont déconnectés."
        )
    },
    not_you: "Si c’était vous, tout va bien. Sinon, demandez tout de suite une lettre pour choisir un autre mot de \
              passe.",
};

const INVITATION: InvitationLetter = InvitationLetter {
    subject: |enterprise| format!("Une invitation de {enterprise}"),
    asks_to: |who, enterprise, site, role| {
        format!(
            "{who} vous invite à agir pour {enterprise} sur {site}, avec le rôle «\u{a0}{role}\u{a0}». Pour accepter, \
             suivez ce lien\u{a0}:"
        )
    },
    otherwise: |time| {
        format!(
            "Il vaut {time} et ne sert qu’une fois. Si vous ne voulez pas, ou ne connaissez personne là-bas, ne le \
             suivez pas."
        )
    },
    role: RoleWords {
        owner: "propriétaire",
        manager: "gestionnaire",
        packer: "préparation",
        hand_over: "remise",
    },
};
