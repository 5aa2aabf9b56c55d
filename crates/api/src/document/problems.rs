//! What every operation may be refused with, by its shape: one place for all.

use serde_json::{Map, Value, json};

/// A status that a problem is answered with.
struct Refusal {
    status: &'static str,
    /// Its name among the document's responses.
    name: &'static str,
    description: &'static str,
    /// A problem as it is answered: its code, and what it says.
    example: (&'static str, &'static str),
    /// Whether an operation is ever answered so.
    applies: fn(&Shape) -> bool,
}

/// What of an operation decides how it may be refused.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, and all are asked of every operation"
)]
pub(super) struct Shape {
    reads_who_asks: bool,
    /// Whether it answers with a new session.
    signs_in: bool,
    has_body: bool,
    has_input: bool,
    /// Whether it speaks of something that may not be there.
    names_things: bool,
    is_write: bool,
    has_version: bool,
    has_key: bool,
    is_versioned_api: bool,
}

impl Shape {
    pub(super) fn of(method: &str, path: &str, operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array();
        let is_there = |name: &str| {
            parameters.is_some_and(|all| all.iter().any(|parameter| parameter["name"] == name))
        };
        let has_body = operation.get("requestBody").is_some();
        let made = operation.pointer("/responses/201/content/application~1json/schema/$ref");
        let made = made.and_then(Value::as_str).unwrap_or_default();
        Self {
            reads_who_asks: operation["security"].as_array().is_some_and(|any| !any.is_empty()),
            signs_in: made.ends_with("/SessionView"),
            has_body,
            has_input: has_body || parameters.is_some_and(|all| !all.is_empty()),
            names_things: has_body
                || path.contains('{')
                || parameters.is_some_and(|all| !all.is_empty()),
            is_write: method != "get",
            has_version: is_there("If-Match"),
            has_key: is_there("Idempotency-Key"),
            is_versioned_api: path.starts_with("/v1/"),
        }
    }
}

const REFUSALS: [Refusal; 12] = [
    Refusal {
        status: "400",
        name: "BadRequest",
        description: "The request is broken: its body is no JSON, or it lacks a key it must have.",
        example: (
            "malformed-json",
            "the body is not JSON: EOF while parsing an object at line 1 column 9",
        ),
        applies: |shape| shape.has_body || shape.has_key,
    },
    Refusal {
        status: "401",
        name: "Unauthorized",
        description: "Nobody is signed in, or what was shown opens nothing (any more).",
        example: ("sign-in", "sign in first"),
        applies: |shape| shape.reads_who_asks || shape.signs_in,
    },
    Refusal {
        status: "403",
        name: "Forbidden",
        description: "Whoever asks has no right to it.",
        example: ("role", "your role does not allow “manage-products”"),
        applies: |shape| shape.reads_who_asks,
    },
    Refusal {
        status: "404",
        name: "NotFound",
        description: "It is not there, or whoever asks may not know that it is.",
        example: ("not-found", "there is no such order"),
        applies: |shape| shape.names_things || shape.is_write,
    },
    Refusal {
        status: "408",
        name: "RequestTimeout",
        description: "The request did not arrive in time.",
        example: ("request-timeout", "the body did not arrive in time"),
        applies: |shape| shape.has_body,
    },
    Refusal {
        status: "409",
        name: "Conflict",
        description: "It cannot be done as things are now.",
        example: ("cycle-closed", "the order cycle has closed"),
        applies: |shape| shape.is_write,
    },
    Refusal {
        status: "412",
        name: "PreconditionFailed",
        description: "It was changed since it was read.",
        example: ("changed-since", "it was changed since you read it: read it again"),
        applies: |shape| shape.has_version,
    },
    Refusal {
        status: "413",
        name: "PayloadTooLarge",
        description: "The body is larger than what is taken.",
        example: ("too-large", "a body here has at most 262144 bytes"),
        applies: |shape| shape.has_body,
    },
    Refusal {
        status: "415",
        name: "UnsupportedMediaType",
        description: "The body is of another media type than what is read here.",
        example: ("media-type", "send the body as application/json"),
        applies: |shape| shape.has_body,
    },
    Refusal {
        status: "422",
        name: "UnprocessableEntity",
        description: "A field, a parameter or a header breaks a rule; `errors` names each and its rule.",
        example: ("invalid-field", "lines[0].quantity: it is at least 1"),
        applies: |shape| shape.has_input,
    },
    Refusal {
        status: "429",
        name: "TooManyRequests",
        description: "It was asked too often; `Retry-After` says when it may be asked again, in seconds.",
        example: ("too-often", "this was asked too often: try again in a minute"),
        applies: |shape| shape.is_versioned_api,
    },
    Refusal {
        status: "503",
        name: "ServiceUnavailable",
        description: "The server is too busy, or its database does not answer; ask again a little later.",
        example: ("busy", "too much is asked at once: try again"),
        applies: |_| true,
    },
];

/// What the document calls the refusals.
pub(super) fn responses() -> Value {
    let response = |refusal: &Refusal| {
        let (code, detail) = refusal.example;
        let status: u16 = refusal.status.parse().unwrap_or_default();
        let title = actix_web::http::StatusCode::from_u16(status).ok();
        let title = title.and_then(|status| status.canonical_reason()).unwrap_or("Problem");
        let example = json!({
            "type": format!("urn:sillon:{code}"), "title": title, "status": status, "code": code, "detail": detail,
        });
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        let content = json!({"application/problem+json": {"schema": schema, "example": example}});
        let is_timed = matches!(refusal.status, "429" | "503");
        let response = if is_timed {
            let retry_after = json!({
                "description": "When to ask again, in seconds.", "schema": {"type": "integer", "minimum": 0},
            });
            let headers = json!({"Retry-After": retry_after});
            json!({"description": refusal.description, "headers": headers, "content": content})
        } else {
            json!({"description": refusal.description, "content": content})
        };
        (refusal.name.to_owned(), response)
    };
    REFUSALS.iter().map(response).collect::<Map<_, _>>().into()
}

/// Adds to an operation's responses those it may be refused with, where it does not say more of them itself.
pub(super) fn add(shape: &Shape, responses: &mut Map<String, Value>) {
    responses.remove("default");
    for refusal in REFUSALS.iter().filter(|refusal| (refusal.applies)(shape)) {
        let named = || json!({"$ref": format!("#/components/responses/{}", refusal.name)});
        responses.entry(refusal.status).or_insert_with(named);
    }
}
