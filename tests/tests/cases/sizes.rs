//! Sizes: the unit they are shown in, their labels, and what their unit prices are for.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{OfnSize, Size, join_full_name, join_label, label, ofn_base, ofn_symbol};
use sillon_kernel::{Currency, Dimension, Language, Money, Name, Quantity, System, Unit};

use crate::case::{Answered, Unknown, need, read};

/// A size as cases write it; each area takes what it needs.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    variant_unit: Option<String>,
    variant_unit_scale: Value,
    unit_value: Value,
    variant_unit_name: Option<String>,
    unit_description: Option<String>,
    available_units: Option<Vec<String>>,
    display_as: Option<String>,
    price: Value,
    per_item_fees: Value,
    quantity: Option<u32>,
    line_fees_total: Value,
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
        let Some(names) = &self.available_units else { return Ok(Unit::ALL.to_vec()) };
        let unit =
            |name: &String| name.parse().map_err(|_fault| Unknown(format!("no unit is {name}")));
        names.iter().map(unit).collect()
    }
}

pub(crate) fn unit_scale(given: &Value) -> Answered {
    let given: Given = read(given)?;
    let size = given.size()?;
    let system = match size.system() {
        Some(System::Metric) => "metric",
        Some(System::Imperial) => "imperial",
        None => "custom",
    };
    if size.value.is_none() {
        return Ok(json!({ "system": system }));
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

/// A variant's names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    product: Option<String>,
    full_name: Option<String>,
    display_name: Option<String>,
    unit_to_display: Option<String>,
}

pub(crate) fn variant_name(given: &Value) -> Answered {
    let given: Names = read(given)?;
    let full_name = match (given.full_name, given.unit_to_display) {
        (Some(full_name), None) => full_name,
        (None, Some(unit)) => join_label(given.display_name.as_deref().unwrap_or_default(), &unit),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Unknown("a full name is either given or made".to_owned()));
        }
    };
    let both = given.product.map(|product| join_full_name(&product, &full_name));
    Ok(match both {
        Some(both) => json!({ "full_name": full_name, "product_and_full_name": both }),
        None => json!({ "full_name": full_name }),
    })
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
