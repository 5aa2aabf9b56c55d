//! Cross-origin requests by our own middleware: which origins may read an answer stands in the database, with the shop keys, and
//! `actix-cors` asks a function that cannot wait for it.

use actix_web::{
    Error, HttpResponse, ResponseError,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
            ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY,
            ETAG, HeaderMap, HeaderValue, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    web::Data,
};
use sillon_engine::Engine;

use crate::{Problem, http::served};

/// Browsers take an answer as what it says it is.
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// The documents run our own scripts and nobody else's, ask nobody else, and stand in nobody's frame. The library that draws them
/// sets styles from its scripts.
const DOCUMENTS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// What a page of a shop front may send beside what every page may.
const HEADERS_TAKEN: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, idempotency-key, if-match, if-none-match",
);

/// What such a page may read of an answer beside what every page may.
const HEADERS_SHOWN: HeaderValue = HeaderValue::from_static("etag, retry-after, x-request-id");

/// How long a browser may remember what it was told before a request, in seconds. A key that was revoked meanwhile is
/// refused all the same: the answer itself says again who may read it.
const REMEMBERED_SECONDS: HeaderValue = HeaderValue::from_static("600");

/// What stands before every route of the API, as a middleware of the whole application; pages pass through untouched.
///
/// `HEAD` is answered as `GET` is, without the body. Pages of other origins may read what they are answered if, and only if,
/// a shop key is good from their origin (Fetch standard, “CORS protocol”): never `*`, and never with cookies.
///
/// # Errors
///
/// What the route behind it fails with.
pub async fn answer_api<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let is_shared = request.path().starts_with("/v1/");
    // The server leaves the body out, as it knows what it was asked.
    if request.method() == Method::HEAD && (is_shared || is_told(request.path())) {
        request.head_mut().method = Method::GET;
    }
    if holds_zero_byte(request.uri().path()) {
        let missing = crate::http::served::not_found().error_response();
        return Ok(request.into_response(missing).map_into_right_body());
    }
    if let Some(field) = parameter_with_zero_byte(&request) {
        let rule = "it holds a zero byte, which is in no text";
        let said = format!("{field}: {rule}");
        let refused = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field", said);
        let refused = refused.at(&field, rule).error_response();
        return Ok(request.into_response(refused).map_into_right_body());
    }
    if !is_shared {
        let is_documents = request.path().starts_with("/docs");
        let is_ours = is_documents || is_told(request.path());
        let mut response = next.call(request).await?.map_into_left_body();
        if is_ours {
            response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        }
        if is_documents {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, DOCUMENTS_POLICY);
        }
        return Ok(response);
    }
    // What somebody is told because of who they are, or for what they did, is kept by nobody on the way.
    let is_personal = request.headers().contains_key(AUTHORIZATION) || !is_read(request.method());
    let readers = readers(&request).await;
    let mut response = if is_preflight(&request) {
        let answer = preflight(&request, readers.is_some());
        request.into_response(answer).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    let is_validated = headers.contains_key(ETAG);
    if (is_personal || !is_validated) && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    say_who_may_read(headers, readers);
    Ok(response)
}

/// Whether a method only reads.
fn is_read(method: &Method) -> bool {
    method == Method::GET || method == Method::OPTIONS
}

/// Whether a part of an address holds a zero byte: PostgreSQL takes none in a text, and nothing has one in its name.
fn holds_zero_byte(part: &str) -> bool {
    part.contains("%00") || part.contains('\0')
}

/// The parameter of an address that holds a zero byte.
fn parameter_with_zero_byte(request: &ServiceRequest) -> Option<String> {
    let parameter = request.query_string().split('&').find(|pair| holds_zero_byte(pair))?;
    Some(parameter.split('=').next().unwrap_or(parameter).chars().take(40).collect())
}

/// The other addresses that are answered by the API.
fn is_told(path: &str) -> bool {
    path.starts_with("/health") || path == "/openapi.json" || path.starts_with("/docs/")
}

/// The origin whose pages may read the answer.
async fn readers(request: &ServiceRequest) -> Option<HeaderValue> {
    let origin = request.headers().get(ORIGIN)?.clone();
    let engine = request.app_data::<Data<Engine>>()?.clone();
    // Who cannot be asked about is not let in.
    let is_known = engine.is_origin_known(origin.to_str().ok()?).await.unwrap_or(false);
    is_known.then_some(origin)
}

/// Whether a browser asks what a page may send before it sends it.
fn is_preflight(request: &ServiceRequest) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight(request: &ServiceRequest, may_read: bool) -> HttpResponse {
    if !may_read {
        let said = "no shop key is good on pages of this origin";
        return Problem::new(StatusCode::FORBIDDEN, "origin", said).error_response();
    }
    let Some(methods) = served::methods_at(request.request()) else {
        return served::not_found().error_response();
    };
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, methods))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, HEADERS_TAKEN))
        .insert_header((ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS))
        .finish()
}

/// Says whose pages may read an answer, and to caches that it is another answer for others.
fn say_who_may_read(headers: &mut HeaderMap, readers: Option<HeaderValue>) {
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = readers {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HEADERS_SHOWN);
    }
}
