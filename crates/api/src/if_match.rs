use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::IF_MATCH};
use serde::Serialize;
use serde_json::Value;

use crate::Problem;

/// The version the caller read, as the `If-Match` of a request names it; none when any will do.
pub(crate) struct IfMatch(pub(crate) Option<i64>);

/// A version as an entity tag.
pub(crate) fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// A view of what is changed under a version. Whoever changed it is answered with the new version's tag, and may go on from
/// it without reading again.
pub(crate) trait Tagged: Serialize {
    /// Where the version stands in the view, as a JSON pointer: what is answered once more for an idempotency key is tagged
    /// by what was kept of it.
    const VERSION_AT: &'static str;
}

/// The tag of a view as it was written; none where the caller does not see its version.
pub(crate) fn tag_of<V: Tagged>(body: &str) -> Option<String> {
    let view: Value = serde_json::from_str(body).ok()?;
    view.pointer(V::VERSION_AT)?.as_i64().map(tag)
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get(IF_MATCH) else { return ready(Ok(Self(None))) };
        ready(read(header.to_str().unwrap_or_default()))
    }
}

fn read(text: &str) -> Result<IfMatch, Problem> {
    if text.trim() == "*" {
        return Ok(IfMatch(None));
    }
    let inner = text.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let version = inner.and_then(|version| version.parse().ok());
    let rule = "it is the `ETag` of the answer you read, or *";
    version.map(|version| IfMatch(Some(version))).ok_or_else(|| Problem::field("If-Match", rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_reads_back() {
        assert_eq!(read(&tag(12)).unwrap().0, Some(12));
        assert_eq!(read("*").unwrap().0, None);
        for wrong in ["", "12", "W/\"12\"", "\"x\"", "\"1\", \"2\""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
