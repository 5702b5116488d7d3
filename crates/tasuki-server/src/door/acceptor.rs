//! Takes a connection in: from where it comes, no delay, TLS, then who it is.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::gather::Gather;
use super::taking::Taking;
use super::{Balancers, Connection, Origin, Peer};
use crate::figures::{self, Handshake, Lasting};
use crate::platform::Platform;

/// A connection of the exchange, as TLS hands it on.
pub(super) type DoorStream = TlsStream<Gather<Taking<TcpStream>>>;

/// Takes connections to the exchange in.
#[derive(Clone)]
pub(crate) struct DoorAcceptor {
    tls: RustlsAcceptor<Gathering>,
    balancers: Balancers,
    platform: Arc<Platform>,
}

impl DoorAcceptor {
    pub(crate) fn new(config: RustlsConfig, platform: Arc<Platform>) -> Self {
        let limits = &platform.settings.limits;
        let gathering = Gathering {
            patience: Duration::from_secs(limits.stall_seconds),
        };
        let tls = RustlsAcceptor::new(config)
            .handshake_timeout(Duration::from_secs(limits.handshake_seconds))
            .acceptor(gathering);
        let balancers = Balancers::new(&platform.settings.listen.proxies, limits);
        Self {
            tls,
            balancers,
            platform,
        }
    }

    /// The platform that takes connections in.
    pub(super) const fn platform(&self) -> &Arc<Platform> {
        &self.platform
    }

    /// Takes a connection in, and tells who is behind it. Fails if TLS does not come about in time,
    /// or a balancer does not tell in time who asks.
    pub(super) async fn accept(
        &self,
        mut stream: TcpStream,
    ) -> io::Result<(DoorStream, Connection)> {
        let accepted = async {
            let Origin(address) = self.balancers.origin(&mut stream).await?;
            let (stream, ()) = self.tls.accept(stream, ()).await?;
            Ok((address, stream))
        };
        let accepted: io::Result<_> = accepted.await;
        let (address, stream) = accepted.inspect_err(|_| figures::handshake(Handshake::Failed))?;
        let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let shown = shown.first().map(AsRef::as_ref);
        let peer = Peer::of(shown, &self.platform.anchors, self.platform.clock.now());
        figures::handshake(match &peer {
            Peer::Office(_) => Handshake::Office,
            Peer::Refused(_) => Handshake::Refused,
        });
        let connection = Connection {
            address: Some(address),
            peer,
            _counted: Lasting::connection(),
        };
        Ok((stream, connection))
    }
}

/// Accepts a connection beneath TLS.
#[derive(Clone, Copy)]
struct Gathering {
    /// How long nothing may be taken.
    patience: Duration,
}

impl<S> Accept<TcpStream, S> for Gathering {
    type Stream = Gather<Taking<TcpStream>>;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let ready = stream.set_nodelay(true);
        let stream = Gather::new(Taking::new(stream, self.patience));
        std::future::ready(ready.map(|()| (stream, service)))
    }
}
