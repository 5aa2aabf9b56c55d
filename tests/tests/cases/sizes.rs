//! Sizes: the unit they are shown in, their labels, and what their unit prices are for.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sillon_catalogue::{Size, join_label, label, said_or};
use sillon_kernel::{Currency, Dimension, Language, Money, Name, Quantity, Unit};

use crate::{
    case::{Answered, Unknown, need, read},
    peers::{
        full_name::join_full_name,
        ofn_size::{OfnSize, ofn_base, ofn_symbol},
        scale::{Scale, System},
    },
};

/// A size as cases write it; each area takes what it needs.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    variant_unit: Option<String>,
    variant_unit_scale: Value,
    unit_value: Value,
    variant_unit_name: Option<String>,
    unit_description: Option<String>,
    available_units: Option<Units>,
    display_as: Option<String>,
    price: Value,
    per_item_fees: Value,
    quantity: Option<u32>,
    line_fees_total: Value,
}

/// Units in use: listed, or in one text with commas between.
#[derive(Deserialize)]
#[serde(untagged)]
enum Units {
    Listed(Vec<String>),
    Joined(String),
}

/// A number, or nothing.
fn perhaps(value: &Value) -> Result<Option<rust_decimal::Decimal>, Unknown> {
    if value.is_null() { Ok(None) } else { need(value).map(Some) }
}

/// What is measured, by the word for it.
pub(crate) fn measured(word: Option<&str>) -> Result<Option<Dimension>, Unknown> {
    match word {
        None => Ok(None),
        Some("items" | "item") => Ok(Some(Dimension::Piece)),
        Some(word) => match word.parse() {
            Ok(dimension) => Ok(Some(dimension)),
            Err(_) => Err(Unknown(format!("nothing is measured in {word}"))),
        },
    }
}

impl Given {
    fn size(&self) -> Result<OfnSize, Unknown> {
        Ok(OfnSize {
            measured: measured(self.variant_unit.as_deref())?,
            scale: perhaps(&self.variant_unit_scale)?,
            value: perhaps(&self.unit_value)?,
            unit_name: self.variant_unit_name.clone(),
            description: self.unit_description.clone(),
        })
    }

    /// The units in use; all where the case names none.
    fn enabled(&self) -> Result<Vec<Unit>, Unknown> {
        let unit = |name: &str| {
            name.trim().parse().map_err(|_fault| Unknown(format!("no unit is {name}")))
        };
        match &self.available_units {
            None => Ok(Unit::ALL.to_vec()),
            Some(Units::Listed(names)) => names.iter().map(|name| unit(name)).collect(),
            Some(Units::Joined(names)) => names.split(',').map(unit).collect(),
        }
    }
}

pub(crate) fn unit_scale(given: &Value) -> Answered {
    let given: Given = read(given)?;
    let size = given.size()?;
    let base = |measured| Scale::all(measured).map(|scale| ofn_base(scale).to_string());
    let scales = size.measured.map(|measured| base(measured).collect::<Vec<_>>());
    let system = match size.system() {
        Some(System::Metric) => "metric",
        Some(System::Imperial) => "imperial",
        None => "custom",
    };
    if size.value.is_none() {
        return Ok(json!({ "system": system, "scales": scales }));
    }
    let shown = size.scale_to_show(&given.enabled()?);
    Ok(json!({
        "system": system,
        "scale": shown.map(|scale| ofn_base(scale).to_string()),
        "unit": shown.map(|scale| ofn_symbol(scale.unit())),
    }))
}

pub(crate) fn unit_name(given: &Value) -> Answered {
    let given: Given = read(given)?;
    if let Some(display_as) = given.display_as.as_deref().filter(|text| !text.is_empty()) {
        let name = Name::parse(display_as).map_err(|fault| Unknown(fault.to_string()))?;
        let size = Size::pieces(Quantity::pieces(1), None).expect("a piece is a size");
        return Ok(json!({ "unit_presentation": label(None, Some(&name), &size) }));
    }
    let text = given.size()?.label(&given.enabled()?, Language::En);
    Ok(json!({ "unit_presentation": text }))
}

/// A variant's names: as they were given, and as they are shown.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Names {
    #[serde(alias = "product_name")]
    product: Option<String>,
    full_name: Option<String>,
    display_name: Option<String>,
    display_as: Option<String>,
    #[serde(alias = "options_text")]
    unit_presentation: Option<String>,
    unit_to_display: Option<String>,
}

pub(crate) fn variant_name(given: &Value) -> Answered {
    let given: Names = read(given)?;
    let mut answer = Map::new();
    let mut put = |field: &str, text: &str| answer.insert(field.to_owned(), json!(text));
    let (said, name) = (given.display_as.as_deref(), given.display_name.as_deref());
    if let Some(product) = &given.product {
        put("name_to_display", said_or(name, product));
    } else if let Some(name) = name.filter(|name| !name.is_empty()) {
        put("name_to_display", name);
    }
    let made = given.unit_presentation.as_deref();
    let shown = (said.is_some() || made.is_some()).then(|| said_or(said, made.unwrap_or_default()));
    let unit = match (given.unit_to_display.as_deref(), shown) {
        (Some(_), Some(_)) => return Err(Unknown("a size is either given or made".to_owned())),
        (unit, shown) => unit.or(shown),
    };
    if let Some(unit) = unit {
        put("unit_to_display", unit);
    }
    let full_name = match (given.full_name, unit) {
        (Some(_), Some(_)) => {
            return Err(Unknown("a full name is either given or made".to_owned()));
        }
        (Some(full_name), None) => Some(full_name),
        (None, Some(unit)) => Some(join_label(name.unwrap_or_default(), unit)),
        (None, None) => None,
    };
    if let Some(full_name) = full_name {
        put("full_name", &full_name);
        if let Some(product) = &given.product {
            put("product_and_full_name", &join_full_name(product, &full_name));
        }
    }
    if answer.is_empty() {
        return Err(Unknown("nothing is named".to_owned()));
    }
    Ok(Value::Object(answer))
}

pub(crate) fn unit_price(given: &Value) -> Answered {
    let given: Given = read(given)?;
    let size = given.size()?;
    let (count, unit) =
        size.price_unit().ok_or_else(|| Unknown("nothing has no unit price".to_owned()))?;
    let mut answer = json!({ "denominator": count.to_string(), "unit": unit });
    let amount = |value: &Value| -> Result<Money, Unknown> {
        Ok(Money::round(perhaps(value)?.unwrap_or_default(), Currency::EUR))
    };
    if !given.price.is_null() {
        let items = given.quantity.unwrap_or(1);
        let item = amount(&given.price)? + amount(&given.per_item_fees)?;
        let line = item.times(items) + amount(&given.line_fees_total)?;
        let price = size.unit_price(line, items).map(|(price, _)| price.amount());
        answer["unit_price"] = json!(price);
    }
    Ok(answer)
}

/// Sizes by what they are measured in, such as `weight_g`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    variants: Vec<(String, Value)>,
}

/// What the unit prices of several sizes are for.
pub(crate) fn unit_prices(given: &Value) -> Answered {
    let given: Measured = read(given)?;
    let price_unit = |(kind, value): &(String, Value)| {
        let (dimension, unit) = match kind.as_str() {
            "weight_g" => (Dimension::Weight, Unit::Gram),
            "volume_l" => (Dimension::Volume, Unit::Litre),
            "oz" => (Dimension::Weight, Unit::Ounce),
            "lb" => (Dimension::Weight, Unit::Pound),
            "gal" => (Dimension::Volume, Unit::Gallon),
            "items" => (Dimension::Piece, Unit::Piece),
            other => return Err(Unknown(format!("nothing is measured in {other}"))),
        };
        let is_counted = dimension == Dimension::Piece;
        let size = OfnSize {
            measured: Some(dimension),
            scale: (!is_counted).then(|| ofn_base(Scale::of(unit))),
            value: Some(need(value)?),
            ..OfnSize::default()
        };
        size.price_unit().ok_or_else(|| Unknown("nothing has no unit price".to_owned()))
    };
    let of = given.variants.iter().map(price_unit).collect::<Result<Vec<_>, _>>()?;
    let (count, unit): (Vec<_>, Vec<_>) =
        of.into_iter().map(|(count, unit)| (count.to_string(), unit)).unzip();
    Ok(json!({ "denominator": count, "unit": unit }))
}
