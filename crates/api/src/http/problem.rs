use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;
use sillon_engine::Error;
use sillon_http::status_of;
use sillon_kernel::{Detail, Failure, FailureKind};
use utoipa::ToSchema;

/// A refusal as RFC 9457 has it, with a stable `code` for programs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is, as a URI: `urn:sillon:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in a few words.
    #[schema(value_type = String)]
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The code to match on; it never changes.
    #[schema(value_type = String, pattern = "^[a-z0-9-]+$")]
    code: &'static str,
    /// What was wrong this time, as a plain sentence.
    detail: String,
    /// Each fault and where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemError>,
    /// How long to wait before it is asked again, in seconds: the `Retry-After` header.
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// One fault of a refused request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProblemError {
    /// Where: a field such as `lines[0].quantity`.
    field: String,
    /// The rule it breaks.
    rule: String,
    /// What a program needs to go on, such as `line`, `variant` or `left`.
    #[serde(flatten)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    facts: std::collections::BTreeMap<&'static str, String>,
}

impl Problem {
    /// A problem with a status, a code, and a sentence.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:sillon:{code}"),
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// A problem with the status of what its caller can do about it.
    fn of(kind: FailureKind, code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(status_of(kind), code, detail)
    }

    /// The problem with a fault at a field.
    pub(crate) fn at(mut self, field: impl Into<String>, rule: impl Into<String>) -> Self {
        self.errors.push(ProblemError {
            field: field.into(),
            rule: rule.into(),
            facts: std::collections::BTreeMap::default(),
        });
        self
    }

    /// The same, of one of several things that a request is about.
    pub(crate) fn within(mut self, place: &str) -> Self {
        for error in &mut self.errors {
            error.field = format!("{place}.{}", error.field);
        }
        Self { detail: format!("{place}.{}", self.detail), ..self }
    }

    /// Whether nobody known asked, where somebody must.
    pub(crate) fn is_unauthorised(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED.as_u16()
    }

    /// A problem with one field of the request.
    pub(crate) fn field(field: &'static str, rule: impl Into<String>) -> Self {
        let rule = rule.into();
        let detail = format!("{field}: {rule}");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field", detail).at(field, rule)
    }
}

/// A refusal by what stands before the routes: a status, a code, a sentence, and how long to wait, in seconds.
pub fn refusal(
    status: StatusCode,
    code: &'static str,
    detail: &str,
    retry_after: Option<u32>,
) -> HttpResponse {
    Problem { retry_after, ..Problem::new(status, code, detail) }.error_response()
}

impl From<Detail> for ProblemError {
    fn from(detail: Detail) -> Self {
        Self { field: detail.field, rule: detail.rule, facts: detail.facts.into_iter().collect() }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (kind, code) = error.class();
        if let Some(incident) = error.incident() {
            let said = match kind {
                FailureKind::Busy => "we cannot do this just now: try again in a moment",
                _ => "something went wrong on our side",
            };
            let detail = format!("{said}; its number is {incident}");
            let retry_after = error.retry_after_seconds().and_then(|wait| wait.try_into().ok());
            return Self { retry_after, ..Self::of(kind, code, detail) };
        }
        // What is not there and what is not theirs to see are told alike: nobody learns whose a thing is, or that it is.
        if (kind, code) == (FailureKind::Missing, "not-found") {
            return Self::of(kind, code, "there is no such thing, or it is not yours to see");
        }
        let errors = error.details().into_iter().map(ProblemError::from).collect();
        let retry_after = error.retry_after_seconds().and_then(|wait| wait.try_into().ok());
        Self { errors, retry_after, ..Self::of(kind, code, error.to_string()) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            response.insert_header(("retry-after", seconds.to_string()));
        }
        if self.status_code() == StatusCode::UNAUTHORIZED {
            response.insert_header(("www-authenticate", "Bearer"));
        }
        response
            .content_type("application/problem+json")
            .body(serde_json::to_string(self).unwrap_or_default())
    }
}
