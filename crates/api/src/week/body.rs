use std::{collections::BTreeMap, future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{StatusCode, header::IF_MATCH},
};
use serde::Deserialize;
use sillon_engine::WeekList;
use sillon_kernel::VariantId;
use sillon_week::MAX_WEEK_BYTES;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::body::{MAX_JSON_BYTES, digest, parse, read, too_large},
    http::language::RequestLanguage,
};

/// A farmer's list with what was chosen; as plain text, it is the text alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeekListBody {
    /// The list, one product a line: at most 64 KiB and 500 lines.
    #[schema(example = "carottes 40 bottes 2,20\npoireaux +15\nsalade stop")]
    text: String,
    /// The size that is meant by a line, by its number, where it may mean several or was guessed.
    #[serde(default)]
    choices: BTreeMap<u32, Uuid>,
    /// The digest of the preview that was looked at, which `If-Match` may say as well: refused if it comes to something else.
    #[serde(default)]
    digest: Option<String>,
}

/// A farmer's list from a request: plain text, or JSON.
pub(crate) struct WeekBody {
    pub(crate) list: WeekList,
    /// A digest of the request: method, path and body.
    pub(crate) digest: [u8; 32],
}

impl FromRequest for WeekBody {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (bytes, body, _room) = match request.content_type().to_ascii_lowercase().as_str() {
                "text/plain" => {
                    let (bytes, room) = read(&request, payload, MAX_WEEK_BYTES).await?;
                    let text = str::from_utf8(&bytes);
                    let text = text.map_err(|_fault| Problem::field("text", "it is not UTF-8"))?;
                    let text = text.to_owned();
                    (bytes, WeekListBody { text, choices: BTreeMap::new(), digest: None }, room)
                }
                "application/json" => {
                    let (bytes, room) = read(&request, payload, MAX_JSON_BYTES).await?;
                    let body: WeekListBody = parse(&bytes)?;
                    (bytes, body, room)
                }
                _ => {
                    let said = "send the list as text/plain, or as application/json";
                    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                    return Err(Problem::new(status, "media-type", said));
                }
            };
            if body.text.len() > MAX_WEEK_BYTES {
                return Err(too_large(MAX_WEEK_BYTES));
            }
            let choices = body.choices.into_iter().map(|(line, id)| (line, VariantId(id)));
            let list = WeekList {
                text: body.text,
                choices: choices.collect(),
                digest: body.digest.or_else(|| seen(&request)),
                language: RequestLanguage::of(&request),
            };
            Ok(Self { list, digest: digest(&request, &bytes) })
        })
    }
}

/// The digest that `If-Match` names, without its quotation marks.
fn seen(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(IF_MATCH)?.to_str().ok()?;
    Some(header.trim().trim_matches('"').to_owned())
}
