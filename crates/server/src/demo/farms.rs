/// What everybody of the demo signs in with.
pub(crate) const PASSWORD: &str = "sillon-demo";

/// A person who acts for an enterprise.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
}

/// Where an enterprise is and who it is before the law: both invented, in numbers and lines that nobody else has.
pub(crate) struct Seat {
    /// What it is before the law.
    pub(crate) form: &'static str,
    pub(crate) siren: &'static str,
    pub(crate) street: &'static str,
    pub(crate) city: &'static str,
    pub(crate) phone: &'static str,
}

/// A farm, and the list of what it sells.
pub(crate) struct Farm {
    pub(crate) name: &'static str,
    pub(crate) farmer: Person,
    pub(crate) description: &'static str,
    pub(crate) seat: Seat,
    /// A CSV file in Open Food Network's columns, with what is on hand for two hundred shoppers.
    pub(crate) list: &'static str,
}

/// The hub that sells for the farms.
pub(crate) const HUB: &str = "Le Panier du Sillon";
pub(crate) const HUB_MANAGER: Person =
    Person { name: "Inès Carrel", email: "ines@panier.example" };
pub(crate) const HUB_DESCRIPTION: &str = "Huit fermes de la vallée de la Besle, à moins de trente kilomètres. Commandez \
     jusqu’au mardi soir, venez chercher votre panier le jeudi de 17 h à 19 h 30 à l’ancienne gare de Montrevoie. Chaque \
     prix dit ce qui revient à la ferme, au Panier et au transport.";

pub(crate) const HUB_SEAT: Seat = Seat {
    form: "association loi de 1901",
    siren: "900000019",
    street: "Ancienne gare",
    city: "Montrevoie",
    phone: "+33 2 61 91 00 10",
};

/// The cooperative that brings the goods from the farms.
pub(crate) const CARRIER: &str = "Les Camionnettes de la Besle";
pub(crate) const CARRIER_MANAGER: Person =
    Person { name: "Yann Prigent", email: "yann@camionnettes.example" };
pub(crate) const CARRIER_DESCRIPTION: &str =
    "Coopérative de transport : trois camionnettes, une tournée des fermes le jeudi matin.";

pub(crate) const CARRIER_SEAT: Seat = Seat {
    form: "SCIC",
    siren: "900000027",
    street: "3 rue de la Gare",
    city: "Montrevoie",
    phone: "+33 2 61 91 00 11",
};

/// Another shop of the valley, which sells what three of the farms make.
pub(crate) const OTHER_SHOP: &str = "La Halle de Combes";
pub(crate) const OTHER_SHOP_MANAGER: Person =
    Person { name: "Paul Garrigue", email: "paul@halle.example" };
pub(crate) const OTHER_SHOP_DESCRIPTION: &str =
    "Pain, miel et pommes de la vallée, à retirer sous les arcades de Combes.";

pub(crate) const OTHER_SHOP_SEAT: Seat = Seat {
    form: "association loi de 1901",
    siren: "900000118",
    street: "Place de la Halle",
    city: "Combes-sur-Besle",
    phone: "+33 2 61 91 00 20",
};

/// The farms of the valley.
pub(crate) const FARMS: [Farm; 8] = [
    Farm {
        name: "Les Jardins de la Sourdine",
        farmer: Person { name: "Nadia Lesourd", email: "nadia@sourdine.example" },
        description: "Maraîchage sur deux hectares de sable, trente légumes dans l’année.",
        seat: Seat {
            form: "EARL",
            siren: "900000035",
            street: "2 chemin de la Sourdine",
            city: "Saint-Aubin-du-Val",
            phone: "+33 2 61 91 00 12",
        },
        list: include_str!("lists/sourdine.csv"),
    },
    Farm {
        name: "Ferme du Haut-Chêne",
        farmer: Person { name: "Étienne Morvan", email: "etienne@haut-chene.example" },
        description: "Légumes de garde, lentilles et huile, en plein champ.",
        seat: Seat {
            form: "GAEC",
            siren: "900000043",
            street: "Le Haut-Chêne",
            city: "Montrevoie",
            phone: "+33 2 61 91 00 13",
        },
        list: include_str!("lists/haut-chene.csv"),
    },
    Farm {
        name: "Chèvrerie des Trois Combes",
        farmer: Person { name: "Claire Bessac", email: "claire@trois-combes.example" },
        description: "Un troupeau de chèvres alpines au pré, fromages au lait cru.",
        seat: Seat {
            form: "EARL",
            siren: "900000050",
            street: "Les Trois Combes",
            city: "Combes-sur-Besle",
            phone: "+33 2 61 91 00 14",
        },
        list: include_str!("lists/trois-combes.csv"),
    },
    Farm {
        name: "Le Fournil des Épis",
        farmer: Person { name: "Mathieu Rolland", email: "mathieu@epis.example" },
        description: "Paysan boulanger : le blé semé, moulu et cuit sur place.",
        seat: Seat {
            form: "entreprise individuelle",
            siren: "900000068",
            street: "14 rue du Four",
            city: "Montrevoie",
            phone: "+33 2 61 91 00 15",
        },
        list: include_str!("lists/epis.csv"),
    },
    Farm {
        name: "Basse-cour de la Fougère",
        farmer: Person { name: "Sandrine Le Goff", email: "sandrine@fougere.example" },
        description: "Œufs et volailles de plein air.",
        seat: Seat {
            form: "entreprise individuelle",
            siren: "900000076",
            street: "La Fougère",
            city: "Saint-Aubin-du-Val",
            phone: "+33 2 61 91 00 16",
        },
        list: include_str!("lists/fougere.csv"),
    },
    Farm {
        name: "Rucher de la Lande",
        farmer: Person { name: "Karim Haddad", email: "karim@lande.example" },
        description: "Quatre-vingts ruches entre lande et châtaigniers, confitures au chaudron.",
        seat: Seat {
            form: "entreprise individuelle",
            siren: "900000084",
            street: "La Lande",
            city: "Brézelles",
            phone: "+33 2 61 91 00 17",
        },
        list: include_str!("lists/lande.csv"),
    },
    Farm {
        name: "Verger de Bellecoste",
        farmer: Person { name: "Louise Ferrand", email: "louise@bellecoste.example" },
        description: "Pommes, poires, jus et cidre d’un verger de haute tige.",
        seat: Seat {
            form: "GAEC",
            siren: "900000092",
            street: "Bellecoste",
            city: "Combes-sur-Besle",
            phone: "+33 2 61 91 00 18",
        },
        list: include_str!("lists/bellecoste.csv"),
    },
    Farm {
        name: "Champignonnière du Tuffeau",
        farmer: Person { name: "Paul Nguyen", email: "paul@tuffeau.example" },
        description: "Champignons cultivés dans une ancienne carrière.",
        seat: Seat {
            form: "SARL",
            siren: "900000100",
            street: "Route du Tuffeau",
            city: "Brézelles",
            phone: "+33 2 61 91 00 19",
        },
        list: include_str!("lists/tuffeau.csv"),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use sillon_kernel::Currency;
    use sillon_lists::read_list;

    use super::*;

    #[test]
    fn every_farm_brings_a_list_without_a_fault() {
        let mut codes = HashSet::new();
        for farm in &FARMS {
            let rows = read_list(farm.list.as_bytes(), Currency::EUR).unwrap();
            for row in rows {
                assert_eq!(row.producer.as_str(), farm.name);
                assert!(row.stock.on_hand.is_some() && row.price.minor() > 0, "{}", row.name);
                let code = row.variant.sku.over(None).expect("every row has a code").into_string();
                assert!(codes.insert(code.clone()), "{code} is there twice");
            }
        }
        assert!((70..=90).contains(&codes.len()), "{} variants", codes.len());
    }
}
