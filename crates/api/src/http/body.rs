use std::{
    convert::Infallible,
    future::{Future, Ready, ready},
    io,
    pin::Pin,
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::{StatusCode, header::CONTENT_LENGTH},
    web::{Bytes, BytesMut, Data},
};
use futures_util::StreamExt;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};
use sillon_engine::{Engine, Room};

use crate::{
    Problem,
    http::strict_json::{OBJECT_DUE, Strict},
};

/// The longest JSON body taken, in bytes: two hundred cart lines are a tenth of it.
pub const MAX_JSON_BYTES: usize = 256 * 1024;

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
            let (bytes, _room) = read(&request, payload, MAX_JSON_BYTES).await?;
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

/// A file that somebody sends, of which nothing was read yet: whether they may is asked first.
pub(crate) struct Upload {
    request: HttpRequest,
    payload: Payload,
}

/// A file that was read.
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    /// A digest of the request: method, path and body.
    pub(crate) digest: [u8; 32],
    /// The room the file takes, which is another's once it was read.
    pub(crate) room: Room,
}

impl FromRequest for Upload {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: request.clone(), payload: payload.take() }))
    }
}

impl Upload {
    /// Reads a table: a CSV file or a workbook.
    pub(crate) async fn table(self, engine: &Engine, most: usize) -> Result<File, Problem> {
        let said = "send the table as text/csv, or as the media type of its workbook";
        let is_table = |named: &str| TABLES.iter().any(|table| named.eq_ignore_ascii_case(table));
        self.file(engine, most, is_table, said).await
    }

    /// Reads an image, or what says it is one; what it is, its bytes will tell.
    pub(crate) async fn image(self, engine: &Engine) -> Result<File, Problem> {
        let said = "send the image itself, as image/jpeg, image/png or image/webp";
        let is_image = |named: &str| named.to_ascii_lowercase().starts_with("image/");
        self.file(engine, engine.settings().images.max_bytes, is_image, said).await
    }

    async fn file(
        self,
        engine: &Engine,
        most: usize,
        is_taken: impl Fn(&str) -> bool,
        said: &str,
    ) -> Result<File, Problem> {
        let Self { request, payload } = self;
        if !is_taken(request.content_type()) {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", said));
        }
        let announced = announced(&request, most)?;
        let room = engine.upload_room(announced).await?;
        let bytes = collect(payload, announced, most).await?;
        let digest = digest(&request, &bytes);
        Ok(File { bytes, digest, room })
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

/// Bodies up to so many bytes are read without asking for room: all connections may have one.
const SMALL_BYTES: usize = 8 * 1024;

/// How large a body will be at most: what it says itself, or as large as it may be.
fn announced(request: &HttpRequest, most: usize) -> Result<usize, Problem> {
    let said = request.headers().get(CONTENT_LENGTH).and_then(|said| said.to_str().ok());
    match said.map(str::parse::<usize>) {
        Some(Ok(bytes)) if bytes <= most => Ok(bytes),
        Some(_) => Err(too_large(most)),
        None => Ok(most),
    }
}

/// Reads a body where there is room for it, and stops reading at the most it may have; the room is to be kept while it is
/// taken apart.
pub(crate) async fn read(
    request: &HttpRequest,
    payload: Payload,
    most: usize,
) -> Result<(Bytes, Option<Room>), Problem> {
    let bytes = announced(request, most)?;
    let engine = request.app_data::<Data<Engine>>().filter(|_| bytes > SMALL_BYTES);
    let room = engine.map(|engine| engine.body_room(bytes)).transpose()?;
    Ok((collect(payload, bytes, most).await?, room))
}

/// Reads a body into the room that was kept for it: one that grew as it came would take up to thrice its size meanwhile.
async fn collect(mut payload: Payload, announced: usize, most: usize) -> Result<Bytes, Problem> {
    let mut read = BytesMut::with_capacity(announced);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|fault| match fault {
            PayloadError::Overflow => too_large(most),
            PayloadError::Io(fault) if fault.kind() == io::ErrorKind::TimedOut => {
                let said = "the body came too slowly: send it faster, or less of it";
                Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", said)
            }
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
