use sillon_catalogue::{Product, Season};
use sillon_kernel::{Month, Timestamp, Zone};

use crate::{Engine, Error};

/// The zone of mainland France, of which the table of seasons is.
const FRANCE: &str = "Europe/Paris";

/// What is in season in a month.
#[derive(Debug)]
pub struct InSeason {
    /// The month.
    pub month: Month,
    /// When the answer is another, where no month was named.
    pub until: Option<Timestamp>,
    /// What is in season in it.
    pub grown: Vec<Season>,
}

impl Engine {
    /// What is in season in mainland France in a month; in the present one, where none is named.
    ///
    /// # Errors
    ///
    /// None that we know of: the zone comes with the program.
    pub fn in_season(&self, month: Option<Month>) -> Result<InSeason, Error> {
        let zone: Zone = FRANCE.parse().map_err(|_fault| Error::missing("time zone"))?;
        let now = self.clock().now();
        let until = if month.is_none() { Month::end_after(now, &zone) } else { None };
        let month = month.unwrap_or_else(|| Month::of(now, &zone));
        let grown = Season::all().filter(|season| season.is_in(month)).collect();
        Ok(InSeason { month, until, grown })
    }
}

/// Whether a product is in season at an instant, where its producer is; unknown of what is not in the table.
pub(crate) fn is_in_season(product: &Product, now: Timestamp, zone: &Zone) -> Option<bool> {
    let season = Season::of(product.kind, &product.name)?;
    Some(season.is_in(Month::of(now, zone)))
}
