use sillon_catalogue::Allergen;
use sillon_engine::DietaryFilter;
use sillon_enterprises::Label;

use crate::Problem;

/// Reads at the door what goods should be as food: a label, and allergens with commas between. What is blank, as a form
/// leaves it, asks for nothing.
pub(crate) fn read_food(
    label: Option<&str>,
    free_of: Option<&str>,
) -> Result<DietaryFilter, Problem> {
    let label = label.filter(|label| !label.trim().is_empty()).map(str::parse::<Label>);
    let label = label.transpose().map_err(|fault| Problem::field("label", fault.to_string()))?;
    let named = free_of.unwrap_or_default().split(',').filter(|name| !name.trim().is_empty());
    let free_of = named.map(str::parse::<Allergen>).collect::<Result<_, _>>();
    let free_of = free_of.map_err(|fault| Problem::field("free_of", fault.to_string()))?;
    Ok(DietaryFilter { label, free_of })
}
