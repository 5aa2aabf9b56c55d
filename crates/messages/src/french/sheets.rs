use crate::{SheetWords, StorageWords};

pub(super) const SHEETS: SheetWords = SheetWords {
    harvest: [
        "Producteur",
        "Produit",
        "Format",
        "Référence",
        "Nombre",
        "Quantité",
        "Unité",
        "Montant",
        "Devise",
    ],
    packing: [
        "Commande",
        "Client",
        "Téléphone",
        "Producteur",
        "Produit",
        "Format",
        "Conservation",
        "Nombre",
    ],
    packing_hand_over: ["Remise", "Adresse"],
    packing_bundle: "Panier composé",
    delivery: [
        "Point de vente",
        "Producteur",
        "Produit",
        "Format",
        "Conservation",
        "Nombre",
        "Quantité",
        "Unité",
    ],
    storage: StorageWords { ambient: "ambiant", chilled: "frais", frozen: "surgelé" },
};
