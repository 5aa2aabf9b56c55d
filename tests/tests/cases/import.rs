//! Producers' lists: what a cell is read as, and what a list comes to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{ListRow, OfnSize, read_list};
use sillon_kernel::{Currency, Name, fold};

use crate::{
    case::{Answered, Unknown, read},
    measures::told,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    Size {
        #[serde(default)]
        units: Option<String>,
        unit_type: Option<String>,
        #[serde(default)]
        variant_unit_name: Option<String>,
    },
    Stock {
        on_hand: String,
        on_demand: String,
    },
    Many {
        rows: usize,
        all_new: bool,
    },
    Rows {
        rows: Vec<BTreeMap<String, String>>,
    },
}

pub(crate) fn answer(given: &Value) -> Answered {
    match read(given)? {
        Given::Size { units, unit_type, variant_unit_name } => {
            let cells = [
                ("units", units.unwrap_or_else(|| "1".to_owned())),
                ("unit_type", unit_type.unwrap_or_default()),
                ("variant_unit_name", variant_unit_name.unwrap_or_default()),
            ];
            let row = only(&cells)?;
            let count = row.size.quantity().in_unit(row.unit);
            let name = row.size.piece_name().map(Name::as_str);
            Ok(told(&OfnSize::written(count, row.unit, name)))
        }
        Given::Stock { on_hand, on_demand } => {
            let row = only(&[("on_hand", on_hand), ("on_demand", on_demand)])?;
            let on_demand = row.stock.on_demand.unwrap_or_default();
            Ok(json!({ "on_demand": on_demand, "on_hand": row.stock.on_hand }))
        }
        Given::Many { rows, all_new } => {
            if !all_new {
                return Err(Unknown("some rows are known, and nothing says which".to_owned()));
            }
            let row = |number| BTreeMap::from([("name".to_owned(), format!("Product {number}"))]);
            listed(&(1..=rows).map(row).collect::<Vec<_>>())
        }
        Given::Rows { rows } => listed(&rows),
    }
}

/// A list of one row, read.
fn only(cells: &[(&str, String)]) -> Result<ListRow, Unknown> {
    let cells = cells.iter().map(|(column, text)| ((*column).to_owned(), text.clone()));
    let read = read_list(list(&[cells.collect()]).as_bytes(), Currency::EUR);
    let rows = read.map_err(|faults| Unknown(format!("the row is refused: {faults:?}")))?;
    rows.into_iter().next().ok_or_else(|| Unknown("the row is blank".to_owned()))
}

/// How many rows are sound, how many are not, and how many products the sound ones name.
fn listed(rows: &[BTreeMap<String, String>]) -> Answered {
    let known = |column: &String| COLUMNS.iter().any(|(name, _)| name == column);
    if let Some(column) = rows.iter().flat_map(BTreeMap::keys).find(|column| !known(column)) {
        return Err(Unknown(format!("lists have no column {column}")));
    }
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
fn list(rows: &[BTreeMap<String, String>]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut lines = vec![COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",")];
    for (number, row) in rows.iter().enumerate() {
        let cell = |(name, usual): &(&str, &str)| match row.get(*name) {
            Some(text) => quoted(text),
            None if *name == "display_name" => quoted(&format!("kind {number}")),
            None => quoted(usual),
        };
        lines.push(COLUMNS.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}
