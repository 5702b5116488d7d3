//! From where a request comes.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::settings::TrustedProxy;

mod forwarded;

/// What is counted as one place: an address of IPv4, or the network of 64 bits that whoever has one
/// address of IPv6 has anyway.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Network(IpAddr);

impl Network {
    /// The network of an address.
    pub(crate) fn of(address: IpAddr) -> Self {
        // A socket for both families writes IPv4 as IPv6; all of those would be one network.
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::from(address) & !u128::from(u64::MAX);
                IpAddr::V6(network.into())
            }
            address @ IpAddr::V4(_) => address,
        })
    }

    /// Its first address.
    pub(super) const fn address(self) -> IpAddr {
        self.0
    }
}

/// Who asks: the other end of the connection, or, if that is the trusted proxy, whom it names.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, proxy: Option<&TrustedProxy>) -> IpAddr {
    let peer = peer.to_canonical();
    let Some(proxy) = proxy.filter(|proxy| proxy.is(peer)) else {
        return peer;
    };
    let values = headers.get_all(&*proxy.header).iter();
    let values = values.map(|value| value.to_str().unwrap_or(""));
    forwarded::asker(values, |address| proxy.is(address)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn told(peer: &str, header: &[&'static str]) -> String {
        let proxy = TrustedProxy {
            addresses: vec!["127.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()],
            header: "x-forwarded-for".to_owned(),
        };
        let mut headers = HeaderMap::new();
        for value in header {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        client(peer.parse().unwrap(), &headers, Some(&proxy)).to_string()
    }

    #[test]
    fn the_proxy_names_who_asks() {
        for (header, expected) in [
            (&["203.0.113.7"][..], "203.0.113.7"),
            // What the asker wrote itself stands before what the proxy wrote.
            (&["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
            (&["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
            (&["203.0.113.7, 10.0.0.2"], "203.0.113.7"),
            (&["203.0.113.7:4711"], "203.0.113.7"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["::ffff:203.0.113.7"], "203.0.113.7"),
            (&["203.0.113.7, nonsense"], "127.0.0.1"),
            (&["10.0.0.2"], "127.0.0.1"),
            (&[], "127.0.0.1"),
        ] {
            assert_eq!(told("127.0.0.1", header), expected, "{header:?}");
            assert_eq!(told("::ffff:127.0.0.1", header), expected, "{header:?}");
        }
    }

    #[test]
    fn nobody_else_names_another() {
        assert_eq!(told("192.0.2.1", &["203.0.113.7"]), "192.0.2.1");
        let nobody = client(
            "127.0.0.1".parse().unwrap(),
            &HeaderMap::from_iter([(
                "x-forwarded-for".parse().unwrap(),
                HeaderValue::from_static("203.0.113.7"),
            )]),
            None,
        );
        assert_eq!(nobody.to_string(), "127.0.0.1");
    }

    #[test]
    fn addresses_of_one_network_are_one_place() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("::ffff:192.0.2.1"), of("::ffff:192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
