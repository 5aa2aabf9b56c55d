use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::StatusCode,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};

use crate::{
    Problem,
    strict::{OBJECT_DUE, Strict},
};

/// The longest JSON body taken, in bytes: two hundred cart lines are a tenth of it.
pub(crate) const MOST_JSON_BYTES: usize = 256 * 1024;

/// A JSON body, read strictly: an unknown field is refused by name, a wrong value by its path.
pub(crate) struct Body<T> {
    pub(crate) value: T,
    /// A digest of the request: method, path and body.
    pub(crate) digest: [u8; 32],
}

impl<T: DeserializeOwned> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !request.content_type().eq_ignore_ascii_case("application/json") {
                let said = "send the body as application/json";
                return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", said));
            }
            let bytes = read(payload, MOST_JSON_BYTES).await?;
            Ok(Self { value: parse(&bytes)?, digest: digest(&request, &bytes) })
        })
    }
}

/// The media types that tables come as; what a file is, its bytes tell.
const TABLES: [&str; 8] = [
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
    "application/csv",
    // What Windows calls CSV files where Excel is installed.
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
];

/// A body that is a table: a CSV file or a workbook.
pub(crate) struct TableBody<const MOST: usize> {
    pub(crate) bytes: Bytes,
    pub(crate) digest: [u8; 32],
}

impl<const MOST: usize> FromRequest for TableBody<MOST> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !TABLES.iter().any(|table| request.content_type().eq_ignore_ascii_case(table)) {
                let said = "send the table as text/csv, or as the media type of its workbook";
                return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", said));
            }
            let bytes = read(payload, MOST).await?;
            let digest = digest(&request, &bytes);
            Ok(Self { bytes, digest })
        })
    }
}

/// A digest of a request without a body.
pub(crate) fn digest(request: &HttpRequest, bytes: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [request.method().as_str(), request.path(), request.query_string()] {
        digest.update(part);
        digest.update([0]);
    }
    digest.update(bytes);
    digest.finalize().into()
}

/// Reads a body, and stops reading at the most it may have.
pub(crate) async fn read(mut payload: Payload, most: usize) -> Result<Bytes, Problem> {
    let mut read = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|fault| match fault {
            PayloadError::Overflow => too_large(most),
            other => Problem::new(StatusCode::BAD_REQUEST, "broken-body", other.to_string()),
        })?;
        if read.len() + chunk.len() > most {
            return Err(too_large(most));
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.freeze())
}

pub(crate) fn too_large(most: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        format!("a body here has at most {most} bytes"),
    )
}

pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(Strict::new(&mut json)).map_err(|fault| {
        let path = fault.path().to_string();
        refused(&path, fault.inner(), bytes)
    })?;
    json.end().map_err(|fault| refused(".", &fault, bytes))?;
    // Written out, a zero byte is an escape: only a body that seems to have one is looked through.
    if bytes.windows(ZERO_BYTE.len()).any(|window| window == ZERO_BYTE)
        && serde_json::from_slice(bytes).is_ok_and(|value| holds_zero_byte(&value))
    {
        return Err(Problem::field("body", "a text of it holds a zero byte, which is in no text"));
    }
    Ok(value)
}

/// A zero byte, as JSON writes it.
const ZERO_BYTE: &[u8] = br"\u0000";

fn holds_zero_byte(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(values) => values.iter().any(holds_zero_byte),
        serde_json::Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || holds_zero_byte(value))
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
            false
        }
    }
}

/// What serde found wrong, as a problem: broken JSON is a 400, a wrong field a 422.
fn refused(path: &str, fault: &serde_json::Error, bytes: &[u8]) -> Problem {
    // Asked of the whole body, as serde_json calls broken also what is sound but not what it waits for.
    if let Some(broken) = broken(bytes) {
        let said = format!("the body is not JSON: {broken}");
        return Problem::new(StatusCode::BAD_REQUEST, "malformed-json", said);
    }
    // serde_json ends its messages with a position, which says little to whoever made the value.
    let said = fault.to_string();
    let rule = said.rsplit_once(" at line ").map_or(said.as_str(), |(rule, _)| rule);
    let rule: String = rule.chars().take(300).collect();
    let code = if rule.starts_with("unknown field") { "unknown-field" } else { "invalid-field" };
    let is_no_object = rule.starts_with("invalid type") && rule.ends_with(OBJECT_DUE);
    let code = if is_no_object { "invalid-body" } else { code };
    let field = if path == "." { "body" } else { path };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, format!("{field}: {rule}")).at(field, rule)
}

/// Why bytes are not JSON, if they are not.
fn broken(bytes: &[u8]) -> Option<String> {
    match str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str::<IgnoredAny>(text).err().map(|fault| fault.to_string()),
        Err(fault) => Some(format!("it is not UTF-8 after byte {}", fault.valid_up_to())),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[expect(dead_code, reason = "only its reading is tested")]
        quantity: u32,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Lines {
        #[expect(dead_code, reason = "only its reading is tested")]
        lines: Vec<Line>,
        #[serde(default)]
        #[expect(dead_code, reason = "only its reading is tested")]
        paid: Option<Paid>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Paid {
        Cash,
    }

    fn code_of(body: &str) -> (u16, String) {
        let problem = serde_json::to_value(parse::<Lines>(body.as_bytes()).unwrap_err()).unwrap();
        let field = problem["errors"][0]["field"].as_str().unwrap_or_default().to_owned();
        (u16::try_from(problem["status"].as_u64().unwrap()).unwrap(), field)
    }

    #[test]
    fn a_wrong_body_is_told_where_it_is_wrong() {
        assert_eq!(
            code_of("{\"lines\":[{\"quantity\":-1}]}"),
            (422, "lines[0].quantity".to_owned())
        );
        assert_eq!(code_of("{\"lines\":[{\"quantity\":1,\"colour\":2}]}").0, 422);
        assert_eq!(code_of("{\"lines\":"), (400, String::new()));
        assert_eq!(code_of("{\"lines\":[]} x"), (400, String::new()));
        assert_eq!(code_of("[]").0, 422);
        assert_eq!(code_of("{\"lines\":[],\"paid\":7}"), (422, "paid".to_owned()));
        assert_eq!(
            code_of("{\"lines\":[{\"quantity\":1e400}]}"),
            (422, "lines[0].quantity".to_owned())
        );
    }
}
