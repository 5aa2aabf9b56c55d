use sillon_enterprises::Country;
use sillon_kernel::{Rate, Timestamp};

use crate::{RateSince, TaxCategory, TaxZone, TaxZones};

/// A zone as it is written down: its code, its country, how its post codes begin, since when its rates hold, and these in hundredths
/// of a percent: standard, intermediate, reduced (food), super-reduced. Where meals have another rate than farm goods that are no food,
/// the intermediate one is that of the goods, which farms sell.
type Known = (&'static str, &'static str, &'static [&'static str], &'static str, [i32; 4]);

/// In Guadeloupe, in Martinique and on La Réunion.
const OVERSEAS: [i32; 4] = [850, 210, 210, 175];

/// Where there is no such tax, or none of France's.
const NONE: [i32; 4] = [0; 4];

/// The zones that are known without being told. A country that is not here, and a rate that is new, are said to the installation.
///
/// Sources: France, Code général des impôts, art. 278, 279, 278-0 bis, 281 quater to octies; Corsica, art. 297; Guadeloupe, Martinique
/// and La Réunion, art. 296; Guyane and Mayotte, where there is no such tax, art. 294. Germany, Umsatzsteuergesetz § 12. Belgium, royal decree 20. Luxembourg, law of 12 February 1979, art. 39 ff. Switzerland, LTVA art. 25.
const KNOWN: &[Known] = &[
    ("FR", "FR", &[], "2014-01-01T00:00:00+01:00", [2_000, 1_000, 550, 210]),
    ("FR-20", "FR", &["20"], "2014-01-01T00:00:00+01:00", [2_000, 210, 210, 90]),
    ("FR-DOM", "FR", &["971", "972", "974"], "2014-01-01T00:00:00+01:00", OVERSEAS),
    ("GP", "GP", &[], "2014-01-01T00:00:00+01:00", OVERSEAS),
    ("MQ", "MQ", &[], "2014-01-01T00:00:00+01:00", OVERSEAS),
    ("RE", "RE", &[], "2014-01-01T00:00:00+01:00", OVERSEAS),
    (
        "FR-0",
        "FR",
        &["973", "975", "976", "986", "97133", "97150"],
        "2014-01-01T00:00:00+01:00",
        NONE,
    ),
    ("GF", "GF", &[], "2014-01-01T00:00:00+01:00", NONE),
    ("YT", "YT", &[], "2014-01-01T00:00:00+01:00", NONE),
    ("BL", "BL", &[], "2014-01-01T00:00:00+01:00", NONE),
    ("MF", "MF", &[], "2014-01-01T00:00:00+01:00", NONE),
    ("PM", "PM", &[], "2014-01-01T00:00:00+01:00", NONE),
    ("WF", "WF", &[], "2014-01-01T00:00:00+01:00", NONE),
    ("DE", "DE", &[], "2026-01-01T00:00:00+01:00", [1_900, 700, 700, 700]),
    ("BE", "BE", &[], "2000-01-01T00:00:00+01:00", [2_100, 600, 600, 600]),
    ("LU", "LU", &[], "2024-01-01T00:00:00+01:00", [1_700, 800, 300, 300]),
    ("CH", "CH", &[], "2024-01-01T00:00:00+01:00", [810, 260, 260, 260]),
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
        adds_tax: false,
        history: rates
            .map(|(category, bps)| RateSince {
                category,
                tax: None,
                since,
                rate: Rate::from_bps(*bps),
            })
            .collect(),
    }
}
