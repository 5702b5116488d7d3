//! From where a connection comes: from its other end, or from whom a balancer in between names.
//!
//! A balancer that passes TCP on as it is can say who asks only before the first byte of the
//! connection: by the PROXY protocol, version 2. It is read from those balancers alone that the
//! settings name, and from them always; whoever else begins with it is refused by what comes next.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::settings::Limits;

mod header;

/// From where a connection comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Origin(pub(crate) IpAddr);

/// The balancers that tell who asks. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Balancers {
    networks: Arc<[IpNet]>,
    /// How long one may take to say it.
    patience: Duration,
}

impl Balancers {
    pub(crate) fn new(networks: &[IpNet], limits: &Limits) -> Self {
        Self {
            networks: networks.into(),
            patience: Duration::from_secs(limits.proxy_header_seconds),
        }
    }

    /// From where a connection comes; if it is from a balancer, what it says of that is read.
    pub(crate) async fn origin(&self, stream: &mut TcpStream) -> io::Result<Origin> {
        let peer = stream.peer_addr()?.ip().to_canonical();
        if !self.networks.iter().any(|network| network.contains(&peer)) {
            return Ok(Origin(peer));
        }
        let named = timeout(self.patience, named(stream)).await;
        let named = named.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        Ok(Origin(named.unwrap_or(peer).to_canonical()))
    }
}

/// Whom a balancer names; none where it asks by itself, as for a check. Nothing behind the header
/// is read.
async fn named(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut header = vec![0; header::FIXED];
    stream.read_exact(&mut header).await?;
    let mut rest = vec![0; header::follows(&header)?];
    stream.read_exact(&mut rest).await?;
    header.append(&mut rest);
    header::named(&header)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use ppp::v2::{Addresses, Builder, Command, Protocol, Type, Version};

    use super::*;

    fn header(command: Command, from: &str) -> Vec<u8> {
        let from: SocketAddr = from.parse().unwrap();
        let to: SocketAddr = if from.is_ipv4() {
            "192.0.2.9:443".parse().unwrap()
        } else {
            "[2001:db8::9]:443".parse().unwrap()
        };
        let addresses: Addresses = (from, to).into();
        let built = Builder::with_addresses(Version::Two | command, Protocol::Stream, addresses);
        built.write_tlv(Type::NoOp, &[7]).unwrap().build().unwrap()
    }

    #[tokio::test]
    async fn who_is_named_is_read_and_nothing_behind_it() {
        for (command, from, expected) in [
            (Command::Proxy, "203.0.113.7:99", Some("203.0.113.7")),
            (Command::Proxy, "[2001:db8::7]:99", Some("2001:db8::7")),
            (Command::Local, "203.0.113.7:99", None),
        ] {
            let mut sent = header(command, from);
            sent.extend(b"GET / HTTP/1.1");
            let mut stream = &*sent;
            let named = named(&mut stream).await.unwrap();
            assert_eq!(named, expected.map(|text| text.parse().unwrap()));
            assert_eq!(stream, b"GET / HTTP/1.1");
        }
    }

    #[tokio::test]
    async fn what_is_no_header_is_refused() {
        let good = header(Command::Proxy, "203.0.113.7:99");
        let mut long = good.clone();
        (long[14], long[15]) = (0xFF, 0xFF);
        long.resize(70_000, 0);
        let mut short = good.clone();
        (short[14], short[15]) = (0, 3);
        for bad in [
            &b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"[..],
            b"PROXY TCP4 203.0.113.7 192.0.2.9 99 443\r\n",
            &long,
            &short,
            &good[..20],
            b"",
        ] {
            let mut stream = bad;
            assert!(named(&mut stream).await.is_err(), "{bad:?}");
        }
    }
}
