//! What all operations and schemas of the document have in common.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{examples, problems, tags};
use crate::views::schemas;

/// Finishes a document made from the handlers: texts stand in place, each operation says whom it asks for and how it may be
/// refused, and has its examples.
pub(super) fn finish(mut document: Value) -> Value {
    let texts: BTreeMap<String, Value> = schemas::texts()
        .into_iter()
        .map(|(name, schema)| (format!("#/components/schemas/{name}"), schema))
        .collect();
    in_place(&mut document, &texts);
    if let Some(known) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        known.retain(|name, _| !texts.contains_key(&format!("#/components/schemas/{name}")));
        name_items(known);
    }
    let components = document.pointer_mut("/components").and_then(Value::as_object_mut);
    if let Some(components) = components {
        components.insert("responses".to_owned(), problems::responses());
    }
    if let Some(said) = document.as_object_mut() {
        said.insert("tags".to_owned(), tags::tags());
        let here = json!([{"url": "/", "description": "This server."}]);
        said.insert("servers".to_owned(), here);
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, operations) in paths.into_iter().flatten() {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            finish_operation(method, path, operation);
        }
    }
    document
}

/// Names the schema of what a page lists, which its own schema otherwise repeats.
fn name_items(schemas: &mut Map<String, Value>) {
    let pages: Vec<String> =
        schemas.keys().filter(|name| name.starts_with("PageView_")).cloned().collect();
    for page in pages {
        let item = page.trim_start_matches("PageView_");
        let listed = format!("#/components/schemas/{item}");
        let is_known = schemas.contains_key(item);
        let items =
            schemas.get_mut(&page).and_then(|page| page.pointer_mut("/properties/items/items"));
        if let Some(items) = items.filter(|_| is_known) {
            *items = json!({ "$ref": listed });
        }
    }
}

fn finish_operation(method: &str, path: &str, operation: &mut Value) {
    if operation.get("security").is_none() {
        operation["security"] = json!([]);
    }
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        if parameter["name"] == "Idempotency-Key" {
            parameter["schema"] =
                json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"});
            parameter["example"] = json!("01970b2f-77a1-7cc0-8d5e-2b1c3f5a7e90");
        }
        if parameter["name"] == "If-Match" {
            parameter["schema"] =
                json!({"type": "string", "maxLength": 200, "pattern": "^(\\*|\"[!#-~]*\")$"});
            parameter["example"] = json!("\"12\"");
        }
    }
    let shape = problems::Shape::of(method, path, operation);
    if let Some(responses) = operation["responses"].as_object_mut() {
        problems::add(&shape, responses);
    }
    examples::add(&format!("{} {path}", method.to_uppercase()), operation);
}

/// Puts the schema of every kind of text in place of its name, beside what a field says of itself.
fn in_place(value: &mut Value, texts: &BTreeMap<String, Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| in_place(item, texts)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| in_place(field, texts));
            let text = fields.get("$ref").and_then(Value::as_str).and_then(|name| texts.get(name));
            if let Some(text) = text.and_then(Value::as_object) {
                fields.remove("$ref");
                add_missing(fields, text);
            }
            one_of_null(fields);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A text that may be missing is of either type, rather than one of two schemas.
fn one_of_null(fields: &mut Map<String, Value>) {
    let Some([null, text]) = fields.get("oneOf").and_then(Value::as_array).map(Vec::as_slice)
    else {
        return;
    };
    if null["type"] != "null" || text["type"] != "string" || text.get("enum").is_some() {
        return;
    }
    let mut text = text.as_object().cloned().unwrap_or_default();
    text.insert("type".to_owned(), json!(["string", "null"]));
    fields.remove("oneOf");
    add_missing(fields, &text);
}

fn add_missing(fields: &mut Map<String, Value>, more: &Map<String, Value>) {
    for (name, value) in more {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
}
