use sillon_enterprises::{Coordinates, Near};

use crate::Problem;

/// The circle that is asked for; its three parts come together.
pub(crate) fn circle(
    latitude: Option<i64>,
    longitude: Option<i64>,
    within: Option<u32>,
) -> Result<Option<Near>, Problem> {
    let (north, east, kilometres) = match (latitude, longitude, within) {
        (None, None, None) => return Ok(None),
        (Some(north), Some(east), Some(kilometres)) => (north, east, kilometres),
        _ => {
            let rule = "a circle has latitude, longitude and within";
            return Err(Problem::field("within", rule));
        }
    };
    let centre = Coordinates::new(north, east);
    let centre = centre.map_err(|fault| Problem::field("latitude", fault.to_string()))?;
    let around = Near::kilometres(centre, kilometres);
    let rule = || format!("it is from 1 to {} kilometres", Near::MAX_KILOMETRES);
    around.map(Some).ok_or_else(|| Problem::field("within", rule()))
}
