use serde::{Deserialize, Serialize};

/// In which order parcels are handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandOverBy {
    /// By the names of customers.
    Customer,
    /// One way of hand-over after another; in each, by the names of customers.
    HandOver,
}

impl HandOverBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Customer, Self::HandOver];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::HandOver => "hand-over",
        }
    }
}
