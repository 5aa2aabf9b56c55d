use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::document;

/// Every operation with its name, such as `GET /v1/me`.
fn operations() -> Vec<(String, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap().iter();
    let of_path = |(path, operations): (&String, &'static Value)| {
        let operations = operations.as_object().unwrap().iter();
        operations
            .map(|(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
            .collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

#[test]
fn every_operation_says_what_it_does_for_whom_and_how_it_may_fail() {
    assert_eq!(document()["openapi"], "3.1.0");
    let tags: BTreeSet<&str> = document()["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut ids = BTreeSet::new();
    assert!(operations().len() > 100);
    for (name, operation) in operations() {
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap()),
            "{name}: its id is another's"
        );
        let of: Vec<&str> =
            operation["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect();
        assert!(of.len() == 1 && of.iter().all(|tag| tags.contains(tag)), "{name}: {of:?}");
        assert!(operation["security"].is_array(), "{name} does not say whom it is for");
        let responses = operation["responses"].as_object().unwrap();
        assert!(!responses.contains_key("default"), "{name} leaves open how it fails");
        assert!(responses.keys().any(|status| status.starts_with(['2', '3'])), "{name}");
        assert!(responses.keys().any(|status| status.starts_with(['4', '5'])), "{name}");
    }
}

/// Calls for every schema of the document, however deep, with where it stands.
fn each_schema(at: &str, value: &'static Value, call: &mut impl FnMut(&str, &'static Value)) {
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, item)| each_schema(&format!("{at}/{i}"), item, call));
        }
        Value::Object(fields) => {
            if fields.contains_key("type") || fields.contains_key("$ref") {
                call(at, value);
            }
            fields
                .iter()
                .filter(|(name, _)| *name != "example")
                .for_each(|(name, field)| each_schema(&format!("{at}/{name}"), field, call));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_leads_to_something() {
    let mut lost = Vec::new();
    each_schema("", document(), &mut |at, schema| {
        let to = schema["$ref"].as_str().map(|to| to.trim_start_matches('#'));
        if to.is_some_and(|to| document().pointer(to).is_none()) {
            lost.push(format!("{at}: {}", schema["$ref"]));
        }
    });
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn a_closed_set_stands_in_the_document_once() {
    let mut sets: BTreeMap<Vec<&str>, BTreeSet<String>> = BTreeMap::new();
    each_schema("", document(), &mut |at, schema| {
        if let Some(names) = schema["enum"].as_array() {
            let names = names.iter().filter_map(Value::as_str).collect::<Vec<_>>();
            assert!(!names.is_empty(), "{at} is a set of nothing");
            sets.entry(names).or_default().insert(at.to_owned());
        }
    });
    assert!(sets.len() > 30, "{}", sets.len());
    let twice: Vec<_> = sets.values().filter(|places| places.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

/// The Rust files in a folder and in those within it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut found): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    found.retain(|path| path.extension().is_some_and(|end| end == "rs"));
    found.extend(folders.iter().flat_map(|folder| files(folder)));
    found
}

/// Every field of the API's Rust types, with its type and the attribute that names its schema.
fn fields() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for path in files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (mut derives, mut of, mut attribute) = (String::new(), None, String::new());
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Some(derive) = line.strip_prefix("#[derive(") {
                derive.clone_into(&mut derives);
            } else if let Some((_, rest)) =
                line.split_once("struct ").filter(|_| line.ends_with('{'))
            {
                let is_schema = derives.contains("ToSchema") || derives.contains("IntoParams");
                of = is_schema.then(|| rest.trim_end_matches(" {").to_owned());
                derives.clear();
            } else if line == "}" {
                of = None;
            } else if line.trim_start().starts_with("#[schema(")
                || line.trim_start().starts_with("#[param(")
            {
                line.trim().clone_into(&mut attribute);
            } else if let (Some(of), Some((field, kind))) = (&of, line.trim().split_once(": "))
                && line.ends_with(',')
                && !line.trim().starts_with("//")
            {
                let kind = kind.trim_end_matches(',').to_owned();
                found.push((format!("{name}: {of}.{field}"), kind, std::mem::take(&mut attribute)));
            }
        }
    }
    found
}

/// The types of the trade that are closed sets: what text is parsed into at the door, and `as_str` of which is sent.
const CLOSED: [&str; 24] = [
    "Allergen",
    "Country",
    "Currency",
    "DepositKind",
    "Dimension",
    "Direction",
    "FeeKind",
    "FoodGroup",
    "GrantKind",
    "Label",
    "Language",
    "ListFormat",
    "Method",
    "PackBy",
    "PricedBy",
    "ProductType",
    "Rendition",
    "Role",
    "Scope",
    "Sells",
    "Side",
    "Storage",
    "TaxCategory",
    "Visibility",
];

#[test]
fn a_field_of_a_closed_set_names_its_schema() {
    let fields = fields();
    assert!(fields.len() > 300, "{}", fields.len());
    let is_named = |attribute: &str| attribute.contains("schemas::");
    let mut loose = Vec::new();
    for (at, kind, attribute) in fields {
        let words: Vec<&str> = kind.split(|c: char| !c.is_alphanumeric()).collect();
        let is_closed = words.iter().any(|word| CLOSED.contains(word));
        // What is written by a program of a few words is a closed set, unless it says otherwise.
        let is_word = kind.contains("&'static str") && !kind.contains("Map<");
        if (is_closed || is_word)
            && !is_named(&attribute)
            && !attribute.contains("value_type = String")
            && !(is_word && attribute.contains("value_type = Option<String>"))
        {
            loose.push(format!("{at}: {kind}"));
        }
        if is_closed && attribute.contains("value_type = String") {
            loose.push(format!("{at}: {kind} is told as any text"));
        }
    }
    assert!(loose.is_empty(), "{loose:#?}");
}
