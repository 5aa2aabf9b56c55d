//! What the demo shows: drawings made for it, under the licence of the program.

/// A drawing that stands beside the code.
macro_rules! drawing {
    ($name:literal) => {
        include_bytes!(concat!("pictures/", $name, ".png")).as_slice()
    };
}

/// The hub's sign, and the valley it stands in.
pub(crate) const LOGO: &[u8] = drawing!("logo-panier");
pub(crate) const BANNER: &[u8] = drawing!("banniere-panier");
/// The sign of the other shop.
pub(crate) const OTHER_LOGO: &[u8] = drawing!("logo-halle");

/// A drawing of goods, by how their codes begin; the first that fits.
const GOODS: [(&str, &[u8]); 52] = [
    ("VB-CON", drawing!("poires")),
    ("VB-COI", drawing!("poires")),
    ("VB-NOI", drawing!("noix")),
    ("VB-JUS", drawing!("boissons")),
    ("VB-JPC", drawing!("boissons")),
    ("VB-CID", drawing!("boissons")),
    ("VB-COM", drawing!("bocaux")),
    ("VB-VIN", drawing!("huile")),
    ("VB-", drawing!("pommes")),
    ("FE-BRI", drawing!("brioche")),
    ("FE-SAB", drawing!("brioche")),
    ("FE-FAR", drawing!("farine")),
    ("FE-", drawing!("pain")),
    ("BF-OEU", drawing!("oeufs")),
    ("BF-RIL", drawing!("bocaux")),
    ("BF-BOU", drawing!("bocaux")),
    ("BF-", drawing!("volaille")),
    ("HC-AGR", drawing!("pommes-de-terre")),
    ("HC-CHA", drawing!("pommes-de-terre")),
    ("HC-OI", drawing!("oignons")),
    ("HC-ECH", drawing!("oignons")),
    ("HC-AIL", drawing!("oignons")),
    ("HC-POT", drawing!("courges")),
    ("HC-BUT", drawing!("courges")),
    ("HC-LEN", drawing!("lentilles")),
    ("HC-TOU", drawing!("huile")),
    ("HC-CEL", drawing!("betteraves")),
    ("HC-", drawing!("choux-salades")),
    ("RL-FRA", drawing!("confitures")),
    ("RL-MUR", drawing!("confitures")),
    ("RL-COI", drawing!("confitures")),
    ("RL-PAI", drawing!("pain")),
    ("RL-BOU", drawing!("maison")),
    ("RL-", drawing!("miel")),
    ("JS-CAR", drawing!("carottes")),
    ("JS-BET", drawing!("betteraves")),
    ("JS-RAD", drawing!("betteraves")),
    ("JS-NAV", drawing!("betteraves")),
    ("JS-PER", drawing!("herbes")),
    ("JS-CIB", drawing!("herbes")),
    ("JS-THY", drawing!("herbes")),
    ("JS-POI", drawing!("herbes")),
    ("JS-FEN", drawing!("herbes")),
    ("JS-FRA", drawing!("petits-fruits")),
    ("JS-", drawing!("choux-salades")),
    ("TC-YAO", drawing!("yaourts")),
    ("TC-FAI", drawing!("yaourts")),
    ("TC-LAI", drawing!("lait")),
    ("TC-SAV", drawing!("maison")),
    ("TC-", drawing!("fromages")),
    ("CT-POU", drawing!("bocaux")),
    ("CT-", drawing!("champignons")),
];

/// The drawing of what has a code.
pub(crate) fn of_goods(code: &str) -> Option<&'static [u8]> {
    GOODS.iter().find(|(begins, _)| code.starts_with(begins)).map(|(_, drawing)| *drawing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::shelf::wares;

    #[test]
    fn everything_on_the_lists_has_a_drawing() {
        for ware in wares() {
            assert!(of_goods(ware.code).is_some(), "{} has none", ware.code);
        }
    }
}
