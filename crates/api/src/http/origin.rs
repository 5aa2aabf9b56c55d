use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header::USER_AGENT};
use sillon_identity::{Device, Network, RequestSource};

/// Where a request comes from.
pub(crate) struct Origin {
    /// The network, as far as requests are counted by it.
    pub(crate) network: Option<Network>,
    /// What the device says of itself.
    pub(crate) device: Option<Device>,
}

impl FromRequest for Origin {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<RequestSource>().copied();
        let RequestSource { network } = known.unwrap_or(RequestSource::UNKNOWN);
        let said = request.headers().get(USER_AGENT).and_then(|said| said.to_str().ok());
        ready(Ok(Self { network, device: said.and_then(Device::said) }))
    }
}
