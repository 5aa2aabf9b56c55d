//! Examples of what is sent to each operation, and of what it answers.
//!
//! They are real: the test of rights writes them into `examples.json` with `SILLON_BLESS=1`, one for each operation that has
//! none or whose schema has changed since.

use std::sync::LazyLock;

use serde_json::Value;

static EXAMPLES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../examples.json")).unwrap_or_default());

/// Adds the examples of an operation, such as `GET /v1/me`, where it has none of its own.
pub(super) fn add(name: &str, operation: &mut Value) {
    let Some(known) = EXAMPLES.get(name) else { return };
    if let Some(request) = known.get("request") {
        set(operation.pointer_mut("/requestBody/content"), request);
    }
    let (Some(answer), Some(responses)) =
        (known.get("answer"), operation["responses"].as_object_mut())
    else {
        return;
    };
    let done = responses.iter_mut().find(|(status, _)| status.starts_with('2'));
    set(done.and_then(|(_, response)| response.get_mut("content")), answer);
}

fn set(content: Option<&mut Value>, example: &Value) {
    let media_types = content.and_then(Value::as_object_mut);
    for (name, media_type) in media_types.into_iter().flatten() {
        // What was sent as text is no example of what may be sent as JSON instead.
        let is_of_this_type = name.starts_with("text/") == example.is_string();
        if is_of_this_type && media_type.get("example").is_none() {
            media_type["example"] = example.clone();
        }
    }
}
