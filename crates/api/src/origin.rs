use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::{IpAddr, SocketAddr},
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, USER_AGENT},
    web::Data,
};
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
        let address = forwarded(request.headers(), proxies).or(peer);
        let device = request.headers().get(USER_AGENT).and_then(|said| said.to_str().ok());
        ready(Ok(Self {
            network: address.and_then(Network::of),
            device: device.and_then(Device::said),
        }))
    }
}

/// The address that the first of so many proxies was asked from. What stands before it anybody may have made up.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let said: Vec<&str> =
        headers.get_all(FORWARDED_FOR).filter_map(|value| value.to_str().ok()).collect();
    let said = said.join(",");
    let told = said.split(',').map(str::trim).rev().nth(proxies.checked_sub(1)?)?;
    told.parse().ok().or_else(|| told.parse().ok().map(|with_port: SocketAddr| with_port.ip()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let request = TestRequest::default()
            .insert_header((FORWARDED_FOR, "198.51.100.1, 203.0.113.7"))
            .append_header((FORWARDED_FOR, "10.0.0.2"))
            .to_http_request();
        let told = |proxies| forwarded(request.headers(), proxies).map(|ip| ip.to_string());
        assert_eq!(told(0), None);
        assert_eq!(told(1).as_deref(), Some("10.0.0.2"));
        assert_eq!(told(2).as_deref(), Some("203.0.113.7"));
        assert_eq!(told(9), None);
        let odd = TestRequest::default().insert_header((FORWARDED_FOR, "203.0.113.7:443, x"));
        let odd = odd.to_http_request();
        assert_eq!(forwarded(odd.headers(), 1), None);
        assert_eq!(forwarded(odd.headers(), 2), "203.0.113.7".parse().ok());
    }
}
