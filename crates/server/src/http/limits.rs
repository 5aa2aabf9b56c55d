use std::time::Duration;

use actix_web::{
    Error, HttpMessage,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header::AUTHORIZATION},
    middleware::Next,
    web::Data,
};
use sillon_identity::{RequestSource, ShopKey};

use super::rate_limit::RateLimit;
use crate::settings::RateLimits;

/// How often anybody may ask this process.
pub(crate) struct Limits {
    network: Option<RateLimit>,
    key: Option<RateLimit>,
    shop_front: Option<RateLimit>,
}

impl Limits {
    pub(crate) fn of(settings: &RateLimits) -> Self {
        Self {
            network: RateLimit::new(settings.network_per_second, settings.network_burst),
            key: RateLimit::new(settings.key_per_second, settings.key_burst),
            shop_front: RateLimit::new(settings.shop_front_per_second, settings.shop_front_burst),
        }
    }

    /// Counts a request by where it comes from, and by the key or session it is made with.
    ///
    /// # Errors
    ///
    /// How long to wait.
    fn take(&self, request: &ServiceRequest) -> Result<(), Duration> {
        let network = request.extensions().get::<RequestSource>().and_then(|source| source.network);
        if let (Some(limit), Some(network)) = (&self.network, network) {
            limit.take(&network)?;
        }
        let Some(shown) = request.headers().get(AUTHORIZATION) else { return Ok(()) };
        let shown = shown.as_bytes();
        let prefix = ShopKey::PREFIX.as_bytes();
        let is_shop_front = shown.windows(prefix.len()).any(|part| part == prefix);
        let limit = if is_shop_front { &self.shop_front } else { &self.key };
        limit.as_ref().map_or(Ok(()), |limit| limit.take(&shown))
    }
}

/// Holds back whoever asks too often, before anything is done for them, as a middleware.
///
/// Whether the server is up may be asked at any time.
///
/// # Errors
///
/// What the route behind it fails with.
pub(crate) async fn hold_back<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let limits = request.app_data::<Data<Limits>>();
    let is_counted = !request.path().starts_with("/health");
    let taken = limits.filter(|_| is_counted).map_or(Ok(()), |limits| limits.take(&request));
    let Err(wait) = taken else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
    let response = if request.path().starts_with("/v1/") {
        let said = "too many requests: wait as long as `Retry-After` says";
        sillon_api::refusal(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", said, Some(seconds))
    } else {
        let mut page = sillon_web::trouble_at(request.request(), StatusCode::TOO_MANY_REQUESTS);
        page.headers_mut().insert(actix_web::http::header::RETRY_AFTER, seconds.into());
        page
    };
    Ok(request.into_response(response).map_into_right_body())
}
