use sillon_kernel::{EnterpriseId, Name, ProductId, Text};

use crate::Storage;

/// What a producer makes, in whatever sizes it is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Who makes it.
    pub producer: EnterpriseId,
    /// What it is called.
    pub name: Name,
    /// The shelf it stands on, such as vegetables.
    pub category: Name,
    /// What is said of it.
    pub description: Option<Text<2000>>,
    /// How cold it must be kept.
    pub storage: Storage,
}
