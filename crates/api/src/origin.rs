use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::USER_AGENT, web::Data};
use sillon_engine::Engine;
use sillon_identity::{Device, Network};

/// The header in which a proxy says whom it asks for, behind what it was told itself.
const FORWARDED_FOR: &str = "x-forwarded-for";

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
        let engine = request.app_data::<Data<Engine>>();
        let proxies = engine.map_or(0, |engine| engine.settings().proxies);
        let peer = request.peer_addr().map(|peer| peer.ip());
        let forwarded = request.headers().get_all(FORWARDED_FOR);
        let forwarded: Vec<&str> = forwarded.filter_map(|value| value.to_str().ok()).collect();
        let device = request.headers().get(USER_AGENT).and_then(|said| said.to_str().ok());
        ready(Ok(Self {
            network: Network::told(&forwarded.join(","), proxies, peer),
            device: device.and_then(Device::said),
        }))
    }
}
