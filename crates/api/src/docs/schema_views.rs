use serde_json::Value;

use super::markdown;

/// A schema of the document.
pub(super) struct SchemaView {
    pub(super) name: String,
    pub(super) description: String,
    /// The names of a closed set.
    pub(super) names: Vec<String>,
    /// What it is, where it is no object.
    pub(super) kind: Vec<Piece>,
    /// What it is made of; several where it is one of several.
    pub(super) forms: Vec<FormView>,
    pub(super) example: String,
}

/// One form of an object.
pub(super) struct FormView {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) fields: Vec<FieldRow>,
}

/// A field or a parameter.
pub(super) struct FieldRow {
    pub(super) name: String,
    pub(super) kind: Vec<Piece>,
    pub(super) is_required: bool,
    /// What it is, as HTML.
    pub(super) description: String,
    /// Its bounds, its default and an example, in words.
    pub(super) rules: String,
}

/// A part of what a type is called: words, or the name of a schema.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_name: bool,
}

const SCHEMAS: &str = "#/components/schemas/";

/// Every schema of a document, closed sets first.
pub(super) fn all(document: &Value) -> Vec<SchemaView> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let mut views: Vec<SchemaView> =
        schemas.into_iter().flatten().map(|(name, schema)| view(document, name, schema)).collect();
    views.sort_by_key(|view| view.names.is_empty());
    views
}

fn view(document: &Value, name: &str, schema: &Value) -> SchemaView {
    let names = schema["enum"].as_array().into_iter().flatten().map(plain).collect::<Vec<_>>();
    let one_of = schema["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut forms: Vec<FormView> = one_of.iter().map(|form| form_view(document, form)).collect();
    let own = fields(document, schema);
    if forms.is_empty() && !own.is_empty() {
        forms.push(FormView { title: String::new(), description: String::new(), fields: own });
    }
    SchemaView {
        name: name.to_owned(),
        description: markdown::html(schema["description"].as_str().unwrap_or_default()),
        kind: if forms.is_empty() && names.is_empty() { kind(schema) } else { Vec::new() },
        names,
        forms,
        example: schema.get("example").map(shown).unwrap_or_default(),
    }
}

fn form_view(document: &Value, form: &Value) -> FormView {
    // What tells the forms apart is a field of one name.
    let properties = form["properties"].as_object().into_iter().flatten();
    let tells = properties.filter_map(|(name, told)| {
        let only = told["enum"].as_array().filter(|names| names.len() == 1)?.first()?;
        Some(format!("{name}: {}", plain(only)))
    });
    let to = form["$ref"].as_str().and_then(|to| to.strip_prefix(SCHEMAS));
    FormView {
        title: tells
            .map(|told| format!("with {told}"))
            .next()
            .or(to.map(str::to_owned))
            .unwrap_or_default(),
        description: markdown::html(form["description"].as_str().unwrap_or_default()),
        fields: fields(document, form),
    }
}

/// The fields of an object, those of its parts among them.
pub(super) fn fields(document: &Value, schema: &Value) -> Vec<FieldRow> {
    let to = schema["$ref"].as_str().map(|to| to.trim_start_matches('#'));
    if let Some(schema) = to.and_then(|to| document.pointer(to)) {
        return fields(document, schema);
    }
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut rows: Vec<FieldRow> = parts.flat_map(|part| fields(document, part)).collect();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let own = schema["properties"].as_object().into_iter().flatten();
    rows.extend(own.map(|(name, told)| row(name, told, required.contains(&name.as_str()))));
    rows
}

/// A field of a schema.
pub(super) fn row(name: &str, told: &Value, is_required: bool) -> FieldRow {
    FieldRow {
        name: name.to_owned(),
        kind: kind(told),
        is_required,
        description: markdown::html(told["description"].as_str().unwrap_or_default()),
        rules: rules(told),
    }
}

/// What a value is called.
pub(super) fn kind(schema: &Value) -> Vec<Piece> {
    let word = |text: &str| vec![Piece { text: text.to_owned(), is_name: false }];
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.strip_prefix(SCHEMAS)) {
        return vec![Piece { text: name.to_owned(), is_name: true }];
    }
    for (several, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " with ")] {
        if let Some(parts) = schema[several].as_array() {
            let mut pieces = Vec::new();
            for part in parts {
                if !pieces.is_empty() {
                    pieces.extend(word(between));
                }
                pieces.extend(kind(part));
            }
            return pieces;
        }
    }
    if let Some(names) = schema["enum"].as_array() {
        return word(&names.iter().map(plain).collect::<Vec<_>>().join(", "));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let mut pieces = Vec::new();
    for name in types {
        if !pieces.is_empty() {
            pieces.extend(word(" or "));
        }
        match name {
            "array" => {
                pieces.extend(word("list of "));
                pieces.extend(kind(&schema["items"]));
            }
            "string" => pieces.extend(word(schema["format"].as_str().unwrap_or("text"))),
            "integer" => pieces.extend(word("whole number")),
            "boolean" => pieces.extend(word("true or false")),
            other => pieces.extend(word(other)),
        }
    }
    if pieces.is_empty() { word("anything") } else { pieces }
}

/// The bounds of a value, its default and an example.
fn rules(schema: &Value) -> String {
    let number =
        |name: &str| schema.get(name).filter(|bound| bound.is_number()).map(Value::to_string);
    let span = |least: Option<String>, most: Option<String>, of: &str| match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{of}")),
        (Some(least), None) => Some(format!("at least {least}{of}")),
        (None, Some(most)) => Some(format!("at most {most}{of}")),
        (None, None) => None,
    };
    let said = [
        span(number("minLength"), number("maxLength"), " characters"),
        span(number("minimum"), number("maximum"), ""),
        span(number("minItems"), number("maxItems"), " items"),
        schema["pattern"].as_str().map(|pattern| format!("as {pattern}")),
        schema.get("default").map(|default| format!("{} when left out", plain(default))),
        schema.get("example").map(|example| format!("such as {}", plain(example))),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// A value on one line.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An example as it is shown: text as it is, JSON over several lines.
pub(super) fn shown(value: &Value) -> String {
    let pretty = || serde_json::to_string_pretty(value).unwrap_or_default();
    value.as_str().map_or_else(pretty, str::to_owned)
}
