use crate::Names;

/// What whoever runs a cycle would want to know of it before it opens.
pub(super) const CYCLE_WARNINGS: Names = Names(&[
    ("nothing-comes-in", "aucune ferme n’apporte encore rien à cette vente"),
    ("nothing-goes-out", "aucune boutique ne vend encore rien de cette vente"),
    ("carries-nothing", "rien n’est porté ici : choisissez des produits, ou retirez cette part"),
    (
        "sold-nowhere",
        "ce que cette ferme apporte n’est vendu dans aucune boutique : faites-le porter par l’une d’elles",
    ),
    (
        "nothing-left",
        "il ne reste rien de ce que cette ferme apporte : demandez-lui la liste de sa semaine, et regardez vos quotas",
    ),
    (
        "pick-up-too-early",
        "les produits sont apportés ou retirés ici avant que la dernière commande soit possible",
    ),
    (
        "cut-off-too-early",
        "l’heure limite tombe avant la première commande : rien de cette ferme ne pourra être commandé",
    ),
    ("cut-off-too-late", "l’heure limite tombe après la dernière commande : elle ne sert à rien"),
    ("not-answered", "est invitée à participer et n’a pas répondu"),
    (
        "part-missing",
        "personne n’apporte un élément de ce panier composé : il n’est pas montré tant que sa ferme ne l’apporte pas",
    ),
    (
        "bundle-at-a-loss",
        "ce panier composé coûte moins que ce que les fermes reçoivent pour son contenu : le magasin supporte la différence",
    ),
    (
        "no-way-to-pay",
        "cette boutique ne peut être payée d’aucune façon : choisissez un moyen qu’elle accepte, indiquez un compte pour les virements, ou laissez vos règles en montrer un",
    ),
    (
        "no-hand-over",
        "cette boutique ne remet rien à personne\u{a0}: vos règles cachent toutes ses remises, laissez-les en montrer une",
    ),
]);
