//! Where which rates of tax hold.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{RateSince, TaxCategory, TaxName, TaxZone, TaxZones};
use sillon_kernel::Rate;

use crate::case::{Answered, Unknown, need, read};
use crate::stand::Stand;

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
    /// A rate of one zone, on an order in another.
    Elsewhere {
        #[serde(rename = "rate_zone_is_default")]
        _is_default: bool,
        #[serde(rename = "included_in_price")]
        _is_included: bool,
        #[serde(rename = "order_zone")]
        _zone: String,
    },
    /// Rates that are gone once something was ordered.
    Deleted {
        rates: Vec<Value>,
        #[serde(rename = "rates_deleted")]
        _are_deleted: bool,
    },
    /// Rates of one category, at once.
    Several {
        rates: Vec<Value>,
        #[serde(rename = "included_in_price")]
        are_included: bool,
        #[serde(default, rename = "order_in_default_zone")]
        is_at_home: Option<bool>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    r#match: Option<String>,
    default: Option<String>,
}

fn zone(code: &str, country: &str) -> TaxZone {
    let country = country.parse().expect("a country");
    TaxZone {
        code: code.to_owned(),
        country,
        postcodes: Vec::new(),
        adds_tax: false,
        history: Vec::new(),
    }
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
        OfZone::Elsewhere { .. } => {
            Err(Unknown("tax goes by where a seller is, not by where an order goes".to_owned()))
        }
        OfZone::Deleted { rates, .. } => Ok(json!({ "tax_adjustments": kept_by_order(&rates)? })),
        OfZone::Several { rates, are_included, is_at_home } => {
            if is_at_home == Some(false) {
                return Err(Unknown(
                    "tax goes by where a seller is, not by where an order goes".to_owned(),
                ));
            }
            let taxes = charged_at(&rates, are_included)?;
            Ok(json!({ "tax_adjustments": taxes, "credits": 0 }))
        }
    }
}

/// How many taxes are charged where a category has these.
fn charged_at(rates: &[Value], are_included: bool) -> Result<usize, Unknown> {
    let since = sillon_kernel::Timestamp::from_micros(0).expect("an instant");
    let tax = |(number, share): (usize, &Value)| {
        let rate = percent_of(share)?.parse().map_err(|fault| Unknown(format!("{fault}")))?;
        let tax = TaxName::parse(&format!("Tax {number}")).ok();
        Ok(RateSince { category: TaxCategory::Standard, tax, since, rate })
    };
    let history = rates.iter().enumerate().map(tax).collect::<Result<_, Unknown>>()?;
    let zone = TaxZone { adds_tax: !are_included, history, ..zone(TaxZones::DEFAULT, "FR") };
    Ok(zone.rates_at(since).taxes().flatten().count())
}

/// How many lines of an order are taxed once each of their rates is gone: goods at each of them are ordered before.
fn kept_by_order(rates: &[Value]) -> Result<usize, Unknown> {
    let names: Vec<String> = (1..=rates.len()).map(|number| format!("Goods {number}")).collect();
    let row = |name: &String| format!("{name},1,kg,,10.00,5");
    let rows: Vec<String> = names.iter().map(row).collect();
    let stand = Stand::open(&rows.join("\n"));
    let sizes: Vec<String> = names.iter().map(|name| format!("{name}, 1 kg")).collect();
    let taxed = TaxCategory::ALL.into_iter().filter(|it| *it != TaxCategory::Exempt);
    let categories: Vec<TaxCategory> = taxed.take(rates.len()).collect();
    if categories.len() < rates.len() {
        return Err(Unknown("there are not so many rates at once".to_owned()));
    }
    for (size, category) in sizes.iter().zip(&categories) {
        let path = format!("/v1/variants/{}", stand.shop.variant(size));
        stand.shop.farmer.patch(&path, &json!({"tax": category.as_str()})).assert(200);
    }
    let percents = rates.iter().map(percent_of).collect::<Result<Vec<_>, _>>()?;
    let administrator = stand.market.person("Sol");
    stand.market.appoint_administrator("sol@example.org");
    let say = |percents: &[String]| {
        let rates: Vec<Value> = categories.iter().zip(percents).map(rate_since_may).collect();
        let zone = json!({"country": "FR", "rates": rates});
        administrator.put("/v1/tax-zones/FR", &zone).assert(200);
    };
    say(&percents);
    let lines: Vec<(&str, u32)> = sizes.iter().map(|size| (size.as_str(), 1)).collect();
    let order = stand.shop.order(&stand.market.guest(), &lines);
    say(&vec!["0".to_owned(); rates.len()]);
    let order = stand.shop.hub.get(&format!("/v1/orders/{order}")).assert(200);
    let lines = order["lines"].as_array().into_iter().flatten();
    Ok(lines.filter(|line| line["tax"]["amount"] != "0.00").count())
}

fn rate_since_may((category, percent): (&TaxCategory, &String)) -> Value {
    json!({"category": category.as_str(), "since": "2026-05-01T00:00:00Z", "percent": percent})
}

/// A share such as `0.055` in percent.
fn percent_of(share: &Value) -> Result<String, Unknown> {
    Ok((need(share)? * Decimal::ONE_HUNDRED).normalize().to_string())
}
