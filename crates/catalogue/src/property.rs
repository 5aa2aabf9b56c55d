use serde::{Deserialize, Serialize};
use sillon_kernel::{Name, Text};

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
