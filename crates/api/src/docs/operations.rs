use serde_json::Value;

use super::{
    markdown,
    schema_views::{FieldRow, Piece, fields, kind, row, shown},
};

/// A tag and its operations.
pub(super) struct TagView {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) routes: Vec<RouteView>,
}

/// An operation as a page shows it.
pub(super) struct RouteView {
    pub(super) id: String,
    pub(super) method: String,
    /// The method in lower case, for its colour.
    pub(super) class: String,
    pub(super) path: String,
    pub(super) summary: String,
    /// What its documentation says beyond its first sentence, as HTML.
    pub(super) description: String,
    /// Whom it is for.
    pub(super) who: String,
    pub(super) parameters: Vec<FieldRow>,
    pub(super) request: Vec<BodyView>,
    pub(super) answers: Vec<AnswerView>,
    pub(super) problems: Vec<ProblemView>,
}

/// A body of one media type.
pub(super) struct BodyView {
    pub(super) media_type: String,
    pub(super) description: String,
    pub(super) kind: Vec<Piece>,
    pub(super) fields: Vec<FieldRow>,
    pub(super) example: String,
}

/// An answer that is no problem.
pub(super) struct AnswerView {
    pub(super) status: String,
    pub(super) description: String,
    pub(super) bodies: Vec<BodyView>,
}

/// A refusal.
pub(super) struct ProblemView {
    pub(super) status: String,
    pub(super) description: String,
}

/// The tags of a document with what is under each, in its order.
pub(super) fn tags(document: &Value) -> Vec<TagView> {
    let view = |tag: &Value| TagView {
        name: text(tag, "name"),
        description: text(tag, "description"),
        routes: routes(document, &text(tag, "name")),
    };
    document["tags"].as_array().into_iter().flatten().map(view).collect()
}

fn routes(document: &Value, tag: &str) -> Vec<RouteView> {
    let mut routes = Vec::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            if operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|of| of == tag)) {
                routes.push(route(document, method, path, operation));
            }
        }
    }
    routes
}

fn route(document: &Value, method: &str, path: &str, operation: &Value) -> RouteView {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let request = operation.get("requestBody");
    let (problems, answers): (Vec<_>, Vec<_>) = operation["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .partition(|(status, _)| status.starts_with(['4', '5']));
    let described = |response: &Value| text(resolved(document, response), "description");
    RouteView {
        id: text(operation, "operationId"),
        method: method.to_uppercase(),
        class: method.to_owned(),
        path: path.to_owned(),
        summary: text(operation, "summary"),
        description: markdown::html(&text(operation, "description")),
        who: who(operation),
        parameters: parameters.map(parameter).collect(),
        request: request.map(|request| bodies(document, request)).unwrap_or_default(),
        answers: answers
            .into_iter()
            .map(|(status, response)| AnswerView {
                status: status.clone(),
                description: described(response),
                bodies: bodies(document, response),
            })
            .collect(),
        problems: problems
            .into_iter()
            .map(|(status, response)| ProblemView {
                status: status.clone(),
                description: described(response),
            })
            .collect(),
    }
}

/// Whom an operation is for, in words.
fn who(operation: &Value) -> String {
    let schemes: Vec<&Value> = operation["security"].as_array().into_iter().flatten().collect();
    let is_named = |name: &str| schemes.iter().any(|scheme| scheme.get(name).is_some());
    let is_for_all = schemes.is_empty()
        || schemes.iter().any(|scheme| scheme.as_object().is_some_and(serde_json::Map::is_empty));
    let mut who = Vec::new();
    if is_for_all {
        who.push("anybody");
    }
    if is_named("session") {
        who.push("a person who is signed in");
    }
    if is_named("api-key") {
        who.push("a machine with an API key");
    }
    if is_named("shop-key") {
        who.push("a shop front with its key");
    }
    format!("For {}.", who.join(", or "))
}

fn parameter(told: &Value) -> FieldRow {
    let mut row = row(&text(told, "name"), &told["schema"], told["required"] == true);
    row.description =
        markdown::html(&format!("{} ({})", text(told, "description"), text(told, "in")));
    row
}

fn bodies(document: &Value, body: &Value) -> Vec<BodyView> {
    let content = body["content"].as_object().into_iter().flatten();
    let view = |(media_type, told): (&String, &Value)| BodyView {
        media_type: media_type.clone(),
        description: markdown::html(&text(body, "description")),
        kind: kind(&told["schema"]),
        fields: fields(document, &told["schema"]),
        example: told.get("example").map(shown).unwrap_or_default(),
    };
    content.map(view).collect()
}

/// What a reference leads to, or what stands there itself.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let to = value["$ref"].as_str().map(|to| to.trim_start_matches('#'));
    to.and_then(|to| document.pointer(to)).unwrap_or(value)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
