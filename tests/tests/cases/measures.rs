//! Measures of other systems, and units that convert.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{UnitFact, UnitGraph};
use sillon_kernel::{Dimension, Unit};

use crate::{
    case::{Answered, Unknown, need, read},
    peers::{
        dfc_measure::{from_dfc, to_dfc},
        ofn_size::OfnSize,
    },
    sizes::measured,
};

/// A quantity that comes in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    dfc_unit: Option<String>,
    value: Value,
}

/// A size that goes out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    variant_unit: Option<String>,
    #[serde(default)]
    variant_unit_name: Option<String>,
    #[serde(default)]
    variant_unit_scale: Value,
    #[serde(default)]
    unit_value: Value,
}

/// The word for what is measured.
pub(crate) fn word(measured: Option<Dimension>) -> Option<&'static str> {
    measured.map(|dimension| match dimension {
        Dimension::Weight => "weight",
        Dimension::Volume => "volume",
        Dimension::Piece => "items",
    })
}

/// A size as cases write it.
pub(crate) fn told(size: &OfnSize) -> Value {
    json!({
        "variant_unit": word(size.measured),
        "variant_unit_name": size.unit_name,
        "variant_unit_scale": size.scale.map(|scale| scale.to_string()),
        "unit_value": size.value.map(|value| value.to_string()),
    })
}

pub(crate) fn dfc_quantity(given: &Value) -> Answered {
    if given.get("dfc_unit").is_some() {
        let import: Import = read(given)?;
        let value = need(&import.value)?;
        let piece = || OfnSize::written(value, Unit::Piece, None);
        return Ok(told(&import.dfc_unit.map_or_else(piece, |unit| from_dfc(&unit, value))));
    }
    let export: Export = read(given)?;
    let scale = (!export.variant_unit_scale.is_null()).then(|| need(&export.variant_unit_scale));
    let (unit, value) = to_dfc(&OfnSize {
        measured: measured(export.variant_unit.as_deref())?,
        scale: scale.transpose()?,
        value: (!export.unit_value.is_null()).then(|| need(&export.unit_value)).transpose()?,
        unit_name: export.variant_unit_name,
        description: None,
    });
    Ok(json!({ "dfc_unit": unit, "value": value.map(|value| value.to_string()) }))
}

/// Units that are so many of a base, and a quantity to convert.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Units {
    base: String,
    #[serde(default)]
    ratios: BTreeMap<String, Value>,
    quantity: Value,
    #[serde(alias = "from_")]
    from: String,
    to: String,
}

pub(crate) fn units(given: &Value) -> Answered {
    let Units { base, ratios, quantity, from, to } = read(given)?;
    let fact = |(of, count): (String, Value)| -> Result<UnitFact, Unknown> {
        Ok(UnitFact { unit: base.clone(), count: need(&count)?, of })
    };
    let facts = ratios.into_iter().map(fact).collect::<Result<Vec<_>, _>>()?;
    let graph = UnitGraph::new(&facts).map_err(|refused| Unknown(refused.to_string()))?;
    Ok(match graph.convert(need(&quantity)?, &from, &to) {
        Ok(amount) => json!({ "quantity": amount.to_string() }),
        Err(_) => json!({ "error": "UnsupportedUnitConversion" }),
    })
}
