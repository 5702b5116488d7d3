//! Serves the exchange: HTTP/1.1 on each connection, until the platform ends.

use std::convert::Infallible;
use std::future::poll_fn;
use std::mem::replace;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Request, Version};
use axum::response::Response;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use super::acceptor::DoorStream;
use super::exit::{Exit, Passage, StandingConnection};
use super::layer::refused;
use super::unread::{UnderWay, Unread};
use super::{Connection, DoorAcceptor};
use crate::answer::chain;
use crate::settings::Limits;

/// The most that is kept of one connection's requests, in bytes, unless heads may be longer.
const REQUEST_BUFFER: usize = 64 * 1024;
/// What a connection of HTTP/2 begins with (RFC 9113, 3.4).
const HTTP_2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How long nobody is let in after that failed: files may have run out.
const PAUSE: Duration = Duration::from_millis(50);

/// How connections to the exchange are served. Clones share its parts.
///
/// HTTP/1.1 only: telling versions apart by their first bytes would wait for them without a limit,
/// and a client that does one thing after the other gains nothing from HTTP/2.
#[derive(Clone)]
pub(crate) struct Conversation {
    acceptor: DoorAcceptor,
    router: Router,
    http: Builder,
    ending: watch::Receiver<bool>,
    /// How long an answer that stands may wait for who takes it.
    patience: Duration,
}

impl Conversation {
    /// Serves until `ending` becomes true or its sender goes.
    pub(crate) fn new(
        acceptor: DoorAcceptor,
        router: Router,
        limits: &Limits,
        ending: watch::Receiver<bool>,
    ) -> Self {
        let mut http = Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(limits.head_seconds))
            .max_header_size(limits.head_bytes)
            .max_buf_size(REQUEST_BUFFER.max(limits.head_bytes));
        Self {
            acceptor,
            router,
            http,
            ending,
            patience: Duration::from_secs(limits.stall_seconds),
        }
    }

    /// Serves whoever comes. At the end nobody is let in any more, and whoever is still here after
    /// `drain` is cut off.
    pub(crate) async fn serve(self, listener: TcpListener, drain: Duration) {
        let mut all = JoinSet::new();
        let mut is_shut = false;
        let mut ending = self.ending.clone();
        loop {
            tokio::select! {
                biased;
                () = ended(&mut ending) => break,
                Some(_) = all.join_next() => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        is_shut = false;
                        drop(all.spawn(self.clone().one(stream)));
                    }
                    Err(error) => {
                        if !replace(&mut is_shut, true) {
                            tracing::error!(error = chain(&error), "nobody can be let in");
                        }
                        sleep(PAUSE).await;
                    }
                },
            }
        }
        drop(listener);
        let rest = async { while all.join_next().await.is_some() {} };
        // Whoever takes longer is cut off with the set.
        drop(timeout(drain, rest).await);
    }

    /// Serves one connection. Nothing of HTTP is held any more while an answer stands.
    async fn one(self, stream: TcpStream) {
        let patience = self.patience;
        if let Some((stream, rest, _counted)) = Box::pin(self.begin(stream)).await {
            let standing = StandingConnection::new(stream, rest, patience);
            // Whoever goes tells nobody why.
            drop(standing.go_on().await);
        }
    }

    /// Takes a connection in and speaks HTTP on it, until it ends (none), or an answer stands: then
    /// it gives the connection and what is left of the answer.
    async fn begin(self, stream: TcpStream) -> Option<(DoorStream, Body, Arc<Connection>)> {
        let (stream, connection) = self.acceptor.accept(stream).await.ok()?;
        let (platform, connection) = (self.acceptor.platform(), Arc::new(connection));
        let router = self.router;
        let answer = |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Arc::clone(&connection));
            let answered = router.clone().oneshot(request);
            async move { answered.await.map(without_head) }
        };
        let refuse = |status| refused(platform, &connection, status);
        let (stream, rest) = speak(stream, &self.http, answer, refuse, self.ending).await?;
        Some((stream, rest, connection))
    }
}

/// Takes HEAD out of the methods that an address knows (`Allow`): the router takes it for granted
/// beside GET, and no operation answers it.
fn without_head(mut answer: Response) -> Response {
    let Some(Ok(allow)) = answer.headers().get(ALLOW).map(HeaderValue::to_str) else {
        return answer;
    };
    let methods = allow.split(',').filter(|method| *method != "HEAD");
    let methods = methods.collect::<Vec<_>>().join(",");
    if let Ok(methods) = HeaderValue::from_str(&methods) {
        answer.headers_mut().insert(ALLOW, methods);
    }
    answer
}

/// Returns when the platform is to end, or is gone.
async fn ended(ending: &mut watch::Receiver<bool>) {
    drop(ending.wait_for(|is_ending| *is_ending).await);
}

/// Speaks HTTP on a connection, until it ends (none), or the rest of an answer can go without it.
/// What is no request is answered with the bytes that `refuse` makes of a status, which notes it, too.
/// When `ending` becomes true, what is under way is the last.
async fn speak<S, A, F, R>(
    stream: S,
    http: &Builder,
    answer: A,
    refuse: R,
    mut ending: watch::Receiver<bool>,
) -> Option<(S, Body)>
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Result<Response, Infallible>>,
    R: Fn(u16) -> Vec<u8> + Unpin,
{
    let (exit, under_way) = (Exit::default(), UnderWay::default());
    let service = service_fn(|request: Request<Incoming>| {
        let answering = under_way.begin();
        // Nothing of the request is left to be read, and the answer comes in chunks.
        let may_stand = request.version() == Version::HTTP_11 && request.body().is_end_stream();
        let (answer, exit) = (answer(request), exit.clone());
        async move {
            let answer = answer.await?;
            let answer = if may_stand { exit.lead(answer) } else { answer };
            Ok::<_, Infallible>(answering.until_the_end(answer))
        }
    });
    let stream = Unread::new(stream, under_way.clone(), refuse);
    let io = TokioIo::new(Passage::new(stream, exit.clone()));
    let mut connection = http.serve_connection(io, service);
    let mut is_told = false;
    let rest = loop {
        let polled = poll_fn(|context| match Pin::new(&mut connection).poll(context) {
            Poll::Ready(ended) => Poll::Ready(Err(ended.err())),
            Poll::Pending => exit
                .take()
                .map_or(Poll::Pending, |rest| Poll::Ready(Ok(rest))),
        });
        tokio::select! {
            biased;
            () = ended(&mut ending), if !is_told => {
                is_told = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
            rest = polled => break rest,
        }
    };
    // Nothing is read any more of what was said behind the last request.
    let parts = connection.into_parts();
    let stream = parts.io.into_inner().into_inner();
    match rest {
        Ok(rest) => Some((stream.into_inner(), rest)),
        Err(Some(error)) if error.is_parse() && !stream.has_refused() => {
            let status = if error.is_parse_too_large() { 431 } else { 400 };
            let said = (stream.refuse())(status);
            // hyper answers nothing to HTTP/2. Of anything else it did so behind another answer, or
            // in its midst.
            if under_way.is_idle() && parts.read_buf.starts_with(HTTP_2) {
                let mut stream = stream.into_inner();
                // Whoever goes tells nobody why.
                drop(stream.write_all(&said).await);
                drop(stream.shutdown().await);
            }
            None
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests;
