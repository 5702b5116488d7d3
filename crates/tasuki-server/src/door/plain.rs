//! Takes a connection in that is none of the exchange's: from where it comes, and no longer than it
//! takes what it is given.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::accept::Accept;
use tokio::net::TcpStream;
use tower::Layer as _;

use super::{Balancers, Origin, Taking};
use crate::settings::Limits;

/// Takes connections in, with or without TLS above.
#[derive(Clone, Debug)]
pub(crate) struct PlainAcceptor {
    balancers: Balancers,
    patience: Duration,
}

impl PlainAcceptor {
    /// From whom `balancers` name.
    pub(crate) const fn new(balancers: Balancers, limits: &Limits) -> Self {
        Self {
            balancers,
            patience: Duration::from_secs(limits.stall_seconds),
        }
    }
}

impl<S: Send + 'static> Accept<TcpStream, S> for PlainAcceptor {
    type Stream = Taking<TcpStream>;
    type Service = AddExtension<S, Origin>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, mut stream: TcpStream, service: S) -> Self::Future {
        let (balancers, patience) = (self.balancers.clone(), self.patience);
        Box::pin(async move {
            let origin = balancers.origin(&mut stream).await?;
            let stream = Taking::new(stream, patience);
            Ok((stream, Extension(origin).layer(service)))
        })
    }
}
