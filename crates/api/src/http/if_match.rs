use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::IF_MATCH};
use serde::Serialize;
use serde_json::Value;

use crate::Problem;

/// The version the caller read, as the `If-Match` of a request names it; none when any will do.
pub(crate) struct IfMatch(pub(crate) Option<i64>);

/// What an `If-Match` is.
const RULE: &str = "it is the `ETag` of the answer you read, or *";

/// A version as an entity tag.
pub(crate) fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// A text as an entity tag.
pub(crate) fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

/// The tag of a view the caller read, as the `If-Match` of a request names it; none when any will do.
pub(crate) struct IfTag(pub(crate) Option<String>);

impl FromRequest for IfTag {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get(IF_MATCH) else { return ready(Ok(Self(None))) };
        ready(read_tag(header.to_str().unwrap_or_default()).map(Self))
    }
}

/// Reads a tag; a proxy that compressed the answer may have marked it as weak.
fn read_tag(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text == "*" {
        return Ok(None);
    }
    let inner = text.strip_prefix("W/").unwrap_or(text);
    let inner = inner.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let tag = inner.filter(|tag| !tag.is_empty() && !tag.contains('"'));
    tag.map(|tag| Some(tag.to_owned())).ok_or_else(|| Problem::field("If-Match", RULE))
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
    match view.pointer(V::VERSION_AT)? {
        Value::String(tag) => Some(quoted(tag)),
        version => version.as_i64().map(tag),
    }
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
    version.map(|version| IfMatch(Some(version))).ok_or_else(|| Problem::field("If-Match", RULE))
}

/// The tag without its mark of weakness, as `If-None-Match` compares (RFC 9110 §13.1.2).
pub(crate) fn weakly(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_a_view_reads_back_also_when_a_proxy_weakened_it() {
        let read = |text: &str| read_tag(text).unwrap();
        assert_eq!(read(&quoted("ab1")).as_deref(), Some("ab1"));
        assert_eq!((read(" W/\"ab1\" ").as_deref(), read("*")), (Some("ab1"), None));
        for wrong in ["", "ab1", "\"\"", "\"a\", \"b\"", "\""] {
            assert!(read_tag(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tag_reads_back() {
        assert_eq!(read(&tag(12)).unwrap().0, Some(12));
        assert_eq!(read("*").unwrap().0, None);
        for wrong in ["", "12", "W/\"12\"", "\"x\"", "\"1\", \"2\""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
