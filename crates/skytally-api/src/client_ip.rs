//! Who asks, by address. What a proxy says is believed when the proxy is one of ours, and no further.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::FORWARDED;
use ipnet::IpNet;

/// Most hops that are looked at. What is further out was written by strangers.
const HOPS_MAX: usize = 32;

/// The address that a request comes from, as an extension of the request.
///
/// It is 0.0.0.0 when the server does not know its peer, which is so only without a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

/// The header in which our proxies say for whom they ask. They must set or append to it; the other one is not read,
/// since a proxy that does not know it hands on what a stranger wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProxyHeader {
    /// `X-Forwarded-For: client, proxy`.
    #[default]
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy` (RFC 7239).
    Forwarded,
}

/// The proxies in front of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Their networks. With none, the peer is the client.
    pub trusted: Vec<IpNet>,
    /// The header that they write.
    pub header: ProxyHeader,
}

impl Proxies {
    /// The client of a request: the first address, seen from us, that is none of our proxies.
    ///
    /// The header is read from right to left, as each proxy appends the peer that it saw. Reading ends at the first entry
    /// that is no address: everything left of it is as good as invented.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        for hop in self.hops(headers).iter().rev().take(HOPS_MAX) {
            let Some(address) = hop else { break };
            client = *address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address))
    }

    /// The entries of the header, in its order; none for what is no address.
    fn hops(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let values = |name: &str| {
            let values: Vec<String> = headers
                .get_all(name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect();
            values
        };
        let split = |texts: Vec<String>, read: fn(&str) -> Option<IpAddr>| {
            texts.iter().flat_map(|text| text.split(',')).map(|entry| read(entry.trim())).collect()
        };
        match self.header {
            ProxyHeader::XForwardedFor => split(values("x-forwarded-for"), address),
            ProxyHeader::Forwarded => split(values(FORWARDED.as_str()), forwarded),
        }
    }
}

/// The `for` of one element of a `Forwarded` header.
fn forwarded(element: &str) -> Option<IpAddr> {
    let mut nodes = element.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    });
    let node = nodes.next()?;
    if nodes.next().is_some() { None } else { address(node) }
}

/// An address, perhaps with a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let plain = bare.parse::<IpAddr>().ok();
    plain.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip())).map(|ip| ip.to_canonical())
}

impl Default for ClientIp {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{Proxies, ProxyHeader};

    #[test]
    fn proxies_of_ours_are_believed_and_strangers_are_not() {
        let near = "10.0.0.0/8 fd00::/8";
        // Trusted networks, the peer, the header's values, the client.
        let table: &[(&str, &str, &[&str], &str)] = &[
            ("", "192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            (near, "192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            (near, "10.0.0.1", &[], "10.0.0.1"),
            (near, "10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            // The client wrote the first entry itself.
            (near, "10.0.0.1", &["1.2.3.4, 198.51.100.7"], "198.51.100.7"),
            (near, "10.0.0.1", &["10.9.9.9, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            (near, "10.0.0.1", &["1.2.3.4", "198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            // All of them ours: the outermost.
            (near, "10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // Nonsense ends the reading.
            (near, "10.0.0.1", &["1.2.3.4, unknown"], "10.0.0.1"),
            (near, "10.0.0.1", &["1.2.3.4, , 10.0.0.2"], "10.0.0.2"),
            (near, "10.0.0.1", &[""], "10.0.0.1"),
            (near, "10.0.0.1", &["999.1.1.1"], "10.0.0.1"),
            // Ports, IPv6, and IPv4 inside IPv6.
            (near, "10.0.0.1", &["198.51.100.7:5555"], "198.51.100.7"),
            (near, "fd00::1", &["2001:db8::7"], "2001:db8::7"),
            (near, "fd00::1", &["[2001:db8::7]:443"], "2001:db8::7"),
            (near, "::ffff:10.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
        ];
        for (trusted, peer, values, client) in table {
            check(ProxyHeader::XForwardedFor, "x-forwarded-for", trusted, peer, values, client);
        }
        let table: &[(&str, &[&str], &str)] = &[
            ("10.0.0.1", &["for=198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["For=\"[2001:db8::7]:4711\";proto=https"], "2001:db8::7"),
            ("10.0.0.1", &["for=1.2.3.4, for=198.51.100.7;by=10.0.0.1, for=10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["for=_hidden"], "10.0.0.1"),
            ("10.0.0.1", &["for=1.2.3.4;for=1.2.3.5"], "10.0.0.1"),
            ("10.0.0.1", &["proto=https"], "10.0.0.1"),
            ("192.0.2.1", &["for=198.51.100.7"], "192.0.2.1"),
        ];
        for (peer, values, client) in table {
            check(ProxyHeader::Forwarded, "forwarded", near, peer, values, client);
        }
        // The header that our proxies do not write is a stranger's.
        check(ProxyHeader::XForwardedFor, "forwarded", near, "10.0.0.1", &["for=1.2.3.4"], "10.0.0.1");
        check(ProxyHeader::Forwarded, "x-forwarded-for", near, "10.0.0.1", &["1.2.3.4"], "10.0.0.1");
    }

    fn check(header: ProxyHeader, name: &str, trusted: &str, peer: &str, values: &[&str], client: &str) {
        let trusted = trusted.split_whitespace().map(|net| net.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(*value).unwrap());
        }
        let got = Proxies { trusted, header }.client(peer.parse().unwrap(), &headers);
        assert_eq!(got.to_string(), client, "{header:?} {peer} {values:?}");
    }
}
