use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// Where a request comes from, as far as requests are counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(Place);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    At(IpAddr),
    Unknown,
}

impl Network {
    /// The one network of all whose own cannot be told: they are counted together, never not at all.
    pub const UNKNOWN: Self = Self(Place::Unknown);

    /// How many bits of an IPv6 address are one network: what one customer is given at most as a matter of course, a /56
    /// (RIPE-690, §4.2; RFC 6177).
    pub const IPV6_BITS: u32 = 56;

    /// The network of an address: an IPv4 address itself, and of IPv6 the first [`Self::IPV6_BITS`] bits. None for the
    /// machine's own: behind a proxy that is not known as one everybody would share it.
    pub fn of(address: IpAddr) -> Option<Self> {
        let address = address.to_canonical();
        if address.is_loopback() {
            return None;
        }
        Some(Self(Place::At(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(whole) => {
                let kept = u128::MAX << (128 - Self::IPV6_BITS);
                IpAddr::V6(Ipv6Addr::from_bits(whole.to_bits() & kept))
            }
        })))
    }

    /// The network a request comes from, when so many proxies stand before the server: the address that the first of them was
    /// asked from, as the `X-Forwarded-For` headers say, read as bytes. What stands before it there anybody may have made up,
    /// and it need not be text. Where it cannot be read, the network is the proxy's own, or [`Self::UNKNOWN`] for a proxy on
    /// this machine.
    pub fn told<'h>(
        forwarded: impl DoubleEndedIterator<Item = &'h [u8]>,
        proxies: usize,
        peer: Option<IpAddr>,
    ) -> Option<Self> {
        let own = peer.and_then(Self::of);
        let Some(behind) = proxies.checked_sub(1) else { return own };
        // Several headers are one list, in their order (RFC 9110, §5.3).
        let mut parts =
            forwarded.rev().flat_map(|header| header.rsplit(|byte| *byte == b',')).peekable();
        // Nobody spoke through a proxy: it is asked on the machine itself.
        if parts.peek().is_none() && peer.is_some_and(|peer| peer.to_canonical().is_loopback()) {
            return None;
        }
        match parts.nth(behind).and_then(address) {
            Some(told) => Self::of(told),
            None => Some(own.unwrap_or(Self::UNKNOWN)),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Place::At(address) => address.fmt(f),
            Place::Unknown => f.write_str("unknown"),
        }
    }
}

/// The address a proxy wrote: with a port or without, an IPv6 one in brackets or bare.
fn address(part: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(part.trim_ascii()).ok()?;
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let in_brackets = || {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse().ok()
    };
    text.parse().ok().or_else(with_port).or_else(in_brackets)
}

/// Where a request comes from, as the server found out before any route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestSource {
    /// The network, as far as requests are counted by it; none for the machine itself.
    pub network: Option<Network>,
}

impl RequestSource {
    /// A source of which nothing is known: it is counted with all others of which nothing is.
    pub const UNKNOWN: Self = Self { network: Some(Network::UNKNOWN) };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Option<Network> {
        Network::of(text.parse().unwrap())
    }

    fn told(headers: &[&[u8]], proxies: usize, peer: &str) -> Option<Network> {
        Network::told(headers.iter().copied(), proxies, peer.parse().ok())
    }

    #[test]
    fn a_household_is_one_network_and_the_machine_itself_is_none() {
        assert_eq!(network("127.0.0.1"), None);
        assert_eq!(network("::1"), None);
        assert_eq!(network("::ffff:127.0.0.1"), None);
        assert_ne!(network("203.0.113.7"), network("203.0.113.8"));
        assert_eq!(network("::ffff:203.0.113.7"), network("203.0.113.7"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_eq!(network("2001:db8:1:200::1"), network("2001:db8:1:2ff::9"), "a /56");
        assert_ne!(network("2001:db8:1:200::1"), network("2001:db8:1:300::1"));
    }

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let said: &[&[u8]] = &[b"198.51.100.1, 203.0.113.7,10.0.0.2"];
        let peer = "192.0.2.1";
        assert_eq!(told(said, 0, peer), network("192.0.2.1"));
        assert_eq!(told(said, 1, peer), network("10.0.0.2"));
        assert_eq!(told(said, 2, peer), network("203.0.113.7"));
        assert_eq!(told(said, 9, peer), network("192.0.2.1"), "more proxies than spoke");
        let odd: &[&[u8]] = &[b"203.0.113.7:443, unknown"];
        assert_eq!(told(odd, 1, peer), network("192.0.2.1"));
        assert_eq!(told(odd, 2, peer), network("203.0.113.7"));
    }

    #[test]
    fn what_a_caller_put_before_it_does_not_hide_an_address() {
        let seven = network("203.0.113.7");
        assert_eq!(told(&[b"\xe9, 203.0.113.7"], 1, "127.0.0.1"), seven);
        assert_eq!(told(&[b"\xff\0", b"\xe9", b"203.0.113.7"], 1, "127.0.0.1"), seven);
        assert_eq!(told(&[b"198.51.100.1, 203.0.113.7", b"10.0.0.2"], 2, "::1"), seven);
        assert_eq!(told(&[b"10.0.0.2, \t203.0.113.7 "], 1, "::1"), seven);
        assert_eq!(told(&[b"::ffff:203.0.113.7"], 1, "::1"), seven);
        let six = network("2001:db8::1");
        for form in [&b"2001:db8::1"[..], b"[2001:db8::1]:443", b"[2001:db8::1]"] {
            assert_eq!(told(&[form], 1, "127.0.0.1"), six);
        }
    }

    #[test]
    fn whose_network_cannot_be_told_are_counted_together() {
        for said in [&b"\xe9"[..], b"", b"unknown", b"_hidden", b"203.0.113.7\xe9", b"a,b,"] {
            assert_eq!(told(&[said], 1, "127.0.0.1"), Some(Network::UNKNOWN), "{said:?}");
            assert_eq!(told(&[said], 1, "nobody"), Some(Network::UNKNOWN), "{said:?}");
            assert_eq!(told(&[said], 1, "192.0.2.1"), network("192.0.2.1"), "{said:?}");
        }
        assert_eq!(told(&[b"203.0.113.7"], 2, "127.0.0.1"), Some(Network::UNKNOWN));
        assert_eq!(told(&[], 1, "nobody"), Some(Network::UNKNOWN));
        assert_eq!(told(&[], 1, "127.0.0.1"), None, "who asks on the machine itself");
    }
}
