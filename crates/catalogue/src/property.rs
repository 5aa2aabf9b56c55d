use serde::{Deserialize, Serialize};
use sillon_kernel::{Name, Text, fold};

/// The most properties an enterprise or a product has.
pub const MOST_PROPERTIES: usize = 30;

/// A named practice or fact, such as “Irrigation: rain water”.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// What it is about.
    pub name: Name,
    /// What is said of it.
    #[serde(default)]
    pub value: Option<Text<200>>,
}

/// What is said of a product: its own properties, and, if it inherits, those of its producer that it does not name itself.
pub fn with_inherited(own: &[Property], inherits: bool, producers: &[Property]) -> Vec<Property> {
    let names_itself =
        |property: &&Property| own.iter().any(|own| fold(&own.name) == fold(&property.name));
    let inherited = producers.iter().filter(|property| inherits && !names_itself(property));
    own.iter().chain(inherited).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_inherits_what_it_does_not_say_itself_unless_it_opts_out() {
        let property = |name: &str, value: &str| Property {
            name: Name::parse(name).unwrap(),
            value: Text::parse(value).ok(),
        };
        let own = [property("Irrigation", "none")];
        let farms = [property("irrigation", "rain water"), property("Seeds", "our own")];
        assert_eq!(with_inherited(&own, true, &farms), [own[0].clone(), farms[1].clone()]);
        assert_eq!(with_inherited(&own, false, &farms), own);
        assert_eq!(with_inherited(&[], true, &farms), farms);
    }
}
