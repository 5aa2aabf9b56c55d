use sillon_enterprises::Country;
use sillon_kernel::{Rate, Timestamp};

use crate::{RateSince, TaxCategory, TaxZone, TaxZones};

/// A zone as it is written down: its code, its country, how its post codes begin, since when its rates hold, and these in hundredths
/// of a percent: standard, intermediate (meals), reduced (food), super-reduced.
type Known = (&'static str, &'static str, &'static [&'static str], &'static str, [i32; 4]);

/// The zones that are known without being told. A country that is not here, and a rate that is new, are said to the installation.
///
/// Sources: France, Code général des impôts, art. 278, 279, 278-0 bis, 281 quater to octies; Corsica, art. 297; Guadeloupe, Martinique
/// and La Réunion, art. 296; Guyane and Mayotte, where there is no such tax, art. 294. Germany, Umsatzsteuergesetz § 12, with the
/// meals of 2026. Belgium, royal decree 20. Luxembourg, law of 12 February 1979, art. 39 ff. Switzerland, LTVA art. 25.
const KNOWN: &[Known] = &[
    ("FR", "FR", &[], "2014-01-01T00:00:00+01:00", [2_000, 1_000, 550, 210]),
    ("FR-20", "FR", &["20"], "2014-01-01T00:00:00+01:00", [2_000, 1_000, 210, 90]),
    ("FR-DOM", "FR", &["971", "972", "974"], "2014-01-01T00:00:00+01:00", [850, 210, 210, 175]),
    ("FR-973-976", "FR", &["973", "976"], "2014-01-01T00:00:00+01:00", [0, 0, 0, 0]),
    ("DE", "DE", &[], "2026-01-01T00:00:00+01:00", [1_900, 700, 700, 700]),
    ("BE", "BE", &[], "2000-01-01T00:00:00+01:00", [2_100, 1_200, 600, 600]),
    ("LU", "LU", &[], "2024-01-01T00:00:00+01:00", [1_700, 300, 300, 300]),
    ("CH", "CH", &[], "2024-01-01T00:00:00+01:00", [810, 810, 260, 260]),
];

impl TaxZones {
    /// Those that are known without being told.
    ///
    /// # Panics
    ///
    /// Never: what is written down is read by a test.
    pub fn known() -> Self {
        Self(KNOWN.iter().map(zone).collect())
    }
}

fn zone((code, country, postcodes, since, rates): &Known) -> TaxZone {
    let country: Country = country.parse().expect("it is a country");
    let since: Timestamp = since.parse().expect("it is an instant");
    let rates = TaxCategory::ALL.into_iter().zip(rates);
    TaxZone {
        code: (*code).to_owned(),
        country,
        postcodes: postcodes.iter().map(|begin| (*begin).to_owned()).collect(),
        history: rates
            .map(|(category, bps)| RateSince { category, since, rate: Rate::from_bps(*bps) })
            .collect(),
    }
}
