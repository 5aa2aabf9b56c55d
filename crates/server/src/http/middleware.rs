use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
    rt::time::timeout,
    web::Data,
};
use sillon_identity::{Network, RequestSource};

use super::{
    connections::Watched,
    deadlines::Deadlines,
    metrics::Metrics,
    pieces::Pieces,
    request_id::{REQUEST_ID, request_id},
    timed_body::TimedBody,
};

/// The header in which a proxy says whom it asks for, behind what it was told itself.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What is done around requests.
pub(crate) struct RequestRules {
    /// How long they may take.
    pub(crate) deadlines: Deadlines,
    /// How many proxies stand before the server.
    pub(crate) proxies: usize,
    /// Whether each is written to the log.
    pub(crate) is_logged: bool,
    /// Where they are counted.
    pub(crate) metrics: Option<Arc<Metrics>>,
}

/// What happens around every request, as the outermost middleware: it gets an id, it is found out where it comes from, it and
/// its body have their time, and one line of the log says what came of it, with nothing of anybody in it.
///
/// # Errors
///
/// What the route behind it fails with; 503 when there is no answer in time.
pub(crate) async fn around_request<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Pieces>, Error> {
    let rules = request.app_data::<Data<RequestRules>>().cloned();
    let rules = rules.expect("the server hands it to every worker");
    let begun = Instant::now();
    let id = request_id(request.headers());
    let source = source(&request, rules.proxies);
    request.extensions_mut().insert(source);
    if let Some(connection) = request.request().conn_data::<Watched>() {
        connection.asked();
    }
    match request.take_payload() {
        Payload::None => {}
        body => request.set_payload(TimedBody::around(body, rules.deadlines)),
    }
    let method = request.method().clone();
    let Ok(answer) = timeout(rules.deadlines.request(), next.call(request)).await else {
        tracing::warn!(request.id = ?id, %method, "a request was not answered in time");
        if let Some(metrics) = &rules.metrics {
            metrics.answered(method.as_str(), "-", 503, begun.elapsed());
        }
        let response = sillon_api::refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "this took too long: try again later",
            Some(60),
        );
        return Err(InternalError::from_response("not answered in time", response).into());
    };
    let mut response = answer?.map_body(|_, body| Pieces::of(body.boxed()));
    response.headers_mut().insert(REQUEST_ID, id.clone());
    let bytes = match response.response().body().size() {
        BodySize::None => 0,
        BodySize::Sized(bytes) => bytes,
        // Nothing we send is of unknown length; what is would have the time of a large answer.
        BodySize::Stream => 1 << 24,
    };
    if let Some(connection) = response.request().conn_data::<Watched>() {
        connection.answered(bytes);
    }
    if rules.is_logged || rules.metrics.is_some() {
        let request = response.request();
        // The pattern of the route, never an address, which may hold ids that open something.
        let route = request.match_pattern();
        let answered = Answered {
            method: method.as_str(),
            route: route.as_deref().unwrap_or("-"),
            status: response.status().as_u16(),
            took: begun.elapsed(),
        };
        if let Some(metrics) = &rules.metrics {
            metrics.answered(answered.method, answered.route, answered.status, answered.took);
        }
        if rules.is_logged {
            answered.write_down(&id, bytes);
        }
    }
    Ok(response)
}

/// What came of a request.
struct Answered<'r> {
    method: &'r str,
    route: &'r str,
    status: u16,
    took: Duration,
}

impl Answered<'_> {
    /// One line of the access log.
    fn write_down(&self, id: &HeaderValue, bytes: u64) {
        let Self { method, route, status, took } = self;
        let (id, micros) = (id.to_str().unwrap_or_default(), took.as_micros());
        let ms = format_args!("{}.{:03}", micros / 1_000, micros % 1_000);
        tracing::info!(
            target: "sillon::access",
            { request.id = id, method, route, status, %ms, bytes },
            "answered"
        );
    }
}

fn source(request: &ServiceRequest, proxies: usize) -> RequestSource {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let headers: Vec<&[u8]> =
        request.headers().get_all(FORWARDED_FOR).map(HeaderValue::as_bytes).collect();
    RequestSource { network: Network::told(headers.into_iter(), proxies, peer) }
}
