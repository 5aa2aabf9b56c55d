//! Where which rates of tax hold.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{TaxCategory, TaxZone, TaxZones};
use sillon_kernel::Rate;

use crate::case::{Answered, Unknown, read};

/// Which zone's rates are charged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum OfZone {
    /// Where an address is in a zone, or in none, with a default one, or without.
    Matching { cases: Vec<Match> },
    /// There is no zone.
    Nowhere {
        #[serde(rename = "tax_zone")]
        _none: (),
    },
    /// A rate of a country, on an order in a part of it.
    Within { rate_zone: String, order_zone: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    r#match: Option<String>,
    default: Option<String>,
}

fn zone(code: &str, country: &str) -> TaxZone {
    let country = country.parse().expect("a country");
    TaxZone { code: code.to_owned(), country, postcodes: Vec::new(), history: Vec::new() }
}

pub(crate) fn zones(given: &Value) -> Answered {
    match read(given)? {
        OfZone::Matching { cases } => {
            let found = |case: &Match| {
                let here = case.r#match.as_ref().map(|name| zone(name, "PT"));
                let default = case.default.as_ref().map(|_| zone(TaxZones::DEFAULT, "FR"));
                let zones = TaxZones(here.into_iter().chain(default).collect());
                let code = zones.of("PT".parse().ok(), None)?.code.clone();
                if code == TaxZones::DEFAULT { case.default.clone() } else { Some(code) }
            };
            Ok(json!({ "zones": cases.iter().map(found).collect::<Vec<_>>() }))
        }
        OfZone::Nowhere { .. } => {
            let rates = TaxZones::default().rates_at(
                (None, None),
                sillon_kernel::Timestamp::from_micros(0).expect("an instant"),
            );
            let charged = TaxCategory::ALL.map(|category| rates.of(category));
            let charged = charged.into_iter().filter(|rate| *rate > Rate::ZERO);
            Ok(json!({ "rates": charged.map(Rate::percent).collect::<Vec<_>>() }))
        }
        OfZone::Within { rate_zone, order_zone } => {
            if rate_zone != "country" || !order_zone.ends_with("in country") {
                return Err(Unknown(format!("no {order_zone} is in a {rate_zone}")));
            }
            let zones = TaxZones(vec![zone("PT", "PT")]);
            Ok(json!({ "applies": zones.of("PT".parse().ok(), Some("9000")).is_some() }))
        }
    }
}
