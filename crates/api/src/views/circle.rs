use sillon_enterprises::{Coordinates, Near};

use crate::Problem;

/// The circle that is asked for: the two parts of its centre come together, and how far around it, the usual distance where that is
/// left out.
pub(crate) fn circle(
    latitude: Option<i64>,
    longitude: Option<i64>,
    within: Option<u32>,
) -> Result<Option<Near>, Problem> {
    let (north, east) = match (latitude, longitude) {
        (None, None) if within.is_none() => return Ok(None),
        (Some(north), Some(east)) => (north, east),
        (None, None) => return Err(Problem::field("within", "say around where")),
        (None, Some(_)) => return Err(Problem::field("latitude", HALF_A_PLACE)),
        (Some(_), None) => return Err(Problem::field("longitude", HALF_A_PLACE)),
    };
    let centre = Coordinates::new(north, east);
    let centre = centre.map_err(|fault| Problem::field("latitude", fault.to_string()))?;
    Near::kilometres(centre, distance(within)?).map(Some).ok_or_else(too_far)
}

const HALF_A_PLACE: &str = "a place has a latitude and a longitude";

/// How far around a place is looked, in kilometres: the usual distance, where that is left out.
pub(crate) fn distance(within: Option<u32>) -> Result<u32, Problem> {
    let kilometres = within.unwrap_or(Near::USUAL_KILOMETRES);
    if (1..=Near::MAX_KILOMETRES).contains(&kilometres) { Ok(kilometres) } else { Err(too_far()) }
}

fn too_far() -> Problem {
    Problem::field("within", format!("it is from 1 to {} kilometres", Near::MAX_KILOMETRES))
}
