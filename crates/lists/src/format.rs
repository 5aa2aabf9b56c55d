use std::{fmt, str::FromStr};

use sillon_kernel::{Currency, Name};
use sillon_tables::{Line, TextEncoding};

use crate::{
    read::columns::ListColumn, read::foodsoft_columns::ArticleColumn, read::hub_list::HubColumn,
    read::product_columns::Column,
};

/// The kinds of lists that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// A producer's list: Open Food Network's columns, and ours.
    Products,
    /// A hub's own prices and stock: Open Food Network's inventory.
    Inventory,
    /// Foodsoft's articles, of either generation.
    Foodsoft,
}

impl ListFormat {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Products, Self::Inventory, Self::Foodsoft];

    /// The name it is asked for by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Inventory => "inventory",
            Self::Foodsoft => "foodsoft",
        }
    }

    /// The kind of list a header is of: a hub's names its hub, and Foodsoft's no producer but prices without tax.
    pub(crate) fn recognise(header: &Line) -> Self {
        let is_hub = |name: &str| HubColumn::find(name) == Some(HubColumn::Distributor);
        let articles = header.cells.iter().filter(|name| ArticleColumn::find(name).is_some());
        let columns = header.cells.iter().filter(|name| Column::find(name).is_some());
        if header.cells.iter().any(is_hub) {
            Self::Inventory
        } else if articles.count() > columns.count() {
            Self::Foodsoft
        } else {
            Self::Products
        }
    }
}

impl fmt::Display for ListFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ListFormat {
    type Err = NoSuchListFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "products" | "sillon" | "ofn" => Ok(Self::Products),
            "inventory" => Ok(Self::Inventory),
            "foodsoft" => Ok(Self::Foodsoft),
            other => Err(NoSuchListFormat(other.chars().take(40).collect())),
        }
    }
}

/// The text names no kind of list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of list: write products (or ofn or sillon), inventory or foodsoft")]
pub struct NoSuchListFormat(String);

/// What a list leaves unsaid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// What its prices are in, where a row does not say.
    pub currency: Currency,
    /// What kind of list it is; none to tell it by its header.
    pub format: Option<ListFormat>,
    /// Whose goods it lists, where its rows do not say.
    pub producer: Option<Name>,
    /// What its text is written in; none to tell it by its bytes.
    pub encoding: Option<TextEncoding>,
}

impl ListRequest {
    /// A list in a currency that says everything else itself.
    pub fn new(currency: Currency) -> Self {
        Self { currency, format: None, producer: None, encoding: None }
    }
}
