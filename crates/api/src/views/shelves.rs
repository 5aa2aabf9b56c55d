use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sillon_enterprises::{MAX_SHELVES, Shelves};
use sillon_kernel::{EnterpriseId, Name, fold};
use utoipa::ToSchema;

use crate::{Problem, views::schemas};

/// In which order a shop lists its goods.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShelvesView {
    /// `category` or `producer`.
    #[schema(value_type = schemas::ShelvesBy)]
    by: String,
    /// What comes first, in this order: categories, each by its code in the vocabulary or as it is written, or producers by their ids.
    /// The rest follows as people sort it.
    #[serde(default)]
    #[schema(max_items = 200, example = json!(["vegetable", "Miel"]))]
    first: Vec<String>,
}

impl From<&Shelves> for ShelvesView {
    fn from(shelves: &Shelves) -> Self {
        Self { by: shelves.by().to_owned(), first: shelves.first() }
    }
}

impl TryFrom<ShelvesView> for Shelves {
    type Error = Problem;

    fn try_from(view: ShelvesView) -> Result<Self, Problem> {
        let ShelvesView { by, first } = view;
        if first.len() > MAX_SHELVES {
            return Err(Problem::field("shelves.first", format!("at most {MAX_SHELVES} of them")));
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = first.iter().find(|it| !seen.insert(fold(it.trim()))) {
            return Err(refused(twice, "it is named before"));
        }
        match by.as_str() {
            "category" => {
                let read = |text: &String| {
                    Name::parse(text).map_err(|fault| refused(text, &fault.to_string()))
                };
                Ok(Self::Categories(first.iter().map(read).collect::<Result<_, _>>()?))
            }
            "producer" => {
                let read = |text: &String| {
                    let rule = "a producer is named by its id";
                    text.parse::<EnterpriseId>().map_err(|_fault| refused(text, rule))
                };
                Ok(Self::Producers(first.iter().map(read).collect::<Result<_, _>>()?))
            }
            _ => Err(Problem::field("shelves.by", "shelves stand by category or by producer")),
        }
    }
}

fn refused(named: &str, rule: &str) -> Problem {
    let named: String = named.chars().take(60).collect();
    Problem::field("shelves.first", format!("“{named}”: {rule}"))
}
