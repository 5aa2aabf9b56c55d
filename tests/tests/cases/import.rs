//! Producers' lists: what a cell is read as, and what a list comes to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sillon_kernel::{Currency, Name, Text, fold};
use sillon_lists::{ListRow, read_list};

use crate::{
    case::{Answered, Unknown, read},
    measures::told,
    peers::ofn_size::OfnSize,
};

/// The columns of the lists made here, each with what stands in it where a case says nothing.
const COLUMNS: &[(&str, &str)] = &[
    ("producer", "Ferme du Val"),
    ("name", "Carrots"),
    ("category", "Vegetables"),
    ("units", "1"),
    ("unit_type", "kg"),
    ("variant_unit_name", ""),
    ("price", "2.20"),
    ("on_hand", ""),
    ("on_demand", ""),
    ("sku", ""),
    ("display_name", ""),
    ("description", ""),
    ("shipping_category", ""),
    ("tax_category", ""),
];

/// The cells of a row, by their columns.
type Cells = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    Many { rows: usize, all_new: bool },
    Rows { rows: Vec<Map<String, Value>> },
}

pub(crate) fn answer(given: &Value) -> Answered {
    if given.get("rows").is_none() {
        let row = given.as_object().ok_or_else(|| Unknown("no row is given".to_owned()))?;
        return Ok(one(&cells(row)?));
    }
    match read(given)? {
        Given::Many { rows, all_new } => {
            if !all_new {
                return Err(Unknown("some rows are known, and nothing says which".to_owned()));
            }
            let row = |number| BTreeMap::from([("name".to_owned(), format!("Product {number}"))]);
            listed(&(1..=rows).map(row).collect::<Vec<_>>())
        }
        Given::Rows { rows } => {
            listed(&rows.iter().map(cells).collect::<Result<Vec<_>, Unknown>>()?)
        }
    }
}

/// A row's cells as a file has them.
fn cells(row: &Map<String, Value>) -> Result<Cells, Unknown> {
    let cell = |(column, value): (&String, &Value)| {
        if !COLUMNS.iter().any(|(name, _)| name == column) {
            return Err(Unknown(format!("lists have no column {column}")));
        }
        let text = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(is) => is.to_string(),
            Value::Array(_) | Value::Object(_) => {
                return Err(Unknown(format!("no cell holds {value}")));
            }
        };
        Ok((column.clone(), text))
    };
    let mut cells = row.iter().map(cell).collect::<Result<Cells, Unknown>>()?;
    // Who speaks of what one piece is called has left the unit out.
    if cells.contains_key("variant_unit_name") {
        cells.entry("unit_type".to_owned()).or_default();
    }
    Ok(cells)
}

/// What a list of one row comes to: the row as it is read, or what is wrong with it.
fn one(cells: &Cells) -> Value {
    match read_list(list(std::slice::from_ref(cells)).as_bytes(), Currency::EUR) {
        Err(faults) => {
            let fields: BTreeSet<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
            json!({ "valid": false, "invalid": 1, "errors": fields })
        }
        Ok(rows) => rows.first().map_or_else(|| json!({ "valid": false }), row_told),
    }
}

fn row_told(row: &ListRow) -> Value {
    let count = row.size.quantity().in_unit(row.unit);
    let name = row.size.piece_name().map(Name::as_str);
    let mut answer = told(&OfnSize::written(count, row.unit, name));
    answer["valid"] = json!(true);
    answer["on_demand"] = json!(row.stock.on_demand.unwrap_or_default());
    answer["on_hand"] = json!(row.stock.on_hand);
    answer["price"] = json!(row.price.amount());
    answer["name"] = json!(row.name.as_str());
    answer["display_name"] = json!(row.display_name.as_deref());
    answer["category"] = json!(row.category.as_str());
    let sku = row.variant.sku.said().and_then(Option::as_ref);
    answer["sku"] = json!(sku.map(Text::as_str));
    answer
}

/// How many rows are sound, how many are not, and how many products the sound ones name.
fn listed(rows: &[Cells]) -> Answered {
    let faulty = match read_list(list(rows).as_bytes(), Currency::EUR) {
        Ok(_) => BTreeSet::new(),
        Err(faults) => faults.iter().map(|fault| fault.line).collect(),
    };
    // A list with faults is refused whole; what is sound in it is seen once they are gone.
    let sound = (2_u64..).zip(rows).filter(|(line, _)| !faulty.contains(line));
    let sound: Vec<_> = sound.map(|(_, row)| row.clone()).collect();
    let read = read_list(list(&sound).as_bytes(), Currency::EUR);
    let read = read.map_err(|faults| Unknown(format!("sound rows are refused: {faults:?}")))?;
    let products: BTreeSet<_> =
        read.iter().map(|row| (fold(&row.producer), fold(&row.name))).collect();
    Ok(json!({
        "valid": read.len(),
        "invalid": rows.len() - read.len(),
        "products_created": products.len(),
    }))
}

/// A list of these rows.
fn list(rows: &[Cells]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let is_alone = rows.len() == 1;
    let mut lines = vec![COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")];
    for (number, row) in rows.iter().enumerate() {
        let cell = |(name, usual): &(&str, &str)| match row.get(*name) {
            Some(text) => quoted(text),
            None if *name == "display_name" && !is_alone => quoted(&format!("kind {number}")),
            None => quoted(usual),
        };
        lines.push(COLUMNS.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}
