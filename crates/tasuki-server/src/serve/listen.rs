//! Serves whatever is not the exchange: the sites, what the authority publishes, health and metrics.
//!
//! HTTP/1.1 only: telling versions apart by their first bytes would wait for them without a limit,
//! and HTTP/2 would need limits of its own.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::accept::Accept;
use axum_server::service::SendService;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::TokioTimer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::settings::Limits;

/// Serves until `handle` ends it. Ends connections that do not say what they want, or not in short:
/// what is read at once lies in the same buffer, so a head may pass that is longer by as much as its
/// last piece; answers are written in pieces of that size at most.
pub(super) fn listen<A>(
    listener: TcpListener,
    acceptor: A,
    limits: &Limits,
    handle: &Handle<SocketAddr>,
    router: Router,
) -> anyhow::Result<JoinHandle<anyhow::Result<()>>>
where
    A: Accept<TcpStream, Router> + Clone + Send + Sync + 'static,
    A::Stream: AsyncRead + AsyncWrite + Unpin + Send,
    A::Service: SendService<Request<Incoming>> + Send,
    A::Future: Send,
{
    let mut server = axum_server::from_tcp(listener)?
        .handle(handle.clone())
        .acceptor(acceptor)
        // Another acceptor would take it back.
        .http1_only();
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.head_seconds))
        .max_buf_size(limits.head_bytes);
    let service = router.into_make_service();
    Ok(tokio::spawn(
        async move { Ok(server.serve(service).await?) },
    ))
}
