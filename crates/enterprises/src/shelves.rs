use serde::{Deserialize, Serialize};
use sillon_kernel::{EnterpriseId, Name};

/// The most categories or producers that a shop names in the order of its shelves.
pub const MAX_SHELVES: usize = 200;

/// In which order a hub's shop lists its goods: what it names first, in that order, then the rest as people sort it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shelves {
    /// By category; these first, each by its code in the vocabulary or as it is written.
    Categories(Vec<Name>),
    /// By producer; these first.
    Producers(Vec<EnterpriseId>),
}

impl Default for Shelves {
    /// By category, as people sort them.
    fn default() -> Self {
        Self::Categories(Vec::new())
    }
}

impl Shelves {
    /// Whether they stand by producer.
    pub fn are_by_producer(&self) -> bool {
        matches!(self, Self::Producers(_))
    }

    /// What they are by: `category` or `producer`.
    pub fn by(&self) -> &'static str {
        if self.are_by_producer() { "producer" } else { "category" }
    }

    /// What they name, as text.
    pub fn first(&self) -> Vec<String> {
        match self {
            Self::Categories(names) => names.iter().map(ToString::to_string).collect(),
            Self::Producers(ids) => ids.iter().map(ToString::to_string).collect(),
        }
    }

    /// The order in one text, for the history of what a hub says.
    pub fn told(&self) -> String {
        let first = self.first();
        if first.is_empty() {
            self.by().to_owned()
        } else {
            format!("{}: {}", self.by(), first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_told_in_one_text() {
        let names = ["vegetable", "Miel"].map(|name| Name::parse(name).unwrap());
        let shelves = Shelves::Categories(names.into());
        assert_eq!(shelves.told(), "category: vegetable, Miel");
        assert_eq!(Shelves::Producers(Vec::new()).told(), "producer");
    }
}
