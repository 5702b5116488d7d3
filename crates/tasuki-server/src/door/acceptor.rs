//! Hands the peer of each connection to its requests.

use std::io;
use std::pin::Pin;
use std::sync::Arc;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tower::Layer as _;

use super::gather::Gather;
use super::{Balancers, Connection, Origin, Peer};
use crate::figures::{self, Handshake, Lasting};
use crate::platform::Platform;

/// Accepts a connection: from where it comes, no delay, TLS, then who it is.
#[derive(Clone)]
pub(crate) struct DoorAcceptor {
    tls: RustlsAcceptor<Gathering>,
    balancers: Balancers,
    platform: Arc<Platform>,
}

impl DoorAcceptor {
    pub(crate) fn new(config: RustlsConfig, platform: Arc<Platform>) -> Self {
        let tls = RustlsAcceptor::new(config).acceptor(Gathering);
        let balancers = Balancers::new(&platform.settings.listen.proxies);
        Self {
            tls,
            balancers,
            platform,
        }
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for DoorAcceptor {
    type Stream = TlsStream<Gather<TcpStream>>;
    type Service = AddExtension<S, Arc<Connection>>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, mut stream: TcpStream, service: S) -> Self::Future {
        let (tls, platform) = (self.tls.clone(), Arc::clone(&self.platform));
        let balancers = self.balancers.clone();
        Box::pin(async move {
            let accepted = async {
                let Origin(address) = balancers.origin(&mut stream).await?;
                let (stream, service) = tls.accept(stream, service).await?;
                Ok((address, stream, service))
            };
            let accepted: io::Result<_> = accepted.await;
            let (address, stream, service) =
                accepted.inspect_err(|_| figures::handshake(Handshake::Failed))?;
            let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let shown = shown.first().map(AsRef::as_ref);
            let peer = Peer::of(shown, &platform.anchors, platform.clock.now());
            figures::handshake(match &peer {
                Peer::Office(_) => Handshake::Office,
                Peer::Refused(_) => Handshake::Refused,
            });
            let connection = Connection {
                address: Some(address),
                peer,
                _counted: Lasting::connection(),
            };
            Ok((stream, Extension(Arc::new(connection)).layer(service)))
        })
    }
}

/// Accepts a connection beneath TLS.
#[derive(Clone, Copy)]
struct Gathering;

impl<S> Accept<TcpStream, S> for Gathering {
    type Stream = Gather<TcpStream>;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let ready = stream.set_nodelay(true);
        std::future::ready(ready.map(|()| (Gather::new(stream), service)))
    }
}
